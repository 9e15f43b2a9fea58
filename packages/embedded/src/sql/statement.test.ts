// What a statement is, where its parts stand, and that two are never taken for one.
import { readStatement } from './statement.ts';
import type { Statement } from './statement.ts';

function read(sql: string): Statement {
  const result = readStatement(sql);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test.each([
  ['SELECT 1', 'select'],
  ['  /* c */ select 1', 'select'],
  ['WITH 1 AS x SELECT x', 'select'],
  ['(SELECT 1) UNION ALL (SELECT 2)', 'select'],
  ['FROM t SELECT a', 'select'],
  ['SHOW TABLES', 'show'],
  ['DESC t', 'describe'],
  ['EXPLAIN SELECT 1', 'explain'],
  ['EXISTS t', 'exists'],
  ['INSERT INTO t SELECT 1', 'insert'],
  ['INSERT INTO t WITH 1 AS x SELECT x', 'insert'],
  ['WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x', 'insert'],
  ['INSERT INTO t VALUES (1)', 'insert-data'],
  ['INSERT INTO t FORMAT CSV', 'insert-data'],
  ['SET a = 1', 'set'],
  ['USE x', 'use'],
  ['KILL QUERY WHERE 1', 'kill'],
  ['SYSTEM FLUSH LOGS', 'system'],
  ['CREATE TABLE t (a Int8) ENGINE = Memory', 'other'],
  ["'SELECT 1'", 'other'],
])('%s is a %s', (sql, kind) => {
  expect(read(sql).kind).toBe(kind);
});

test.each([
  'SELECT 1; SELECT 2',
  'SELECT 1;;DROP TABLE t',
  "SELECT ';'; DROP TABLE t",
  'SELECT 1 /* ; */ ; /* x */ DROP TABLE t',
  'SELECT 1 -- ;\n; DROP TABLE t',
  'SET a = 1; SELECT 1',
  'SELECT $$;$$; DROP TABLE t',
  'INSERT INTO t SELECT 1; DROP TABLE t',
])('two statements are refused: %s', (sql) => {
  expect(readStatement(sql)).toMatchObject({
    ok: false,
    error: { name: 'SYNTAX_ERROR', message: expect.stringContaining('Multi-statements are not allowed') },
  });
});

test.each(['SELECT 1;', 'SELECT 1 ; -- done', 'SELECT 1;;; /* x */', 'SELECT 1\n;\n'])(
  'a semicolon at the end is no second statement: %s',
  (sql) => {
    expect(read(sql).sql).toBe('SELECT 1');
  },
);

test.each(['', '   ', '-- nothing', ';', '/* x */ ;'])('an empty text is an error: %j', (sql) => {
  expect(readStatement(sql)).toMatchObject({ ok: false, error: { name: 'SYNTAX_ERROR' } });
});

test.each([
  ['SELECT 1 FORMAT JSON', 'JSON'],
  ['SELECT 1 FORMAT JSON SETTINGS max_threads = 1', 'JSON'],
  ['SELECT 1 SETTINGS max_threads = 1 FORMAT JSON', 'JSON'],
  ["SELECT format('{}', 1) FORMAT CSV", 'CSV'],
  ['SELECT a AS format FROM t', undefined],
  ['SELECT format FROM t', undefined],
  ["SELECT ' FORMAT CSV'", undefined],
  ['SELECT 1 -- FORMAT CSV', undefined],
  ['SELECT 1 /* FORMAT CSV */', undefined],
  ['SELECT * FROM (SELECT 1 FORMAT CSV)', undefined],
  ['SHOW TABLES FORMAT TSV;', 'TSV'],
])('the format of %s is %s', (sql, format) => {
  expect(read(sql).format).toBe(format);
});

test.each([
  ['INSERT INTO t VALUES (1)', 'INSERT INTO t', '', 'Values', ' (1)'],
  ['INSERT INTO db.t (a, `b c`) VALUES(1)', 'INSERT INTO db.t (a, `b c`)', '', 'Values', '(1)'],
  ['INSERT INTO t FORMAT JSONEachRow {"a":1}', 'INSERT INTO t', '', 'JSONEachRow', '{"a":1}'],
  ['INSERT INTO t FORMAT TSV\n\n1', 'INSERT INTO t', '', 'TSV', '\n1'],
  ['INSERT INTO t FORMAT TSV  \n 1', 'INSERT INTO t', '', 'TSV', ' 1'],
  ['INSERT INTO t SETTINGS async_insert = 1 FORMAT CSV\n1', 'INSERT INTO t', 'SETTINGS async_insert = 1', 'CSV', '1'],
  ["INSERT INTO t FORMAT CSV SETTINGS a = 1, b = 'x'\n1", 'INSERT INTO t', "SETTINGS a = 1, b = 'x'", 'CSV', '1'],
  ['INSERT INTO values VALUES (1)', 'INSERT INTO values', '', 'Values', ' (1)'],
  ['INSERT INTO TABLE format FORMAT CSV\n1', 'INSERT INTO TABLE format', '', 'CSV', '1'],
  ['INSERT INTO db.format FORMAT CSV\n1', 'INSERT INTO db.format', '', 'CSV', '1'],
  ['INSERT INTO t (* EXCEPT(a)) FORMAT CSV\n1', 'INSERT INTO t (* EXCEPT(a))', '', 'CSV', '1'],
  [
    "INSERT INTO t /* VALUES */ VALUES ('; DROP TABLE t')",
    'INSERT INTO t /* VALUES */',
    '',
    'Values',
    " ('; DROP TABLE t')",
  ],
  ["INSERT INTO t FORMAT CSV\n'it is open", 'INSERT INTO t', '', 'CSV', "'it is open"],
])('%j is an INSERT with data', (sql, head, settings, format, data) => {
  const { insert } = read(sql);
  expect(insert).toMatchObject({ head, settings, format });
  expect(sql.slice(insert?.dataStart)).toBe(data);
});

test.each([
  "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV",
  "insert into t from /* x */ infile '/etc/passwd' format CSV",
])('%s is refused', (sql) => {
  expect(readStatement(sql)).toMatchObject({ ok: false, error: { name: 'ACCESS_DENIED' } });
});

test('placeholders are found once each, not in strings', () => {
  expect(read("SELECT {a:Int8}, {b:String}, {a:Int8}, '{c:Int8}'").parameters).toEqual(['a', 'b']);
});

test.each([
  ['SET a = 1', true],
  ['USE x', true],
  ['CREATE TEMPORARY TABLE t (a Int8)', true],
  ['CREATE OR REPLACE TEMPORARY TABLE t (a Int8)', true],
  ['CREATE TABLE t (a Int8)', false],
])('%s leaves something in its session: %s', (sql, stateful) => {
  expect(read(sql).stateful).toBe(stateful);
});
