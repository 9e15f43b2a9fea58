// Takes a request's URL and headers apart: query, parameters, settings, session, formats.
import type { IncomingMessage } from 'node:http';
import { frontException } from './exception.ts';

/** URL parameters that speak to the HTTP interface and are not settings. */
const NOT_SETTINGS = new Set([
  'query',
  'database',
  'user',
  'password',
  'default_format',
  'query_id',
  'session_id',
  'session_timeout',
  'session_check',
  'quota_key',
  'stacktrace',
  'compress',
  'decompress',
  'wait_end_of_query',
  'buffer_size',
  'role',
  'client_protocol_version',
  'close_session',
  'query_kind',
]);
/** Settings that the HTTP front itself obeys; the engine would not know what to do with them. */
const FRONT_SETTINGS = new Set([
  'enable_http_compression',
  'http_zlib_compression_level',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'http_wait_end_of_query',
  'cancel_http_readonly_queries_on_client_close',
  'add_http_cors_header',
  'http_response_buffer_size',
  'http_write_exception_in_output_format',
  'http_max_request_param_data_size',
  'wait_for_async_insert',
]);

export interface SessionRequest {
  readonly id: string;
  readonly timeoutSeconds: number | undefined;
  readonly check: boolean;
}

export interface QueryRequest {
  /** Text of `?query=` or undefined. */
  readonly query: string | undefined;
  readonly database: string | undefined;
  readonly defaultFormat: string | undefined;
  readonly queryId: string | undefined;
  readonly session: SessionRequest | undefined;
  readonly settings: Map<string, string>;
  readonly params: Map<string, string>;
  /** Settings for this front. */
  readonly front: ReadonlyMap<string, string>;
  readonly waitEndOfQuery: boolean;
  readonly isGet: boolean;
}

/** Reads everything but the body. Throws for what this server does not speak (native compression, roles). */
export function readRequest(request: IncomingMessage, url: URL): QueryRequest {
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  const front = new Map<string, string>();
  for (const [name, value] of url.searchParams) addParameter(name, value, settings, params, front);
  const get = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const isOn = (name: string): boolean =>
    url.searchParams.has(name) && !['0', '', 'false'].includes(get(name) as string);
  for (const name of ['compress', 'decompress']) {
    if (isOn(name))
      throw frontException(
        'NOT_IMPLEMENTED',
        `URL parameter ${name} (compression of the native protocol) is not supported: use Content-Encoding and Accept-Encoding`,
      );
  }
  if (url.searchParams.has('role'))
    throw frontException('UNKNOWN_ROLE', `There is no role '${get('role')}': the embedded store knows users only`);
  const header = (name: string): string | undefined =>
    request.headers[name] === undefined ? undefined : String(request.headers[name]);
  return {
    query: get('query'),
    database: get('database') ?? header('x-clickhouse-database'),
    defaultFormat: get('default_format') ?? header('x-clickhouse-format'),
    queryId: get('query_id') ?? header('x-clickhouse-query-id'),
    session: readSession(url.searchParams),
    settings,
    params,
    front,
    waitEndOfQuery: isOn('wait_end_of_query') || front.get('http_wait_end_of_query') === '1',
    isGet: request.method !== 'POST' && request.method !== 'PUT',
  };
}

/** Sorts one URL or form parameter into settings, query parameters or neither. */
export function addParameter(
  name: string,
  value: string,
  settings: Map<string, string>,
  params: Map<string, string>,
  front: Map<string, string>,
): void {
  if (name.startsWith('param_')) {
    const bare = name.slice('param_'.length);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(bare))
      throw frontException('BAD_QUERY_PARAMETER', `Query parameter name '${bare}' is not an identifier`);
    params.set(bare, value);
  } else if (FRONT_SETTINGS.has(name)) {
    front.set(name, value);
  } else if (!NOT_SETTINGS.has(name)) {
    settings.set(name, value);
  }
}

function readSession(search: URLSearchParams): SessionRequest | undefined {
  const id = search.get('session_id');
  if (id === null || id === '') return undefined;
  const timeout = search.get('session_timeout');
  const seconds = timeout === null ? undefined : Number(timeout);
  if (seconds !== undefined && (!Number.isFinite(seconds) || seconds < 0))
    throw frontException('INVALID_SESSION_TIMEOUT', `Invalid session timeout: '${timeout}'`);
  return { id, timeoutSeconds: seconds, check: search.get('session_check') === '1' };
}
