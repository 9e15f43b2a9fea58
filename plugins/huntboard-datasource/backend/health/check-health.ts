// The data source's health check: goes from the settings to the schema step by step and says what to do at the first thing wrong.
import type { HealthResult } from '@huntboard/grafana-backend';
import type { Store } from '@huntboard/clickhouse';
import { StoreError } from '@huntboard/clickhouse';
import { tables } from '@huntboard/schema';
import type { Settings } from '../settings';
import type { Connection, UserSettings } from '../store-connection';

export const healthCodes = [
  'health.ok',
  'health.settings',
  'health.dns',
  'health.refused',
  'health.unreachable',
  'health.tls',
  'health.timeout',
  'health.not_clickhouse',
  'health.auth',
  'health.no_database',
  'health.no_schema',
  'health.old_schema',
  'health.old_server',
  'health.clock_skew',
  'health.store',
] as const;

export type HealthCode = (typeof healthCodes)[number];

export interface HealthReport {
  readonly code: HealthCode;
  readonly ok: boolean;
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly version?: string;
  /** Milliseconds of one round trip. */
  readonly roundTripMs?: number;
  /** `fixed`: the user may not change settings (`readonly = 1`); limits are kept by the plugin alone. */
  readonly userSettings?: UserSettings;
  /** Seconds by which the server's clock is ahead of this machine's. */
  readonly clockAheadSeconds?: number;
}

/** Lowest ClickHouse whose functions and indexes the queries use. */
const LOWEST_VERSION = [26, 7] as const;
const SKEW_SECONDS = 30;
/** Tables without which no kind of query works. */
const NEEDED = ['events', 'process', 'alerts'] as const;

const bad = (code: HealthCode, message: string, advice: string): HealthReport => ({ code, ok: false, message, advice });

const notClickhouse = ({ url }: Settings): HealthReport =>
  bad(
    'health.not_clickhouse',
    `${new URL(url).host} answers, but not as ClickHouse does.`,
    'Use the HTTP port of ClickHouse (8123, or 8443 with TLS).',
  );

const TLS_CODE = /^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|EPROTO)/;

/** What a failed first request means. */
export function connectionReport(error: StoreError, settings: Settings): HealthReport {
  const { hostname, port, protocol, host } = new URL(settings.url);
  const { code, message } = error;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return bad(
      'health.dns',
      `The name ${hostname} cannot be resolved.`,
      'Check the host in the URL, and that the machine Grafana runs on knows the name (in a container: the service name).',
    );
  }
  if (code === 'ECONNREFUSED') {
    const usual =
      port === '9000'
        ? 'Port 9000 is the native protocol: use the HTTP port, 8123.'
        : 'Is ClickHouse running? In a container, localhost is the container itself.';
    return bad('health.refused', `${host} refuses the connection.`, usual);
  }
  if (TLS_CODE.test(code)) {
    const plain = code === 'EPROTO' || /wrong version number/i.test(message);
    const advice = plain
      ? 'The port does not speak TLS: use http:// or the HTTPS port (8443).'
      : 'Give the CA certificate of the server in the settings, or a certificate that names this host.';
    return bad('health.tls', `No secure connection to ${host}: ${message} (${code}).`, advice);
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || /socket hang up/i.test(message)) {
    const advice =
      protocol === 'http:'
        ? 'Perhaps the port expects TLS: try https://.'
        : 'Perhaps a proxy stands between; check the port.';
    return bad('health.unreachable', `${host} closed the connection.`, advice);
  }
  if (code === 'TIMEOUT' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return bad(
      'health.timeout',
      `${host} does not answer.`,
      'Check the address and the firewall between Grafana and ClickHouse.',
    );
  }
  if (code === '516' || code === '193' || code === '194' || code === '192') {
    return bad(
      'health.auth',
      `ClickHouse does not accept user "${settings.user}" with this password.`,
      'Enter the password again; the reader of `npm start` is in credentials.json.',
    );
  }
  if (code === '81')
    return bad(
      'health.no_database',
      `There is no database "${settings.database}".`,
      'Check the default database, or let `huntboard migrate` create it.',
    );
  if (code === 'UNEXPECTED_RESPONSE' || /^HPE_/.test(code)) return notClickhouse(settings);
  return bad('health.store', `ClickHouse says ${code} ${error.type}: ${message}`, 'See docs/errors.md.');
}

function tooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < LOWEST_VERSION[0] || (major === LOWEST_VERSION[0] && minor < LOWEST_VERSION[1]);
}

