// The HTTP interface itself, without a client: ways to ask, headers, statuses, forms, limits, bodies that are too much.
import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { openClients, rowsOf } from '../testing/clients.ts';
import type { Clients } from '../testing/clients.ts';

let c: Clients;

beforeAll(async () => {
  c = await openClients({
    limits: {
      bodyBytes: 64 * 1024 * 1024,
      querySize: 100_000,
      formBytes: 1024 * 1024,
      bufferedResultBytes: 4 * 1024 * 1024,
    },
  });
  await c.writer.command({ query: 'CREATE TABLE t (a UInt32, s String) ENGINE = MergeTree ORDER BY a' });
});

afterAll(() => c.close());

const q = (query: string): string => `/?query=${encodeURIComponent(query)}`;

test.each(['/', '/ping', '/replicas_status'])('GET %s is a health check and needs no password', async (path) => {
  const response = await fetch(`${c.store.url}${path}`);
  expect([response.status, await response.text()]).toEqual([200, 'Ok.\n']);
});

test('the query may stand in the URL, in the body or in both', async () => {
  expect(await (await c.http(q('SELECT 1'))).text()).toBe('1\n');
  expect(await (await c.http('/', { method: 'POST', body: 'SELECT 2' })).text()).toBe('2\n');
  expect(await (await c.http(q('SELECT'), { method: 'POST', body: '3' })).text()).toBe('3\n');
  expect((await c.http(q('INSERT INTO t FORMAT TSV'), { method: 'POST', body: '1\ta\n' })).status).toBe(200);
  expect((await c.http('/', { method: 'POST', body: 'INSERT INTO t FORMAT TSV\n2\tb\n' })).status).toBe(200);
  expect((await c.http(q("INSERT INTO t VALUES (3, 'c')"), { method: 'POST', body: '' })).status).toBe(200);
  expect((await c.http(q("INSERT INTO t VALUES (4, 'd'),"), { method: 'POST', body: "(5, 'e')" })).status).toBe(200);
  expect((await c.http(q('INSERT INTO t'), { method: 'POST', body: 'FORMAT TSV\n6\tf\n' })).status).toBe(200);
  expect((await c.http('/', { method: 'PUT', body: 'INSERT INTO t FORMAT TSV\n7\tg\n' })).status).toBe(200);
  expect(await rowsOf(c.writer, 'SELECT groupArray(s) AS s FROM (SELECT s FROM t ORDER BY a)')).toEqual([
    { s: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
  ]);
});

test('SQL with letters beyond ASCII is UTF-8, in the head of an INSERT too', async () => {
  await c.writer.command({ query: 'CREATE TABLE `täble` (`spälte` String) ENGINE = Memory' });
  expect(
    (await c.http('/', { method: 'POST', body: 'INSERT INTO `täble` (`spälte`) FORMAT TSV\nwört\n' })).status,
  ).toBe(200);
  expect(await (await c.http('/', { method: 'POST', body: "SELECT `spälte`, 'ü' FROM `täble`" })).text()).toBe(
    'wört\tü\n',
  );
});

test.each<[string, Record<string, string>, string]>([
  ['Basic', { authorization: 'basic' }, ''],
  ['headers', { 'x-clickhouse-user': 'U', 'x-clickhouse-key': 'K' }, ''],
  ['URL', {}, 'url'],
])('the user may be given by %s', async (how, headers, where) => {
  const { user, password } = c.store.writer;
  const real =
    how === 'Basic'
      ? { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
      : how === 'headers'
        ? { 'x-clickhouse-user': user, 'x-clickhouse-key': password }
        : headers;
  const url = `${c.store.url}${q('SELECT 1')}${where === 'url' ? `&user=${user}&password=${encodeURIComponent(password)}` : ''}`;
  expect((await fetch(url, { headers: real })).status).toBe(200);
});

test.each<[string, Record<string, string>, number, string]>([
  ['none', {}, 401, '194'],
  ['a wrong password', { 'x-clickhouse-user': 'writer', 'x-clickhouse-key': 'x' }, 403, '516'],
  ['no password', { 'x-clickhouse-user': 'writer' }, 403, '516'],
  ['an unknown name', { 'x-clickhouse-user': 'nobody', 'x-clickhouse-key': 'x' }, 403, '516'],
  ['a token', { authorization: 'Bearer abc' }, 403, '516'],
  ['two ways at once', { authorization: 'Basic d3JpdGVyOng=', 'x-clickhouse-user': 'writer' }, 403, '516'],
])('credentials: %s', async (_, headers, status, code) => {
  const response = await fetch(`${c.store.url}${q('SELECT 1')}`, { headers });
  expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([status, code]);
  expect(await response.text()).not.toContain('SELECT');
  if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Basic/);
});

test.each<[string, string, RequestInit, number]>([
  ['an unknown path', '/nowhere', {}, 404],
  ['an unknown method', '/', { method: 'DELETE' }, 405],
  ['an unknown table', q('SELECT * FROM nowhere'), {}, 404],
  ['a syntax error', q('SELECT 1 FROM'), {}, 400],
  ['no query', '/?database=huntboard', {}, 400],
  ['native compression', `${q('SELECT 1')}&compress=1`, {}, 501],
  ['a role', `${q('SELECT 1')}&role=admin`, {}, 404],
  [
    'an unknown encoding',
    q('INSERT INTO t FORMAT TSV'),
    { method: 'POST', body: 'x', headers: { 'content-encoding': 'snappy' } },
    415,
  ],
  [
    'broken gzip',
    q('INSERT INTO t FORMAT TSV'),
    { method: 'POST', body: 'not gzip', headers: { 'content-encoding': 'gzip' } },
    400,
  ],
  [
    'truncated gzip',
    q('INSERT INTO t FORMAT TSV'),
    { method: 'POST', body: gzipSync('1\ta\n'.repeat(1000)).subarray(0, 30), headers: { 'content-encoding': 'gzip' } },
    400,
  ],
  ['a query that is too long', '/', { method: 'POST', body: `SELECT '${'x'.repeat(200_000)}'` }, 413],
  ['an unknown database', `${q('SELECT 1')}&database=nowhere`, { method: 'POST' }, 404],
])('%s is refused with its status', async (_, path, init, status) => {
  const response = await c.http(path, init);
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.any(String)]);
  if (status !== 404 && status !== 405) expect(text).toMatch(/^Code: \d+\. DB::Exception: /);
});

