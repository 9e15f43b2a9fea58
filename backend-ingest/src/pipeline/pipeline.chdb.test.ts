// From the acknowledgement to the store, with the store going away in between: everything once, and books that add up.
import { StoreError, type Store } from '@huntboard/clickhouse';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { makeBundles, type Bundles } from '../testing/bundles.ts';
import { readBooks, type Books } from '../testing/metrics.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { EVENT_TOKEN, startTestIngest, type TestIngest } from '../testing/test-ingest.ts';
import { startDoorStore, until, type DoorStore } from '../testing/test-store.ts';

let bundles: Bundles;
let door: DoorStore;
let test: TestIngest;

beforeAll(async () => {
  bundles = makeBundles();
  door = await startDoorStore();
});
afterAll(async () => {
  await door.stop();
  bundles.remove();
});
beforeEach(async () => {
  test = await startTestIngest(bundles.worker, { ...door.settings, HUNTBOARD_BATCH_ROWS: '200' });
});
afterEach(async () => {
  door.open();
  await test.stop();
  for (const table of ['events', 'process', 'seen', 'quarantine', 'alerts'])
    await door.store.command(`TRUNCATE TABLE ${table}`);
});

async function send(lines: readonly string[]): Promise<void> {
  const response = await test.ingest.app.inject({
    method: 'POST',
    url: '/api/v1/events',
    headers: { authorization: `Bearer ${EVENT_TOKEN}`, 'content-encoding': 'gzip' },
    payload: gzipSync(lines.join('\n')),
  });
  expect(response.statusCode).toBe(200);
}

const books = async (): Promise<Books> => readBooks((await test.ingest.app.inject({ url: '/metrics' })).body);

async function expectBooksToAddUp(): Promise<Books> {
  const now = await books();
  expect(now.received).toBe(now.stored + now.filtered + now.quarantined + now.queued);
  return now;
}

const markers = async (): Promise<string[]> =>
  (await door.store.query<{ m: string }>("SELECT extract(CommandLine, 'echo (.*)$') AS m FROM events ORDER BY m")).map(
    ({ m }) => m,
  );

const settled = (): Promise<Books> => until(books, ({ queued }) => queued === 0);

