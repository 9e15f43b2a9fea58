// What the official client expects around queries: ping, ids, settings, sessions, compression, abort, exceptions, many at once.
import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import { ClickHouseError } from '@clickhouse/client';
import type { Row } from '@clickhouse/client';
import { openClients, rowsOf } from '../testing/clients.ts';
import type { Clients } from '../testing/clients.ts';

let c: Clients;

interface LogEntry {
  readonly query_id: string;
  readonly state: string;
  readonly exception_code: number;
}

beforeAll(async () => {
  c = await openClients({ limits: { concurrentQueries: 4, drainSeconds: 0 } });
  await c.writer.command({ query: 'CREATE TABLE t (id UInt32, name String) ENGINE = MergeTree ORDER BY id' });
  await c.writer.command({ query: 'INSERT INTO t SELECT number, toString(number) FROM numbers(1000)' });
});

afterAll(() => c.close());

async function log(): Promise<LogEntry[]> {
  const response = await c.http('/huntboard/query-log');
  return (await response.json()) as LogEntry[];
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

const SLOW = 'SELECT sum(sleepEachRow(0.05)) FROM numbers(1000) SETTINGS max_block_size = 1';

test('ping answers, by /ping and by a SELECT', async () => {
  expect(await c.writer.ping()).toEqual({ success: true });
  expect(await c.writer.ping({ select: true })).toEqual({ success: true });
  const stranger = c.open({ password: 'wrong' });
  expect(await stranger.ping({ select: true })).toMatchObject({ success: false });
});

test('the query id is the one that was asked for, or a new one', async () => {
  const query_id = randomUUID();
  expect((await c.writer.query({ query: 'SELECT 1', query_id })).query_id).toBe(query_id);
  expect((await c.writer.command({ query: 'SELECT 1' })).query_id).toMatch(/^[0-9a-f-]{36}$/);
  expect((await log()).find((entry) => entry.query_id === query_id)).toMatchObject({
    state: 'finished',
    exception_code: 0,
  });
});

test('command and exec run DDL and queries, with a trailing semicolon and comments too', async () => {
  await c.writer.command({ query: 'CREATE TABLE IF NOT EXISTS made (a UInt8) ENGINE = Memory; -- done' });
  const { stream } = await c.writer.exec({ query: 'SELECT 1 AS a /* comment */ FORMAT JSONEachRow;' });
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  expect(Buffer.concat(parts).toString()).toBe('{"a":1}\n');
  await c.writer.command({ query: 'ALTER TABLE made ADD COLUMN b String' });
  await c.writer.command({ query: 'DROP TABLE made' });
  expect(await rowsOf(c.writer, 'EXISTS TABLE made')).toEqual([{ result: 0 }]);
});

test('response headers name format, timezone, query id and summary', async () => {
  const { response_headers } = await c.writer.query({ query: 'SELECT 1', format: 'JSON' });
  expect(response_headers).toMatchObject({
    'x-clickhouse-format': 'JSON',
    'x-clickhouse-timezone': expect.any(String),
    'x-clickhouse-query-id': expect.any(String),
    'x-clickhouse-server-display-name': expect.any(String),
  });
  expect(JSON.parse(String(response_headers['x-clickhouse-summary']))).toMatchObject({
    result_rows: '1',
    elapsed_ns: expect.stringMatching(/^\d+$/),
  });
});

test('settings of the client and of a request reach the query and no other', async () => {
  const probe = "SELECT getSetting('max_block_size') AS v";
  const client = c.open({ clickhouse_settings: { max_block_size: '1111' } });
  expect(await rowsOf(client, probe)).toEqual([{ v: 1111 }]);
  expect(await rowsOf(client, probe, { clickhouse_settings: { max_block_size: '2222' } })).toEqual([{ v: 2222 }]);
  expect(await rowsOf(client, probe)).toEqual([{ v: 1111 }]);
  expect(await rowsOf(c.writer, `${probe} SETTINGS max_block_size = 3333`)).toEqual([{ v: 3333 }]);
  expect(await rowsOf(c.writer, probe)).toEqual([{ v: 65409 }]);
});

test('an unknown setting is an error', async () => {
  await expect(
    rowsOf(c.writer, 'SELECT 1', { clickhouse_settings: { no_such_setting: 1 } as never }),
  ).rejects.toMatchObject({ code: '115', type: 'UNKNOWN_SETTING' });
});

test('SET without a session changes nothing for anybody', async () => {
  await c.writer.command({ query: 'SET max_block_size = 77' });
  await c.writer.command({ query: 'USE system' });
  expect(await rowsOf(c.writer, "SELECT getSetting('max_block_size') AS v, currentDatabase() AS d")).toEqual([
    { v: 65409, d: 'huntboard' },
  ]);
});

test('a session keeps settings and temporary tables, apart from other sessions', async () => {
  const one = c.open({ session_id: randomUUID() });
  const two = c.open({ session_id: randomUUID() });
  await one.command({ query: 'SET max_block_size = 4444' });
  await one.command({ query: 'CREATE TEMPORARY TABLE tmp (a UInt8)' });
  await one.insert({ table: 'tmp', values: [{ a: 5 }], format: 'JSONEachRow' });
  expect(await rowsOf(one, "SELECT a, getSetting('max_block_size') AS v FROM tmp")).toEqual([{ a: 5, v: 4444 }]);
  expect(
    await rowsOf(one, "SELECT getSetting('max_block_size') AS v", { clickhouse_settings: { max_block_size: '9' } }),
  ).toEqual([{ v: 9 }]);
  expect(await rowsOf(one, "SELECT getSetting('max_block_size') AS v")).toEqual([{ v: 4444 }]);
  await expect(rowsOf(two, 'SELECT * FROM tmp')).rejects.toMatchObject({ code: '60' });
});

test('a session survives an error', async () => {
  const client = c.open({ session_id: randomUUID() });
  await client.command({ query: 'SET max_block_size = 5555' });
  await expect(rowsOf(client, 'SELECT throwIf(number = 100000) FROM numbers(200000)')).rejects.toMatchObject({
    code: '395',
  });
  await expect(
    client.query({ query: 'SELECT throwIf(number = 150000) FROM numbers(200000)', format: 'JSON' }),
  ).rejects.toMatchObject({ code: '395' });
  expect(await rowsOf(client, "SELECT getSetting('max_block_size') AS v")).toEqual([{ v: 5555 }]);
});

test('a session serves one request at a time', async () => {
  const client = c.open({ session_id: randomUUID(), max_open_connections: 5 });
  const results = await Promise.allSettled([1, 2, 3].map(() => rowsOf(client, 'SELECT sleep(0.2)')));
  const codes = results.map((r) => (r.status === 'fulfilled' ? 'ok' : (r.reason as ClickHouseError).code));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  expect(codes.filter((code) => code === '373')).toHaveLength(2);
});

test('session_check, session_timeout and a session that ended', async () => {
  const path = (more: string): string => `/?session_id=checked&query=SELECT+1&${more}`;
  expect((await c.http(path('session_check=1'), { method: 'POST' })).status).toBe(404);
  expect((await c.http(path('session_timeout=100'), { method: 'POST' })).status).toBe(200);
  expect((await c.http(path('session_check=1'), { method: 'POST' })).status).toBe(200);
  expect((await c.http(path('session_timeout=0'), { method: 'POST' })).status).toBe(200);
  expect((await c.http(path('session_check=1'), { method: 'POST' })).status).toBe(404);
  expect(
    (await c.http(path('session_timeout=99999'), { method: 'POST' })).headers.get('x-clickhouse-exception-code'),
  ).toBe('374');
});

test.each([true, false])('compression both ways: request %s', async (request) => {
  const client = c.open({ compression: { request, response: true } });
  await client.command({ query: 'CREATE OR REPLACE TABLE packed (a UInt32, s String) ENGINE = MergeTree ORDER BY a' });
  const values = Array.from({ length: 5000 }, (_, i) => ({ a: i, s: `row ${i}` }));
  await client.insert({ table: 'packed', values, format: 'JSONEachRow' });
  expect(await rowsOf(client, 'SELECT * FROM packed ORDER BY a')).toEqual(values);
});

test('a query that is aborted by its client is ended in the engine', async () => {
  const query_id = randomUUID();
  const abort = new AbortController();
  const query = c.writer.query({ query: SLOW, query_id, abort_signal: abort.signal });
  await until(async () => (await log()).some((entry) => entry.query_id === query_id && entry.state === 'running'));
  abort.abort();
  await expect(query).rejects.toThrow(/abort/i);
  await until(async () => (await log()).some((entry) => entry.query_id === query_id && entry.state === 'failed'));
  expect((await log()).find((entry) => entry.query_id === query_id)).toMatchObject({ exception_code: 394 });
});

test('a stream that its reader leaves is ended in the engine', async () => {
  const query_id = randomUUID();
  const result = await c.writer.query({
    query: 'SELECT number FROM numbers(1000000000000)',
    format: 'JSONEachRow',
    query_id,
  });
  for await (const rows of result.stream() as AsyncIterable<Row[]>) {
    expect(rows.length).toBeGreaterThan(0);
    break;
  }
  result.close();
  await until(async () => (await log()).some((entry) => entry.query_id === query_id && entry.state === 'failed'));
});

test.each(['SYNC', 'ASYNC'])('KILL QUERY WHERE query_id = … %s ends the query', async (mode) => {
  const query_id = randomUUID();
  const query = c.writer.query({ query: SLOW, query_id });
  const outcome = expect(query).rejects.toMatchObject({ code: '394' });
  await until(async () => (await log()).some((entry) => entry.query_id === query_id && entry.state === 'running'));
  const killed = await rowsOf(c.writer, `KILL QUERY WHERE query_id = '${query_id}' ${mode}`);
  expect(killed).toEqual([
    {
      kill_status: mode === 'SYNC' ? 'finished' : 'waiting',
      query_id,
      user: 'writer',
      query: expect.stringContaining(SLOW),
    },
  ]);
  await outcome;
  expect(await rowsOf(c.writer, `KILL QUERY WHERE query_id = '${query_id}' ${mode}`)).toEqual([]);
});

test("a reader cannot kill a writer's query", async () => {
  const query_id = randomUUID();
  const query = c.writer.query({ query: SLOW, query_id });
  const outcome = expect(query).rejects.toMatchObject({ code: '394' });
  await until(async () => (await log()).some((entry) => entry.query_id === query_id));
  expect(await rowsOf(c.reader, `KILL QUERY WHERE query_id = '${query_id}'`)).toEqual([]);
  await rowsOf(c.writer, `KILL QUERY WHERE query_id = '${query_id}'`);
  await outcome;
});

test('two queries cannot have one id at the same time', async () => {
  const query_id = randomUUID();
  const first = c.writer.query({ query: SLOW, query_id });
  const outcome = expect(first).rejects.toMatchObject({ code: '394' });
  await until(async () => (await log()).some((entry) => entry.query_id === query_id));
  await expect(rowsOf(c.writer, 'SELECT 1', { query_id })).rejects.toMatchObject({ code: '216' });
  await rowsOf(c.writer, `KILL QUERY WHERE query_id = '${query_id}' SYNC`);
  await outcome;
});

test('max_execution_time ends a query', async () => {
  await expect(rowsOf(c.writer, SLOW, { clickhouse_settings: { max_execution_time: 1 } })).rejects.toMatchObject({
    code: '159',
  });
});

test('50 queries at once all come back right, more than there are lanes', async () => {
  const client = c.open({ max_open_connections: 50 });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      rowsOf<{ n: number; s: string }>(
        client,
        'SELECT {i:UInt32} AS n, count() AS c, {s:String} AS s FROM t WHERE id < {i:UInt32}',
        { query_params: { i, s: `query ${i}` } },
      ),
    ),
  );
  expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => [{ n: i, c: i, s: `query ${i}` }]));
});

