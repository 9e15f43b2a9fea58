// The store against the real engine: rows, parameters, batches that are stored once, failures that carry their code.
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import { encodeRows } from '@huntboard/schema';
import type { Table } from '@huntboard/schema';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createStore, RETRYABLE_SERVER_CODES, StoreError } from './index.ts';
import type { Store } from './index.ts';

const sample: Table = {
  name: 'sample',
  doc: 'Rows of the test.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'n', type: 'UInt64', doc: 'number' },
    { name: 'who', type: 'LowCardinality(String)', doc: 'text' },
  ],
  orderBy: ['n'],
};

let server: TestStore;
let store: Store;
const open = (overrides: Partial<Parameters<typeof createStore>[0]> = {}): Store =>
  createStore({ url: server.url, ...server.writer, database: 'huntboard', ...overrides });
const failure = async (promise: Promise<unknown>): Promise<StoreError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
};

beforeAll(async () => {
  server = await startTestStore();
  store = open();
  await store.command(
    'CREATE TABLE sample (n UInt64, who LowCardinality(String)) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100',
  );
});

afterAll(async () => {
  await store?.close();
  await server?.stop();
});

describe('createStore', () => {
  it('gives rows as objects, with 64-bit integers as strings', async () => {
    const rows = await store.query('SELECT toUInt64(18446744073709551615) AS big, 7 AS small');
    expect(rows).toEqual([{ big: '18446744073709551615', small: 7 }]);
  });

  it('sends values as typed parameters, never as text', async () => {
    const value = "a'); DROP TABLE sample; --\\\n\t";
    const rows = await store.query('SELECT {value:String} AS value, {list:Array(UInt32)} AS list', {
      params: { value, list: [1, 2] },
    });
    expect(rows).toEqual([{ value, list: [1, 2] }]);
  });

  it('stores a batch once however often it is sent under its token', async () => {
    const bytes = encodeRows(sample, [{ n: 1, who: 'ann' }, { n: 2 }]);
    for (let i = 0; i < 3; i++) await store.insertNative('sample', bytes, { dedupToken: 'batch-1', rows: 2 });
    await store.insertNative('sample', bytes, { dedupToken: 'batch-2', rows: 2 });
    expect(await store.query('SELECT n, who, count() AS c FROM sample GROUP BY n, who ORDER BY n')).toEqual([
      { n: '1', who: 'ann', c: '2' },
      { n: '2', who: '', c: '2' },
    ]);
  });

  it('sends nothing for an empty batch', async () => {
    await store.insertNative('no_such_table', new Uint8Array(0), { dedupToken: 'empty', rows: 0 });
  });

  it('streams rows one by one and may be left early', async () => {
    const seen: string[] = [];
    for await (const row of store.stream<{ number: string }>('SELECT number FROM numbers(100000)')) {
      seen.push(row.number);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['0', '1', '2']);
  });

  it('hands on the bytes of a statement that names its format', async () => {
    const { stream } = await store.raw('SELECT 1, 2 FORMAT TSV');
    expect(await text(stream)).toBe('1\t2\n');
  });

  it('names the code of a failure and does not repeat what cannot help', async () => {
    const missing = await failure(store.query('SELECT * FROM nowhere'));
    expect(missing).toMatchObject({ code: '60', type: 'UNKNOWN_TABLE', retryable: false });
    const torn = encodeRows(sample, [{ n: 5, who: 'x' }]).subarray(0, 12);
    const broken = await failure(store.insertNative('sample', torn, { dedupToken: 'torn', rows: 1 }));
    expect(broken.retryable).toBe(false);
  });

  it('says so when the user is unknown', async () => {
    const stranger = open({ password: 'wrong' });
    expect(await stranger.ping()).toMatchObject({ ok: false, error: { code: '516', retryable: false } });
    await stranger.close();
    expect(await store.ping()).toMatchObject({ ok: true });
  });

  it('stops when its signal says so', async () => {
    const controller = new AbortController();
    const running = failure(
      store.query('SELECT sleepEachRow(1) FROM numbers(30) SETTINGS max_block_size = 1', { signal: controller.signal }),
    );
    setImmediate(() => controller.abort());
    expect(await running).toMatchObject({ code: 'ABORTED', retryable: false });
    expect(await failure(store.query('SELECT 1', { signal: controller.signal }))).toMatchObject({ code: 'ABORTED' });
  });

  it('gives up an attempt after its time limit', async () => {
    const hasty = open({ timeouts: { requestMs: 100 }, retry: { attempts: 2, initialMs: 1 } });
    expect(await failure(hasty.query('SELECT sleep(3)'))).toMatchObject({ code: 'TIMEOUT', retryable: true });
    await hasty.close();
  });

  it('waits for a server that is away', async () => {
    const listen = (server: Server, port: number) =>
      new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const close = (server: Server) => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
    const probe = createServer();
    await listen(probe, 0);
    const { port } = probe.address() as AddressInfo;
    await close(probe);
    const early = open({ url: `http://127.0.0.1:${port}`, retry: { attempts: 40, initialMs: 20, maxMs: 200 } });
    const rows = early.query('SELECT 1 AS one');
    const late = createServer((request, response) => {
      request.resume();
      request.on('end', () => response.end('{"one": 1}\n'));
    });
    await listen(late, port);
    expect(await rows).toEqual([{ one: 1 }]);
    await early.close();
    await close(late);
  });

  it('finds its database, or asks the server for one when there is none of that name', async () => {
    await store.ensureDatabase();
    const elsewhere = open({ database: 'elsewhere' });
    // The embedded store holds one database only and says no; that it was asked shows that the question got through.
    expect(await failure(elsewhere.ensureDatabase())).toMatchObject({
      code: '497',
      message: expect.stringContaining('elsewhere'),
    });
    await elsewhere.close();
  });

  it('knows the server codes by the names that the server gives them', async () => {
    const codes = Object.keys(RETRYABLE_SERVER_CODES).map(Number);
    const rows = await store.query<{ name: string }>(
      'SELECT errorCodeToName(arrayJoin({codes:Array(UInt32)})) AS name',
      {
        params: { codes },
      },
    );
    expect(rows.map((row) => row.name)).toEqual(Object.values(RETRYABLE_SERVER_CODES).map((entry) => entry.name));
  });
});
