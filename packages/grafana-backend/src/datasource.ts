// What a plugin implements, and the requests and answers of its methods.
import type { Call, DatasourceSettings } from './context';
import type { EncodedFrame, Frame } from './frames/frame';
import type { Logger } from './logger';

/** One query of a panel, alert rule or Explore pane. */
export interface DataQuery {
  readonly refId: string;
  readonly queryType: string;
  readonly maxDataPoints: number;
  /** Suggested distance of points in milliseconds. */
  readonly intervalMs: number;
  /** Epoch milliseconds. */
  readonly timeRange: { readonly from: number; readonly to: number };
  /** The query model as JSON; not validated. */
  readonly model: unknown;
}

/** Whose fault it is: the store or the asker behind us (`downstream`), or the plugin's own. */
export type ErrorSource = 'downstream' | 'plugin';

export interface QueryFault {
  readonly message: string;
  /** An HTTP status: 400 the asker's, 502 the store's, 504 too slow, 500 ours. */
  readonly status: number;
  readonly source: ErrorSource;
}

/** Frames, or the fault of this one query. Both at once shows the frames with the error beside them. */
export interface DataResult {
  readonly frames?: readonly (Frame | EncodedFrame)[];
  readonly error?: QueryFault;
}

export interface HealthResult {
  readonly ok: boolean;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ResourceRequest {
  /** Path below the plugin's `resources/`, without query string. */
  readonly path: string;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
}

export interface ResourceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: Uint8Array | string;
}

/** A channel of Grafana Live below this data source's own. */
export interface StreamRequest {
  readonly path: string;
  /** JSON bytes that the subscriber or publisher sent along; empty when it sent none. */
  readonly data: Uint8Array;
}

export type StreamAnswer = 'ok' | 'not-found' | 'permission-denied';

/** `initial` is what a new subscriber sees at once, often a frame without rows. Others who listen already do not get it. */
export type SubscribeAnswer = StreamAnswer | { readonly answer: 'ok'; readonly initial: Frame };

/** `ok` lets the message through to all subscribers, changed when `data` (JSON bytes) is given. */
export type PublishAnswer = StreamAnswer | { readonly answer: 'ok'; readonly data: Uint8Array };

/** Sends to every subscriber of the channel. Resolves when there is room for more: wait for it, or memory grows. */
export interface StreamSender {
  /** A frame with its schema, or its rows alone (`data`) for those who have the schema. */
  readonly frame: (frame: Frame, include?: 'all' | 'data') => Promise<void>;
  /** Any other message, as JSON text. */
  readonly json: (text: string) => Promise<void>;
}

/** One configured data source. Created once for each uid and change of its settings. */
export interface Datasource {
  /** Answers one query. Throwing means a bug of the plugin: the panel shows status 500, source `plugin`. */
  readonly query: (query: DataQuery, call: Call) => Promise<DataResult>;
  readonly checkHealth?: (call: Call) => Promise<HealthResult>;
  readonly callResource?: (request: ResourceRequest, call: Call) => Promise<ResourceResponse>;
  /** May this user listen to the channel? Without it channels do not exist. */
  readonly subscribe?: (request: StreamRequest, call: Call) => Promise<SubscribeAnswer>;
  /**
   * Feeds a channel until the signal fires, which it does when the last subscriber has left. One run serves all subscribers. Returning
   * or throwing earlier makes Grafana start it again, with growing pauses.
   */
  readonly run?: (request: StreamRequest, call: Call, send: StreamSender) => Promise<void>;
  /** May this user send the message to the channel? Without it nobody may. */
  readonly publish?: (request: StreamRequest, call: Call) => Promise<PublishAnswer>;
  /** Frees what the instance holds; called when its settings changed and its last call has ended, and at shutdown. */
  readonly dispose?: () => void | Promise<void>;
}

export interface DatasourcePlugin {
  /** Makes an instance. Throwing shows the message to the asker, and the next call tries again. */
  readonly create: (settings: DatasourceSettings, log: Logger) => Datasource | Promise<Datasource>;
  /** Prometheus text for Grafana's plugin metrics endpoint. */
  readonly collectMetrics?: () => string | Promise<string>;
}
