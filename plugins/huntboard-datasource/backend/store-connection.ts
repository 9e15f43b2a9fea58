// The connection to ClickHouse that an instance of the data source holds.
import type { Store } from '@huntboard/clickhouse';
import { StoreError, createStore } from '@huntboard/clickhouse';
import type { Settings } from './settings';

/** Panels of a dashboard ask at the same time; more than this wait for a connection. */
const MAX_CONNECTIONS = 16;

/** Whether the user may change settings: `fixed` is ClickHouse's `readonly = 1`. */
export type UserSettings = 'free' | 'fixed';

export interface Connection {
  readonly store: Store;
  readonly userSettings: UserSettings;
}

export interface Reader {
  /** The connection that suits the user, known once ClickHouse has answered for the first time. */
  readonly connection: () => Promise<Connection>;
  readonly close: () => Promise<void>;
}

const READONLY = '164';

/** What a request says that carries a setting: refused means that all settings are. Rejects with StoreError for anything else. */
async function mayChangeSettings(store: Store): Promise<UserSettings> {
  try {
    await store.query('SELECT 1', { settings: { readonly: '2', log_comment: 'huntboard-datasource' } });
    return 'free';
  } catch (error) {
    if (error instanceof StoreError && error.code === READONLY) return 'fixed';
    throw error;
  }
}

/** A connection of one data source, that finds out by itself whether the user may change settings. */
export function connectReader(settings: Settings, attempts = 2): Reader {
  const free = connect(settings, attempts);
  const opened: Store[] = [free];
  let found: Promise<Connection> | undefined;
  const find = async (): Promise<Connection> => {
    if ((await mayChangeSettings(free)) === 'free') return { store: free, userSettings: 'free' };
    const store = connect(settings, attempts, 'fixed');
    opened.push(store);
    return { store, userSettings: 'fixed' };
  };
  return {
    connection: async () => {
      found ??= find();
      try {
        return await found;
      } catch (error) {
        found = undefined;
        // What does not answer in JSON is no ClickHouse.
        if (!(error instanceof StoreError || error instanceof SyntaxError)) throw error;
        // What is wrong is said by the query itself, which is about to fail in the same way.
        return { store: free, userSettings: 'free' };
      }
    },
    close: async () => {
      await Promise.all(opened.map((store) => store.close()));
    },
  };
}

/** Retries are few: a person waits, and Grafana asks again by itself. */
function connect(settings: Settings, attempts: number, userSettings: UserSettings = 'free'): Store {
  const { tls, limits } = settings;
  const https = settings.url.startsWith('https:');
  return createStore({
    url: settings.url,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    application: 'huntboard-datasource',
    maxConnections: MAX_CONNECTIONS,
    // The server's own limit comes first and says more.
    timeouts: { requestMs: limits.timeoutSeconds * 1000 + 5_000 },
    retry: { attempts, initialMs: 100, maxMs: 1_000 },
    headers: settings.headers,
    ...(userSettings === 'fixed' ? { userSettings } : {}),
    ...(https
      ? {
          tls: {
            ...(tls.ca === undefined ? {} : { ca: Buffer.from(tls.ca) }),
            ...(tls.cert === undefined || tls.key === undefined
              ? {}
              : { cert: Buffer.from(tls.cert), key: Buffer.from(tls.key) }),
            ...(tls.skipVerify ? { verification: 'none' as const } : {}),
          },
        }
      : {}),
  });
}
