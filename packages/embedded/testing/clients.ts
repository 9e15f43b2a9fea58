// A test store with the official client for both users, quiet, and a bare HTTP door beside them.
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import { startTestStore } from '../src/index.ts';
import type { TestStore, TestStoreOptions } from '../src/index.ts';

export interface Clients {
  readonly store: TestStore;
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
  /** One more client of the writer; closed with the rest. */
  open(options?: Partial<ClickHouseClientConfigOptions>): ClickHouseClient;
  /** A request as the writer (or the reader), without a client in between. */
  http(path: string, init?: RequestInit & { readonly as?: 'writer' | 'reader' }): Promise<Response>;
  close(): Promise<void>;
}

/** Starts a store and connects. */
export async function openClients(options: TestStoreOptions = {}): Promise<Clients> {
  const store = await startTestStore(options);
  const opened: ClickHouseClient[] = [];
  const open = (more: Partial<ClickHouseClientConfigOptions> = {}): ClickHouseClient => {
    const client = createClient({
      url: store.url,
      username: store.writer.user,
      password: store.writer.password,
      database: 'huntboard',
      log: { level: ClickHouseLogLevel.OFF },
      ...more,
    });
    opened.push(client);
    return client;
  };
  return {
    store,
    writer: open(),
    reader: open({ username: store.reader.user, password: store.reader.password }),
    open,
    http: (path, { as = 'writer', ...init } = {}) => {
      const { user, password } = store[as];
      const headers = new Headers(init.headers);
      headers.set('X-ClickHouse-User', user);
      headers.set('X-ClickHouse-Key', password);
      return fetch(`${store.url}${path}`, { ...init, headers });
    },
    close: async () => {
      await Promise.all(opened.map((client) => client.close()));
      await store.stop();
    },
  };
}

/** The rows of a query as JSON. */
export async function rowsOf<T = Record<string, unknown>>(
  client: ClickHouseClient,
  query: string,
  more: Record<string, unknown> = {},
): Promise<T[]> {
  const result = await client.query({ query, format: 'JSONEachRow', ...more });
  return result.json<T>();
}
