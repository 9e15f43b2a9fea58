// The only door to ClickHouse, embedded or not: queries, inserts and commands over the official client, with retries.
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseSettings } from '@clickhouse/client';
import { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { requestPolicy } from './request-policy.ts';
import type { RequestOptions, RetryOptions } from './request-policy.ts';
import { toStoreError } from './store-error.ts';
import type { StoreError } from './store-error.ts';

export interface StoreOptions {
  /** http://host:port or https://host:port. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /**
   * PEM: certificate authority (Node's own list without it), and certificate with key where the server asks for one.
   * `verification: 'none'` takes any certificate: for a lab, never for a network that others share.
   */
  readonly tls?: {
    readonly ca?: Buffer;
    readonly cert?: Buffer;
    readonly key?: Buffer;
    readonly verification?: 'none';
  };
  readonly timeouts?: {
    /** Longest time for one attempt, default 60 s. */
    readonly requestMs?: number;
  };
  /** Compress bodies; worth it over a network, not on one machine. */
  readonly compression?: { readonly request?: boolean; readonly response?: boolean };
  readonly maxConnections?: number;
  readonly retry?: RetryOptions;
  /** Settings of every request. */
  readonly settings?: ClickHouseSettings;
  /** Shows in the server's query log. */
  readonly application?: string;
}

/** What a statement may carry: typed parameters for `{name:Type}`, settings, a signal. */
export interface StatementOptions extends RequestOptions {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly settings?: ClickHouseSettings;
  readonly queryId?: string;
}

export interface InsertOptions extends RequestOptions {
  /** Names the batch for ever: a repeated insert under the same token stores nothing, in the table and behind its feeds. */
  readonly dedupToken: string;
  /** Rows in `bytes`; none sends nothing. */
  readonly rows: number;
  readonly settings?: ClickHouseSettings;
}

export type PingResult =
  { readonly ok: true; readonly version: string } | { readonly ok: false; readonly error: StoreError };

/** Every method rejects with StoreError; a bug throws what it is. */
export interface Store {
  readonly database: string;
  /** Rows as objects; 64-bit integers come as strings. For results that fit in memory. */
  query<T = Record<string, unknown>>(sql: string, options?: StatementOptions): Promise<T[]>;
  /** Rows one by one, read as they are asked for. Only the start is retried. */
  stream<T = Record<string, unknown>>(sql: string, options?: StatementOptions): AsyncGenerator<T, void, undefined>;
  /** The answer's bytes as they come, for a statement that names its FORMAT. The caller must read or destroy the stream. */
  raw(sql: string, options?: StatementOptions): Promise<{ readonly stream: Readable; readonly queryId: string }>;
  /** A statement without a result. Tried again only when the server did nothing, or when `idempotent`. */
  command(sql: string, options?: StatementOptions & { readonly idempotent?: boolean }): Promise<void>;
  /** Inserts one or more Native blocks; safe to repeat because of the token. */
  insertNative(table: string, bytes: Uint8Array, options: InsertOptions): Promise<void>;
  /** Whether the server answers and knows the user. Never retries, never rejects. */
  ping(options?: RequestOptions): Promise<PingResult>;
  close(): Promise<void>;
}

const JSON_SETTINGS: ClickHouseSettings = { output_format_json_quote_64bit_integers: 1 };

/** The error comes as a status because the answer waits; feeds forget a repeated batch as their source does. */
const INSERT_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  distributed_foreground_insert: 1,
  wait_end_of_query: 1,
};