// Node has zstd since 22.15.
const zstd = zlib as { zstdCompressSync?: (data: string) => Buffer };
const ZSTD: [string, (data: string) => Buffer][] =
  zstd.zstdCompressSync === undefined ? [] : [['zstd', zstd.zstdCompressSync]];

test.each<[string, (data: string) => Buffer]>([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ...ZSTD,
])('a body in %s is unpacked', async (encoding, pack) => {
  await c.writer.command({ query: 'TRUNCATE TABLE t' });
  const rows = Array.from({ length: 10_000 }, (_, i) => `${i}\trow ${i}\n`).join('');
  const body = new Uint8Array(pack(rows));
  expect(
    (await c.http(q('INSERT INTO t FORMAT TSV'), { method: 'POST', body, headers: { 'content-encoding': encoding } }))
      .status,
  ).toBe(200);
  expect(await rowsOf(c.writer, 'SELECT count() AS n, sum(a) AS s FROM t')).toEqual([{ n: 10000, s: 49995000 }]);
  const query = new Uint8Array(pack('SELECT 5'));
  expect(
    await (await c.http('/', { method: 'POST', body: query, headers: { 'content-encoding': encoding } })).text(),
  ).toBe('5\n');
});

test('a bomb is refused while it inflates, and a body over the limit while it comes in', async () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(60 * 1024 * 1024)));
  const refused = await c.http(q('INSERT INTO t FORMAT TSV'), {
    method: 'POST',
    body: bomb,
    headers: { 'content-encoding': 'gzip' },
  });
  expect([refused.status, refused.headers.get('x-clickhouse-exception-code')]).toEqual([413, '290']);
  const large = c.http(q('INSERT INTO t FORMAT TSV'), { method: 'POST', body: new Uint8Array(65 * 1024 * 1024) });
  expect((await large).headers.get('x-clickhouse-exception-code')).toBe('290');
});

