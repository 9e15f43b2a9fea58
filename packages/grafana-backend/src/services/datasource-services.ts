// Grafana's own services (pluginv2) over a DatasourcePlugin: diagnostics, data, resources, streams.
import type { Metadata, Server } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { Call } from '../context';
import { toContext } from '../context';
import type { DataQuery, DataResult, Datasource, DatasourcePlugin } from '../datasource';
import { encodeFrame } from '../frames/encode-frame';
import type { DataQuery as WireQuery, PluginContext as WireContext } from '../gen/pluginv2.gen';
import { Data, Diagnostics, Resource } from '../gen/pluginv2.gen';
import { InstanceCache } from '../instance-cache';
import type { Logger } from '../logger';
import type { RefResponse } from './encode-query-response';
import { encodeQueryResponse } from './encode-query-response';
import type { CallInfo } from './grpc-service';
import { GrpcError, serverStream, serviceDefinition, unary } from './grpc-service';
import { addStreamService } from './stream-service';

const HEALTH_OK = 1;
const HEALTH_ERROR = 2;
const text = new TextDecoder();
const utf8 = new TextEncoder();

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function header(metadata: Metadata, name: string): string | undefined {
  const value = metadata.get(name)[0];
  return typeof value === 'string' ? value : undefined;
}

function toQuery(wire: WireQuery): DataQuery {
  return {
    refId: wire.refId,
    queryType: wire.queryType,
    maxDataPoints: Number(wire.maxDataPoints),
    intervalMs: Number(wire.intervalMS),
    timeRange: { from: Number(wire.timeRange?.fromEpochMS ?? 0n), to: Number(wire.timeRange?.toEpochMS ?? 0n) },
    model: wire.json.length === 0 ? {} : (JSON.parse(text.decode(wire.json)) as unknown),
  };
}

function toResponse(refId: string, result: DataResult): RefResponse {
  const frames = (result.frames ?? []).map((frame) =>
    'chunks' in frame ? frame : encodeFrame({ ...frame, refId: frame.refId ?? refId }),
  );
  return { refId, frames, ...(result.error === undefined ? {} : { error: result.error }) };
}

/** What every service of a data source needs: the call's context, and the instance it is for. */
export interface ServiceContext {
  readonly toCall: (wire: WireContext | undefined, headers: Readonly<Record<string, string>>, info: CallInfo) => Call;
  readonly withInstance: <R>(call: Call, work: (instance: Datasource) => Promise<R>) => Promise<R>;
}

/** A running set of instances behind the services. */
export interface DatasourceServices {
  readonly close: () => Promise<void>;
}

/** Registers pluginv2's services for one plugin. */
export function addDatasourceServices(server: Server, plugin: DatasourcePlugin, log: Logger): DatasourceServices {
  const instances = new InstanceCache<Datasource>({
    dispose: (instance) => instance.dispose?.(),
    onDisposeError: (error) => log.warn('Freeing a data source instance failed', { error }),
  });

  const toCall = (wire: WireContext | undefined, headers: Readonly<Record<string, string>>, info: CallInfo): Call => {
    const context = toContext(wire);
    const traceParent = header(info.metadata, 'traceparent');
    return {
      context,
      headers,
      fromAlert: headers['FromAlert'] === 'true',
      signal: info.signal,
      log: log.with({
        datasource: context.datasource?.uid ?? '',
        ...(traceParent === undefined ? {} : { traceparent: traceParent }),
      }),
      ...(traceParent === undefined ? {} : { traceParent }),
    };
  };

  const withInstance = <R>(call: Call, work: (instance: Datasource) => Promise<R>): Promise<R> => {
    const settings = call.context.datasource;
    if (settings === undefined) throw new GrpcError(status.INVALID_ARGUMENT, 'The request names no data source.');
    const key = { orgId: call.context.orgId, uid: settings.uid, lastUpdated: settings.lastUpdated };
    return instances.use(key, () => plugin.create(settings, call.log), work);
  };

  const answer = async (wire: WireQuery, instance: Datasource, call: Call): Promise<RefResponse> => {
    try {
      return toResponse(wire.refId, await instance.query(toQuery(wire), call));
    } catch (error) {
      if (!call.signal.aborted) call.log.error('A query failed in the plugin', { refId: wire.refId, error });
      return { refId: wire.refId, frames: [], error: { message: messageOf(error), status: 500, source: 'plugin' } };
    }
  };

  const queryData = unary(Data.method.queryData, async (request, info): Promise<readonly RefResponse[]> => {
    const call = toCall(request.pluginContext, request.headers, info);
    try {
      return await withInstance(call, (instance) =>
        Promise.all(request.queries.map((query) => answer(query, instance, call))),
      );
    } catch (error) {
      if (error instanceof GrpcError) throw error;
      call.log.error('The data source could not be set up', { error });
      return request.queries.map(({ refId }) => ({
        refId,
        frames: [],
        error: { message: messageOf(error), status: 400, source: 'downstream' },
      }));
    }
  });
  server.addService(serviceDefinition(Data, { queryData: encodeQueryResponse }), { queryData });

  server.addService(serviceDefinition(Diagnostics), {
    checkHealth: unary(Diagnostics.method.checkHealth, async (request, info) => {
      const call = toCall(request.pluginContext, request.headers, info);
      try {
        const health = await withInstance(
          call,
          async (instance) => (await instance.checkHealth?.(call)) ?? { ok: true, message: 'The plugin runs.' },
        );
        const details =
          'details' in health && health.details !== undefined
            ? utf8.encode(JSON.stringify(health.details))
            : new Uint8Array(0);
        return { status: health.ok ? HEALTH_OK : HEALTH_ERROR, message: health.message, jsonDetails: details };
      } catch (error) {
        if (error instanceof GrpcError) throw error;
        call.log.error('The health check failed in the plugin', { error });
        return { status: HEALTH_ERROR, message: messageOf(error), jsonDetails: new Uint8Array(0) };
      }
    }),
    collectMetrics: unary(Diagnostics.method.collectMetrics, async () => ({
      metrics: { prometheus: utf8.encode((await plugin.collectMetrics?.()) ?? '') },
    })),
  });

  server.addService(serviceDefinition(Resource), {
    callResource: serverStream(Resource.method.callResource, async (request, info, send) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, list]) => [name, list.values]));
      const call = toCall(
        request.pluginContext,
        Object.fromEntries(Object.entries(headers).map(([name, list]) => [name, list.join(', ')])),
        info,
      );
      const response = await withInstance(call, async (instance) => {
        if (instance.callResource === undefined) return { status: 404, body: 'This data source has no resources.' };
        const query = new URL(request.url, 'http://plugin/').searchParams;
        return instance.callResource(
          { path: request.path, method: request.method, query, headers, body: request.body },
          call,
        );
      });
      const { body = '' } = response;
      await send({
        code: response.status,
        headers: Object.fromEntries(
          Object.entries(response.headers ?? {}).map(([name, values]) => [name, { values: [...values] }]),
        ),
        body: typeof body === 'string' ? utf8.encode(body) : body,
      });
    }),
  });

  addStreamService(server, { toCall, withInstance });

  return { close: () => instances.close() };
}
