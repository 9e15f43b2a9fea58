// The datasource's settings as Grafana keeps them. URL and user are Grafana's own fields (`url`, `user`).
import type { DataSourceJsonData } from '@grafana/data';

/** Settings that anybody may see. Names of the TLS switches are Grafana's. */
export interface HuntboardSettings extends DataSourceJsonData {
  readonly defaultDatabase?: string;
  /** `tlsCACert` is given: the server is checked against it instead of the system's authorities. */
  readonly tlsAuthWithCACert?: boolean;
  /** `tlsClientCert` and `tlsClientKey` are given: the server is shown them. */
  readonly tlsAuth?: boolean;
  readonly tlsSkipVerify?: boolean;
  readonly limits?: Limits;
  /** Address of the ingest service's control API. */
  readonly controlUrl?: string;
  /** What ClickHouse is told about who asks. */
  readonly forwardUser?: { readonly quotaKey?: boolean; readonly settings?: boolean };
  readonly rowFilters?: readonly RowFilterSetting[];
  readonly [header: `httpHeaderName${number}`]: string | undefined;
}

/** Users and roles, and the filters that hold for them; none: they see everything. */
export interface RowFilterSetting {
  readonly users?: readonly string[];
  readonly roles?: readonly string[];
  readonly filters?: readonly unknown[];
}

export interface Limits {
  /** Most rows of an answer; a longer one is cut, with a notice. */
  readonly maxRows?: number;
  /** Most bytes of an answer. */
  readonly maxBytes?: number;
  /** A query is given up after so long. */
  readonly timeoutSeconds?: number;
}

/** Settings that only the backend reads. */
export interface HuntboardSecrets {
  readonly password?: string;
  readonly tlsCACert?: string;
  readonly tlsClientCert?: string;
  readonly tlsClientKey?: string;
  /** Service token of the control API. */
  readonly controlToken?: string;
  readonly [header: `httpHeaderValue${number}`]: string | undefined;
}

/** What counts where nothing is set; the backend has the same. */
export const defaultSettings = {
  defaultDatabase: 'huntboard',
  maxRows: 100_000,
  maxBytes: 256 * 1024 * 1024,
  timeoutSeconds: 60,
} as const;
