// The data source's settings as Grafana stores them -> what the backend works with. Wrong settings are a Result, not an exception.
import type { DatasourceSettings } from '@huntboard/grafana-backend';
import { err, filterSchema, ok } from '@huntboard/query';
import type { Filter, Result } from '@huntboard/query';
import { z } from 'zod';

/** A field that was emptied in the editor counts as not set. */
const unset = (value: unknown): unknown => (value === '' || value === null ? undefined : value);

/** What the config editor saves in jsonData. Passwords and keys are in secureJsonData: password, tlsCACert, tlsClientCert, tlsClientKey. */
export const jsonDataSchema = z.object({
  username: z.string().optional(),
  defaultDatabase: z.string().optional(),
  tlsSkipVerify: z.boolean().default(false),
  /** Switches of the editor: false leaves certificates that are still saved unused. */
  tlsAuth: z.boolean().default(true),
  tlsAuthWithCACert: z.boolean().default(true),
  limits: z
    .object({
      /** Rows of one answer. */
      maxRows: z.preprocess(unset, z.coerce.number().int().min(1).max(10_000_000).default(100_000)),
      /** Bytes of one answer. */
      maxBytes: z.preprocess(
        unset,
        z.coerce
          .number()
          .int()
          .min(1024)
          .default(256 * 1024 * 1024),
      ),
      timeoutSeconds: z.preprocess(unset, z.coerce.number().min(1).max(3600).default(60)),
    })
    .prefault({}),
  /** Tells ClickHouse who asks: as the key of its quotas, as settings that its row policies read. */
  forwardUser: z.object({ quotaKey: z.boolean().default(false), settings: z.boolean().default(false) }).prefault({}),
  /** Who sees which rows; the first entry that names the user or the role counts. Empty: everybody sees everything. */
  rowFilters: z
    .array(
      z.object({
        users: z.array(z.string()).default([]),
        roles: z.array(z.string()).default([]),
        /** All must hold. None: this user sees everything. */
        filters: z.array(filterSchema).max(20).default([]),
      }),
    )
    .max(1000)
    .default([]),
  enableSecureSocksProxy: z.boolean().default(false),
});

export interface Settings {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly skipVerify: boolean };
  readonly limits: { readonly maxRows: number; readonly maxBytes: number; readonly timeoutSeconds: number };
  /** Sent with every request, as a proxy before the store may want them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly forwardUser: { readonly quotaKey: boolean; readonly settings: boolean };
  readonly rowFilters: readonly RowFilter[];
}

export interface RowFilter {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly filters: readonly Filter[];
}

/** Grafana keeps header n as jsonData.httpHeaderName<n> and secureJsonData.httpHeaderValue<n>. */
function customHeaders({ jsonData, secureJsonData }: DatasourceSettings): Result<Record<string, string>, string> {
  const headers: Record<string, string> = {};
  const names = typeof jsonData === 'object' && jsonData !== null ? Object.entries(jsonData) : [];
  for (const [key, name] of names) {
    const number = /^httpHeaderName(\d+)$/.exec(key)?.[1];
    if (number === undefined || typeof name !== 'string' || name.trim() === '') continue;
    const value = secureJsonData[`httpHeaderValue${number}`] ?? '';
    if (!HEADER_NAME.test(name) || /[\r\n\0]/.test(value)) return err(`The header "${name}" is none that HTTP allows.`);
    if (OWN_HEADERS.has(name.toLowerCase())) return err(`The header "${name}" is set by the data source itself.`);
    headers[name] = value;
  }
  return ok(headers);
}

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** They carry the password, or make the request what it is. */
const OWN_HEADERS = new Set([
  'authorization',
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
]);

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The message says which setting is wrong and what it should be. */
export function parseSettings(settings: DatasourceSettings): Result<Settings, string> {
  const parsed = jsonDataSchema.safeParse(settings.jsonData);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return err(`The setting ${issue?.path.join('.') ?? 'jsonData'} is wrong: ${issue?.message ?? 'not valid'}.`);
  }
  const { username, defaultDatabase, tlsSkipVerify, tlsAuth, tlsAuthWithCACert, limits } = parsed.data;
  const { forwardUser, rowFilters } = parsed.data;
  if (parsed.data.enableSecureSocksProxy)
    return err(
      "This data source does not go through Grafana's secure SOCKS proxy. Switch the proxy off here, or give the URL of an HTTP proxy before ClickHouse.",
    );
  const headers = customHeaders(settings);
  if (!headers.ok) return headers;
  const url = settings.url.trim();
  if (url === '') return err('The URL of ClickHouse is missing, as http://localhost:8123.');
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol))
    return err(`The URL "${url}" is not of the form http://host:8123 or https://host:8443.`);
  const database = (defaultDatabase ?? '').trim() || settings.database.trim() || 'huntboard';
  if (!IDENTIFIER.test(database)) return err(`The database name "${database}" is not a plain identifier.`);
  const { password, tlsCACert, tlsClientCert, tlsClientKey } = settings.secureJsonData;
  const ca = tlsAuthWithCACert ? tlsCACert : undefined;
  const cert = tlsAuth ? tlsClientCert : undefined;
  const key = tlsAuth ? tlsClientKey : undefined;
  if ((cert === undefined) !== (key === undefined)) {
    return err('A client certificate needs its key, and a key its certificate.');
  }
  return ok({
    url: target.href.replace(/\/$/, ''),
    user: (username ?? '').trim() || settings.user.trim() || settings.basicAuthUser.trim() || 'default',
    password: password ?? settings.secureJsonData['basicAuthPassword'] ?? '',
    database,
    tls: {
      skipVerify: tlsSkipVerify,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    },
    limits,
    headers: headers.value,
    forwardUser,
    rowFilters,
  });
}
