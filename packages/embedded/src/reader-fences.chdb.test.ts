// The reader against the real engine: it cannot write, reach out, lift its limits or see past its row filters.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClients, rowsOf } from '../testing/clients.ts';
import type { Clients } from '../testing/clients.ts';

let c: Clients;
let dir: string;
let secret: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'huntboard-secret-'));
  secret = join(dir, 'secret.csv');
  await writeFile(secret, 'top secret\n', { mode: 0o644 });
  c = await openClients({
    reader: {
      rowFilters: { events: "host = 'mine'" },
      quotas: { resultRows: 5000, seconds: 5, concurrentQueries: 2, memoryBytes: 500_000_000 },
    },
  });
  const run = (query: string): Promise<unknown> => c.writer.command({ query });
  await run('CREATE TABLE events (id UInt64, host String, text String) ENGINE = MergeTree ORDER BY id');
  await run(
    "INSERT INTO events SELECT number, if(number % 2 = 0, 'mine', 'theirs'), toString(number) FROM numbers(1000)",
  );
  await run('CREATE TABLE open_table (id UInt64) ENGINE = MergeTree ORDER BY id');
  await run('INSERT INTO open_table SELECT number FROM numbers(10)');
  await run('CREATE VIEW plain_view AS SELECT * FROM events');
  await run('CREATE VIEW counting_view AS SELECT host, count() AS n FROM events GROUP BY host');
  await run('CREATE VIEW param_view AS SELECT * FROM events WHERE id < {below:UInt64}');
  await run("CREATE TABLE merged AS events ENGINE = Merge('huntboard', '^events$')");
  await run("CREATE TABLE buffered AS events ENGINE = Buffer('huntboard', 'events', 1, 10, 100, 10, 100, 1000, 10000)");
  await run(
    "CREATE DICTIONARY dict (id UInt64, host String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'events' DB 'huntboard')) LAYOUT(HASHED()) LIFETIME(0)",
  );
  await run('CREATE MATERIALIZED VIEW kept ENGINE = MergeTree ORDER BY id POPULATE AS SELECT * FROM events');
  await run('CREATE DATABASE huntboard_other');
  await run('CREATE TABLE huntboard_other.t (a UInt8) ENGINE = Memory');
});

afterAll(async () => {
  await c.close();
  await rm(dir, { recursive: true });
});

const read = (query: string, more = {}): Promise<Record<string, unknown>[]> => rowsOf(c.reader, query, more);

test.each([
  'SELECT count() AS n FROM events',
  'SELECT count() AS n FROM huntboard.events',
  'SELECT count() AS n FROM `huntboard`."events"',
  'SELECT count() AS n FROM events AS e',
  'SELECT count() AS n FROM events AS open_table',
  'SELECT count(id) AS n FROM events',
  'SELECT count() AS n FROM (SELECT * FROM events)',
  'SELECT (SELECT count() FROM events) AS n',
  'WITH e AS (SELECT * FROM events) SELECT count() AS n FROM e',
  'SELECT count() AS n FROM events PREWHERE id >= 0',
  "SELECT count() AS n FROM events WHERE host != '' OR 1",
  'SELECT count() AS n FROM plain_view',
  'SELECT sum(n) AS n FROM counting_view',
  'SELECT count() AS n FROM param_view(below = 1000)',
  'SELECT count() AS n FROM open_table RIGHT JOIN events USING id',
  'SELECT count() AS n FROM events LEFT JOIN open_table USING id',
  'SELECT count() AS n FROM events ARRAY JOIN [1] AS one',
  'SELECT count() AS n FROM view(SELECT * FROM events)',
  'SELECT count() AS n FROM (SELECT id FROM events UNION ALL SELECT id FROM events WHERE 0)',
  'SELECT count() AS n FROM numbers(1000) WHERE number IN (SELECT id FROM events)',
  'SELECT countIf(x) AS n FROM (SELECT number IN (SELECT id FROM events) AS x FROM numbers(1000))',
  'SELECT sum(n) AS n FROM (SELECT count() AS n FROM events GROUP BY host WITH TOTALS)',
  'SELECT count() AS n FROM events WHERE id GLOBAL IN (SELECT id FROM events)',
  'SELECT uniq(a.id) AS n FROM events AS a CROSS JOIN open_table AS b',
  'SELECT count() AS n FROM events SETTINGS max_block_size = 10',
])('half of the rows, never more: %s', async (query) => {
  const [row] = await read(query);
  expect(Number(row?.['n'])).toBe(500);
});

