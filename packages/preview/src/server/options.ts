// What the preview server is told by its caller; it reads no environment.

export interface StoreAccess {
  /** ClickHouse over HTTP, e.g. http://127.0.0.1:8123 */
  readonly url: string;
  /** A read-only user. */
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface PreviewOptions {
  /** Root of the checkout: provisioning/, plugins/ and packages/preview/dist are found below it. */
  readonly root: string;
  /** Where the datasource of type huntboard-datasource reads. */
  readonly store: StoreAccess;
  /** Where actions go: the control API of the ingest service. Without it alerts can be read only. */
  readonly control?: { readonly url: string; readonly token: string };
  /** Loopback address; default 127.0.0.1. */
  readonly host?: string;
  /** Default 3030; 0 takes any free port. */
  readonly port?: number;
  /** One line per event of interest. */
  readonly log?: (line: string) => void;
  /** Values for $NAME and ${NAME} in provisioning files; what is absent becomes empty, as in Grafana. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Preview {
  readonly url: string;
  stop(): Promise<void>;
}
