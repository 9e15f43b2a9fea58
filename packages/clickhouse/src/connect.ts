// The official client, set up for a store: its address, user, TLS and limits.
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { Agent } from 'node:https';
import type { StoreOptions } from './store.ts';

/** A client whose requests start from `database`; a path in the URL is that of a proxy before the store. */
export function connect(options: StoreOptions, requestMs: number, database: string) {
  // The client would let parts of the URL override the options, and warn of it on the console whatever the log level.
  const { origin, pathname, username, password } = new URL(options.url);
  const named = username !== '';
  return createClient({
    url: origin,
    ...(pathname !== '/' && { pathname }),
    username: named ? decodeURIComponent(username) : options.user,
    password: named ? decodeURIComponent(password) : options.password,
    database,
    application: options.application ?? 'huntboard',
    // What goes wrong is thrown; the caller knows whether it is worth a line.
    log: { level: ClickHouseLogLevel.OFF },
    // Ours comes first, and tells itself apart from other failures by more than its text.
    request_timeout: requestMs + 5_000,
    max_open_connections: options.maxConnections ?? 10,
    // A long parameter would not fit into a URL.
    use_multipart_params_auto: true,
    compression: { request: options.compression?.request ?? false, response: options.compression?.response ?? false },
    ...(options.tls && { http_agent: tlsAgent(options.tls, options.maxConnections ?? 10) }),
    ...(options.headers && { http_headers: { ...options.headers } }),
    ...(options.settings && options.userSettings !== 'fixed' && { clickhouse_settings: options.settings }),
  });
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
