// The connection to ClickHouse that an instance of the data source holds.
import type { Store } from '@huntboard/clickhouse';
import { createStore } from '@huntboard/clickhouse';
import type { Settings } from './settings';

/** Panels of a dashboard ask at the same time; more than this wait for a connection. */
const MAX_CONNECTIONS = 16;

/** Retries are few: a person waits, and Grafana asks again by itself. */
export function connect(settings: Settings, attempts = 2): Store {
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
