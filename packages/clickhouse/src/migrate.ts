// Brings a database to the schema of this program: numbered migrations, each once, one client at a time.
import { bindNames, migrationText, migrations as ours } from '@huntboard/schema';
import type { Migration } from '@huntboard/schema';
import { createHash } from 'node:crypto';
import { takeMigrationLock } from './migration-lock.ts';
import type { MigrationLock } from './migration-lock.ts';
import { StoreError } from './store-error.ts';
import type { Store } from './store.ts';

export interface MigrateOptions {
  /** Name of the cluster: creates Replicated and Distributed tables on all of it. */
  readonly cluster?: string;
  /** Who is migrating, for those who have to wait. */
  readonly owner: string;
  /** How long the lock outlives a client that died, default 5 minutes. */
  readonly holdMs?: number;
  /** Told of each migration before it runs. */
  readonly onMigration?: (migration: Migration) => void;
  /** Other migrations than those of the schema, for tests. */
  readonly migrations?: readonly Migration[];
}

export const migrateFailureCodes = ['migration-locked', 'schema-newer', 'migration-changed'] as const;

export type MigrateFailureCode = (typeof migrateFailureCodes)[number];

export type MigrateFailure =
  /** Another client is migrating. */
  | { readonly code: 'migration-locked'; readonly message: string; readonly owner: string; readonly until: number }
  /** The database was migrated by a newer program, or a migration that was applied has another text now. */
  | { readonly code: Exclude<MigrateFailureCode, 'migration-locked'>; readonly message: string };

export type MigrateResult =
  | { readonly ok: true; readonly version: number; readonly applied: readonly Migration[] }
  | { readonly ok: false; readonly error: MigrateFailure };

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Creates the database when it is missing, then runs what is missing in it. Statements may run twice (a crash between a
 * statement and its record), so each is written to bear that. Rejects with StoreError when the store fails.
 */
export async function migrate(store: Store, options: MigrateOptions): Promise<MigrateResult> {
  const wanted = options.migrations ?? ours;
  assertSound(wanted);
  await store.ensureDatabase(options.cluster);
  await createRecords(store, options.cluster);
  const before = judge(wanted, await appliedMigrations(store));
  if (!before.ok || before.missing.length === 0) return finishedOr(before, wanted);

  const taken = await takeMigrationLock(store, {
    owner: options.owner,
    holdMs: options.holdMs ?? 300_000,
    ...(options.cluster !== undefined && { cluster: options.cluster }),
  });
  if (!taken.ok) {
    const until = new Date(taken.until).toISOString();
    const message = `${taken.owner} is migrating the database; its lock ends at ${until} at the latest`;
    return { ok: false, error: { code: 'migration-locked', message, owner: taken.owner, until: taken.until } };
  }
  try {
    // Someone may have migrated before the lock was ours.
    const now = judge(wanted, await appliedMigrations(store));
    if (!now.ok) return now;
    for (const migration of now.missing) {
      options.onMigration?.(migration);
      await apply(store, migration, options.cluster, taken.lock);
    }
    return { ok: true, version: wanted.length, applied: now.missing };
  } finally {
    await taken.lock.release();
  }
}

/** The migrations that the database has; none when it was never migrated. */
export async function appliedMigrations(store: Store): Promise<readonly AppliedMigration[]> {
  const statement =
    'SELECT number, any(name) AS name, any(checksum) AS checksum FROM schema_migrations GROUP BY number ORDER BY number';
  try {
    return await store.query<AppliedMigration>(statement);
  } catch (error) {
    if (error instanceof StoreError && (error.type === 'UNKNOWN_TABLE' || error.type === 'UNKNOWN_DATABASE')) return [];
    throw error;
  }
}

type Judgement =
  | { readonly ok: true; readonly missing: readonly Migration[] }
  | { readonly ok: false; readonly error: MigrateFailure };

function judge(wanted: readonly Migration[], applied: readonly AppliedMigration[]): Judgement {
  const newest = applied.at(-1)?.number ?? 0;
  if (newest > wanted.length) {
    const message = `the database has schema ${newest}, this program knows ${wanted.length}: use a newer program`;
    return { ok: false, error: { code: 'schema-newer', message } };
  }
  const changed = applied.find((record) => wanted[record.number - 1]?.checksum !== record.checksum);
  if (changed) {
    const message = `migration ${changed.number} (${changed.name}) was applied with another text: this program and the one that migrated the database are of different lines; restore the migration or use a database of your own`;
    return { ok: false, error: { code: 'migration-changed', message } };
  }
  const done = new Set(applied.map((record) => record.number));
  return { ok: true, missing: wanted.filter((migration) => !done.has(migration.number)) };
}

function finishedOr(judgement: Judgement, wanted: readonly Migration[]): MigrateResult {
  return judgement.ok ? { ok: true, version: wanted.length, applied: [] } : judgement;
}

async function createRecords(store: Store, cluster: string | undefined): Promise<void> {
  const names = { database: store.database, ...(cluster !== undefined && { cluster }) };
  const onCluster = cluster === undefined ? '' : " ON CLUSTER '{{cluster}}'";
  // One table for the whole cluster: every server of every shard is a replica of it.
  const engine =
    cluster === undefined
      ? 'MergeTree'
      : "ReplicatedMergeTree('/huntboard/{{database}}/schema_migrations', '{shard}-{replica}')";
  await store.command(
    bindNames(
      `CREATE TABLE IF NOT EXISTS schema_migrations${onCluster} (number UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC')) ENGINE = ${engine} ORDER BY number`,
      names,
    ),
    { idempotent: true },
  );
}

async function apply(
  store: Store,
  migration: Migration,
  cluster: string | undefined,
  lock: MigrationLock,
): Promise<void> {
  const names = { database: store.database, ...(cluster !== undefined && { cluster }) };
  for (const statement of cluster === undefined ? migration.single : migration.cluster) {
    await lock.renew();
    await store.command(bindNames(statement, names), { idempotent: true });
  }
  const sql = `INSERT INTO schema_migrations SELECT {number:UInt32}, {name:String}, {checksum:String}, now64(3)`;
  const { number, name, checksum } = migration;
  await store.command(sql, { params: { number, name, checksum }, idempotent: true });
}

/** @throws when the migrations of the program itself are not in order: a bug. */
function assertSound(migrations: readonly Migration[]): void {
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) throw new Error(`migration ${migration.name} stands at place ${index + 1}`);
    const checksum = createHash('sha256').update(migrationText(migration)).digest('hex');
    if (checksum !== migration.checksum)
      throw new Error(`migration ${migration.number} was edited: its checksum is ${checksum}`);
  });
}
