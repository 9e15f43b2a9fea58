// What the store is told of rules, on the real engine: loaded, refused, with data, tested, fired, and gone.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DetectionBench, NOON } from '../testing/detection-bench.ts';
import { writeRule } from '../testing/rule-files.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { until } from '../testing/test-store.ts';
import { RuleStateWriter } from './rule-state-writer.ts';

const bench = new DetectionBench();
const { start, send, stored } = bench;

afterEach(() => bench.door.store.command('TRUNCATE TABLE rule_states'));

type Row = Record<string, string | number | string[]>;
/** As a service told them: the running one, unless another is named. */
const states = (service = hostname()): Promise<Row[]> =>
  bench.door.store.query<Row>(
    `SELECT rule_id, state, reason, title, level, tags, category, tests, toUInt64(hits) > 0 AS hit, data_at > toDateTime64(0, 3, 'UTC') AS with_data, file
FROM rule_states FINAL WHERE service = {service:String} ORDER BY file`,
    { params: { service } },
  );

it('knows every rule that was loaded or refused, its tests and its data, and ends those that are gone', async () => {
  const first = writeRule(bench.rules, 1, 'first');
  const folder = join(bench.rules, 'with-tests');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'rule.yml'),
    'title: Asks for a name\nid: 11111111-0000-4000-8000-000000000001\nlevel: high\ntags: [attack.t1071.004]\nlogsource: {product: windows, category: dns_query}\ndetection: {selection: {QueryName: evil.example}, condition: selection}\n',
  );
  for (const events of ['hits.jsonl', 'misses.jsonl']) writeFileSync(join(folder, events), '');
  writeFileSync(
    join(bench.rules, 'z-broken.yml'),
    'title: Broken\nlogsource: {product: windows}\ndetection: {selection: {a: b}, condition: [',
  );
  await start();
  await send([sysmonEvent('first', NOON)]);
  await stored(1);
  // The service has a writer of its own, which writes when it likes.
  const writer = new RuleStateWriter({
    store: bench.door.store,
    service: 'by hand',
    now: Date.now,
    status: () => bench.test.ingest.rules!.status(),
    onError: (error) => {
      throw error;
    },
  });
  await writer.write();
  const shown = await states('by hand');
  expect(shown).toMatchObject([
    { rule_id: first, state: 'active', hit: 1, with_data: 1, tests: 0 },
    { rule_id: '11111111-0000-4000-8000-000000000001', state: 'active', level: 'high', tags: ['attack.t1071.004'], category: 'dns_query', hit: 0, with_data: 0, tests: 2 },
    { state: 'error', with_data: 0, reason: expect.stringContaining('sigma.') },
  ]); // prettier-ignore
  // Nothing changed: nothing is written.
  const last = (): Promise<unknown> => bench.door.store.query("SELECT max(seq) AS n FROM rule_states WHERE service = 'by hand'"); // prettier-ignore
  const before = await last();
  await writer.write();
  expect(await last()).toEqual(before);

  const ofDns = async (): Promise<unknown> =>
    (await states()).find(({ category }) => category === 'dns_query')?.['state'];
  await until(ofDns, (state) => state === 'active');
  rmSync(folder, { recursive: true });
  await bench.test.ingest.rules!.reload('test');
  // The service tells it by itself.
  await until(ofDns, (state) => state === 'removed');
  expect((await states()).map(({ state }) => state).toSorted()).toEqual(['active', 'error', 'removed']);
  await writer.stop();
});

it('ends them all when detection is switched off', async () => {
  writeRule(bench.rules, 1, 'first');
  await start();
  await until(
    () => states(),
    (rows) => rows.length > 0,
  );
  await bench.test.restart({ HUNTBOARD_DETECTION: 'off' });
  await until(
    () => states(),
    (rows) => rows.every(({ state }) => state === 'removed'),
  );
});
