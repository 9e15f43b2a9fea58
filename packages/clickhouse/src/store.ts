// The only door to ClickHouse, embedded or not: queries, inserts and commands over the official client, with retries.
import type { ClickHouseSettings } from '@clickhouse/client';
import { bindNames } from '@huntboard/schema';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { connect } from './connect.ts';
import { requestPolicy } from './request-policy.ts';
import type { RequestOptions, RetryOptions } from './request-policy.ts';
import { StoreError, toStoreError } from './store-error.ts';

export interface StoreOptions {
  /** http://host:port or https://host:port, with the path of a proxy where one stands before. A user in it counts more than `user`. */
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
  /** `fixed`: the user may not change settings (`readonly = 1`), so none is sent, whatever a statement asks for. */
  readonly userSettings?: 'fixed';
  /** Headers of every request, as a proxy before the store may want them. */
  readonly headers?: Readonly<Record<string, string>>;
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
  /** Inserts one or more Native blocks, in one piece or in parts that follow each other; safe to repeat because of the token. */
  insertNative(table: string, bytes: Uint8Array | readonly Uint8Array[], options: InsertOptions): Promise<void>;
  /** Creates the store's database when the server does not have it; on all of the cluster when one is named. */
  ensureDatabase(cluster?: string): Promise<void>;
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
  const client = connect(options, requestMs, options.database);
  const attempt = requestPolicy(requestMs, options.retry ?? {});

  const fixed = options.userSettings === 'fixed';
  const parameters = (statement: StatementOptions, signal: AbortSignal, defaults: ClickHouseSettings = {}) => ({
    abort_signal: signal,
    clickhouse_settings: fixed ? notSettings(statement.settings) : { ...defaults, ...statement.settings },
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
          values: Readable.from(bytes instanceof Uint8Array ? [bytes] : bytes, { objectMode: false }),
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

    ensureDatabase: async (cluster) => {
      const unknown = await attempt('repeatable', {}, async (signal) => {
        await client.command({ query: 'SELECT 1', abort_signal: signal });
      }).then(() => false, isUnknownDatabase);
      if (!unknown) return;
      // A request that names a missing database is refused before it is read: this one starts from another.
      const outside = connect(options, requestMs, 'default');
      const ddl = `CREATE DATABASE IF NOT EXISTS {{database}}${cluster === undefined ? '' : " ON CLUSTER '{{cluster}}'"}`;
      const query = bindNames(ddl, { database: options.database, ...(cluster !== undefined && { cluster }) });
      try {
        await attempt('repeatable', {}, (signal) => outside.command({ query, abort_signal: signal }));
      } finally {
        await outside.close();
      }
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

/** What travels with the settings and is none: the key of quotas. */
function notSettings(settings: ClickHouseSettings = {}): ClickHouseSettings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name === 'quota_key'));
}

/** Server code 81, UNKNOWN_DATABASE; every other failure is thrown on. */
function isUnknownDatabase(thrown: unknown): true {
  if (thrown instanceof StoreError && thrown.code === '81') return true;
  throw thrown;
}

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`not a plain table name: ${JSON.stringify(name)}`);
  return name;
}
