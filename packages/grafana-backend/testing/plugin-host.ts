// A host that runs a datasource plugin as Grafana does, restarts it after a crash, and answers in plain JSON.
import type { ClientReadableStream } from '@grpc/grpc-js';
import type { CallResourceResponse, StreamPacket } from '../src/gen/pluginv2.gen';
import { Data, Diagnostics, Resource, Stream } from '../src/gen/pluginv2.gen';
import type {
  HostContext,
  HostHealth,
  HostQueryRequest,
  HostQueryResponse,
  HostResourceRequest,
  HostResourceResponse,
  HostStreamAnswer,
  HostStreamRequest,
} from './host-types';
import type { LogEntry } from './log-line';
import { PluginProcess } from './plugin-process';
import {
  fromWireHealth,
  fromWireResponse,
  fromWireStream,
  toWireContext,
  toWireQueries,
  toWireResource,
  toWireStream,
} from './wire-messages';

export interface PluginHostOptions {
  /** Absolute path of the executable, as `dist/gpx_name_linux_amd64`. */
  readonly executable: string;
  /** Added to Grafana's environment for plugins. */
  readonly env?: Readonly<Record<string, string>>;
  /** Start it again when it ends unasked; default true, as Grafana does. */
  readonly restart?: 'after-crash' | 'never';
  readonly handshakeMs?: number;
  readonly onLog?: (entry: LogEntry) => void;
}

export interface PluginHost {
  readonly pid: () => number;
  /** Responses by refId. Rejects when the call as a whole fails (cancelled, plugin gone). */
  readonly queryData: (request: HostQueryRequest) => Promise<Record<string, HostQueryResponse>>;
  readonly checkHealth: (context: HostContext, signal?: AbortSignal) => Promise<HostHealth>;
  readonly callResource: (request: HostResourceRequest) => Promise<HostResourceResponse>;
  readonly collectMetrics: () => Promise<string>;
  /** Asks to listen to a channel, for the user of the context. */
  readonly subscribeStream: (request: HostStreamRequest) => Promise<HostStreamAnswer>;
  /** Runs a channel; its messages as they come, until the run ends or the signal of the request fires. */
  readonly runStream: (request: HostStreamRequest) => AsyncGenerator<unknown, void, undefined>;
  readonly publishStream: (request: HostStreamRequest) => Promise<HostStreamAnswer>;
  /** SIGKILL, as a crash. */
  readonly kill: () => void;
  /** Resolves when a process started after now is up. */
  readonly restarted: () => Promise<void>;
  /** Asks the plugin to end. True when it did within Grafana's grace of two seconds. */
  readonly shutdown: () => Promise<boolean>;
  /** Log lines so far, at most the last 1,000. */
  readonly logs: readonly LogEntry[];
  /** What the plugin did that would upset Grafana: bad log lines, output on stdout. */
  readonly violations: readonly string[];
}

const RESTART_DELAY_MS = 100;
const MAX_LOGS = 1_000;

function collectResource(stream: ClientReadableStream<CallResourceResponse>): Promise<HostResourceResponse> {
  return new Promise((resolve, reject) => {
    let first: CallResourceResponse | undefined;
    const pieces: Uint8Array[] = [];
    stream.on('data', (message: CallResourceResponse) => {
      first ??= message;
      pieces.push(message.body);
    });
    stream.on('error', reject);
    stream.on('end', () => {
      if (first === undefined) return reject(new Error('The plugin sent no resource response.'));
      const headers = Object.fromEntries(Object.entries(first.headers).map(([name, list]) => [name, list.values]));
      return resolve({ status: first.code, headers, body: new Uint8Array(Buffer.concat(pieces)) });
    });
  });
}

/**
 * Launches the plugin and waits until it is healthy.
 * @throws Error with what the plugin printed when it does not come up
 */
export async function startPluginHost(options: PluginHostOptions): Promise<PluginHost> {
  const logs: LogEntry[] = [];
  const violations: string[] = [];
  const launch = (): Promise<PluginProcess> =>
    PluginProcess.start({
      executable: options.executable,
      handshakeMs: options.handshakeMs ?? 20_000,
      ...(options.env === undefined ? {} : { env: options.env }),
      onLog: (entry) => {
        logs.push(entry);
        if (logs.length > MAX_LOGS) logs.shift();
        options.onLog?.(entry);
      },
      onViolation: (text) => violations.push(text),
    });

  let stopping = false;
  let latest: PluginProcess;
  let current: Promise<PluginProcess>;
  const watch = (started: PluginProcess): void => {
    void started.exited.then(() => {
      started.close();
      if (stopping || options.restart === 'never') return;
      current = new Promise<void>((resolve) => void setTimeout(resolve, RESTART_DELAY_MS)).then(launch).then((next) => {
        latest = next;
        watch(next);
        return next;
      });
      current.catch(() => undefined);
    });
  };
  latest = await launch();
  current = Promise.resolve(latest);
  watch(latest);

  /** The running process; when it just died, the one that replaces it. */
  const live = async (): Promise<PluginProcess> => {
    const found = await current;
    if (found.running || options.restart === 'never') return found;
    await found.exited;
    return current;
  };

  return {
    logs,
    violations,
    pid: () => latest.pid,
    queryData: async (request) => {
      const answer = await (await live()).unary(Data.method.queryData, toWireQueries(request), request.signal);
      return Object.fromEntries(
        Object.entries(answer.responses).map(([refId, response]) => [refId, fromWireResponse(response)]),
      );
    },
    checkHealth: async (context, signal) =>
      fromWireHealth(
        await (await live()).unary(Diagnostics.method.checkHealth, { pluginContext: toWireContext(context) }, signal),
      ),
    callResource: async (request) =>
      collectResource((await live()).stream(Resource.method.callResource, toWireResource(request), request.signal)),
    collectMetrics: async () => {
      const { metrics } = await (await live()).unary(Diagnostics.method.collectMetrics, {});
      return new TextDecoder().decode(metrics?.prometheus);
    },
    subscribeStream: async (request) =>
      fromWireStream(await (await live()).unary(Stream.method.subscribeStream, toWireStream(request), request.signal)),
    runStream: async function* (request) {
      const call = (await live()).stream(Stream.method.runStream, toWireStream(request), request.signal);
      try {
        for await (const packet of call as AsyncIterable<StreamPacket>)
          yield JSON.parse(new TextDecoder().decode(packet.data)) as unknown;
      } catch (error) {
        if (!(request.signal?.aborted ?? false)) throw error;
      } finally {
        call.cancel();
      }
    },
    publishStream: async (request) => {
      const answer = await (await live()).unary(Stream.method.publishStream, toWireStream(request), request.signal);
      return fromWireStream({ ...answer, $typeName: 'pluginv2.SubscribeStreamResponse' });
    },
    kill: () => latest.kill(),
    restarted: async () => {
      await latest.exited;
      await current;
    },
    shutdown: async () => {
      stopping = true;
      const last = await current.catch(() => latest);
      return last.shutdown();
    },
  };
}