describe('pipeline', () => {
  it('stores every acknowledged event once, with its process and its sender, and quarantines the rest', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `m${String(n).padStart(4, '0')}`);
    for (let i = 0; i < names.length; i += 50) {
      await send([...names.slice(i, i + 50).map((name) => sysmonEvent(name)), '{"broken":']);
      await expectBooksToAddUp();
    }
    expect(await settled()).toEqual({ received: 1020, stored: 1000, filtered: 0, quarantined: 20, queued: 0 });
    expect(await markers()).toEqual(names);
    expect(await door.store.query('SELECT count() AS n FROM quarantine')).toEqual([{ n: '20' }]);
    expect(await door.store.query("SELECT sum(count) AS n FROM seen WHERE kind = 'sender'")).toEqual([{ n: '1000' }]);
    const [ids] = await door.store.query<{ n: string }>('SELECT uniqExact(event_id) AS n FROM events');
    expect(ids).toEqual({ n: '1000' });
  });

  it('goes on taking events while the store is down, and stores them once when it is back', async () => {
    await send([sysmonEvent('before')]);
    await settled();
    door.shut();
    const names: string[] = [];
    for (let i = 0; i < 40; i++) {
      const part = Array.from({ length: 50 }, (_, n) => `d${String(i * 50 + n).padStart(4, '0')}`);
      names.push(...part);
      await send(part.map((name) => sysmonEvent(name)));
    }
    expect(await expectBooksToAddUp()).toMatchObject({ received: 2001, stored: 1, queued: 2000 });
    expect(test.ingest.pipeline.snapshot().backlogEntries).toBeGreaterThan(10);
    door.open();
    await settled();
    expect(await expectBooksToAddUp()).toMatchObject({ received: 2001, stored: 2001 });
    expect(await markers()).toEqual(['before', ...names].sort());
    expect(await door.store.query("SELECT sum(count) AS n FROM seen WHERE kind = 'sender'")).toEqual([{ n: '2001' }]);
  });

  it('takes up after a restart what the store did not have, begun batches included', async () => {
    door.shut();
    const names = Array.from({ length: 1000 }, (_, n) => `r${String(n).padStart(4, '0')}`);
    for (let i = 0; i < names.length; i += 50) await send(names.slice(i, i + 50).map((name) => sysmonEvent(name)));
    expect(test.ingest.pipeline.queue.ledger.batches.size).toBeGreaterThan(0);
    await test.restart();
    expect(await expectBooksToAddUp()).toMatchObject({ received: 1000, stored: 0, queued: 1000 });
    door.open();
    await settled();
    expect(await markers()).toEqual(names);
    await test.restart();
    expect(await books()).toEqual({ received: 1000, stored: 1000, filtered: 0, quarantined: 0, queued: 0 });
    expect(await markers()).toEqual(names);
  });

  it('stores nothing twice when an insert succeeded but its answer was lost', async () => {
    const { store } = test.ingest;
    const insert = store.insertNative.bind(store);
    let failures = 0;
    const failing: Store['insertNative'] = async (...call) => {
      await insert(...call);
      if (failures++ < 3)
        throw new StoreError('ECONNRESET', 'ECONNRESET', 'the answer was lost', { retryable: true, executed: 'maybe' });
    };
    Object.assign(store, { insertNative: failing });
    await send(Array.from({ length: 100 }, (_, n) => sysmonEvent(`l${n}`)));
    await settled();
    expect(failures).toBe(4);
    expect(await markers()).toHaveLength(100);
    expect(await door.store.query("SELECT sum(count) AS n FROM seen WHERE kind = 'sender'")).toEqual([{ n: '100' }]);
  });

  /** From now on the store takes no rows with `poison` in their block; `onRefusal` is called each time. */
  function refusePoison(onRefusal: () => void = () => undefined, tables: readonly string[] = ['events']): void {
    const { store } = test.ingest;
    const insert = store.insertNative.bind(store);
    const refusing: Store['insertNative'] = async (table, bytes, options) => {
      if (tables.includes(table) && Buffer.concat(bytes instanceof Uint8Array ? [bytes] : bytes).includes('poison')) {
        onRefusal();
        throw new StoreError('27', 'CANNOT_PARSE_INPUT', 'these bytes cannot be read', {
          retryable: false,
          executed: 'no',
        });
      }
      await insert(table, bytes, options);
    };
    Object.assign(store, { insertNative: refusing });
  }

  it('tells a delivery that the store refuses from the others, and quarantines its events with the reason', async () => {
    refusePoison();
    const names = Array.from({ length: 12 }, (_, n) => `g${String(n).padStart(2, '0')}`);
    await Promise.all(
      names.map((name, n) => send(n === 5 ? [sysmonEvent('poison'), sysmonEvent(name)] : [sysmonEvent(name)])),
    );
    expect(await settled()).toEqual({ received: 13, stored: 11, filtered: 0, quarantined: 2, queued: 0 });
    expect(await markers()).toEqual(names.filter((_, n) => n !== 5));
    const held = await door.store.query('SELECT code, detail, bytes FROM quarantine ORDER BY bytes');
    expect(held).toHaveLength(2);
    expect(held[0]).toMatchObject({ code: 'store_refused', detail: 'these bytes cannot be read' });
  });

  it('keeps what the store takes in no form as a file, and goes on, also after a restart in between', async () => {
    const folder = join(test.directory, 'dead-letters');
    refusePoison(undefined, ['events', 'quarantine']);
    const names = Array.from({ length: 6 }, (_, n) => `d${n}`);
    const poisoned = [sysmonEvent('poison'), sysmonEvent('beside it')];
    await Promise.all(names.map((name, n) => send(n === 3 ? poisoned : [sysmonEvent(name)])));
    expect(await settled()).toEqual({ received: 7, stored: 5, filtered: 0, quarantined: 2, queued: 0 });
    expect(await markers()).toEqual(names.filter((_, n) => n !== 3));
    const [file, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    const letter = JSON.parse(readFileSync(join(folder, file!), 'utf8')) as Record<string, string>;
    expect(letter).toMatchObject({
      code: 'dead_letter',
      input: 'http-events',
      encoding: 'gzip',
      refused: [{ table: 'quarantine', rows: 2, reason: 'these bytes cannot be read' }],
    });
    expect(gunzipSync(Buffer.from(letter['body']!, 'base64')).toString()).toBe(poisoned.join('\n'));
    expect((await test.ingest.app.inject({ url: '/metrics' })).body).toContain(
      'huntboard_dead_letters_total{input="http-events"} 1',
    );
    // While the file cannot be written the delivery stays in the queue, over a restart.
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    await send(['{"poison":']);
    await until(books, ({ queued }) => queued === 1);
    await test.restart();
    refusePoison(undefined, ['events', 'quarantine']);
    rmSync(folder);
    await send([sysmonEvent('later')]);
    expect(await settled()).toEqual({ received: 9, stored: 6, filtered: 0, quarantined: 3, queued: 0 });
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await markers()).toContain('later');
  });

  /** Two deliveries in two blocks of 400 rows: the first block holds what comes before the poison, of both deliveries. */
  async function sendPoisonInSecondBlock(): Promise<string[]> {
    const names = Array.from({ length: 750 }, (_, n) => `b${String(n).padStart(3, '0')}`);
    await send([...names.slice(0, 150).map((name) => sysmonEvent(name)), '{"broken":']);
    await send(names.slice(150).map((name, n) => sysmonEvent(n === 450 ? 'poison' : name)));
    return names;
  }

  async function expectPoisonApart(names: readonly string[]): Promise<void> {
    expect(await settled()).toEqual({ received: 751, stored: 400, filtered: 0, quarantined: 351, queued: 0 });
    expect(await markers()).toEqual(names.slice(0, 400));
    expect(await door.store.query("SELECT sum(count) AS n FROM seen WHERE kind = 'sender'")).toEqual([{ n: '400' }]);
    const held = await door.store.query('SELECT code, count() AS n FROM quarantine GROUP BY code ORDER BY n');
    expect(held).toMatchObject([{ n: '1' }, { code: 'store_refused', n: '350' }]);
  }

  it('stores nothing twice when the store refuses a later block of a batch that it has the first of', async () => {
    refusePoison();
    await expectPoisonApart(await sendPoisonInSecondBlock());
  });

  it('goes on after a restart with a batch that was being split, and stores nothing twice', async () => {
    refusePoison(() => door.shut());
    const names = await sendPoisonInSecondBlock();
    await until(books, () => !test.ingest.pipeline.sink.answers);
    await test.restart();
    refusePoison();
    door.open();
    await expectPoisonApart(names);
  });

  it('waits for a store that lacks its tables, since that is no fault of the events', async () => {
    await door.store.command('RENAME TABLE quarantine TO quarantine_away');
    await send(['{"broken":', sysmonEvent('kept')]);
    expect(await until(books, () => !test.ingest.pipeline.sink.answers)).toMatchObject({ queued: 2 });
    await door.store.command('RENAME TABLE quarantine_away TO quarantine');
    expect(await settled()).toEqual({ received: 2, stored: 1, filtered: 0, quarantined: 1, queued: 0 });
    expect(await markers()).toEqual(['kept']);
  });

  it('writes its counters to pipeline_stats', async () => {
    await send([sysmonEvent('s')]);
    await settled();
    await test.ingest.pipeline.writeStats();
    const rows = await door.store.query(
      "SELECT input, received, stored, queued FROM pipeline_stats WHERE input = 'http-events'",
    );
    expect(rows).toEqual([{ input: 'http-events', received: '1', stored: '1', queued: '0' }]);
  });
});
