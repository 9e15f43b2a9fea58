// Query parameters of every type, bound by the official client; what they hold never becomes SQL.
import fc from 'fast-check';
import { TupleParam } from '@clickhouse/client';
import { openClients, rowsOf } from '../testing/clients.ts';
import type { Clients } from '../testing/clients.ts';

let c: Clients;

beforeAll(async () => {
  c = await openClients();
  await c.writer.command({ query: 'CREATE TABLE sentinel (a UInt8) ENGINE = Memory' });
});

afterAll(() => c.close());

test.each<[string, unknown, unknown]>([
  ['UInt8', 255, 255],
  ['Int8', -128, -128],
  ['UInt16', 65535, 65535],
  ['Int32', -2147483648, -2147483648],
  ['UInt64', '18446744073709551615', '18446744073709551615'],
  ['Int64', '-9223372036854775808', '-9223372036854775808'],
  ['UInt128', '340282366920938463463374607431768211455', '340282366920938463463374607431768211455'],
  [
    'Int256',
    '-57896044618658097711785492504343953926634992332820282019728792003956564819968',
    '-57896044618658097711785492504343953926634992332820282019728792003956564819968',
  ],
  ['Float32', 0.5, 0.5],
  ['Float64', -1e300, -1e300],
  ['Decimal(18, 4)', '12345.6789', 12345.6789],
  ['Bool', true, true],
  [
    'String',
    'it\'s \\ "quoted" `x`\n\t\0 end; DROP TABLE sentinel --',
    'it\'s \\ "quoted" `x`\n\t\0 end; DROP TABLE sentinel --',
  ],
  ['String', '', ''],
  ['FixedString(3)', 'abc', 'abc'],
  ['Date', '2026-11-24', '2026-11-24'],
  ['Date32', '1925-01-01', '1925-01-01'],
  ['DateTime', new Date('2026-11-24T03:58:00Z'), '2026-11-24 03:58:00'],
  ["DateTime('UTC')", '2026-11-24 03:58:00', '2026-11-24 03:58:00'],
  ["DateTime64(3, 'UTC')", new Date('2026-11-24T03:58:00.123Z'), '2026-11-24 03:58:00.123'],
  ['UUID', '417ddc5d-e556-4d27-95dd-a34d84e46a50', '417ddc5d-e556-4d27-95dd-a34d84e46a50'],
  ['IPv4', '10.0.0.1', '10.0.0.1'],
  ['IPv6', '2001:db8::1', '2001:db8::1'],
  ["Enum8('a' = 1, 'b;}' = 2)", 'b;}', 'b;}'],
  ['Nullable(String)', null, null],
  ['Nullable(UInt8)', 7, 7],
  ['Array(UInt32)', [1, 2, 3], [1, 2, 3]],
  ['Array(String)', ["a'b", 'c\\d', ''], ["a'b", 'c\\d', '']],
  ['Array(Array(String))', [['a'], [], ["'"]], [['a'], [], ["'"]]],
  ['Array(Nullable(String))', ['a', null], ['a', null]],
  ['Map(String, UInt8)', { "k'1": 1, k2: 2 }, { "k'1": 1, k2: 2 }],
  ['Tuple(String, UInt8)', new TupleParam(["x'y", 2]), ["x'y", 2]],
  ['LowCardinality(String)', 'low', 'low'],
])('%s: %j', async (type, value, expected) => {
  const settings = {
    allow_suspicious_low_cardinality_types: 1 as const,
    output_format_json_quote_64bit_integers: 1 as const,
    output_format_json_named_tuples_as_objects: 0 as const,
  };
  const quoted = /^(U?Int128|U?Int256)/.test(type);
  const [row] = await rowsOf<{ v: unknown }>(c.writer, `SELECT {v:${type}} AS v`, {
    query_params: { v: value },
    clickhouse_settings: settings,
  });
  expect(quoted ? String(row?.v) : row?.v).toEqual(expected);
});