test.each(['min(id)', 'max(id)', "countIf(host = 'theirs')", 'uniq(host)', 'any(host)', 'groupUniqArray(host)'])(
  'aggregates see the filtered rows only: %s',
  async (aggregate) => {
    const [reader] = await read(`SELECT ${aggregate} AS v FROM events`);
    const [truth] = await rowsOf(c.writer, `SELECT ${aggregate} AS v FROM events WHERE host = 'mine'`);
    expect(reader).toEqual(truth);
  },
);

test.each([
  ['SELECT count() FROM merged', '497'],
  ['SELECT count() FROM huntboard.merged', '497'],
  ['SELECT count() FROM buffered', '497'],
  ['SELECT count() FROM dict', '497'],
  ["SELECT dictGet('huntboard.dict', 'host', toUInt64(1))", '497'],
  ["SELECT dictHas('huntboard.dict', toUInt64(1))", '497'],
  ['SELECT count() FROM kept', '497'],
  ["SELECT count() FROM merge('huntboard', 'events')", '497'],
  ["SELECT count() FROM merge('events')", '497'],
  ["SELECT count() FROM loop('huntboard', 'events') LIMIT 1", '497'],
  ["SELECT * FROM mergeTreeIndex('huntboard', 'events')", '497'],
  ["SELECT count() FROM dictionary('huntboard.dict')", '497'],
  ["SELECT count() FROM remote('127.0.0.1', 'huntboard', 'events')", '497'],
  ["SELECT count() FROM cluster('default', 'huntboard', 'events')", '497'],
  ["SELECT joinGet('huntboard.events', 'host', toUInt64(1))", '497'],
  ['SELECT count() FROM events SETTINGS additional_table_filters = {}', '164'],
  ["SELECT count() FROM events SETTINGS additional_table_filters = ''", '164'],
  ["SELECT count() FROM (SELECT * FROM events SETTINGS additional_table_filters = {'huntboard.events': '1'})", '164'],
  ["SELECT count() FROM (SELECT * FROM events SETTINGS additional_table_filters = '')", '164'],
  ['SELECT count() FROM (SELECT * FROM events SETTINGS additional_table_filters = DEFAULT)', '164'],
  ['SELECT count() FROM (SELECT * FROM events SETTINGS max_block_size = 1, `additional_table_filters` = {})', '164'],
  ['SELECT count() FROM events SETTINGS additional_table_filters = {} UNION ALL SELECT 1', '164'],
  ['WITH e AS (SELECT * FROM events SETTINGS additional_table_filters = {}) SELECT count() FROM e', '164'],
  ['SELECT * FROM view(SELECT count() FROM events SETTINGS additional_table_filters = {})', '164'],
  ['SELECT (SELECT count() FROM events SETTINGS /* x */ additional_table_filters = {})', '164'],
  ['EXPLAIN SELECT count() FROM events SETTINGS additional_table_filters = {}', '164'],
  ['SELECT count() FROM events SETTINGS enable_analyzer = 0', '164'],
  ['SELECT count() FROM events SETTINGS allow_experimental_analyzer = 0, max_block_size = 10', '164'],
  ['SELECT count() FROM events SETTINGS readonly = 0', '164'],
  ['SELECT count() FROM events SETTINGS use_query_cache = 1', '164'],
  ['SELECT * FROM system.parts', '497'],
  ['SELECT * FROM system.processes', '497'],
  ['SELECT * FROM `system`.`query_log`', '497'],
  ['SELECT * FROM huntboard_other.t', '497'],
  ['SHOW CREATE TABLE huntboard_other.t', '497'],
  ['DESCRIBE huntboard_other.t', '497'],
  ["SELECT hasColumnInTable('huntboard_other', 't', 'a')", '497'],
  ['SHOW PROCESSLIST', '497'],
  ['SHOW GRANTS', '497'],
  ['EXPLAIN SELECT * FROM huntboard_other.t', '497'],
])('refused: %s', async (query, code) => {
  await expect(read(query)).rejects.toMatchObject({ code });
});

test.each([
  { additional_table_filters: "{'huntboard.events': '1'}" },
  { readonly: '0' },
  { enable_analyzer: 0 },
  { max_execution_time: 0 },
  { max_execution_time: 100 },
  { max_result_rows: '0' },
  { max_result_rows: '1000000' },
  { max_memory_usage: '0' },
  { output_format_schema: '/tmp/x' },
  { format_schema: 'x:Y' },
  { allow_introspection_functions: 1 },
  { no_such_setting: 1 },
])('a reader cannot set %j', async (settings) => {
  await expect(read('SELECT count() FROM events', { clickhouse_settings: settings })).rejects.toMatchObject({
    code: expect.stringMatching(/^(164|452)$/),
  });
});

