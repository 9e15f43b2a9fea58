// Starts the embedded store as a child process, starts it again when it crashes, and stops it.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { dirname, join } from 'node:path';
import { serverOptionsSchema } from './options.ts';
import type { EmbeddedOptions, ServerOptions } from './options.ts';
import type { FromChild, ToChild } from './server/main.ts';

/** A running embedded store. */
export interface Embedded {
  /** `http://host:port`; stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  /** Process id of the child that runs now. */
  readonly pid: number;
  /** The engine's version, `26.7.…`. */
  readonly version: string;
  /** Lets running queries end, then stops the child. Resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL, without a restart. */
  kill(): void;
  /** Called at every end of the child: expected or, if `restarting`, a crash that is being mended. Returns its own removal. */
  onExit(listener: (exit: EmbeddedExit) => void): () => void;
}

export interface EmbeddedExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly restarting: boolean;
}

export const embeddedStartCodes = [
  'EMBEDDED_DATA_LOCKED',
  'EMBEDDED_PORT_TAKEN',
  'EMBEDDED_NOT_BUILT',
  'EMBEDDED_START_FAILED',
] as const;

export type EmbeddedStartCode = (typeof embeddedStartCodes)[number];

/** Why the store did not start; `message` says what to do. */
export class EmbeddedStartError extends Error {
  readonly code: EmbeddedStartCode;

  constructor(code: EmbeddedStartCode, message: string) {
    super(message);
    this.name = 'EmbeddedStartError';
    this.code = code;
  }
}

const START_SECONDS = 60;
const STABLE_MS = 30_000;
const BACKOFF_MS = [200, 500, 1000, 2000, 5000, 10_000];

/** Starts the store and resolves when it answers. Rejects with EmbeddedStartError; throws zod's error for bad options. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { log, serverPath, environment, ...rest } = options;
  const parsed = serverOptionsSchema.parse({ ...rest, dataDir: resolvePath(options.dataDir) });
  const path = serverPath ?? join(dirname(require.resolve('@huntboard/embedded/package.json')), 'dist', 'server.cjs');
  if (!existsSync(path))
    throw new EmbeddedStartError('EMBEDDED_NOT_BUILT', `${path} does not exist: run npm run build`);
  const supervisor = new Supervisor(path, parsed, environment ?? {}, log ?? (() => undefined));
  await supervisor.start();
  return supervisor;
}

class Supervisor implements Embedded {
  readonly #path: string;
  readonly #log: (line: string) => void;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #listeners = new Set<(exit: EmbeddedExit) => void>();
  #options: ServerOptions;
  #child: ChildProcess | undefined;
  #stopping = false;
  #failures = 0;
  #exited: Promise<void> = Promise.resolve();
  #restart: ReturnType<typeof setTimeout> | undefined;
  #stderr = '';
  port = 0;
  version = '';

  constructor(
    path: string,
    options: ServerOptions,
    environment: Readonly<Record<string, string>>,
    log: (line: string) => void,
  ) {
    this.#environment = environment;
    this.#path = path;
    this.#options = options;
    this.#log = log;
  }

  get url(): string {
    const host = this.#options.host.includes(':') ? `[${this.#options.host}]` : this.#options.host;
    return `http://${host}:${this.port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Forks the child and resolves when it is ready. */
  async start(): Promise<void> {
    const { concurrentQueries, concurrentInserts } = this.#options.limits;
    this.#stderr = '';
    const child = fork(this.#path, [], {
      execArgv: [],
      serialization: 'json',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Every running query and insert holds one thread of the pool; files and compression need some too.
      // The child inherits nothing else: it behaves the same wherever it is started, and holds no secrets of its parent.
      env: {
        ...this.#environment,
        // The engine takes its time zone from here and from nowhere else.
        TZ: this.#options.timezone,
        UV_THREADPOOL_SIZE: String(concurrentQueries + concurrentInserts + 8),
      },
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-8000);
      for (const line of text.split('\n')) if (line.trim() !== '') this.#log(`engine: ${line}`);
    });
    const started = Date.now();
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(
          new EmbeddedStartError(
            'EMBEDDED_START_FAILED',
            `the embedded ClickHouse did not start within ${START_SECONDS} s`,
          ),
        );
      }, START_SECONDS * 1000);
      child.on('message', (message: FromChild) => {
        if (message.type === 'ready') {
          clearTimeout(timer);
          this.port = message.port;
          this.version = message.version;
          // A restart must come up where clients look for it.
          this.#options = { ...this.#options, port: message.port };
          resolve();
        } else if (message.type === 'failed') {
          clearTimeout(timer);
          reject(explain(message.message, this.#stderr, this.#options));
        }
      });
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        reject(explain(`the process ended (${signal ?? code})`, this.#stderr, this.#options));
      });
      child.once('error', (error) => {
        clearTimeout(timer);
        reject(new EmbeddedStartError('EMBEDDED_START_FAILED', error.message));
      });
    });
    this.#exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.send({ type: 'start', options: this.#options } satisfies ToChild);
    await ready;
    this.#log(`ready on ${this.url} after ${Date.now() - started} ms, engine ${this.version}, pid ${child.pid}`);
    child.once('exit', (code, signal) => this.#onExit(code, signal, Date.now() - started));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (child.connected) child.send({ type: 'stop' } satisfies ToChild, () => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), (this.#options.limits.drainSeconds + 5) * 1000);
    await this.#exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#child?.kill('SIGKILL');
  }

  onExit(listener: (exit: EmbeddedExit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #onExit(code: number | null, signal: string | null, uptimeMs: number): void {
    const restarting = !this.#stopping;
    for (const listener of this.#listeners) listener({ code, signal, restarting });
    if (!restarting) return;
    this.#failures = uptimeMs > STABLE_MS ? 0 : this.#failures + 1;
    this.#scheduleRestart(`ended (${signal ?? code}) after ${Math.round(uptimeMs / 1000)} s`);
  }

  #scheduleRestart(why: string): void {
    const delay = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] as number;
    this.#log(`${why}; starting again in ${delay} ms`);
    this.#restart = setTimeout(() => {
      this.start().catch((error: unknown) => {
        if (this.#stopping) return;
        this.#failures++;
        this.#scheduleRestart(`restart failed: ${error instanceof Error ? error.message : String(error)}`);
      });
    }, delay);
  }
}

function explain(message: string, stderr: string, options: ServerOptions): EmbeddedStartError {
  const text = `${message}\n${stderr}`;
  if (/Code: 76\b|Cannot lock file|another server instance/i.test(text)) {
    return new EmbeddedStartError(
      'EMBEDDED_DATA_LOCKED',
      `the data directory ${options.dataDir} is in use by another process: stop the other Huntboard (or whatever holds ${options.dataDir}/status), or use another directory (--data DIR)`,
    );
  }
  if (/EADDRINUSE/.test(text)) {
    return new EmbeddedStartError(
      'EMBEDDED_PORT_TAKEN',
      `port ${options.port} on ${options.host} is taken: stop what listens there or choose another port (0 = any)`,
    );
  }
  return new EmbeddedStartError('EMBEDDED_START_FAILED', `the embedded ClickHouse did not start: ${text.trim()}`);
}
