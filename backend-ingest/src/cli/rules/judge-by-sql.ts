// SQL as a back end of rule tests: all events go into a throw-away store, and each rule is asked as a query; a correlation gets the
// events of its test alone.
import { randomUUID } from 'node:crypto';
import { createStore, migrate, type Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { Sql } from '@huntboard/query';
import { COL, events as eventsTable, NativeBlockBuilder, type Row } from '@huntboard/schema';
import { correlationSql, ruleSql, type CorrelationPlan, type ResolvedRule } from '@huntboard/sigma';
import { planCorrelations } from '../scan/correlate.ts';
import { CommandError } from '../report-failure.ts';
import type { LoadedRules } from './load-rules.ts';
import type { BackEnd, Judged, LoadedTest } from './run-tests.ts';

const BLOCK_ROWS = 20_000;
const HOURS = 3_600_000;

/** An id that says which event of which test it is. */
function eventId(number: number): string {
  return `00000000-0000-8000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Starts an empty store with our schema, hands it on and removes it. */
export async function withStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const server = await startTestStore();
  try {
    const store = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
    try {
      const migrated = await migrate(store, { owner: 'rules test' });
      if (!migrated.ok) throw new CommandError(migrated.error.message);
      return await use(store);
    } finally {
      await store.close();
    }
  } finally {
    await server.stop();
  }
}

/** Inserts rows, each under its id; what they need to be kept is filled in. */
export async function insertRows(
  store: Store,
  rows: readonly { readonly row: Row; readonly id: string }[],
): Promise<void> {
  const builder = new NativeBlockBuilder(eventsTable);
  const now = Date.now();
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    const part = rows.slice(from, from + BLOCK_ROWS);
    for (const { row, id } of part) {
      row[COL.event_id] = id;
      row[COL.ingested_at] = now;
      row[COL.retention_days] = 1;
      builder.append(row);
    }
    await store.insertNative('events', builder.finish(), {
      dedupToken: randomUUID(),
      rows: part.length,
      settings: { max_partitions_per_insert_block: '0' },
    });
  }
}

const valuesOf = (params: Sql['params']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));

/** Ids of the stored events that a rule hits. */
async function hitsOf(store: Store, rule: ResolvedRule): Promise<ReadonlySet<string>> {
  const { text, params } = ruleSql(rule, { columns: ['event_id'], from: 0, to: Date.now() + 1_000_000 * HOURS });
  const rows = await store.query<{ event_id: string }>(text, { params: valuesOf(params) });
  return new Set(rows.map(({ event_id: id }) => id));
}

/** Findings of correlations over the events of one test. */
async function findingsOf(store: Store, plans: readonly CorrelationPlan[], { events }: LoadedTest): Promise<number> {
  await store.command('TRUNCATE TABLE events');
  await insertRows(
    store,
    events.map(({ row }, index) => ({ row, id: eventId(index) })),
  );
  let findings = 0;
  for (const plan of plans) {
    const { text, params } = correlationSql(plan);
    findings += (await store.query(text, { params: valuesOf(params) })).length;
  }
  return findings;
}

/** @param loaded All rules, since correlations refer to them. */
export function sqlBackEnd(loaded: LoadedRules): BackEnd {
  return {
    name: 'sql',
    judge: (tests) =>
      withStore(async (store) => {
        let next = 0;
        const ids = tests.map(({ events }) => events.map(() => eventId(next++)));
        await insertRows(
          store,
          tests.flatMap(({ events }, test) => events.map(({ row }, index) => ({ row, id: ids[test]![index]! }))),
        );
        const known = new Map<ResolvedRule, ReadonlySet<string>>();
        for (const rule of new Set(tests.flatMap(({ subjects }) => subjects.rules)))
          known.set(rule, await hitsOf(store, rule));
        const judged: Judged[] = [];
        for (const [number, test] of tests.entries()) {
          const { rules, correlations } = test.subjects;
          const hits = ids[number]!.map((id) => rules.some((rule) => known.get(rule)!.has(id)));
          const plans = planCorrelations(correlations, loaded.rules).filter((plan) => plan !== undefined);
          judged.push({ hits, findings: plans.length === 0 ? 0 : await findingsOf(store, plans, test) });
        }
        return judged;
      }),
  };
}
