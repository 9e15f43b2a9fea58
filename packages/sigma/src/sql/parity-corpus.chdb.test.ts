// Parity on real events: what the matcher hits in the corpus, a rule's SQL finds in the store, event by event.
// HUNTBOARD_NIGHTLY: all Windows rules; without it an eighth of them.
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import { COL, events, NativeBlockBuilder } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import { corpusFiles, describeCorpus, isNightly, readCorpus, readSigmaRules } from '@huntboard/testing';
import { buildCollection } from '../collection/build-collection.ts';
import { compileMatcher } from '../matcher/matcher.ts';
import { resolveRule } from '../resolve/resolve-rule.ts';
import { ruleSql } from './rule-sql.ts';

const EVERY = isNightly ? 1 : 8;
const BLOCK_ROWS = 40_000;
const eventId = (number: number): string => `00000000-0000-8000-8000-${number.toString(16).padStart(12, '0')}`;

describeCorpus('rules over the corpus in the store', () => {
  let server: TestStore;
  let store: Store;
  const rules = buildCollection(readSigmaRules())
    .rules.filter(({ logsource }) => (logsource.product ?? 'windows') === 'windows')
    .filter((_, index) => index % EVERY === 0)
    .map((rule) => resolveRule(rule))
    .flatMap((result) => (result.ok ? [result.value] : []));
  const hits: string[][] = rules.map(() => []);

  beforeAll(async () => {
    server = await startTestStore();
    // What is right is asked here, not how fast: keywords read the whole table, on machines that do other things besides.
    const timeouts = { requestMs: 600_000 };
    store = createStore({ url: server.url, ...server.writer, database: 'huntboard', timeouts });
    const migrated = await migrate(store, { owner: 'test' });
    if (!migrated.ok) throw new Error(migrated.error.message);
    const matcher = compileMatcher(rules);
    const builder = new NativeBlockBuilder(events);
    const now = Date.now();
    let count = 0;
    const flush = async (): Promise<void> => {
      const rows = builder.rows;
      if (rows > 0)
        await store.insertNative('events', builder.finish(), {
          dedupToken: `corpus ${count}`,
          rows,
          settings: { max_partitions_per_insert_block: '0' },
        });
    };
    for (const file of corpusFiles('otrf__')) {
      const decoder = createDecoder({
        limits: { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: 0, maxFutureMs: 0 },
        osqueryTable: () => undefined,
        now: () => now,
      });
      const row = (one: Row): void => {
        const id = eventId(count++);
        matcher.match(one, (rule) => hits[rule]!.push(id));
        one[COL.event_id] = id;
        one[COL.ingested_at] = now;
        one[COL.retention_days] = 3650;
        // What rules never read.
        one[COL.raw] = '';
        builder.append(one);
      };
      const quarantine = ({ code }: { readonly code: string }): never => {
        throw new Error(code);
      };
      decoder.decode(readCorpus(file), { receivedAt: now, input: 'file', origin: 'test' }, { row, quarantine });
      if (builder.rows >= BLOCK_ROWS) await flush();
    }
    await flush();
  }, 300_000);

  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  test(`SQL finds what the matcher hits, for every rule of ${rules.length}`, async () => {
    const differences: unknown[] = [];
    let found = 0;
    for (const [index, rule] of rules.entries()) {
      const { text, params } = ruleSql(rule, { columns: ['event_id'] });
      const values = Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));
      const rows = await store.query<{ event_id: string }>(text, { params: values });
      const bySql = rows.map(({ event_id: id }) => id).sort();
      const byMatcher = [...hits[index]!].sort();
      found += bySql.length;
      if (bySql.join() !== byMatcher.join())
        differences.push({ title: rule.rule.title, bySql: bySql.slice(0, 5), byMatcher: byMatcher.slice(0, 5) });
    }
    expect(differences).toEqual([]);
    expect(found).toBeGreaterThan(100);
  }, 7_200_000);
});