test('50 inserts at once are all stored', async () => {
  const client = c.open({ max_open_connections: 50 });
  await client.command({ query: 'CREATE TABLE many (a UInt32) ENGINE = MergeTree ORDER BY a' });
  await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      client.insert({ table: 'many', values: [{ a: i }, { a: i }], format: 'JSONEachRow' }),
    ),
  );
  expect(await rowsOf(client, 'SELECT count() AS n, uniqExact(a) AS u FROM many')).toEqual([{ n: 100, u: 50 }]);
});

test.each<[string, string, string]>([
  ['SELECT nothing FROM t', '47', 'UNKNOWN_IDENTIFIER'],
  ['SELECT * FROM nowhere', '60', 'UNKNOWN_TABLE'],
  ['SELECT noSuchFunction(1)', '46', 'UNKNOWN_FUNCTION'],
  ['SELEC 1', '62', 'SYNTAX_ERROR'],
  ['SELECT 1 FROM', '62', 'SYNTAX_ERROR'],
  ["SELECT 'open", '62', 'SYNTAX_ERROR'],
  ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR'],
  ['CREATE TABLE t (id UInt32) ENGINE = Memory', '57', 'TABLE_ALREADY_EXISTS'],
  ['CREATE TABLE bad (id NoType) ENGINE = Memory', '50', 'UNKNOWN_TYPE'],
  ['INSERT INTO nowhere VALUES (1)', '60', 'UNKNOWN_TABLE'],
])('%s is error %s', async (query, code, type) => {
  const error: unknown = await c.writer.command({ query }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ClickHouseError);
  // The client takes the type from the first bracket, which in a syntax error may hold the word that was wrong.
  expect(error).toMatchObject(code === '62' ? { code } : { code, type });
});

