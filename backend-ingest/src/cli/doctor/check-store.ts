// Checks of the store: reachable, new enough, right schema, same time, room on its disk.
import { appliedMigrations, type Store } from '@huntboard/clickhouse';
import { migrations } from '@huntboard/schema';
import { checkCanary } from './check-canary.ts';
import { failed, ok, warning, type Finding } from './finding.ts';

/** Oldest version of ClickHouse whose text indexes and deduplication the schema relies on. */
const MIN_VERSION = [26, 7] as const;
const MAX_SKEW_MS = 5000;

/** Whether `26.7.2.1` is at least 26.7. */
export function isSupportedVersion(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MIN_VERSION[0] || (major === MIN_VERSION[0] && minor >= MIN_VERSION[1]);
}

async function checkSchema(store: Store): Promise<Finding> {
  const applied = await appliedMigrations(store);
  const newest = applied.length === 0 ? 0 : Math.max(...applied.map((migration) => migration.number));
  if (newest === migrations.length) return ok('schema', `version ${newest}`);
  if (newest > migrations.length)
    return failed('schema', `version ${newest} is newer than this program (${migrations.length})`, 'update Huntboard');
  return warning('schema', `version ${newest} of ${migrations.length}`, 'huntboard migrate');
}

/** Every check of the store; one finding when it does not answer. */
export async function checkStore(store: Store, url: string, now: () => number): Promise<readonly Finding[]> {
  const ping = await store.ping();
  if (!ping.ok)
    return [
      failed(
        'store',
        `${url}: ${ping.error.message}`,
        'start it (huntboard up), or correct CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD',
      ),
    ];
  const before = now();
  const [row] = await store.query<{ version: string; now_ms: string }>(
    'SELECT version() AS version, toUnixTimestamp64Milli(now64(3)) AS now_ms',
  );
  const version = row?.version ?? '';
  const skew = Math.round(Number(row?.now_ms ?? 0) - (before + now()) / 2);
  return [
    isSupportedVersion(version)
      ? ok('store', `${url}, ClickHouse ${version}`)
      : warning('store', `${url}, ClickHouse ${version}`, `use ClickHouse ${MIN_VERSION.join('.')} or newer`),
    await checkSchema(store).catch((error: unknown) => failed('schema', (error as Error).message, 'huntboard migrate')),
    Math.abs(skew) <= MAX_SKEW_MS
      ? ok('clock', `the store is ${Math.abs(skew)} ms off`)
      : failed('clock', `the store's clock is ${(skew / 1000).toFixed(1)} s off`, 'synchronise both clocks (NTP)'),
    // A schema that is missing or old was told of above.
    ...(await checkCanary(store).catch(() => [])),
  ];
}