export function createStore(options: StoreOptions): Store {
  const requestMs = options.timeouts?.requestMs ?? 60_000;
  const client = createClient({
    url: options.url,
    username: options.user,
    password: options.password,
    database: options.database,
    application: options.application ?? 'huntboard',
    // What goes wrong is thrown; the caller knows whether it is worth a line.
    log: { level: ClickHouseLogLevel.OFF },
    // Ours comes first, and tells itself apart from other failures by more than its text.
    request_timeout: requestMs + 5_000,
    max_open_connections: options.maxConnections ?? 10,
    compression: { request: options.compression?.request ?? false, response: options.compression?.response ?? false },
    ...(options.tls && { http_agent: tlsAgent(options.tls, options.maxConnections ?? 10) }),
    ...(options.settings && { clickhouse_settings: options.settings }),
  });
  const attempt = requestPolicy(requestMs, options.retry ?? {});

  const parameters = (statement: StatementOptions, signal: AbortSignal, defaults: ClickHouseSettings = {}) => ({
    abort_signal: signal,
    clickhouse_settings: { ...defaults, ...statement.settings },
    ...(statement.params && { query_params: { ...statement.params } }),
    ...(statement.queryId !== undefined && { query_id: statement.queryId }),
  });

  return {
    database: options.database,

    query: <T>(sql: string, statement: StatementOptions = {}) =>
      attempt('repeatable', statement, async (signal) => {
        const result = await client.query({
          query: sql,
          format: 'JSONEachRow',
          ...parameters(statement, signal, JSON_SETTINGS),
        });
        return result.json<T>();
      }),

    async *stream<T>(sql: string, statement: StatementOptions = {}) {
      const result = await attempt('repeatable', statement, () =>
        client.query({
          query: sql,
          format: 'JSONEachRow',
          ...parameters(statement, statement.signal ?? new AbortController().signal, JSON_SETTINGS),
        }),
      );
      try {
        for await (const rows of result.stream<T>()) for (const row of rows) yield row.json();
      } catch (thrown) {
        throw toStoreError(thrown, { aborted: statement.signal?.aborted ?? false, timedOut: false });
      }
    },

    raw: (sql, statement = {}) =>
      attempt('repeatable', statement, async () => {
        const signal = statement.signal ?? new AbortController().signal;
        const result = await client.exec({ query: sql, ...parameters(statement, signal) });
        return { stream: result.stream, queryId: result.query_id };
      }),

    command: (sql, statement = {}) =>
      attempt(statement.idempotent ? 'repeatable' : 'once', statement, async (signal) => {
        await client.command({ query: sql, ...parameters(statement, signal, { wait_end_of_query: 1 }) });
      }),

    insertNative: async (table, bytes, insert) => {
      if (insert.rows === 0) return;
      await attempt('repeatable', insert, async (signal) => {
        const result = await client.exec({
          query: `INSERT INTO ${identifier(table)} FORMAT Native`,
          values: Readable.from([bytes], { objectMode: false }),
          abort_signal: signal,
          clickhouse_settings: {
            ...INSERT_SETTINGS,
            ...insert.settings,
            insert_deduplication_token: insert.dedupToken,
          },
        });
        result.stream.resume();
        await finished(result.stream);
      });
    },

    ping: async (request = {}) => {
      try {
        const rows = await requestPolicy(requestMs, { attempts: 1 })('once', request, async (signal) => {
          const result = await client.query({
            query: 'SELECT version() AS version',
            format: 'JSONEachRow',
            abort_signal: signal,
          });
          return result.json<{ version: string }>();
        });
        return { ok: true, version: rows[0]?.version ?? '' };
      } catch (thrown) {
        return { ok: false, error: toStoreError(thrown, { aborted: false, timedOut: false }) };
      }
    },

    close: () => client.close(),
  };
}

/** The client's own TLS options want a CA and cannot do without verification: an agent can. */
function tlsAgent(tls: NonNullable<StoreOptions['tls']>, maxSockets: number): Agent {
  const { ca, cert, key, verification } = tls;
  return new Agent({
    keepAlive: true,
    maxSockets,
    rejectUnauthorized: verification !== 'none',
    ...(ca && { ca }),
    ...(cert && key && { cert, key }),
  });
}

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`not a plain table name: ${JSON.stringify(name)}`);
  return name;
}
