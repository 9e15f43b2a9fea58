// `huntboard migrate`: brings the database to the schema of this program.
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate, type MigrateResult } from '@huntboard/clickhouse';
import { migrations } from '@huntboard/schema';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { openStore } from '../main.ts';
import { configWithStore } from './local-store.ts';
import { CommandError } from './report-failure.ts';

type Migrated = Extract<MigrateResult, { ok: true }>;

/** How long another client that migrates is waited for, ms. */
const PATIENCE_MS = 6 * 60_000;

/** Migrates the store of a configuration; waits for another client that does. Throws CommandError when it is not possible. */
export async function migrateStore(config: Config): Promise<Migrated> {
  const { cluster } = config.store;
  const store = openStore(config.store, { attempts: 4 });
  const bar = new SingleBar({
    format: '  schema {bar} {value}/{total} | {name}',
    stream: process.stderr,
    hideCursor: true,
  });
  let visible = false;
  const deadline = Date.now() + PATIENCE_MS;
  try {
    for (;;) {
      const result = await migrate(store, {
        owner: `${hostname()}/${process.pid}`,
        ...(cluster === '' ? {} : { cluster }),
        onMigration: ({ name, number }) => {
          if (!process.stderr.isTTY) return;
          if (!visible) bar.start(migrations.length, number - 1, { name });
          visible = true;
          bar.update(number, { name });
        },
      });
      if (result.ok) return result;
      if (result.error.code !== 'migration-locked' || Date.now() > deadline)
        throw new CommandError(`${result.error.message} [${result.error.code}]`);
      await sleep(1000);
    }
  } finally {
    if (visible) bar.stop();
    await store.close();
  }
}

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description(
      'bring the database to the schema of this version (CLICKHOUSE_URL, or the embedded store while it runs)',
    )
    .option('--data <dir>', 'data directory of the local installation')
    .option('--json', 'print the result as JSON')
    .action(async (options: { data?: string; json?: true }) => {
      const { version, applied } = await migrateStore(configWithStore(options.data));
      const names = applied.map((migration) => migration.name);
      if (options.json === true) process.stdout.write(`${JSON.stringify({ version, applied: names })}\n`);
      else
        process.stdout.write(
          `schema ${version}${names.length === 0 ? ', nothing to do' : `, applied: ${names.join(', ')}`}\n`,
        );
    });
}