test('an unknown format is an error', async () => {
  await expect(c.writer.query({ query: 'SELECT 1', format: 'Nonsense' as never })).rejects.toMatchObject({
    code: '73',
  });
});

test('an exception before the stream began has a status and a code', async () => {
  const response = await c.http('/?query=SELECT+throwIf(1)', { method: 'POST' });
  expect(response.status).toBe(500);
  expect(response.headers.get('x-clickhouse-exception-code')).toBe('395');
  expect(await response.text()).toMatch(
    /^Code: 395\. DB::Exception: .*\(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO\) \(version [\d.]+ \(official build\)\)\n$/s,
  );
});

const FAILS_LATE = "SELECT number, repeat('x', 100), throwIf(number = 500000) FROM numbers(1000000)";

test('an exception after the stream began reaches the client as the error', async () => {
  const result = await c.writer.query({ query: FAILS_LATE, format: 'JSONEachRow' });
  let rows = 0;
  const read = async (): Promise<void> => {
    for await (const chunk of result.stream() as AsyncIterable<Row[]>) rows += chunk.length;
  };
  await expect(read()).rejects.toMatchObject({ code: '395', type: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThanOrEqual(500_000);
});

test.each(['gzip', 'deflate', 'br'])(
  'with %s the exception ends the data, and the data never looks whole',
  async (encoding) => {
    const url = new URL(
      `${c.store.url}/?enable_http_compression=1&query=${encodeURIComponent(`${FAILS_LATE} FORMAT TSV`)}`,
    );
    const headers = {
      'accept-encoding': encoding,
      'x-clickhouse-user': c.store.writer.user,
      'x-clickhouse-key': c.store.writer.password,
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      get(url, { headers }, resolve).on('error', reject),
    );
    expect(response.headers['content-encoding']).toBe(encoding);
    const tag = String(response.headers['x-clickhouse-exception-tag']);
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    const whole = Buffer.concat(parts);
    const decode = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[encoding] as typeof gunzipSync;
    expect(() => decode(whole)).toThrow();
    const finishFlush = encoding === 'br' ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH;
    const text = decode(whole, { finishFlush }).toString();
    const block = new RegExp(
      `\\r\\n__exception__\\r\\n${tag}\\r\\n(Code: 395[^]*\\n)(\\d+) ${tag}\\r\\n__exception__\\r\\n$`,
    );
    const [, message, length] = block.exec(text.slice(-2000)) ?? [];
    expect(Buffer.byteLength(message ?? '')).toBe(Number(length));
  },
);

test('what a failed query had put out never shows up in another answer', async () => {
  for (let i = 0; i < 5; i++) {
    for (const format of ['JSON', 'JSONEachRow', 'CSVWithNames'] as const) {
      const failed = async (): Promise<unknown> =>
        (
          await c.writer.query({ query: 'SELECT number, throwIf(number = 199999) FROM numbers(200000)', format })
        ).text();
      await expect(failed()).rejects.toThrow();
      expect(await rowsOf(c.writer, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    }
  }
});
