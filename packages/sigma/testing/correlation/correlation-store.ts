// A store in which correlations run as SQL over rows that were encoded as in the service.
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { Sql } from '@huntboard/query';
import { events, NativeBlockBuilder } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { correlationSql } from '../../src/correlation/correlation-sql.ts';
import type { CorrelationSqlOptions } from '../../src/correlation/correlation-sql.ts';
import type { CorrelationFinding } from '../../src/correlation/finding.ts';
import type { CorrelationPlan } from '../../src/correlation/plan.ts';
import { toFindings } from '../../src/correlation/to-findings.ts';
import type { CorrelationRow } from '../../src/correlation/to-findings.ts';

export interface CorrelationStore {
  readonly store: Store;
  /** Makes these the only rows. */
  load(rows: readonly Row[]): Promise<void>;
  /** Adds rows. */
  add(rows: readonly Row[]): Promise<void>;
  ask<T>(sql: Sql): Promise<T[]>;
  findings(plan: CorrelationPlan, options?: CorrelationSqlOptions): Promise<CorrelationFinding[]>;
  stop(): Promise<void>;
}

export async function startCorrelationStore(): Promise<CorrelationStore> {
  const server = await startTestStore();
  const writer = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
  // What hunts must be possible for the one who may only read.
  const reader = createStore({ url: server.url, ...server.reader, database: 'huntboard' });
  const migrated = await migrate(writer, { owner: 'test' });
  if (!migrated.ok) throw new Error(migrated.error.message);
  let batch = 0;
  const add = async (rows: readonly Row[]): Promise<void> => {
    const builder = new NativeBlockBuilder(events);
    for (const row of rows) builder.append([...row]);
    await writer.insertNative('events', builder.finish(), { dedupToken: `rows ${batch++}`, rows: rows.length });
  };
  const ask = <T>({ text, params }: Sql): Promise<T[]> =>
    reader.query<T>(text, {
      params: Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value])),
    });
  return {
    store: reader,
    load: async (rows) => {
      await writer.command('TRUNCATE TABLE events');
      await add(rows);
    },
    add,
    ask,
    findings: async (plan, options) => toFindings(plan, await ask<CorrelationRow>(correlationSql(plan, options))),
    stop: async () => {
      await reader.close();
      await writer.close();
      await server.stop();
    },
  };
}
