// The engine's native addon, typed. The one place that knows how chdb packs its binaries.
import { createRequire } from 'node:module';

/** An open engine session; opaque. */
export type Connection = { readonly __connection: unique symbol };
/** An open result stream; opaque. */
export type StreamHandle = { readonly __stream: unique symbol };

export interface QueryResult {
  readonly bytes: Uint8Array;
  readonly elapsed: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
}

/** What the engine's parser says about a text. Classes ascend: 0 reads, 1 changes its database, 2 changes global things, 3 controls, 4 unknown. */
export interface Analysis {
  readonly statementCount: number;
  readonly queryClass: number;
  readonly writesOnlyTargetDatabase: boolean;
  readonly changesDatabaseLifecycle: boolean;
}

export interface Native {
  EngineVersion(): string;
  CreateConnection(path: string, args?: readonly string[]): Connection;
  CloseConnection(connection: Connection): void;
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<QueryResult>;
  /** Blocks the calling thread while the query is planned. SELECT only, one statement only. */
  StreamQuery(connection: Connection, sql: string, format: string): StreamHandle;
  StreamFetch(
    handle: StreamHandle,
  ): Promise<{ readonly done: boolean; readonly bytes: Uint8Array; readonly numRows: number }>;
  StreamCancel(handle: StreamHandle): void;
  DurableClassifyAsync(connection: Connection, sql: string, database: string): Promise<Analysis>;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@chdb/lib-linux-x64-gnu',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
};

/** Loads the addon from chdb's package for this platform; throws with the way out when there is none. */
export function loadNative(): Native {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined)
    throw new Error(`the embedded ClickHouse does not run on ${platform}: use a server (CLICKHOUSE_URL)`);
  // The binaries are optional dependencies of chdb: resolve them from where chdb lies.
  const fromChdb = createRequire(require.resolve('chdb/package.json'));
  return fromChdb(name) as Native;
}
