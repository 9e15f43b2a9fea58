// Every format the engine has, out and in, through the official client and bare.
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DataFormat, Row } from '@clickhouse/client';
import { tableFromIPC } from 'apache-arrow';
import { openClients, rowsOf } from '../testing/clients.ts';
import type { Clients } from '../testing/clients.ts';

let c: Clients;

beforeAll(async () => {
  c = await openClients();
  await c.writer.command({
    query:
      'CREATE TABLE src (id UInt64, name String, score Nullable(Float64), tags Array(String)) ENGINE = MergeTree ORDER BY id',
  });
  await c.writer.command({ query: 'CREATE TABLE dst AS src' });
  await c.writer.insert({ table: 'src', values: EXPECTED, format: 'JSONEachRow' });
});

afterAll(() => c.close());

const EXPECTED = [
  { id: 1, name: 'plain', score: 1.5, tags: ['a', 'b'] },
  { id: 2, name: 'quote \' " ` \\ tab\t nl\n end', score: null, tags: [] },
  { id: 3, name: 'ünï\u{1f600}', score: -0.25, tags: [';', "'"] },
];
const ALL = 'SELECT * FROM src ORDER BY id';

test.each<DataFormat>([
  'JSONEachRow',
  'JSONStringsEachRow',
  'JSONCompactEachRow',
  'JSONCompactStringsEachRow',
  'JSONCompactEachRowWithNames',
  'JSONCompactEachRowWithNamesAndTypes',
  'JSONCompactStringsEachRowWithNames',
])('%s streams row by row', async (format) => {
  const result = await c.writer.query({ query: ALL, format });
  const rows: unknown[] = [];
  for await (const chunk of result.stream() as AsyncIterable<Row[]>) for (const row of chunk) rows.push(row.json());
  const headers = format.includes('WithNamesAndTypes') ? 2 : format.includes('WithNames') ? 1 : 0;
  expect(rows).toHaveLength(3 + headers);
  expect(JSON.stringify(rows[rows.length - 1])).toContain('ünï');
});

test.each<[DataFormat, string]>([
  ['JSON', 'data'],
  ['JSONCompact', 'data'],
  ['JSONStrings', 'data'],
  ['JSONColumnsWithMetadata', 'meta'],
])('%s is one document with %s', async (format, key) => {
  const document = await (await c.writer.query({ query: ALL, format })).json<Record<string, unknown>>();
  expect(document).toHaveProperty(key);
  expect(document).toHaveProperty('rows', 3);
});

test('JSONObjectEachRow is one object', async () => {
  const document = await (await c.writer.query({ query: ALL, format: 'JSONObjectEachRow' })).json();
  expect(Object.keys(document)).toEqual(['row_1', 'row_2', 'row_3']);
});

test('JSONEachRow as an array of rows is one document', async () => {
  const response = await c.http(
    `/?output_format_json_array_of_rows=1&query=${encodeURIComponent(`${ALL} FORMAT JSONEachRow`)}`,
  );
  expect(await response.json()).toHaveLength(3);
});

test.each<DataFormat>([
  'CSV',
  'CSVWithNames',
  'CSVWithNamesAndTypes',
  'TabSeparated',
  'TabSeparatedRaw',
  'TabSeparatedWithNames',
  'TabSeparatedWithNamesAndTypes',
  'CustomSeparated',
])('%s arrives as text', async (format) => {
  const text = await (await c.writer.query({ query: 'SELECT number AS n FROM numbers(3)', format })).text();
  const lines = text.trim().split('\n');
  expect(lines.slice(-3)).toEqual(['0', '1', '2']);
});

test('200,000 rows stream in order and without a seam between chunks', async () => {
  const result = await c.reader.query({
    query: 'SELECT number AS n, toString(number) AS s FROM numbers(200000)',
    format: 'JSONEachRow',
  });
  let next = 0;
  for await (const chunk of result.stream<{ n: number; s: string }>()) {
    for (const row of chunk) {
      const { n, s } = row.json();
      if (n !== next || s !== String(next)) throw new Error(`row ${next} is ${row.text}`);
      next++;
    }
  }
  expect(next).toBe(200_000);
});

test('ArrowStream gives what JSON gives', async () => {
  const response = await c.http(
    `/?output_format_arrow_compression_method=none&output_format_arrow_string_as_string=1&query=${encodeURIComponent(`${ALL} FORMAT ArrowStream`)}`,
    { as: 'reader' },
  );
  expect(response.headers.get('x-clickhouse-format')).toBe('ArrowStream');
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  expect(table.numRows).toBe(3);
  expect(table.getChild('name')?.toArray()).toEqual(EXPECTED.map((row) => row.name));
});

test('an ArrowStream of many blocks is one document', async () => {
  const response = await c.http('/?output_format_arrow_compression_method=none', {
    method: 'POST',
    body: 'SELECT number FROM numbers(300000) FORMAT ArrowStream',
  });
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  expect(table.numRows).toBe(300_000);
});

