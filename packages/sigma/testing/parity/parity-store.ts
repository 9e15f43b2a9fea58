// A store in which rules run as SQL over rows that were encoded as in the service; verdicts by row.
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import { Params } from '@huntboard/query';
import { COL, events, NativeBlockBuilder } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import type { FieldRef } from '../../src/event/field-access.ts';
import type { Expr } from '../../src/model/expr.ts';
import { conditionSql } from '../../src/sql/condition-sql.ts';

export type Verdicts = readonly (readonly boolean[])[];

export interface ParityStore {
  readonly store: Store;
  /** Makes these the only rows. */
  load(rows: readonly Row[]): Promise<void>;
  /** Verdicts of each rule by row, as computed columns: no index takes part. */
  selected(rules: readonly Expr<FieldRef>[], rows: number): Promise<Verdicts>;
  /** Verdicts of each rule by row, as filters: indexes and pruning take part. */
  filtered(rules: readonly Expr<FieldRef>[], rows: number): Promise<Verdicts>;
  stop(): Promise<void>;
}

export async function startParityStore(): Promise<ParityStore> {
  const server = await startTestStore();
  const store = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
  const migrated = await migrate(store, { owner: 'test' });
  if (!migrated.ok) throw new Error(migrated.error.message);
  let batch = 0;
  return {
    store,
    load: async (rows) => {
      await store.command('TRUNCATE TABLE events');
      const builder = new NativeBlockBuilder(events);
      rows.forEach((row, i) => {
        const numbered = [...row];
        // No rule asks for it: it tells the rows apart.
        numbered[COL.raw_days] = i;
        numbered[COL.ingested_at] = Date.now();
        numbered[COL.retention_days] = 3650;
        builder.append(numbered);
      });
      await store.insertNative('events', builder.finish(), { dedupToken: `parity ${batch++}`, rows: rows.length });
    },
    selected: async (rules, rows) => {
      const params = new Params();
      const cells = rules.map((rule) => `toString(toUInt8(${conditionSql(rule, params)}))`);
      const answer = await store.query<{ row: number; verdicts: string }>(
        `SELECT raw_days AS row, arrayStringConcat([${cells.join(',\n')}]) AS verdicts FROM events`,
        { params: valuesOf(params) },
      );
      const verdicts = rules.map(() => new Array<boolean>(rows).fill(false));
      if (answer.length !== rows) throw new Error(`${answer.length} rows of ${rows}`);
      for (const { row, verdicts: bits } of answer)
        for (let i = 0; i < rules.length; i++) verdicts[i]![row] = bits[i] === '1';
      return verdicts;
    },
    filtered: async (rules, rows) => {
      const params = new Params();
      const selects = rules.map(
        (rule, i) => `SELECT ${i} AS rule, raw_days AS row FROM events WHERE ${conditionSql(rule, params)}`,
      );
      const answer = await store.query<{ rule: number; row: number }>(selects.join('\nUNION ALL\n'), {
        params: valuesOf(params),
      });
      const verdicts = rules.map(() => new Array<boolean>(rows).fill(false));
      for (const { rule, row } of answer) verdicts[rule]![row] = true;
      return verdicts;
    },
    stop: async () => {
      await store.close();
      await server.stop();
    },
  };
}

export function valuesOf(params: Params): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params.all).map(([name, param]) => [name, param.value]));
}
