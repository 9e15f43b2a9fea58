// One run of a plugin executable: spawn with Grafana's environment, handshake, gRPC channel, health, go-plugin's open streams.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { ClientReadableStream } from '@grpc/grpc-js';
import { Client, credentials } from '@grpc/grpc-js';
import { Health } from '../src/gen/health.gen';
import { GRPCBroker, GRPCController, GRPCStdio } from '../src/gen/plugin.gen';
import type { LogEntry } from './log-line';
import { parseLogLine } from './log-line';

interface Method<I extends DescMessage, O extends DescMessage> {
  readonly name: string;
  readonly parent: { readonly typeName: string };
  readonly input: I;
  readonly output: O;
}

export interface PluginProcessOptions {
  readonly executable: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly handshakeMs: number;
  readonly onLog: (entry: LogEntry) => void;
  readonly onViolation: (text: string) => void;
}

/** Grafana's environment for a plugin: no PATH, no HOME. */
function pluginEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    grafana_plugin_type: 'datasource',
    PLUGIN_PROTOCOL_VERSIONS: '2',
    PLUGIN_MIN_PORT: '10000',
    PLUGIN_MAX_PORT: '25000',
    GF_VERSION: '13.2.2',
    ...extra,
  };
}

/** A signal may have fired before there was anything to cancel. */
function cancelOn(signal: AbortSignal | undefined, call: { readonly cancel: () => void }): void {
  if (signal?.aborted === true) return call.cancel();
  signal?.addEventListener('abort', () => call.cancel(), { once: true });
}

const HANDSHAKE = /^1\|2\|(unix|tcp)\|([^|]+)\|grpc$/;

export class PluginProcess {
  readonly #child: ChildProcess;
  readonly #client: Client;
  /** Resolves with how the process ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;

  private constructor(child: ChildProcess, exited: PluginProcess['exited'], address: string) {
    this.#child = child;
    this.exited = exited;
    this.#client = new Client(address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts and waits for handshake and health. @throws Error with what the plugin printed when it does not come up */
  static async start(options: PluginProcessOptions): Promise<PluginProcess> {
    const child = spawn(options.executable, [], {
      env: pluginEnvironment(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited: PluginProcess['exited'] = new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    const printed: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (printed.length < 50) printed.push(line);
      const { entry, violation } = parseLogLine(line);
      options.onLog(entry);
      if (violation !== undefined) options.onViolation(violation);
    });
    const address = await new Promise<string>((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new Error(`The plugin ${options.executable} did not start: ${why}. ${printed.join('\n')}`.trim()));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail(`no handshake within ${options.handshakeMs} ms`);
      }, options.handshakeMs);
      let first = true;
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (!first) return options.onViolation(`more than the handshake on stdout: ${line.slice(0, 200)}`);
        first = false;
        clearTimeout(timer);
        const match = HANDSHAKE.exec(line);
        if (match?.[2] === undefined) fail(`bad handshake line "${line}"`);
        else resolve(match[1] === 'unix' ? `unix:${match[2]}` : match[2]);
      });
      child.once('error', (error) => {
        clearTimeout(timer);
        fail(error.message);
      });
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        if (first) fail(`it ended with ${signal ?? `code ${code}`}`);
      });
    });
    const started = new PluginProcess(child, exited, address);
    const { status } = await started.unary(Health.method.check, { service: 'plugin' });
    if (status !== 1) throw new Error(`The plugin is not healthy: status ${status}.`);
    started.#holdStreams();
    return started;
  }

  /** A call with one answer. Rejects with grpc-js's ServiceError. */
  unary<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    request: MessageInitShape<I>,
    signal?: AbortSignal,
  ): Promise<MessageShape<O>> {
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest(
        `/${method.parent.typeName}/${method.name}`,
        (value: MessageInitShape<I>) => Buffer.from(toBinary(method.input, create(method.input, value))),
        (bytes: Buffer) => fromBinary(method.output, bytes),
        request,
        (error, answer) =>
          error === null && answer !== undefined ? resolve(answer) : reject(error ?? new Error('Empty answer.')),
      );
      cancelOn(signal, call);
    });
  }

  /** A call with a stream of answers. */
  stream<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    request: MessageInitShape<I>,
    signal?: AbortSignal,
  ): ClientReadableStream<MessageShape<O>> {
    const call = this.#client.makeServerStreamRequest(
      `/${method.parent.typeName}/${method.name}`,
      (value: MessageInitShape<I>) => Buffer.from(toBinary(method.input, create(method.input, value))),
      (bytes: Buffer) => fromBinary(method.output, bytes),
      request,
    );
    cancelOn(signal, call);
    return call;
  }

  /** go-plugin opens these two at once and keeps them for the life of the process. */
  #holdStreams(): void {
    const broker = this.#client.makeBidiStreamRequest(
      `/${GRPCBroker.typeName}/StartStream`,
      () => Buffer.alloc(0),
      () => undefined,
    );
    for (const call of [broker, this.stream(GRPCStdio.method.streamStdio, {})]) {
      call.on('data', () => undefined);
      call.on('error', () => undefined);
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Shutdown as Grafana does it: ask, two seconds of grace, SIGKILL. True when it went by itself. */
  async shutdown(): Promise<boolean> {
    if (!this.running) return true;
    await this.unary(GRPCController.method.shutdown, {}).catch(() => undefined);
    const grace = new AbortController();
    const timer = setTimeout(() => grace.abort(), 2_000);
    const gone = await (this.running ? once(this.#child, 'exit', { signal: grace.signal }) : Promise.resolve()).then(
      () => true,
      () => false,
    );
    clearTimeout(timer);
    if (!gone) this.kill();
    this.close();
    return gone;
  }

  close(): void {
    this.#client.close();
  }
}
