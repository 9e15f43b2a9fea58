// Every type of ClickHouse ends in a field that Grafana takes: with values, with NULL, empty, in many batches.
import { CONTEXT, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { builtBackend, startBackend } from './testing/backend-host';
import type { Backend } from './testing/backend-host';

let store: QueryStore;
let backend: Backend;
beforeAll(async () => {
  store = await startQueryStore();
  backend = await startBackend(builtBackend(), store.server.url, store.server.reader, CONTEXT.timeRange);
});
afterAll(async () => {
  await backend?.host.shutdown();
  await store?.stop();
});

const day = Date.UTC(2024, 4, 1);

/** SQL of a value, the field's Go type, the value as the browser gets it. */
const TYPES: readonly (readonly [string, string, unknown])[] = [
  ['toUInt8(255)', 'uint8', 255],
  ['toUInt16(65535)', 'uint16', 65535],
  ['toUInt32(4294967295)', 'uint32', 4294967295],
  ['toUInt64(9007199254740991)', 'uint64', 9007199254740991],
  ['toInt8(-128)', 'int8', -128],
  ['toInt16(-32768)', 'int16', -32768],
  ['toInt32(-2147483648)', 'int32', -2147483648],
  ['toInt64(-9007199254740991)', 'int64', -9007199254740991],
  ['toFloat32(1.5)', 'float32', 1.5],
  ['toFloat64(0.1)', 'float64', 0.1],
  ['toBFloat16(1.5)', 'float32', 1.5],
  ['true', 'bool', true],
  ["'tëxt\\n\\\\'", 'string', 'tëxt\n\\'],
  ["toLowCardinality('low')", 'string', 'low'],
  ["CAST('low', 'LowCardinality(Nullable(String))')", 'string', 'low'],
  ["toFixedString('ab', 4)", 'string', 'ab'],
  ["toDateTime('2024-05-01 00:00:00', 'UTC')", 'time.Time', day],
  ["toDateTime('2024-05-01 09:00:00', 'Asia/Tokyo')", 'time.Time', day],
  ["toLowCardinality(toDateTime('2024-05-01 00:00:00', 'UTC'))", 'time.Time', day],
  ["toDateTime64('2024-05-01 00:00:00.123', 3, 'UTC')", 'time.Time', day + 123],
  ["toDateTime64('2024-05-01 00:00:00.123000000', 9, 'UTC')", 'time.Time', day + 123],
  ["toDateTime64('1969-12-31 23:59:59.500', 3, 'UTC')", 'time.Time', -500],
  ["toDate('2024-05-01')", 'time.Time', day],
  ["toDate32('1920-01-01')", 'time.Time', Date.UTC(1920, 0, 1)],
  ["toDecimal64('12.34', 2)", 'float64', 12.34],
  ["toDecimal256('-0.5', 1)", 'float64', -0.5],
  ["CAST('a', 'Enum8(\\'a\\' = 1, \\'b, (\\' = 2)')", 'string', 'a'],
  ["CAST('b', 'Enum16(\\'b\\' = 1000)')", 'string', 'b'],
  ["toIPv4('192.0.2.1')", 'string', '192.0.2.1'],
  ["toIPv6('2001:db8::1')", 'string', '2001:db8::1'],
  ["toUUID('aaaaaaaa-0000-4000-8000-000000000002')", 'string', 'aaaaaaaa-0000-4000-8000-000000000002'],
  ["toInt128('-170141183460469231731687303715884105728')", 'string', '-170141183460469231731687303715884105728'],
  [
    "toUInt256('115792089237316195423570985008687907853269984665640564039457584007913129639935')",
    'string',
    '115792089237316195423570985008687907853269984665640564039457584007913129639935',
  ],
  ['toIntervalSecond(5)', 'int64', 5],
  ["['a', 'b']", 'string', '["a","b"]'],
  ["map('k', 1)", 'string', '{"k":1}'],
  ["(1, 'x')", 'string', '[1,"x"]'],
  ["CAST((1, 'x'), 'Tuple(a UInt8, b String)')", 'string', '{"a":1,"b":"x"}'],
  ["CAST([(1, 'x')], 'Nested(a UInt8, b String)')", 'string', '[{"a":1,"b":"x"}]'],
  ["CAST('v', 'Variant(String, UInt8)')", 'string', '"v"'],
  ["CAST('d', 'Dynamic')", 'string', '"d"'],
  ['CAST(\'{"a":{"b":1}}\', \'JSON\')', 'string', '{"a":{"b":1}}'],
  ["CAST((1, 2), 'Point')", 'string', '[1,2]'],
  ['NULL', 'string', null],
  ["CAST(7, 'SimpleAggregateFunction(max, UInt64)')", 'uint64', 7],
  ["arrayReduce('uniqState', [1, 2, 2])", 'string', '2'],
];

const NULLABLE: readonly (readonly [string, string])[] = [
  ['UInt8', 'uint8'], ['Int64', 'int64'], ['Float64', 'float64'], ['Bool', 'bool'], ['String', 'string'], ['LowCardinality(Nullable(String))', 'string'],
  ['DateTime', 'time.Time'], ['DateTime64(3)', 'time.Time'], ['DateTime64(9)', 'time.Time'], ['Date', 'time.Time'], ['Decimal(9, 2)', 'float64'],
  ["Enum8('a' = 1)", 'string'], ['IPv4', 'string'], ['UUID', 'string'], ['Int128', 'string'], ['FixedString(3)', 'string'],
]; // prettier-ignore

const nullable = (type: string): string => (type.startsWith('LowCardinality') ? type : `Nullable(${type})`);

describe('types', () => {
  it.each(TYPES)('%s is %s', async (sql, frameType, value) => {
    const { error, frames } = await backend.sql(`SELECT ${sql} AS c`);
    expect(error).toBeUndefined();
    const [frame] = frames;
    expect(frame?.schema.fields[0]).toMatchObject({ name: 'c', typeInfo: { frame: frameType } });
    expect(frame?.data.values).toEqual([[value]]);
  });

  it.each(NULLABLE)('Nullable %s keeps its nulls as %s', async (type, frameType) => {
    const { error, frames } = await backend.sql(`SELECT arrayJoin([NULL::${nullable(type)}, NULL]) AS c`);
    expect(error).toBeUndefined();
    expect(frames[0]?.schema.fields[0]?.typeInfo).toEqual({ frame: frameType, nullable: true });
    expect(frames[0]?.data.values).toEqual([[null, null]]);
  });

  it('keeps nanoseconds, NaN and infinities', async () => {
    const { frames } = await backend.sql(
      "SELECT arrayJoin([nan, inf, -inf, 1.]) AS f, toDateTime64('2024-05-01 00:00:00.000000001', 9, 'UTC') AS t",
    );
    expect(frames[0]?.data.values[0]).toEqual([null, null, null, 1]);
    expect(frames[0]?.data.entities).toEqual([{ NaN: [0], Inf: [1], NegInf: [2] }, null]);
    expect(frames[0]?.data.nanos).toEqual([null, [1, 1, 1, 1]]);
  });

  it('keeps the schema of every type when there are no rows', async () => {
    const select = TYPES.map(([sql], index) => `${sql} AS c${index}`).join(', ');
    const { error, frames } = await backend.sql(`SELECT ${select} WHERE 0`);
    expect(error).toBeUndefined();
    expect(frames[0]?.schema.fields.map(({ typeInfo }) => typeInfo.frame)).toEqual(
      TYPES.map(([, frameType]) => frameType),
    );
    expect(frames[0]?.data.values.every((column) => column.length === 0)).toBe(true);
  });

  it('joins the batches of a large answer in order', async () => {
    const { frames } = await backend.sql(
      'SELECT number AS n, toString(number) AS s, if(number % 3 = 0, NULL, number) AS m FROM numbers(90000) ORDER BY n SETTINGS max_block_size = 1000',
    );
    const [n = [], s = [], m = []] = frames[0]?.data.values ?? [];
    expect(n).toHaveLength(90_000);
    expect(
      n.every((value, row) => value === row && s[row] === String(row) && m[row] === (row % 3 === 0 ? null : row)),
    ).toBe(true);
  });

  it('keeps names whatever they are', async () => {
    const names = ['a b', 'quote`"\'', 'back\\slash', 'dots.in.name', 'ünï', '1st', 'select'];
    const select = names.map((name) => `1 AS \`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``).join(', ');
    const { error, frames } = await backend.sql(`SELECT ${select}`);
    expect(error).toBeUndefined();
    expect(frames[0]?.schema.fields.map(({ name }) => name)).toEqual(names);
  });

  it('shows SHOW, DESCRIBE and EXPLAIN', async () => {
    expect((await backend.sql('SHOW TABLES')).frames[0]?.data.values[0]).toContain('events');
    expect((await backend.sql('DESCRIBE TABLE events')).frames[0]?.schema.fields[0]?.name).toBe('name');
    expect((await backend.sql('EXPLAIN SELECT 1')).frames[0]?.data.values[0]?.length).toBeGreaterThan(0);
  });

  it('says that no column is left where a pattern names none, and hands on an alert without columns', async () => {
    const none = await backend.sql("SELECT COLUMNS('^nothing$') FROM events");
    expect([none.status, none.frames]).toEqual([400, []]);
    expect(none.error).toContain('[query.refused]');
    const { error, frames } = await backend.sql('SELECT 1 AS n WHERE 0', { headers: { FromAlert: 'true' } });
    expect([error, frames[0]?.schema.fields, frames[0]?.data.values]).toEqual([undefined, [], []]);
  });

  it('says what to do with times that cannot be shown', async () => {
    const { error, status } = await backend.sql("SELECT toDateTime64('2299-01-01 00:00:00', 0, 'UTC') AS c");
    expect(status).toBe(400);
    expect(error).toContain('cast the column');
  });
});