test.each([
  { max_execution_time: 1 },
  { max_result_rows: '10' },
  { max_threads: 1 },
  { join_use_nulls: 1 },
  { output_format_json_quote_64bit_integers: 1 },
  { session_timezone: 'Asia/Tokyo' },
  { readonly: '1' },
  { readonly: '2' },
])('a reader can set %j', async (settings) => {
  expect(await read('SELECT 1 AS one', { clickhouse_settings: settings })).toEqual([{ one: 1 }]);
});

test('a table on the right of IN is filtered too', async () => {
  const query =
    "SELECT (toUInt64(1), 'theirs', '1') IN events AS a, (toUInt64(2), 'mine', '2') IN huntboard.events AS b";
  expect(await read(query)).toEqual([{ a: 0, b: 1 }]);
  expect(await rowsOf(c.writer, query)).toEqual([{ a: 1, b: 1 }]);
});

test('what a filtered reader looked for is still found by others, and the other way round', async () => {
  const query = (n: number): string => `SELECT count() AS n FROM events WHERE text = '${n}'`;
  for (const n of [1, 3, 5]) {
    expect(await read(query(n))).toEqual([{ n: 0 }]);
    expect(await rowsOf(c.writer, query(n))).toEqual([{ n: 1 }]);
    expect(await read(query(n))).toEqual([{ n: 0 }]);
  }
  for (const n of [2, 4, 6]) {
    expect(await rowsOf(c.writer, query(n))).toEqual([{ n: 1 }]);
    expect(await read(query(n))).toEqual([{ n: 1 }]);
  }
});

test('a setting that was lowered by one request does not bind the next', async () => {
  await expect(read('SELECT id FROM events', { clickhouse_settings: { max_result_rows: '10' } })).rejects.toMatchObject(
    { code: '396' },
  );
  expect(await read('SELECT id FROM events')).toHaveLength(500);
});

test('settings in the text that the allow-list lets through have their effect', async () => {
  expect(await read("SELECT toString(toDateTime(0)) AS t SETTINGS session_timezone = 'Asia/Tokyo'")).toEqual([
    { t: '1970-01-01 09:00:00' },
  ]);
});

test.each([
  'INSERT INTO open_table SELECT 1',
  'INSERT INTO open_table VALUES (1)',
  'CREATE TABLE x (a UInt8) ENGINE = Memory',
  'CREATE TEMPORARY TABLE x (a UInt8)',
  'DROP TABLE open_table',
  'ALTER TABLE open_table DELETE WHERE 1',
  'DELETE FROM open_table WHERE 1',
  'TRUNCATE TABLE open_table',
  'OPTIMIZE TABLE open_table',
  'RENAME TABLE open_table TO x',
  'SET max_threads = 1',
  'USE huntboard_other',
  'SYSTEM STOP MERGES',
  'SYSTEM SHUTDOWN',
  'GRANT ALL ON *.* TO reader',
  'WITH 1 AS x INSERT INTO open_table SELECT x',
  'EXPLAIN SELECT 1; DROP TABLE open_table',
  "SELECT 1 INTO OUTFILE '/tmp/huntboard-out'",
])('a reader cannot %s', async (query) => {
  await expect(c.reader.command({ query })).rejects.toMatchObject({ code: expect.stringMatching(/^(164|497|62)$/) });
  expect(await rowsOf(c.writer, 'SELECT count() AS n FROM open_table')).toEqual([{ n: 10 }]);
});

test.each(['reader', 'writer'] as const)('the %s reaches no file, address or program', async (who) => {
  const attempts = [
    `SELECT * FROM file('${secret}', 'LineAsString')`,
    `SELECT file('${secret}')`,
    `SELECT * FROM \`file\`('${secret}')`,
    `DESCRIBE file('${secret}')`,
    `SELECT * FROM '${secret}'`,
    `SELECT * FROM default.\`${secret}\``,
    `SELECT * FROM filesystem('${dir}')`,
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'CSV', 'a String')",
    "SELECT * FROM remote('127.0.0.1', 'system', 'one')",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM executable('x', 'CSV', 'a String')",
    `SELECT * FROM sqlite('${secret}', 't')`,
    `INSERT INTO FUNCTION file('${dir}/out.csv', 'CSV') SELECT 1`,
    `INSERT INTO open_table FROM INFILE '${secret}' FORMAT CSV`,
    `SELECT 1 INTO OUTFILE '${dir}/out.csv'`,
    `CREATE TABLE f (a String) ENGINE = File(CSV, '${secret}')`,
    "CREATE TABLE f (a String) ENGINE = URL('http://127.0.0.1:1/', 'CSV')",
    "CREATE TABLE f (a String) ENGINE = Executable('x', 'CSV')",
    `CREATE DICTIONARY f (a UInt64, b String) PRIMARY KEY a SOURCE(FILE(path '${secret}' format 'CSV')) LAYOUT(FLAT()) LIFETIME(0)`,
    "CREATE DICTIONARY f (a UInt64, b String) PRIMARY KEY a SOURCE(HTTP(url 'http://127.0.0.1:1' format 'CSV')) LAYOUT(FLAT()) LIFETIME(0)",
    "CREATE DATABASE huntboard_sqlite ENGINE = SQLite('/tmp/x')",
    `CREATE DATABASE huntboard_fs ENGINE = Filesystem('${dir}')`,
    `BACKUP TABLE open_table TO File('${dir}/backup')`,
  ];
  for (const query of attempts) {
    const outcome = await c[who].exec({ query }).then(
      async ({ stream }) => {
        const parts: Buffer[] = [];
        for await (const part of stream) parts.push(part as Buffer);
        return `no error: ${Buffer.concat(parts).toString()}`;
      },
      (error: Error & { code?: string }) => `error ${error.code ?? error.message}`,
    );
    expect([query, outcome]).toEqual([query, expect.stringMatching(/^error \d+$/)]);
    expect(outcome).not.toContain('top secret');
  }
});

