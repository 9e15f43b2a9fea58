// The guards and the small readers of clauses: what is refused, and that harmless look-alikes are not.
import { guardStatement } from './guard.ts';
import { readKill } from './kill.ts';
import { guardReader } from './reader-guard.ts';
import { readStatement } from './statement.ts';
import type { Statement } from './statement.ts';
import { takeTailSettings } from './tail-settings.ts';
import type { EmbeddedUser } from '../options.ts';

const tableFunctions = new Set([
  'file',
  'url',
  's3',
  'remote',
  'merge',
  'numbers',
  'executable',
  'cluster',
  'view',
  'loop',
  'dictionary',
  'format',
  'values',
  'mergetreeindex',
  'eval',
]);
const databases = new Set(['huntboard', 'other', 'system', 'default', 'information_schema']);
const reader: EmbeddedUser = { name: 'reader', password: '', role: 'reader', database: 'huntboard' };
const filtered: EmbeddedUser = { ...reader, rowFilters: { events: "host = 'a'" } };

function read(sql: string): Statement {
  const result = readStatement(sql);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const guard = (user: EmbeddedUser, sql: string, params: Record<string, string> = {}): void =>
  guardReader(read(sql), {
    user,
    params: new Map(Object.entries(params)),
    databases,
    tableFunctions,
    copies: new Set(['all_events']),
  });

test.each([
  "SELECT 1 INTO OUTFILE '/tmp/x'",
  "SELECT 1 into /* */ outfile '/tmp/x'",
  'SYSTEM SHUTDOWN',
  'system kill',
  "SELECT * FROM file('/etc/passwd')",
  "SELECT file('/etc/passwd')",
  "SELECT `file`('/etc/passwd')",
  "SELECT FILE ('/etc/passwd')",
  "SELECT * FROM url('http://x')",
  "INSERT INTO FUNCTION file('x') SELECT 1",
  "SELECT * FROM executable('x', CSV, 'a Int8')",
  "CREATE DICTIONARY d (a UInt64) PRIMARY KEY a SOURCE(FILE(path '/etc/passwd' format 'CSV')) LAYOUT(FLAT())",
  "CREATE DICTIONARY d (a UInt64) PRIMARY KEY a SOURCE(http(url 'http://x' format 'CSV')) LAYOUT(FLAT())",
  "SELECT aiGenerate('x')",
  "DESCRIBE TABLE file('/etc/passwd')",
  "CREATE TABLE t AS file('/etc/passwd')",
])('nobody may run %s', (sql) => {
  expect(() => guardStatement(read(sql), tableFunctions)).toThrow(/Not enough privileges/);
});

test.each([
  'SELECT into, outfile FROM t',
  "SELECT 'INTO OUTFILE'",
  "SELECT 'file(x)'",
  'SELECT file, url FROM t',
  'CREATE TABLE url (a Int8) ENGINE = Memory',
  'INSERT INTO file (a) SELECT 1',
  'SELECT * FROM numbers(3)',
  "CREATE DICTIONARY d (a UInt64) PRIMARY KEY a SOURCE(CLICKHOUSE(TABLE 't')) LAYOUT(FLAT())",
  'SYSTEM RELOAD DICTIONARY d',
])('a writer may run %s', (sql) => {
  expect(() => guardStatement(read(sql), tableFunctions)).not.toThrow();
});

test.each([
  'SELECT * FROM events JOIN process USING proc_guid',
  'SELECT * FROM huntboard.events',
  'SELECT e.system FROM events AS e',
  'SELECT name FROM system.columns',
  'SELECT * FROM `system`."tables"',
  'SELECT * FROM information_schema.tables',
  'SHOW TABLES',
  'SHOW CREATE TABLE events',
  'DESCRIBE TABLE events',
  'EXPLAIN SELECT 1',
  'EXISTS TABLE events',
  'SELECT number FROM numbers(3)',
  "SELECT format('{}', 1)",
  "SELECT dictGet('d', 'a', 1)",
  'WITH x AS (SELECT 1) SELECT * FROM x',
])('a reader may run %s', (sql) => {
  expect(() => guard(reader, sql)).not.toThrow();
});

test.each([
  'SELECT * FROM other.t',
  'SELECT * FROM `other` . "t"',
  'SELECT * FROM other /* x */ . /* y */ t',
  'SELECT * FROM system.processes',
  'SELECT * FROM system.query_log',
  "SELECT * FROM merge('huntboard', 'events')",
  "SELECT * FROM MERGE('events')",
  'SELECT * FROM loop(events)',
  "SELECT joinGet('other.t', 'a', 1)",
  'SHOW PROCESSLIST',
  'SHOW GRANTS',
  'SHOW CREATE TABLE other.t',
  'DESCRIBE other.t',
  'EXISTS other.t',
  'EXPLAIN SELECT * FROM other.t',
  'SELECT (SELECT count() FROM other.t)',
  'SELECT 1 IN (other.t)',
  'SELECT * FROM default.`/etc/passwd`',
  'SET max_threads = 1',
  'USE other',
  'DROP TABLE events',
  'INSERT INTO events SELECT 1',
  "SELECT * FROM eval('SELECT 1')",
])('a reader may not run %s', (sql) => {
  expect(() => guard(reader, sql)).toThrow(/Not enough privileges|readonly/);
});

test('identifiers in parameters are read by their values', () => {
  expect(() => guard(reader, 'SELECT * FROM {t:Identifier}', { t: 'events' })).not.toThrow();
  expect(() => guard(reader, 'SELECT * FROM {t:Identifier}', { t: 'other.t' })).toThrow(/other\.t/);
  expect(() => guard(reader, 'SELECT * FROM {d:Identifier}.{t:Identifier}', { d: 'other', t: 't' })).toThrow(
    /other\.t/,
  );
  expect(() => guard(filtered, 'SELECT * FROM {t:Identifier}', { t: 'all_events' })).toThrow(/all_events/);
});

test('a reader with row filters sees no copies of tables and no dictionaries; one without does', () => {
  for (const sql of [
    'SELECT * FROM all_events',
    'SELECT * FROM huntboard.all_events',
    'SELECT * FROM `all_events`',
    "SELECT dictGet('d', 'a', 1)",
    'SELECT * FROM system.parts',
  ]) {
    expect(() => guard(filtered, sql)).toThrow(/Not enough privileges/);
    expect(() => guard(reader, sql)).not.toThrow();
  }
  expect(() =>
    guard({ ...filtered, rowFilters: { events: '1', all_events: '1' } }, 'SELECT * FROM all_events'),
  ).not.toThrow();
});

test.each<[string, string, Record<string, string>]>([
  ['SELECT 1 SETTINGS a = 1', 'SELECT 1', { a: '1' }],
  ["SELECT 1 SETTINGS a = 'x', b = -2, c = true FORMAT JSON", 'SELECT 1 FORMAT JSON', { a: 'x', b: '-2', c: '1' }],
  ['SELECT 1 FORMAT JSON SETTINGS a = 1', 'SELECT 1 FORMAT JSON', { a: '1' }],
  ['SELECT 1', 'SELECT 1', {}],
  ['SELECT * FROM (SELECT 1 SETTINGS a = 1)', 'SELECT * FROM (SELECT 1 SETTINGS a = 1)', {}],
  ['SELECT 1 SETTINGS a = 1 UNION ALL SELECT 2', 'SELECT 1 SETTINGS a = 1 UNION ALL SELECT 2', {}],
  ["SELECT 1 SETTINGS a = {'x': 'y'}", "SELECT 1 SETTINGS a = {'x': 'y'}", {}],
  ["SELECT 'SETTINGS a = 1'", "SELECT 'SETTINGS a = 1'", {}],
])('the settings at the end of %s are taken off', (sql, rest, settings) => {
  const taken = takeTailSettings(read(sql));
  expect(taken.sql).toBe(rest);
  expect(Object.fromEntries(taken.settings)).toEqual(settings);
});

test.each<[string, object | undefined]>([
  ["KILL QUERY WHERE query_id = 'a'", { queryIds: ['a'], sync: false, test: false }],
  ["KILL QUERY WHERE query_id = 'a' SYNC", { queryIds: ['a'], sync: true, test: false }],
  [
    "KILL QUERY WHERE query_id IN ('a', {b:String}) ASYNC FORMAT JSON",
    { queryIds: ['a', 'bb'], sync: false, test: false },
  ],
  ["KILL QUERY WHERE query_id = 'a' TEST", { queryIds: ['a'], sync: false, test: true }],
  ["KILL QUERY WHERE query_id = 'a' OR 1", undefined],
  ["KILL QUERY WHERE user = 'a'", undefined],
  ["KILL MUTATION WHERE query_id = 'a'", undefined],
])('%s', (sql, expected) => {
  expect(readKill(read(sql), new Map([['b', 'bb']]))).toEqual(expected);
});