test('identifiers can be parameters', async () => {
  await c.writer.command({ query: 'INSERT INTO sentinel VALUES (42)' });
  expect(
    await rowsOf(c.reader, 'SELECT {col:Identifier} AS a FROM {db:Identifier}.{tbl:Identifier}', {
      query_params: { col: 'a', db: 'huntboard', tbl: 'sentinel' },
    }),
  ).toEqual([{ a: 42 }]);
});

test('an INSERT can name its table by a parameter', async () => {
  await c.writer.command({ query: 'CREATE TABLE named (a UInt8, b String) ENGINE = Memory' });
  const query = encodeURIComponent('INSERT INTO {db:Identifier}.{tbl:Identifier} (b, a) FORMAT TSV');
  const response = await c.http(`/?param_db=huntboard&param_tbl=named&query=${query}`, {
    method: 'POST',
    body: 'x\t1\n',
  });
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(await rowsOf(c.writer, 'SELECT * FROM named')).toEqual([{ a: 1, b: 'x' }]);
});

test('a reader cannot reach another database by an identifier', async () => {
  for (const params of [
    { db: 'system', tbl: 'processes' },
    { db: 'default', tbl: '/etc/passwd' },
  ]) {
    await expect(
      rowsOf(c.reader, 'SELECT * FROM {db:Identifier}.{tbl:Identifier}', { query_params: params }),
    ).rejects.toMatchObject({ code: '497' });
  }
});

test('a parameter that is missing is an error, even if an earlier request had it', async () => {
  await rowsOf(c.writer, 'SELECT {once:String} AS a', { query_params: { once: 'x' } });
  await expect(rowsOf(c.writer, 'SELECT {once:String} AS a')).rejects.toMatchObject({ code: '456' });
});

test('a value that does not fit its type is an error', async () => {
  await expect(rowsOf(c.writer, 'SELECT {v:UInt8} AS a', { query_params: { v: 'x' } })).rejects.toMatchObject({
    code: '457',
  });
});

test('parameters too long for a URL travel in a form', async () => {
  const long = 'x'.repeat(2_000_000);
  for (const how of [{ use_multipart_params: true }, { use_multipart_params_auto: true }]) {
    const [row] = await rowsOf<{ n: number }>(c.reader, 'SELECT length({v:String}) AS n', {
      query_params: { v: long },
      ...how,
    });
    expect(row?.n).toBe(2_000_000);
  }
});

test('any string comes back as it went in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(fc.string({ maxLength: 10 }), { maxLength: 5 }),
      async (text, list) => {
        const [row] = await rowsOf(c.writer, 'SELECT {a:String} AS a, {b:Array(String)} AS b', {
          query_params: { a: text, b: list },
        });
        expect(row).toEqual({ a: text, b: list });
      },
    ),
    { numRuns: 200 },
  );
});

test('no value of a parameter is ever SQL', async () => {
  const evil = [
    "'; DROP TABLE sentinel; --",
    "\\'; DROP TABLE sentinel; --",
    "x', param_y = 'z",
    '\0; DROP TABLE sentinel',
    '1); DROP TABLE sentinel; SELECT (1',
    '\n\nDROP TABLE sentinel',
    '*/; DROP TABLE sentinel; /*',
    '$$; DROP TABLE sentinel; $$',
  ];
  for (const value of evil) {
    for (const raw of [value, encodeURIComponent(value)]) {
      const response = await c.http(
        `/?param_v=${encodeURIComponent(raw)}&query=${encodeURIComponent('SELECT {v:String}')}`,
        { method: 'POST' },
      );
      await response.text();
    }
  }
  expect(await rowsOf(c.writer, 'EXISTS TABLE sentinel')).toEqual([{ result: 1 }]);
});

test.each(['param_a b', "param_a'", 'param_1', 'param_', 'param_a;b'])(
  'a parameter called %j is refused',
  async (name) => {
    const response = await c.http(`/?${encodeURIComponent(name)}=1&query=SELECT+1`, { method: 'POST' });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('457');
  },
);
