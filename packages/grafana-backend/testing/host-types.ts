// Requests and answers of the test host, in plain JSON terms.
import type { DataFrameJson } from '../src/frames/frame-json';

/** A data source as Grafana keeps it; only `uid` is required. */
export interface HostDatasource {
  readonly uid: string;
  readonly name?: string;
  readonly url?: string;
  readonly user?: string;
  readonly database?: string;
  readonly jsonData?: Readonly<Record<string, unknown>>;
  readonly secureJsonData?: Readonly<Record<string, string>>;
  /** Epoch milliseconds; raise it when settings change. */
  readonly lastUpdated?: number;
}

export interface HostContext {
  readonly datasource: HostDatasource;
  readonly orgId?: number;
  readonly pluginId?: string;
  readonly user?: { readonly login: string; readonly name?: string; readonly email?: string; readonly role?: string };
  readonly grafana?: Readonly<Record<string, string>>;
}

/** One query as in the body of /api/ds/query, the model beside the house fields. */
export interface HostQuery {
  readonly refId: string;
  readonly model: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly intervalMs?: number;
  readonly maxDataPoints?: number;
  readonly queryType?: string;
}

export interface HostQueryRequest {
  readonly context: HostContext;
  readonly queries: readonly HostQuery[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What Grafana makes of one refId's response: the entry under `results` of /api/ds/query. */
export interface HostQueryResponse {
  readonly status: number;
  readonly error?: string;
  readonly errorSource?: string;
  readonly frames: readonly DataFrameJson[];
  /** Frames as they came, Arrow file bytes. */
  readonly raw: readonly Uint8Array[];
}

export interface HostHealth {
  readonly status: 'OK' | 'ERROR' | 'UNKNOWN';
  readonly message: string;
  readonly details?: unknown;
}

export interface HostResourceRequest {
  readonly context: HostContext;
  readonly path: string;
  readonly method?: string;
  /** Query string without the question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal;
}

export interface HostResourceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
}

/** A subscription, a run or a message of a channel. */
export interface HostStreamRequest {
  readonly context: HostContext;
  readonly path: string;
  /** What is sent along, as JSON. */
  readonly data?: unknown;
  readonly signal?: AbortSignal;
}

export interface HostStreamAnswer {
  readonly status: 'ok' | 'not-found' | 'permission-denied';
  /** First state of a subscription, or the message as it is passed on. */
  readonly data?: unknown;
}
