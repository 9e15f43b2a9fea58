// The datasource's settings as Grafana keeps them. URL and user are Grafana's own fields (`url`, `user`).
import type { DataSourceJsonData } from '@grafana/data';

/** Settings that anybody may see. Names of the TLS switches are Grafana's. */
export interface HuntboardSettings extends DataSourceJsonData {
  readonly defaultDatabase?: string;
  /** Check the server against `tlsCACert` instead of the system's authorities. */
  readonly tlsAuthWithCACert?: boolean;
  /** Show `tlsClientCert` to the server. */
  readonly tlsAuth?: boolean;
  readonly tlsSkipVerify?: boolean;
  /** Name that the server's certificate must carry, when it is not the URL's. */
  readonly serverName?: string;
  /** Most rows of an answer; a longer one is cut, with a notice. */
  readonly maxRows?: number;
  /** Seconds after which a query is given up. */
  readonly queryTimeout?: number;
}

/** Settings that only the backend reads. */
export interface HuntboardSecrets {
  readonly password?: string;
  readonly tlsCACert?: string;
  readonly tlsClientCert?: string;
  readonly tlsClientKey?: string;
}

export const defaultSettings = { defaultDatabase: 'huntboard', maxRows: 100_000, queryTimeout: 60 } as const;
