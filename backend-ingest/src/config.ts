// The configuration: the only reader of the environment. Every limit has a name, a default and a line of documentation here.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { controlSettings } from './control/settings.ts';
import { detectionConfig, detectionSettings, type DetectionConfig } from './detect/settings.ts';
import { parseSecrets, type NamedSecret } from './inputs/secrets.ts';
import { DEFAULT_RETENTION, retentionSchema, type Retention } from './stages/assign-retention.ts';
import { filtersSchema, type Filter } from './stages/filter-events.ts';

const MIB = 1024 * 1024;

interface Setting {
  readonly schema: z.ZodType;
  readonly doc: string;
  /** Default as the documentation shows it. */
  readonly shown: string;
}

const whole = (fallback: number, doc: string): { schema: z.ZodType<number>; doc: string; shown: string } => ({
  schema: z.coerce.number().int().nonnegative().default(fallback),
  doc,
  shown: String(fallback),
});
const text = (fallback: string, doc: string): { schema: z.ZodType<string>; doc: string; shown: string } => ({
  schema: z.string().default(fallback),
  doc,
  shown: fallback === '' ? '–' : `\`${fallback}\``,
});
const choice = <const T extends readonly [string, ...string[]]>(
  values: T,
  fallback: T[number],
  doc: string,
): { schema: z.ZodType<T[number]>; doc: string; shown: string } => ({
  schema: z.enum(values).default(fallback as never) as unknown as z.ZodType<T[number]>,
  doc: `${doc} One of: ${values.join(', ')}.`,
  shown: `\`${fallback}\``,
});