test('ArrowStream keeps its columns when there are no rows, many types, totals or dictionaries', async () => {
  const arrow = async (query: string, more = ''): Promise<ReturnType<typeof tableFromIPC>> => {
    const response = await c.http(`/?output_format_arrow_compression_method=none${more}`, {
      method: 'POST',
      body: `${query} FORMAT ArrowStream`,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(Buffer.from(bytes).toString());
    return tableFromIPC(bytes);
  };
  const empty = await arrow('SELECT * FROM src WHERE id > 1000');
  expect([empty.numRows, empty.schema.fields.map((field) => field.name)]).toEqual([0, ['id', 'name', 'score', 'tags']]);
  const types = await arrow(
    "SELECT toLowCardinality(toString(number % 7)) AS l, map('k', toString(number)) AS m, [number] AS a, (number, 'x') AS t, if(number % 2 = 0, NULL, number) AS n, toDateTime64(number, 3, 'UTC') AS d, toUUID('417ddc5d-e556-4d27-95dd-a34d84e46a50') AS u FROM numbers(200000)",
  );
  expect([types.numRows, types.numCols]).toEqual([200_000, 7]);
  expect(types.get(199_999)?.toJSON()['l']).toEqual(types.get(199_999 % 7)?.toJSON()['l']);
  const totals = await arrow('SELECT number % 3 AS k, count() AS n FROM numbers(9) GROUP BY k WITH TOTALS');
  expect(totals.numCols).toBe(2);
  const dictionary = await arrow(
    'SELECT toLowCardinality(toString(number)) AS l FROM numbers(100000)',
    '&output_format_arrow_low_cardinality_as_dictionary=1&output_format_arrow_string_as_string=1',
  );
  expect(dictionary.getChild('l')?.get(99_999)).toBe('99999');
});

test('an exception in the middle of an ArrowStream is no whole stream', async () => {
  const response = await c.http('/', {
    method: 'POST',
    body: "SELECT number, repeat('x', 50), throwIf(number = 900000) FROM numbers(1000000) FORMAT ArrowStream",
  });
  expect(response.status).toBe(200);
  await expect(response.arrayBuffer()).rejects.toThrow();
});

test('what is read in a format and written back in it is the same, for every format that goes both ways', async () => {
  const formats = await rowsOf<{ name: string }>(
    c.writer,
    'SELECT name FROM system.formats WHERE is_input AND is_output ORDER BY name',
  );
  // These need a schema file or a template, hold one value or one table only, or do not keep the types of this table.
  const others =
    /^(Template|Protobuf|CapnProto|AvroConfluent|RawBLOB|LineAsString|LineAsStringWithNames.*|MySQL|Npy|Hash|Buffers|JSONAsString|Prometheus|Form|Regexp|CustomSeparated.*|.*Raw.*|MsgPack|BSONEachRow|Arrow|ArrowStream|Avro|ORC|GeoJSON)/;
  const names = formats.map((f) => f.name).filter((name) => !others.test(name));
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const out = await c.http('/', { method: 'POST', body: `${ALL} FORMAT ${name}` });
    const bytes = new Uint8Array(await out.arrayBuffer());
    if (out.status !== 200) throw new Error(`${name}: ${Buffer.from(bytes).toString()}`);
    await c.writer.command({ query: 'TRUNCATE TABLE dst' });
    const back = await c.http(`/?query=${encodeURIComponent(`INSERT INTO dst FORMAT ${name}`)}`, {
      method: 'POST',
      body: bytes,
    });
    const error = await back.text();
    if (back.status !== 200) throw new Error(`${name}: ${error}`);
    expect([name, await rowsOf(c.writer, 'SELECT * FROM dst ORDER BY id')]).toEqual([name, EXPECTED]);
  }
});

test.each(['ArrowStream', 'Arrow', 'Parquet', 'ORC', 'Avro', 'MsgPack', 'RowBinary', 'Native', 'BSONEachRow'])(
  '%s of numbers and strings goes there and back',
  async (format) => {
    await c.writer.command({ query: 'CREATE OR REPLACE TABLE plain (id Int64, name String) ENGINE = Memory' });
    const out = await c.http('/?output_format_avro_string_column_pattern=.*&output_format_bson_string_as_string=1', {
      method: 'POST',
      body: `SELECT toInt64(number) AS id, toString(number) AS name FROM numbers(100000) FORMAT ${format}`,
    });
    const bytes = new Uint8Array(await out.arrayBuffer());
    expect(out.status).toBe(200);
    const back = await c.http(`/?query=${encodeURIComponent(`INSERT INTO plain FORMAT ${format}`)}`, {
      method: 'POST',
      body: bytes,
    });
    expect([back.status, await back.text()]).toEqual([200, '']);
    expect(JSON.parse(back.headers.get('x-clickhouse-summary') ?? '{}')).toMatchObject({ written_rows: '100000' });
    expect(await rowsOf(c.writer, 'SELECT count() AS n, sum(id) AS s, sum(toInt64(name)) AS t FROM plain')).toEqual([
      { n: 100000, s: 4999950000, t: 4999950000 },
    ]);
  },
);

test('rows are inserted from arrays of objects and of arrays, from object streams, text streams and files', async () => {
  await c.writer.command({
    query: "CREATE OR REPLACE TABLE ins (id UInt32, name String DEFAULT 'none') ENGINE = MergeTree ORDER BY id",
  });
  const dir = await mkdtemp(join(tmpdir(), 'huntboard-insert-'));
  await writeFile(join(dir, 'rows.csv'), '7,"seven; DROP TABLE ins"\n8,eight\n');
  await writeFile(join(dir, 'rows.ndjson'), '{"id":9,"name":"nine"}\n\n{"id":10}\n');
  try {
    await c.writer.insert({ table: 'ins', values: [{ id: 1, name: 'one' }], format: 'JSONEachRow' });
    await c.writer.insert({ table: 'ins', values: [[2, 'two']], format: 'JSONCompactEachRow' });
    await c.writer.insert({
      table: 'ins',
      values: {
        meta: [
          { name: 'id', type: 'UInt32' },
          { name: 'name', type: 'String' },
        ],
        data: [{ id: 3, name: 'three' }],
      },
      format: 'JSON',
    });
    await c.writer.insert({
      table: 'ins',
      values: Readable.from([{ id: 4, name: 'four' }], { objectMode: true }),
      format: 'JSONEachRow',
    });
    await c.writer.insert({
      table: 'ins',
      values: Readable.from(['5\tfive\n', '6\tsi', 'x\n'], { objectMode: false }),
      format: 'TabSeparated',
    });
    await c.writer.insert({ table: 'ins', values: createReadStream(join(dir, 'rows.csv')), format: 'CSV' });
    await c.writer.exec({
      query: 'INSERT INTO ins FORMAT JSONEachRow',
      values: createReadStream(join(dir, 'rows.ndjson')),
    });
    await c.writer.insert({ table: 'ins', values: [[11]], columns: ['id'], format: 'JSONCompactEachRow' });
    await c.writer.insert({
      table: 'ins',
      values: [[12]],
      columns: { except: ['name'] },
      format: 'JSONCompactEachRow',
    });
    await c.writer.command({ query: "INSERT INTO ins VALUES (13, 'thirteen'), (14, 'it''s; DROP TABLE ins')" });
    await c.writer.exec({
      query: 'INSERT INTO ins FORMAT TabSeparated',
      values: Readable.from(['15\tfifteen\n'], { objectMode: false }),
    });
  } finally {
    await rm(dir, { recursive: true });
  }
  expect((await rowsOf<{ name: string }>(c.writer, 'SELECT name FROM ins ORDER BY id')).map((row) => row.name)).toEqual(
    [
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven; DROP TABLE ins',
      'eight',
      'nine',
      'none',
      'none',
      'none',
      'thirteen',
      "it's; DROP TABLE ins",
      'fifteen',
    ],
  );
});

test('an insert tells how many rows it wrote, and an empty one writes none', async () => {
  await c.writer.command({ query: 'CREATE OR REPLACE TABLE counted (id UInt32) ENGINE = MergeTree ORDER BY id' });
  const insert = await c.writer.insert({
    table: 'counted',
    values: [{ id: 1 }, { id: 2 }, { id: 3 }],
    format: 'JSONEachRow',
  });
  expect(insert.executed).toBe(true);
  expect(insert.summary).toMatchObject({ written_rows: '3', read_rows: '3' });
  const empty = await c.writer.insert({ table: 'counted', values: [], format: 'JSONEachRow' });
  expect(empty.executed).toBe(false);
  const response = await c.http('/?query=INSERT+INTO+counted+FORMAT+JSONEachRow', { method: 'POST', body: '' });
  expect(response.status).toBe(200);
  expect(await rowsOf(c.writer, 'SELECT count() AS n FROM counted')).toEqual([{ n: 3 }]);
});

test('the same block with the same deduplication token is stored once', async () => {
  await c.writer.command({
    query:
      'CREATE OR REPLACE TABLE once (id UInt32) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100',
  });
  for (const token of ['k1', 'k1', 'k2', 'k1']) {
    await c.writer.insert({
      table: 'once',
      values: [{ id: 1 }],
      format: 'JSONEachRow',
      clickhouse_settings: { insert_deduplication_token: token },
    });
  }
  expect(await rowsOf(c.writer, 'SELECT count() AS n FROM once')).toEqual([{ n: 2 }]);
});

test('a broken row fails the insert, says where, and writes nothing', async () => {
  await c.writer.command({ query: 'CREATE OR REPLACE TABLE strict (id UInt32) ENGINE = MergeTree ORDER BY id' });
  const insert = c.writer.insert({ table: 'strict', values: [{ id: 1 }, { id: 'x' }], format: 'JSONEachRow' });
  await expect(insert).rejects.toMatchObject({ code: '27' });
  expect(await rowsOf(c.writer, 'SELECT count() AS n FROM strict')).toEqual([{ n: 0 }]);
});
