// What follows an insert into events: feeds that count each event once, text indexes that serve, parts that drop whole.
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import { encodeRows, events } from '../index.ts';
import type { RowObject } from '../index.ts';

let server: TestStore;
let store: Store;
const insert = (dedupToken: string, rows: readonly RowObject[]) =>
  store.insertNative('events', encodeRows(events, rows), { dedupToken, rows: rows.length });
const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const now = Date.now();

const base = {
  source: 'windows',
  host: 'ws1',
  ts: now,
  ingested_at: now,
  retention_days: 90,
  raw_days: 30,
  raw: '{}',
} as const;
const start = (n: number, more: RowObject = {}): RowObject => ({
  ...base,
  category: 'process',
  action: 'start',
  event_id: guid(1000 + n),
  proc_guid: guid(n),
  parent_guid: guid(n - 1),
  guid_kind: 'native',
  Image: 'C:\\Windows\\System32\\Cmd.exe',
  ParentImage: 'C:\\Program Files\\Word\\WINWORD.EXE',
  CommandLine: 'cmd.exe /c Whoami /all',
  Hashes: 'SHA1=AB,SHA256=00FF,MD5=1',
  ...more,
});

beforeAll(async () => {
  server = await startTestStore();
  store = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
  expect(await migrate(store, { owner: 'test' })).toMatchObject({ ok: true });
});

afterAll(async () => {
  await store?.close();
  await server?.stop();
});

beforeEach(async () => {
  for (const table of ['events', 'process', 'seen']) await store.command(`TRUNCATE TABLE ${table}`);
});

describe('the feeds of events', () => {
  it('count a batch once, however often it is sent again', async () => {
    const batch = [
      start(1),
      start(2, { ts: now - 30 * 86_400_000 }),
      { ...base, category: 'dns', QueryName: 'Evil.Example' },
    ];
    for (let i = 0; i < 4; i++) await insert('lane-1', batch);
    expect(await store.query('SELECT count() AS c FROM events')).toEqual([{ c: '3' }]);
    // Without FINAL: even the parts hold no row twice.
    expect(await store.query('SELECT count() AS c FROM process')).toEqual([{ c: '2' }]);
    expect(
      await store.query('SELECT kind, value, sum(count) AS c FROM seen GROUP BY kind, value ORDER BY kind'),
    ).toEqual([
      { kind: 'dns', value: 'evil.example', c: '1' },
      { kind: 'hash', value: '00ff', c: '2' },
      { kind: 'image', value: 'c:\\windows\\system32\\cmd.exe', c: '2' },
      { kind: 'parent_child', value: 'winword.exe > cmd.exe', c: '2' },
      { kind: 'sender', value: 'windows', c: '3' },
    ]);
  });

  it('count two batches with equal content twice', async () => {
    await insert('lane-2', [start(1)]);
    await insert('lane-3', [start(1)]);
    expect(await store.query("SELECT sum(count) AS c FROM seen WHERE kind = 'image'")).toEqual([{ c: '2' }]);
  });

  it('catch up when a batch had reached events but not them before it was sent again', async () => {
    await store.command('DETACH TABLE process_feed');
    await insert('lane-6', [start(1)]);
    await store.command('ATTACH TABLE process_feed');
    await insert('lane-6', [start(1)]);
    const counts = await store.query(
      "SELECT (SELECT count() FROM events) AS e, (SELECT count() FROM process) AS p, (SELECT sum(count) FROM seen WHERE kind = 'image') AS s",
    );
    expect(counts).toEqual([{ e: '1', p: '1', s: '1' }]);
  });

  it('fold the start and the end of a process into one row', async () => {
    await insert('lane-4', [start(7)]);
    await insert('lane-5', [
      {
        ...base,
        category: 'process',
        action: 'end',
        event_id: guid(5000),
        proc_guid: guid(7),
        guid_kind: 'native',
        ts: now + 5000,
        Image: 'C:\\Windows\\system32\\cmd.exe',
      },
    ]);
    const found = await store.query(
      'SELECT CommandLine, Image, end_image, event_id, parent_guid, toUnixTimestamp64Milli(start_ts) AS s, toUnixTimestamp64Milli(end_ts) AS e FROM process FINAL',
    );
    expect(found).toEqual([
      {
        CommandLine: 'cmd.exe /c Whoami /all',
        Image: 'C:\\Windows\\System32\\Cmd.exe',
        end_image: 'C:\\Windows\\system32\\cmd.exe',
        event_id: guid(1007),
        parent_guid: guid(6),
        s: String(now),
        e: String(now + 5000),
      },
    ]);
  });

  it("leave the start that Sysmon told of as it is when the security log tells of it too, and take the security log's end", async () => {
    const security = { service: 'security', User: 'CORP\\WS1$', Image: 'c:\\windows\\system32\\cmd.exe' };
    const end = { ...base, ...security, category: 'process', action: 'end', proc_guid: guid(8), guid_kind: 'native' };
    await insert('lane-6', [
      start(8, { service: 'sysmon', User: 'CORP\\Eve' }),
      start(8, { ...security, event_id: guid(6000), ts: now + 3 }),
      { ...end, event_id: guid(6001), ts: now + 9000 },
    ]);
    const found = await store.query(
      'SELECT Image, User, event_id, toUnixTimestamp64Milli(start_ts) AS s, toUnixTimestamp64Milli(end_ts) AS e FROM process FINAL',
    );
    expect(found).toEqual([
      {
        Image: 'C:\\Windows\\System32\\Cmd.exe',
        User: 'CORP\\Eve',
        event_id: guid(1008),
        s: String(now),
        e: String(now + 9000),
      },
    ]);
  });
});