/** Environment variable → how it is read. The order is that of the table in docs/operations-ingest.md. */
export const settings = {
  HUNTBOARD_DATA: text('.huntboard', 'Directory of the queue, the embedded store and the credentials.'),
  HUNTBOARD_HOST: text('127.0.0.1', 'Address to listen on. Anything but loopback should go with TLS.'),
  HUNTBOARD_PORT: whole(8088, 'Port to listen on; 0 = any free one.'),
  HUNTBOARD_STORE_PORT: whole(8123, 'Port of the embedded store.'),
  HUNTBOARD_STORE_NICENESS: whole(10, 'How far the embedded store gives way to other processes, 0 to 19.'),
  HUNTBOARD_PREVIEW_PORT: whole(3030, 'Port of the preview.'),
  HUNTBOARD_NODE_NAME: text(hostname(), 'Name of this service in pipeline_stats.'),
  HUNTBOARD_LOG_LEVEL: choice(
    ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
    'info',
    'Least severity that is logged.',
  ),
  HUNTBOARD_EVENT_TOKENS: text(
    '',
    'Bearer tokens for /api/v1/events, separated by commas; `name:token` names the sender. Any number is valid at the same time.',
  ),
  HUNTBOARD_EVENT_TOKENS_FILE: text('', 'File with such tokens, one a line; read again when it changes.'),
  HUNTBOARD_ENROLL_SECRETS: text(
    '',
    'Enroll secrets of osquery, separated by commas; `tag:secret` gives the agents that tag.',
  ),
  HUNTBOARD_ENROLL_SECRETS_FILE: text('', 'File with such secrets, one a line; read again when it changes.'),
  HUNTBOARD_NODE_KEY_SECRETS: text(
    '',
    'Secrets that sign node keys, separated by commas: the first signs, all verify. Without it one is made in DATA.',
  ),
  HUNTBOARD_NODE_KEY_SECRETS_FILE: text('', 'File with such secrets, one a line.'),
  HUNTBOARD_METRICS_TOKENS: text('', 'Bearer tokens for /metrics; without them it is open.'),
  HUNTBOARD_TLS_CERT_FILE: text('', 'Certificate chain (PEM). With the key it switches TLS on.'),
  HUNTBOARD_TLS_KEY_FILE: text('', 'Private key (PEM).'),
  HUNTBOARD_TLS_CLIENT_CA_FILE: text('', 'CA (PEM) of client certificates. Set: every client has to show one.'),
  CLICKHOUSE_URL: text('', 'HTTP(S) address of the store. `up` starts the embedded one without it.'),
  CLICKHOUSE_USER: text('default', 'User that writes.'),
  CLICKHOUSE_PASSWORD: text('', 'Its password.'),
  CLICKHOUSE_PASSWORD_FILE: text('', 'File that holds the password.'),
  CLICKHOUSE_READER_USER: text('', 'Read-only user that the preview reads with; default CLICKHOUSE_USER.'),
  CLICKHOUSE_READER_PASSWORD: text('', 'Its password.'),
  CLICKHOUSE_DATABASE: text('huntboard', 'Database.'),
  CLICKHOUSE_CA_FILE: text('', "CA (PEM) of the store's certificate."),
  CLICKHOUSE_CERT_FILE: text('', 'Client certificate (PEM) for the store.'),
  CLICKHOUSE_KEY_FILE: text('', 'Its private key (PEM).'),
  HUNTBOARD_CLUSTER: text(
    '',
    'Name of the ClickHouse cluster; migrations then create replicated and distributed tables.',
  ),
  HUNTBOARD_MAX_BODY_BYTES: whole(16 * MIB, 'Bytes of a request body, as sent.'),
  HUNTBOARD_MAX_DECODED_BYTES: whole(64 * MIB, 'Bytes of a body after decompression.'),
  HUNTBOARD_MAX_RATIO: whole(200, 'Decompressed bytes per compressed byte, beyond the first 8 MiB.'),
  HUNTBOARD_MAX_BUFFERED_BYTES: whole(64 * MIB, 'Bytes of all bodies that are being received at the same time.'),
  HUNTBOARD_MAX_EVENT_BYTES: whole(MIB, 'Bytes of one event; longer ones are quarantined.'),
  HUNTBOARD_MAX_EVENT_DEPTH: whole(64, 'Nesting of one event.'),
  HUNTBOARD_MAX_EVENT_FIELDS: whole(1000, 'Fields of one event.'),
  HUNTBOARD_MIN_EVENT_TIME: text('2000-01-01T00:00:00Z', 'Events from before are quarantined.'),
  HUNTBOARD_MAX_FUTURE_HOURS: whole(24, 'Events that are further ahead than this are quarantined.'),
  HUNTBOARD_MAX_QUARANTINE_BYTES: whole(MIB, 'Bytes of one item that the quarantine keeps.'),
  HUNTBOARD_CANONICAL_HOST: choice(['short', 'fqdn'], 'short', 'Form of the column `host`.'),
  HUNTBOARD_REQUEST_TIMEOUT_SECONDS: whole(30, 'Time for a request to arrive; slower ones are cut off.'),
  HUNTBOARD_HEADERS_TIMEOUT_SECONDS: whole(10, 'Time for the header of a request to arrive.'),
  HUNTBOARD_KEEP_ALIVE_SECONDS: whole(65, 'Time an idle connection is kept.'),
  HUNTBOARD_MAX_CONNECTIONS: whole(10000, 'Connections at the same time.'),
  HUNTBOARD_QUEUE_MAX_BYTES: whole(
    4 * 1024 * MIB,
    'Bytes of the queue on disk; when full, senders are told to come again.',
  ),
  HUNTBOARD_QUEUE_MAX_ENTRIES: whole(500_000, 'Deliveries in the queue.'),
  HUNTBOARD_QUEUE_SEGMENT_BYTES: whole(32 * MIB, 'Bytes of one file of the queue.'),
  HUNTBOARD_LANES: whole(1, 'Decode threads. One serves two cores; the store needs the other.'),
  HUNTBOARD_BATCH_ROWS: whole(20_000, 'Rows at which a batch is inserted.'),
  HUNTBOARD_BATCH_BYTES: whole(48 * MIB, 'Bytes of verbatim text at which a batch is inserted.'),
  HUNTBOARD_BATCH_SECONDS: {
    ...whole(1, 'Age at which a batch is inserted.'),
    schema: z.coerce.number().positive().default(1),
  },
  HUNTBOARD_BATCHES_IN_MEMORY: whole(2, 'Batches of a lane that wait for the store.'),
  HUNTBOARD_LANE_WAITING_BYTES: whole(
    64 * MIB,
    'Estimated decompressed bytes a lane may owe; beyond it the answer is 429.',
  ),
  HUNTBOARD_RETRY_MIN_MS: whole(200, 'Shortest pause before an insert is tried again.'),
  HUNTBOARD_RETRY_MAX_MS: whole(5000, 'Longest pause.'),
  HUNTBOARD_STORE_STALL_MS: whole(5000, 'Time of an insert after which the store counts as not answering.'),
  HUNTBOARD_STATS_SECONDS: whole(10, 'Seconds between rows of pipeline_stats; 0 = none.'),
  HUNTBOARD_CANARY_SECONDS: whole(
    300,
    'Seconds between canaries: events of our own that must raise an alert; 0 = none are sent.',
  ),
  HUNTBOARD_DRAIN_SECONDS: whole(15, 'Time to store what is in memory when the service ends.'),
  HUNTBOARD_FILTERS_FILE: text('', 'Filters (YAML or JSON): events to drop.'),
  HUNTBOARD_RETENTION_FILE: text('', 'Retention (YAML or JSON): days by category.'),
  HUNTBOARD_OSQUERY_DIR: text(
    '',
    'Directory of osquery configurations and packs. Without it: provisioning/osquery of the installation.',
  ),
  ...controlSettings,
  ...detectionSettings,
} satisfies Readonly<Record<string, Setting>>;

