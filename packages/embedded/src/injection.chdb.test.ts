// Data is never SQL and one request is never two statements: the holes of the engine's own text interface, tried from outside.
import fc from 'fast-check';
import { openClients, rowsOf } from '../testing/clients.ts';
import type { Clients } from '../testing/clients.ts';

let c: Clients;

beforeAll(async () => {
  c = await openClients();
  await c.writer.command({ query: 'CREATE TABLE sentinel (a UInt8) ENGINE = MergeTree ORDER BY a' });
  await c.writer.command({ query: 'CREATE TABLE target (a String) ENGINE = MergeTree ORDER BY a' });
});

afterAll(() => c.close());

async function expectUnharmed(): Promise<void> {
  expect(await rowsOf(c.writer, 'EXISTS TABLE sentinel')).toEqual([{ result: 1 }]);
}

const ATTACK = 'DROP TABLE sentinel';
const FORMATS = [
  'JSONEachRow',
  'CSV',
  'TabSeparated',
  'Values',
  'TSKV',
  'LineAsString',
  'RowBinary',
  'Native',
  'JSONCompactEachRow',
  'XML',
  'Parquet',
  'RawBLOB',
  'Template',
];

test.each(FORMATS)('data in %s cannot begin a statement, in the body or in the URL', async (format) => {
  const first = format === 'JSONEachRow' ? '{"a":"x"}' : format === 'Values' ? "('x')" : 'x';
  for (const gap of ['\n\n', '\n', ';', '\n\n\n;\n', '\r\n\r\n', '\0', '\n\n--\n', "'\n\n", '*/\n\n']) {
    const data = `${first}${gap}${ATTACK}`;
    const insert = format === 'Values' ? 'INSERT INTO target VALUES ' : `INSERT INTO target FORMAT ${format}\n`;
    await (await c.http('/', { method: 'POST', body: `${insert}${data}` })).text();
    await (await c.http(`/?query=${encodeURIComponent(insert)}`, { method: 'POST', body: data })).text();
    await (await c.http(`/?query=${encodeURIComponent(`${insert}${data}`)}`, { method: 'POST', body: '' })).text();
  }
  await expectUnharmed();
});

test('a row that holds SQL is stored as it is', async () => {
  await c.writer.command({ query: 'TRUNCATE TABLE target' });
  const text = `x\n\n${ATTACK};\n'; ${ATTACK}; --`;
  await c.writer.insert({ table: 'target', values: [{ a: text }], format: 'JSONEachRow' });
  expect(await rowsOf(c.writer, 'SELECT a FROM target')).toEqual([{ a: text }]);
  await expectUnharmed();
});

test('any bytes as data: stored or refused, never run', async () => {
  const noise = fc
    .array(
      fc.oneof(
        fc.constantFrom('\n\n', ';', `${ATTACK}`, "'", '"', '\\', '(', ')', '{', '}', ',', '\0', '--', '/*'),
        fc.string({ maxLength: 8 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FORMATS), noise, async (format, data) => {
      await (
        await c.http(`/?query=${encodeURIComponent(`INSERT INTO target FORMAT ${format}`)}`, {
          method: 'POST',
          body: `${data}\n\n${ATTACK}`,
        })
      ).text();
    }),
    { numRuns: 150 },
  );
  await expectUnharmed();
});

test('whatever follows a SELECT, no second statement runs: our lexer and the engine agree, or the request fails', async () => {
  const parts = fc.constantFrom(
    ';',
    `; ${ATTACK}`,
    `;\n${ATTACK}`,
    "'",
    '"',
    '`',
    '\\',
    "\\'",
    "''",
    '--',
    '-- ',
    '\n',
    '/*',
    '*/',
    '#',
    '# ',
    '#!',
    '$$',
    '$x$',
    '$',
    '{',
    '}',
    '{a:String}',
    ' ',
    "x'",
    "'41'",
    "b'",
    '\u2018',
    '\u2019',
    '\u201c',
    '\u201d',
    '\u2212\u2212',
    '\0',
    ',',
    '1',
    'FORMAT',
    'CSV',
    'UNION ALL SELECT',
    '(',
    ')',
    '\u00a0',
    '\ufeff',
    ' SETTINGS ',
    'a=1',
    '@@',
    '\r',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(parts, { maxLength: 14 }), fc.constantFrom('reader', 'writer'), async (soup, as) => {
      await (
        await c.http('/?default_format=TSV', {
          method: 'POST',
          body: `SELECT 1 ${soup.join('')}`,
          as: as as 'reader' | 'writer',
        })
      ).text();
      await (
        await c.http('/?default_format=JSON', {
          method: 'POST',
          body: `SELECT 1 ${soup.join('')}; ${ATTACK}`,
          as: as as 'reader' | 'writer',
        })
      ).text();
    }),
    { numRuns: 400 },
  );
  await expectUnharmed();
});

test.each([
  `SELECT 1; ${ATTACK}`,
  `SELECT 1;\n-- x\n${ATTACK}`,
  `SELECT 1 /* ; */; ${ATTACK}`,
  `SELECT ';' ; ${ATTACK}`,
  `SELECT $$;$$; ${ATTACK}`,
  `SELECT '\\'; ${ATTACK}; --'; ${ATTACK}`,
  `INSERT INTO target SELECT 'x'; ${ATTACK}`,
  `SET max_threads = 1; ${ATTACK}`,
  `EXPLAIN SELECT 1; ${ATTACK}`,
  `${ATTACK}X PARALLEL WITH ${ATTACK}`,
  `BEGIN TRANSACTION; ${ATTACK}`,
])('refused: %s', async (query) => {
  await expect(c.writer.command({ query })).rejects.toThrow();
  await expectUnharmed();
});

test.each([
  'database',
  'query_id',
  'session_id',
  'default_format',
  'max_threads',
  'log_comment',
  'insert_deduplication_token',
  'param_x',
  'session_timezone',
  'quota_key',
])('the URL parameter %s is never SQL', async (name) => {
  for (const value of [
    `'; ${ATTACK}; --`,
    `\`; ${ATTACK}; --`,
    `x = 1; ${ATTACK}`,
    `\\'; ${ATTACK}; --`,
    `"\n\n${ATTACK}`,
    `*/; ${ATTACK}`,
  ]) {
    await (await c.http(`/?${name}=${encodeURIComponent(value)}&query=SELECT+1`, { method: 'POST' })).text();
    await (await c.http(`/?${encodeURIComponent(value)}=1&query=SELECT+1`, { method: 'POST' })).text();
    await (
      await c.http(`/?${name}=${encodeURIComponent(value)}&query=INSERT+INTO+target+FORMAT+CSV`, {
        method: 'POST',
        body: 'x\n',
      })
    ).text();
  }
  await expectUnharmed();
});

test('two thousand hostile requests later the store still answers right', async () => {
  expect(await rowsOf(c.writer, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await rowsOf(c.reader, 'SELECT 2 AS two')).toEqual([{ two: 2 }]);
});
