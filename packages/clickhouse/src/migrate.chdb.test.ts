// Migrations against the real engine: what they make is what the schema defines, and each runs once.
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import { bindNames, feeds, migrations, migrationText, storedType, tables, views } from '@huntboard/schema';
import type { Migration } from '@huntboard/schema';
import { createHash } from 'node:crypto';
import { appliedMigrations, createStore, migrate } from './index.ts';
import type { Store } from './index.ts';
import { takeMigrationLock } from './migration-lock.ts';

let server: TestStore;
let store: Store;

const extra = (statement: string): Migration => {
  const text = { single: [statement], cluster: [statement] };
  const checksum = createHash('sha256').update(migrationText(text)).digest('hex');
  return { number: migrations.length + 1, name: 'extra', checksum, ...text };
};

beforeAll(async () => {
  server = await startTestStore();
  store = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
});

afterAll(async () => {
  await store?.close();
  await server?.stop();
});

describe('migrate', () => {
  it('brings an empty database to the newest schema, and then has nothing to do', async () => {
    expect(await migrate(store, { owner: 'test' })).toMatchObject({
      ok: true,
      version: migrations.length,
      applied: migrations,
    });
    expect(await migrate(store, { owner: 'test' })).toEqual({ ok: true, version: migrations.length, applied: [] });
    expect((await appliedMigrations(store)).map((record) => record.number)).toEqual(migrations.map((m) => m.number));
  });

  it.each(tables.map((table) => [table.name, table] as const))('makes %s as it is defined', async (name, table) => {
    const found = await store.query<{ name: string; type: string; codec_expression: string; default_type: string }>(
      `DESCRIBE TABLE ${name}`,
    );
    const defined = [
      ...table.columns.map((column) => ({
        name: column.name,
        type: storedType(column),
        codec_expression: column.codec ?? '',
        default_type: '',
      })),
      ...(table.aliases ?? []).map((alias) => ({
        name: alias.name,
        type: alias.type,
        codec_expression: '',
        default_type: 'ALIAS',
      })),
    ];
    const codec = (text: string): string => text.replace(/Delta\(\d+\)/, 'Delta').replace(/^CODEC\((.*)\)$/, '$1');
    expect(
      found.map(({ name: column, type, codec_expression, default_type }) => ({
        name: column,
        type,
        codec_expression: codec(codec_expression),
        default_type,
      })),
    ).toEqual(defined);
    const [described] = await store.query<Record<string, string>>(
      'SELECT engine, sorting_key, partition_key FROM system.tables WHERE database = currentDatabase() AND name = {name:String}',
      { params: { name } },
    );
    expect(described).toEqual({
      engine: table.engine.kind,
      sorting_key: table.orderBy.join(', '),
      partition_key: table.partitionBy ?? '',
    });
    const indexes = await store.query<{ name: string }>(
      'SELECT name FROM system.data_skipping_indices WHERE database = currentDatabase() AND table = {name:String}',
      { params: { name } },
    );
    expect(indexes.map((index) => index.name).sort()).toEqual(
      [
        ...(table.skipIndexes ?? []).map((index) => index.name),
        ...table.columns.filter((column) => column.textIndex).map((column) => `text_${column.name}`),
      ].sort(),
    );
  });

  it('makes every feed and view', async () => {
    const found = await store.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%View'",
    );
    expect(found.map((row) => row.name).sort()).toEqual([...feeds, ...views].map((item) => item.name).sort());
    for (const view of views) await store.query(`SELECT * FROM ${view.name} LIMIT 1`);
  });

  it('writes a cluster form that the engine can parse', async () => {
    for (const migration of migrations) {
      for (const statement of migration.cluster) {
        // Rows are put in through the Distributed table, once.
        if (!statement.startsWith('INSERT INTO ')) expect(statement).toContain("ON CLUSTER '{{cluster}}'");
        const rows = await store.query(
          `EXPLAIN AST ${bindNames(statement, { database: 'huntboard', cluster: 'main' })}`,
        );
        expect(rows.length).toBeGreaterThan(1);
      }
    }
  });

  it('refuses a database that a newer program has migrated', async () => {
    const newer = [...migrations, extra('SELECT 1')];
    expect(await migrate(store, { owner: 'newer', migrations: newer })).toMatchObject({ ok: true });
    expect(await migrate(store, { owner: 'older' })).toMatchObject({ ok: false, error: { code: 'schema-newer' } });
  });

  it('refuses a migration whose text is not the one that was applied', async () => {
    const other = [...migrations, extra('SELECT 2')];
    expect(await migrate(store, { owner: 'other', migrations: other })).toMatchObject({
      ok: false,
      error: { code: 'migration-changed' },
    });
  });

  it('throws when its own migrations were edited', async () => {
    const edited = [{ ...migrations[0]!, single: ['SELECT 3'] }];
    await expect(migrate(store, { owner: 'bug', migrations: edited })).rejects.toThrow('was edited');
  });
});

describe('takeMigrationLock', () => {
  it('goes to one of many, names the holder to the others, and is free again after release', async () => {
    const results = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((owner) => takeMigrationLock(store, { owner, holdMs: 60_000 })),
    );
    const held = results.flatMap((result) => (result.ok ? [result.lock] : []));
    expect(held).toHaveLength(1);
    expect(await takeMigrationLock(store, { owner: 'late', holdMs: 60_000 })).toMatchObject({ ok: false });
    await held[0]!.release();
    const next = await takeMigrationLock(store, { owner: 'next', holdMs: 60_000 });
    expect(next.ok).toBe(true);
    if (next.ok) await next.lock.release();
  });

  it('is free again when its holder died', async () => {
    expect(await takeMigrationLock(store, { owner: 'dead', holdMs: -1 })).toMatchObject({ ok: true });
    const heir = await takeMigrationLock(store, { owner: 'heir', holdMs: 60_000 });
    expect(heir.ok).toBe(true);
    if (heir.ok) await heir.lock.release();
  });
});