type Settings = { readonly [K in keyof typeof settings]: z.infer<(typeof settings)[K]['schema']> };

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that cannot be used: the message names the variable and what is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

function readFile(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${variable}: ${(error as Error).message}`);
  }
}

function readDocument<T>(path: string, variable: string, schema: z.ZodType<T>, fallback: T): T {
  if (path === '') return fallback;
  let document: unknown;
  try {
    document = parseYaml(readFile(path, variable));
  } catch (error) {
    throw new ConfigError(`${variable}: ${path}: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw new ConfigError(`${variable}: ${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseSettings(environment: Environment): Settings {
  const shape = Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.schema]));
  // An empty variable is one that was not set: compose files write them so.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = z.object(shape).safeParse(given);
  if (!parsed.success) throw new ConfigError(z.prettifyError(parsed.error));
  return parsed.data as Settings;
}

/** Where secrets come from: the given ones, and a file that may change. */
export interface SecretSource {
  readonly given: readonly NamedSecret[];
  readonly file: string | undefined;
}

function secretSource(given: string, file: string, variable: string): SecretSource {
  if (file !== '') readFile(file, `${variable}_FILE`);
  return { given: parseSecrets(given), file: file === '' ? undefined : file };
}

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | undefined;
}

function tlsFiles(s: Settings): TlsFiles | undefined {
  const { HUNTBOARD_TLS_CERT_FILE: cert, HUNTBOARD_TLS_KEY_FILE: key, HUNTBOARD_TLS_CLIENT_CA_FILE: clientCa } = s;
  if (cert === '' && key === '' && clientCa === '') return undefined;
  if (cert === '' || key === '')
    throw new ConfigError('TLS needs both HUNTBOARD_TLS_CERT_FILE and HUNTBOARD_TLS_KEY_FILE');
  return {
    cert: readFile(cert, 'HUNTBOARD_TLS_CERT_FILE'),
    key: readFile(key, 'HUNTBOARD_TLS_KEY_FILE'),
    clientCa: clientCa === '' ? undefined : readFile(clientCa, 'HUNTBOARD_TLS_CLIENT_CA_FILE'),
  };
}

export interface StoreConfig {
  /** Empty: none was given. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly cluster: string;
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
}

function storeConfig(s: Settings): StoreConfig {
  const passwordFile = s.CLICKHOUSE_PASSWORD_FILE;
  const pem = (path: string, variable: string): string | undefined =>
    path === '' ? undefined : readFile(path, variable);
  const ca = pem(s.CLICKHOUSE_CA_FILE, 'CLICKHOUSE_CA_FILE');
  const cert = pem(s.CLICKHOUSE_CERT_FILE, 'CLICKHOUSE_CERT_FILE');
  const key = pem(s.CLICKHOUSE_KEY_FILE, 'CLICKHOUSE_KEY_FILE');
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  return {
    url: s.CLICKHOUSE_URL,
    user: s.CLICKHOUSE_USER,
    password:
      passwordFile === '' ? s.CLICKHOUSE_PASSWORD : readFile(passwordFile, 'CLICKHOUSE_PASSWORD_FILE').trimEnd(),
    database: s.CLICKHOUSE_DATABASE,
    cluster: s.HUNTBOARD_CLUSTER,
    tls: Object.keys(tls).length === 0 ? undefined : tls,
  };
}

export interface Config {
  readonly settings: Settings;
  readonly queueDirectory: string;
  readonly deadLetterDirectory: string;
  readonly eventTokens: SecretSource;
  readonly enrollSecrets: SecretSource;
  readonly nodeKeySecrets: SecretSource;
  readonly metricsTokens: readonly NamedSecret[];
  readonly adminTokens: readonly NamedSecret[];
  readonly controlTokens: SecretSource;
  readonly tls: TlsFiles | undefined;
  readonly store: StoreConfig;
  /** Read-only account for the preview; empty: none was given. */
  readonly reader: { readonly user: string; readonly password: string };
  /** Epoch ms. */
  readonly minEventTime: number;
  readonly filters: readonly Filter[];
  readonly retention: Retention;
  readonly detection: DetectionConfig;
}

/** Reads the configuration; `overrides` (from the command line) go before the environment. Throws ConfigError. */
export function readConfig(overrides: Environment = {}, environment: Environment = process.env): Config {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const s = parseSettings({ ...environment, ...Object.fromEntries(given) });
  const minEventTime = Date.parse(s.HUNTBOARD_MIN_EVENT_TIME);
  if (Number.isNaN(minEventTime)) throw new ConfigError('HUNTBOARD_MIN_EVENT_TIME is not a time');
  if (s.CLICKHOUSE_URL !== '' && !(/^https?:/i.test(s.CLICKHOUSE_URL) && URL.canParse(s.CLICKHOUSE_URL)))
    throw new ConfigError('CLICKHOUSE_URL is not of the form http://host:8123 or https://host:8443');
  if (s.HUNTBOARD_LANES < 1) throw new ConfigError('HUNTBOARD_LANES must be at least 1');
  return {
    settings: s,
    queueDirectory: join(s.HUNTBOARD_DATA, 'queue'),
    deadLetterDirectory: join(s.HUNTBOARD_DATA, 'dead-letters'),
    eventTokens: secretSource(s.HUNTBOARD_EVENT_TOKENS, s.HUNTBOARD_EVENT_TOKENS_FILE, 'HUNTBOARD_EVENT_TOKENS'),
    enrollSecrets: secretSource(
      s.HUNTBOARD_ENROLL_SECRETS,
      s.HUNTBOARD_ENROLL_SECRETS_FILE,
      'HUNTBOARD_ENROLL_SECRETS',
    ),
    nodeKeySecrets: secretSource(
      s.HUNTBOARD_NODE_KEY_SECRETS,
      s.HUNTBOARD_NODE_KEY_SECRETS_FILE,
      'HUNTBOARD_NODE_KEY_SECRETS',
    ),
    metricsTokens: parseSecrets(s.HUNTBOARD_METRICS_TOKENS),
    adminTokens: parseSecrets(s.HUNTBOARD_ADMIN_TOKENS),
    controlTokens: secretSource(
      s.HUNTBOARD_CONTROL_TOKENS,
      s.HUNTBOARD_CONTROL_TOKENS_FILE,
      'HUNTBOARD_CONTROL_TOKENS',
    ),
    tls: tlsFiles(s),
    store: storeConfig(s),
    reader: { user: s.CLICKHOUSE_READER_USER, password: s.CLICKHOUSE_READER_PASSWORD },
    minEventTime,
    filters: readDocument<readonly Filter[]>(s.HUNTBOARD_FILTERS_FILE, 'HUNTBOARD_FILTERS_FILE', filtersSchema, []),
    retention: readDocument(s.HUNTBOARD_RETENTION_FILE, 'HUNTBOARD_RETENTION_FILE', retentionSchema, DEFAULT_RETENTION),
    detection: detectionConfig(s, s.HUNTBOARD_DATA),
  };
}