test.each(['gzip', 'deflate', 'br', ...ZSTD.map(([name]) => name)])(
  'a result is packed with %s if the client wants it',
  async (encoding) => {
    const path = `${q('SELECT number FROM numbers(100000)')}&enable_http_compression=1`;
    const response = await c.http(path, { headers: { 'accept-encoding': encoding } });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    // fetch does not know zstd yet.
    if (encoding !== 'zstd') expect((await response.text()).split('\n')).toHaveLength(100_001);
    expect(
      (await c.http(q('SELECT 1'), { headers: { 'accept-encoding': encoding } })).headers.get('content-encoding'),
    ).toBeNull();
  },
);

test('a form brings query, parameters and settings', async () => {
  const form = new FormData();
  form.set('query', "SELECT {a:String}, {b:Array(UInt8)}, getSetting('max_block_size')");
  form.set('param_a', 'x\'y"z\\r\\n--');
  form.set('param_b', '[1,2]');
  form.set('max_block_size', '1234');
  const response = await c.http('/?default_format=JSONCompactEachRow', { method: 'POST', body: form });
  expect(await response.json()).toEqual(['x\'y"z\r\n--', [1, 2], 1234]);
});

test('external tables in a form are refused plainly', async () => {
  const form = new FormData();
  form.set('query', 'SELECT * FROM ext');
  form.set('ext', new Blob(['1\n2\n']), 'ext.tsv');
  const response = await c.http('/?ext_structure=a+UInt8', { method: 'POST', body: form });
  expect([response.status, await response.text()]).toEqual([501, expect.stringContaining("External table 'ext'")]);
});

test('a form that is too large or broken is refused', async () => {
  const form = new FormData();
  form.set('param_a', 'x'.repeat(2 * 1024 * 1024));
  form.set('query', 'SELECT 1');
  expect((await c.http('/', { method: 'POST', body: form })).status).toBe(413);
  expect(
    (
      await c.http('/', {
        method: 'POST',
        body: 'nothing',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      })
    ).status,
  ).toBe(400);
});

test('the format is that of the text, else that of the URL, else that of the header, else TabSeparated', async () => {
  const formatOf = async (path: string, headers = {}): Promise<string | null> =>
    (await c.http(path, { headers })).headers.get('x-clickhouse-format');
  expect(await formatOf(`${q('SELECT 1 FORMAT JSON')}&default_format=CSV`)).toBe('JSON');
  expect(await formatOf(`${q('SELECT 1')}&default_format=csv`, { 'x-clickhouse-format': 'XML' })).toBe('CSV');
  expect(await formatOf(q('SELECT 1'), { 'x-clickhouse-format': 'XML' })).toBe('XML');
  expect(await formatOf(q('SELECT 1'))).toBe('TabSeparated');
});

test.each([
  ['JSON', 'application/json; charset=UTF-8'],
  ['JSONEachRow', 'application/x-ndjson; charset=UTF-8'],
  ['CSV', 'text/csv; charset=UTF-8; header=absent'],
  ['TabSeparated', 'text/tab-separated-values; charset=UTF-8'],
  ['Native', 'application/octet-stream'],
  ['XML', 'application/xml; charset=UTF-8'],
])('%s is labelled %s', async (format, type) => {
  expect((await c.http(q(`SELECT 1 FORMAT ${format}`))).headers.get('content-type')).toBe(type);
});