test('the writer changes its own databases and no other, and cannot end or unfence the store', async () => {
  for (const query of [
    'DROP DATABASE system',
    'DROP TABLE system.one',
    'CREATE TABLE system.x (a UInt8) ENGINE = Memory',
    'CREATE TABLE default.x (a UInt8) ENGINE = Memory',
    'CREATE DATABASE elsewhere',
    'INSERT INTO system.one SELECT 1',
    'CREATE USER x',
    'GRANT ALL ON *.* TO default',
    'SYSTEM SHUTDOWN',
    'SYSTEM KILL',
    'SYSTEM RELOAD CONFIG',
    'CREATE NAMED COLLECTION n AS a = 1',
    'CREATE FUNCTION f AS (x) -> file(x)',
  ]) {
    await expect(c.writer.command({ query })).rejects.toMatchObject({
      code: expect.stringMatching(/^(497|1|62|344)$/),
    });
  }
  expect(await rowsOf(c.writer, 'SELECT count() AS n FROM system.one')).toEqual([{ n: 1 }]);
});

test('a GET changes nothing, even for the writer', async () => {
  const response = await c.http(`/?query=${encodeURIComponent('DROP TABLE open_table')}`);
  expect(response.headers.get('x-clickhouse-exception-code')).toBe('164');
  expect(await (await c.http('/?query=SELECT+1')).text()).toBe('1\n');
});

test('quotas end what is too much: rows of the result, seconds, places', async () => {
  await expect(read('SELECT number FROM numbers(100000)')).rejects.toMatchObject({ code: '396' });
  await expect(read('SELECT sum(sleepEachRow(0.1)) FROM numbers(10)')).rejects.toMatchObject({ code: '497' });
  await expect(
    read('SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(SHA256(toString(number)))'),
  ).rejects.toMatchObject({ code: '159' });
  const both = await Promise.all([1, 2, 3, 4].map(() => read('SELECT sleep(0.05) AS s')));
  expect(both).toEqual(Array(4).fill([{ s: 0 }]));
});

test('every table function of this engine is either known to be harmless or refused', async () => {
  const functions = await rowsOf<{ name: string }>(c.writer, 'SELECT name FROM system.table_functions');
  const allowed: string[] = [];
  for (const { name } of functions) {
    const error = (await read(`SELECT * FROM ${name}()`).then(
      () => undefined,
      (e: unknown) => e,
    )) as { code?: string } | undefined;
    if (error?.code !== '497') allowed.push(name);
  }
  expect(allowed.sort()).toEqual([
    'SQLStandardValues',
    'format',
    'generateSeries',
    'generate_series',
    'null',
    'numbers',
    'numbers_mt',
    'primes',
    'values',
    'view',
    'zeros',
    'zeros_mt',
  ]);
});

test('no function of this engine opens files, dictionaries or models for a filtered reader', async () => {
  const suspicious = await rowsOf<{ name: string }>(
    c.writer,
    "SELECT name FROM system.functions WHERE match(name, '(?i)^(file$|dict|joinGet|catboost|ai[A-Z]|showCert|getMacro|getServer|hasColumnInTable|getClientHTTP)') ORDER BY name",
  );
  expect(suspicious.length).toBeGreaterThan(40);
  for (const { name } of suspicious) {
    const outcome = await read(`SELECT ${name}('x')`).then(
      () => 'ran',
      (error: { code?: string }) => error.code,
    );
    expect([name, outcome]).toEqual([name, '497']);
  }
});