describe('the text indexes of events', () => {
  it.each(events.columns.filter((column) => column.textIndex).map((column) => column.name))(
    'serve hasAllTokens on %s whatever the case of the text',
    async (column) => {
      await insert(`text-${column}`, [start(1), { ...base, category: 'x', [column]: 'C:\\Some\\UniqueNeedle.EXE' }]);
      const where = `hasAllTokens(lower(${column}), ['uniqueneedle', 'exe'])`;
      expect(await store.query(`SELECT count() AS c FROM events WHERE ${where}`)).toEqual([{ c: '1' }]);
      // With an index preprocessor instead of lower() this shape of query found nothing.
      expect(await store.query(`SELECT category FROM events WHERE ${where} ORDER BY ts DESC LIMIT 10`)).toEqual([
        { category: 'x' },
      ]);
      const plan = await store.query<{ explain: string }>(
        `EXPLAIN indexes = 1 SELECT count() FROM events WHERE ${where}`,
      );
      expect(plan.map((row) => row.explain.trim())).toContain(`Name: text_${column}`);
    },
  );
});

describe('retention', () => {
  it('drops whole parts of events whose days are over, and keeps the others', async () => {
    const old = now - 40 * 86_400_000;
    await insert('old', [
      start(1, { ts: old, ingested_at: old, retention_days: 30 }),
      start(2, { ts: old, ingested_at: old, retention_days: 90 }),
    ]);
    await insert('new', [start(3)]);
    await store.command('OPTIMIZE TABLE events FINAL');
    expect(await store.query('SELECT proc_guid FROM events ORDER BY proc_guid')).toEqual([
      { proc_guid: guid(2) },
      { proc_guid: guid(3) },
    ]);
  });

  it('drops the verbatim text before the event', async () => {
    const old = now - 40 * 86_400_000;
    await insert('raw', [
      start(1, { ts: old, ingested_at: old, raw_days: 30, raw: '{"a":1}' }),
      start(2, { raw: '{"b":2}' }),
    ]);
    await store.command('OPTIMIZE TABLE events FINAL');
    expect(await store.query('SELECT raw, CommandLine FROM events ORDER BY proc_guid')).toEqual([
      { raw: '', CommandLine: 'cmd.exe /c Whoami /all' },
      { raw: '{"b":2}', CommandLine: 'cmd.exe /c Whoami /all' },
    ]);
  });
});