/** Columns that this build knows and the database lacks, by table; a table that is missing as a whole has `undefined`. */
async function missingColumns(store: Store, signal: AbortSignal): Promise<Map<string, readonly string[] | undefined>> {
  const rows = await store.query<{ table: string; name: string }>(
    'SELECT table, name FROM system.columns WHERE database = currentDatabase()',
    { signal },
  );
  const found = new Map<string, Set<string>>();
  for (const { table, name } of rows) found.set(table, (found.get(table) ?? new Set()).add(name));
  const missing = new Map<string, readonly string[] | undefined>();
  for (const table of tables) {
    const columns = found.get(table.name);
    if (columns === undefined) missing.set(table.name, undefined);
    else {
      const lacking = table.columns.filter(({ name }) => !columns.has(name)).map(({ name }) => name);
      if (lacking.length > 0) missing.set(table.name, lacking);
    }
  }
  return missing;
}

function schemaReport(
  missing: ReadonlyMap<string, readonly string[] | undefined>,
  database: string,
): HealthReport | undefined {
  const gone = NEEDED.filter((table) => missing.has(table) && missing.get(table) === undefined);
  if (gone.length > 0) {
    return bad(
      'health.no_schema',
      `The database "${database}" lacks Huntboard's tables (${gone.join(', ')}).`,
      'Run `huntboard migrate`, or check that this is the right database and that the user may see it.',
    );
  }
  const [first] = missing;
  if (first === undefined) return undefined;
  const what = first[1] === undefined ? `table ${first[0]}` : `column ${first[0]}.${first[1][0] ?? ''}`;
  return bad(
    'health.old_schema',
    `The schema is older than this plugin: ${what} is missing${missing.size > 1 ? `, and more in ${missing.size - 1} other tables` : ''}.`,
    'Run `huntboard migrate` of the same version as the plugin.',
  );
}

/** Checks from the outside in. Never rejects for what the store does. */
export async function checkStore(
  { store, userSettings }: Connection,
  settings: Settings,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<HealthReport> {
  try {
    const sent = now();
    const [row] = await store.query<{ version: string; clock: string }>(
      'SELECT version() AS version, toString(toUnixTimestamp64Milli(now64(3))) AS clock',
      { signal },
    );
    const roundTripMs = now() - sent;
    const version = row?.version ?? '';
    if (!/^\d+\.\d+/.test(version)) return notClickhouse(settings);
    const clockAheadSeconds = Math.round((Number(row?.clock ?? 0) - (sent + roundTripMs / 2)) / 100) / 10;
    const facts = { version, roundTripMs, clockAheadSeconds, userSettings };
    if (tooOld(version))
      return {
        ...bad(
          'health.old_server',
          `ClickHouse ${version} is older than ${LOWEST_VERSION.join('.')}.`,
          'Update ClickHouse: text indexes and functions of the queries are missing.',
        ),
        ...facts,
      };
    const schema = schemaReport(await missingColumns(store, signal), settings.database);
    if (schema !== undefined) return { ...schema, ...facts };
    if (Math.abs(clockAheadSeconds) > SKEW_SECONDS) {
      const which = clockAheadSeconds > 0 ? 'ahead of' : 'behind';
      return {
        ...bad(
          'health.clock_skew',
          `The clock of ClickHouse is ${Math.abs(clockAheadSeconds)} s ${which} this machine's.`,
          'Set both by NTP: relative time ranges and "new alert" rules are off by as much.',
        ),
        ...facts,
      };
    }
    return {
      code: 'health.ok',
      ok: true,
      message: `ClickHouse ${version}, database ${settings.database}: all tables are there.${userSettings === 'fixed' ? ` The user "${settings.user}" may not change settings (readonly = 1), so the time limit is kept by the plugin instead of ClickHouse; readonly = 2 would let it set one.` : ''}`,
      ...facts,
    };
  } catch (error) {
    if (error instanceof StoreError) return connectionReport(error, settings);
    if (error instanceof SyntaxError) return notClickhouse(settings);
    throw error;
  }
}

/** The report as Grafana's config page shows it. */
export function toHealth(report: HealthReport): HealthResult {
  const { ok, message, advice, ...details } = report;
  return {
    ok,
    message: `${message}${advice === undefined ? '' : ` ${advice}`} [${report.code}]`,
    details: { ...details, message, ...(advice === undefined ? {} : { advice }) },
  };
}