test('a result that has to be whole and is too large is refused; the same rows stream', async () => {
  const refused = await c.http(q("SELECT repeat('x', 1000) FROM numbers(10000) FORMAT JSON"));
  expect([refused.status, refused.headers.get('x-clickhouse-exception-code')]).toEqual([500, '396']);
  expect(
    (await (await c.http(q("SELECT repeat('x', 1000) FROM numbers(10000) FORMAT JSONEachRow"))).text()).length,
  ).toBeGreaterThan(10_000_000);
});

test('wait_end_of_query holds the answer back: an error at the end has its own status', async () => {
  const late = 'SELECT number, throwIf(number = 400000) FROM numbers(500000) FORMAT TSV';
  expect((await c.http(`${q(late)}&wait_end_of_query=1`)).status).toBe(500);
  const early = await c.http(q(late));
  expect(early.status).toBe(200);
  await expect(early.text()).rejects.toThrow();
  const whole = await c.http(`${q('SELECT number FROM numbers(300000)')}&wait_end_of_query=1`);
  expect(JSON.parse(whole.headers.get('x-clickhouse-summary') ?? '')).toMatchObject({ result_rows: '300000' });
});

test('progress is told in headers when it is asked for', async () => {
  const response = await c.http(
    `${q('SELECT sleepEachRow(0.1) FROM numbers(6) SETTINGS max_block_size = 1 FORMAT JSON')}&send_progress_in_http_headers=1`,
  );
  const progress = response.headers.get('x-clickhouse-progress');
  expect(progress).toMatch(/"read_rows":"\d+"/);
});

test('default means the database of the user; the header names one too', async () => {
  expect(await (await c.http(`${q('SELECT currentDatabase()')}&database=default`)).text()).toBe('huntboard\n');
  expect(
    await (await c.http(q('SELECT currentDatabase()'), { headers: { 'x-clickhouse-database': 'system' } })).text(),
  ).toBe('system\n');
  const reader = await c.http(`${q('SELECT 1')}&database=system`, { as: 'reader' });
  expect(reader.headers.get('x-clickhouse-exception-code')).toBe('497');
});

test('HEAD answers with headers alone', async () => {
  const response = await c.http(q('SELECT 1'), { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('the query log is for writers and shows what ran, by whom and how it ended', async () => {
  await c.http(`${q('SELECT 42')}&query_id=logged`);
  await c.http(`${q('SELECT throwIf(1)')}&query_id=failed`, { as: 'reader' });
  const entries = (await (await c.http('/huntboard/query-log')).json()) as Record<string, unknown>[];
  expect(entries.find((e) => e['query_id'] === 'logged')).toMatchObject({
    user: 'writer',
    kind: 'select',
    query: 'SELECT 42',
    state: 'finished',
    result_rows: 1,
    exception_code: 0,
  });
  expect(entries.find((e) => e['query_id'] === 'failed')).toMatchObject({
    user: 'reader',
    state: 'failed',
    exception_code: 395,
  });
  expect((await c.http('/huntboard/query-log', { as: 'reader' })).status).toBe(403);
  expect((await fetch(`${c.store.url}/huntboard/query-log`)).status).toBe(401);
});

test('no spool file is left behind, whatever happened to the insert', async () => {
  const { readdir } = await import('node:fs/promises');
  await c.http(q('INSERT INTO nowhere FORMAT TSV'), { method: 'POST', body: '1\ta\n' });
  const abort = new AbortController();
  const slow = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('1\ta\n'));
    },
  });
  const gone = c.http(q('INSERT INTO t FORMAT TSV'), {
    method: 'POST',
    body: slow,
    signal: abort.signal,
    duplex: 'half',
  } as RequestInit);
  const dir = `${c.store.dataDir}/spool`;
  while ((await readdir(dir)).length === 0) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  await expect(gone).rejects.toThrow();
  while ((await readdir(dir)).length > 0) await new Promise((resolve) => setImmediate(resolve));
});
