// Host types <-> protocol messages.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { frameToJson } from '../src/frames/frame-json';
import { decodeFrame } from '../src/frames/decode-frame';
import type {
  CallResourceRequestSchema,
  CheckHealthResponse,
  DataResponse,
  PluginContextSchema,
  QueryDataRequestSchema,
  SubscribeStreamResponse,
} from '../src/gen/pluginv2.gen';
import type {
  HostContext,
  HostHealth,
  HostQueryRequest,
  HostQueryResponse,
  HostResourceRequest,
  HostStreamAnswer,
  HostStreamRequest,
} from './host-types';

const utf8 = new TextEncoder();
const text = new TextDecoder();
const STREAM = ['ok', 'not-found', 'permission-denied'] as const;
const HEALTH = ['UNKNOWN', 'OK', 'ERROR'] as const;

export function toWireContext(context: HostContext): MessageInitShape<typeof PluginContextSchema> {
  const { datasource, user } = context;
  return {
    orgId: BigInt(context.orgId ?? 1),
    pluginId: context.pluginId ?? 'huntboard-datasource',
    grafanaConfig: { ...context.grafana },
    ...(user === undefined
      ? {}
      : { user: { login: user.login, name: user.name ?? '', email: user.email ?? '', role: user.role ?? 'Viewer' } }),
    dataSourceInstanceSettings: {
      id: 1n,
      uid: datasource.uid,
      name: datasource.name ?? datasource.uid,
      url: datasource.url ?? '',
      user: datasource.user ?? '',
      database: datasource.database ?? '',
      jsonData: utf8.encode(JSON.stringify(datasource.jsonData ?? {})),
      decryptedSecureJsonData: { ...datasource.secureJsonData },
      lastUpdatedMS: BigInt(datasource.lastUpdated ?? 1),
    },
  };
}

/** Newer Grafana asks for JSON frames (format 1) and takes Arrow all the same: so does this host. */
export function toWireQueries(request: HostQueryRequest): MessageInitShape<typeof QueryDataRequestSchema> {
  return {
    pluginContext: toWireContext(request.context),
    headers: { ...request.headers },
    format: 1,
    queries: request.queries.map((query) => ({
      refId: query.refId,
      queryType: query.queryType ?? '',
      maxDataPoints: BigInt(query.maxDataPoints ?? 1000),
      intervalMS: BigInt(query.intervalMs ?? 1000),
      timeRange: { fromEpochMS: BigInt(Math.trunc(query.from)), toEpochMS: BigInt(Math.trunc(query.to)) },
      json: utf8.encode(JSON.stringify({ ...query.model, refId: query.refId })),
    })),
  };
}

export function fromWireResponse(response: DataResponse): HostQueryResponse {
  const failed = response.error !== '';
  let decoded: HostQueryResponse['frames'] | undefined;
  return {
    status: response.status !== 0 ? response.status : failed ? 500 : 200,
    ...(failed ? { error: response.error } : {}),
    ...(response.errorSource === '' ? {} : { errorSource: response.errorSource }),
    // Decoded when looked at: who only counts bytes does not pay for it.
    get frames() {
      return (decoded ??= response.frames.map((bytes) => frameToJson(decodeFrame(bytes))));
    },
    raw: response.frames,
  };
}

export function fromWireHealth(health: CheckHealthResponse): HostHealth {
  const details =
    health.jsonDetails.length === 0 ? undefined : (JSON.parse(text.decode(health.jsonDetails)) as unknown);
  return {
    status: HEALTH[health.status] ?? 'UNKNOWN',
    message: health.message,
    ...(details === undefined ? {} : { details }),
  };
}

export function toWireResource(request: HostResourceRequest): MessageInitShape<typeof CallResourceRequestSchema> {
  const { body = '', query = '' } = request;
  return {
    pluginContext: toWireContext(request.context),
    path: request.path,
    method: request.method ?? 'GET',
    url: query === '' ? request.path : `${request.path}?${query}`,
    headers: Object.fromEntries(
      Object.entries(request.headers ?? {}).map(([name, values]) => [name, { values: [...values] }]),
    ),
    body: typeof body === 'string' ? utf8.encode(body) : body,
  };
}

/** Subscriptions, runs and messages have one form. */
export function toWireStream(request: HostStreamRequest): {
  readonly pluginContext: MessageInitShape<typeof PluginContextSchema>;
  readonly path: string;
  readonly data: Uint8Array<ArrayBuffer>;
} {
  return {
    pluginContext: toWireContext(request.context),
    path: request.path,
    data: request.data === undefined ? new Uint8Array(0) : utf8.encode(JSON.stringify(request.data)),
  };
}

export function fromWireStream(answer: SubscribeStreamResponse): HostStreamAnswer {
  const { data } = answer;
  return {
    status: STREAM[answer.status] ?? 'permission-denied',
    ...(data.length === 0 ? {} : { data: JSON.parse(text.decode(data)) as unknown }),
  };
}
