// Native blocks against the real engine: what is read back is what went in, whatever went in.
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import fc from 'fast-check';
import type { ColumnType, Row, RowObject, Table } from '../index.ts';
import { absentValue, encodeRows, NativeBlockBuilder, tables } from '../index.ts';

const TYPES: readonly ColumnType[] = [
  'String',
  'LowCardinality(String)',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Int64',
  'UUID',
  "DateTime64(3, 'UTC')",
  'Array(LowCardinality(String))',
  'Array(UUID)',
  'Map(LowCardinality(String), String)',
];

const everyType: Table = {
  name: 'every_type',
  doc: 'One column of each type.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'n', type: 'UInt32', doc: 'Place.' },
    ...TYPES.map((type, index) => ({ name: `c${index}`, type, doc: type })),
  ],
  orderBy: ['n'],
};

const NIL = '00000000-0000-0000-0000-000000000000';
// Any UTF-16 code units, halves of pairs too; and long ones, whose length needs more than one byte.
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  fc.string({ unit: 'grapheme', minLength: 60, maxLength: 300 }),
  fc.constantFrom('', 'same', 'x'.repeat(127), 'x'.repeat(128), 'ä'.repeat(64), 'ä'.repeat(8200)),
);
const wellFormed = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text));
const uuid = fc.oneof(fc.constant(''), fc.uuid());
const columnValues = [
  anyText,
  anyText,
  fc.nat(0xff),
  fc.nat(0xffff),
  fc.nat(0xffff_ffff),
  fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.maxSafeNat()),
  fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.maxSafeInteger()),
  uuid,
  // The engine shows years 1900 to 2299.
  fc.integer({ min: -2_000_000_000_000, max: 10_000_000_000_000 }),
  fc.array(anyText, { maxLength: 4 }),
  fc.array(uuid, { maxLength: 4 }),
  fc.dictionary(anyText.map(wellFormed), anyText, { maxKeys: 4 }),
] as const;

const anyRow = fc
  .tuple(...columnValues)
  .map((values): RowObject => Object.fromEntries(values.map((value, i) => [`c${i}`, value])));

/** The value as the engine prints it in JSON, 64-bit integers and times (as epoch ms) as text. */
function printed(value: unknown, type: ColumnType): unknown {
  switch (type) {
    case 'String':
    case 'LowCardinality(String)':
      return wellFormed(value as string);
    case 'UUID':
      return value === '' ? NIL : value;
    case 'Array(LowCardinality(String))':
      return (value as string[]).map(wellFormed);
    case 'Array(UUID)':
      return (value as string[]).map((element) => element || NIL);
    case 'Map(LowCardinality(String), String)':
      return Object.entries(value as Record<string, string>).map(([key, text]) => [key, wellFormed(text)]);
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
      return value;
    default:
      return String(value);
  }
}

const SELECT = `SELECT ${everyType.columns
  .map(({ name, type }) => {
    if (type.startsWith('DateTime64')) return `toUnixTimestamp64Milli(${name}) AS ${name}`;
    return type.startsWith('Map') ? `arrayZip(mapKeys(${name}), mapValues(${name})) AS ${name}` : name;
  })
  .join(', ')} FROM every_type ORDER BY n`;

let server: TestStore;
let store: Store;
let token = 0;
const insert = (table: Table, bytes: Uint8Array, rows: number) =>
  store.insertNative(table.name, bytes, { dedupToken: `t${token++}`, rows });

beforeAll(async () => {
  server = await startTestStore();
  store = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
  const columns = everyType.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  await store.command(`CREATE TABLE every_type (${columns}) ENGINE = MergeTree ORDER BY n`);
});

afterAll(async () => {
  await store?.close();
  await server?.stop();
});

beforeEach(() => store.command('TRUNCATE TABLE every_type'));

describe('a Native block', () => {
  it('gives back any rows of any type', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 40 }), async (rows) => {
        await store.command('TRUNCATE TABLE every_type');
        await insert(
          everyType,
          encodeRows(
            everyType,
            rows.map((row, n) => ({ ...row, n })),
          ),
          rows.length,
        );
        const found = await store.query(SELECT);
        const expected = rows.map((row, n) => ({
          n,
          ...Object.fromEntries(TYPES.map((type, i) => [`c${i}`, printed(row[`c${i}`], type)])),
        }));
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each([255, 256, 257, 65_535, 65_536, 65_537])('holds a dictionary of %d keys', async (keys) => {
    const builder = new NativeBlockBuilder(everyType);
    const [text, list] = [
      TYPES.indexOf('LowCardinality(String)') + 1,
      TYPES.indexOf('Array(LowCardinality(String))') + 1,
    ];
    const row: Row = everyType.columns.map((column) => absentValue(column.type));
    for (let n = 0; n < keys; n++) {
      row[0] = n;
      row[text] = `key ${n}`;
      row[list] = [`item ${n}`, 'same'];
      builder.append(row);
    }
    await insert(everyType, builder.finish(), keys);
    const [found] = await store.query(
      `SELECT count() AS rows, countIf(c1 = concat('key ', toString(n)) AND c9 = [concat('item ', toString(n)), 'same']) AS right FROM every_type`,
    );
    expect(found).toEqual({ rows: String(keys), right: String(keys) });
  });

  it('holds long columns, which leave in parts, and is filled anew in the memory of those parts', async () => {
    const builder = new NativeBlockBuilder(everyType);
    const row: Row = everyType.columns.map((column) => absentValue(column.type));
    const map = TYPES.length;
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 2000; n++) {
        row[0] = round * 2000 + n;
        // One value is longer than any part.
        row[1] = n === 700 ? 'x'.repeat(900_000) : new TextEncoder().encode(`${'é'.repeat(500)}${n}`);
        row[map] = ['key', `${'y'.repeat(600)}${n}`];
        builder.append(row);
      }
      const { bytes } = builder;
      const parts = builder.finishParts();
      expect(parts.length).toBeGreaterThan(4);
      expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(bytes);
      if (round === 0) await insert(everyType, Buffer.concat(parts), 2000);
      else await store.insertNative('every_type', parts, { dedupToken: 'parts', rows: 2000 });
      for (const memory of new Set(parts.map((part) => part.buffer))) builder.recycle(memory);
    }
    const [found] = await store.query(
      `SELECT count() AS rows, countIf(c11['key'] = concat(repeat('y', 600), toString(n % 2000))
         AND c0 = if(n % 2000 = 700, repeat('x', 900000), concat(repeat('é', 500), toString(n % 2000)))) AS right FROM every_type`,
    );
    expect(found).toEqual({ rows: '4000', right: '4000' });
  });

  it('keeps bytes that are no text, and what is not a UUID becomes nil', async () => {
    const bytes = Uint8Array.from([0, 0xff, 0xfe, 0x80, 10, 13]);
    const id = Uint8Array.from({ length: 16 }, (_, i) => i * 17);
    await insert(
      everyType,
      encodeRows(everyType, [
        { n: 1, c0: bytes, c7: id },
        { n: 2, c7: '{nonsense-nonsense-nonsense-nonsens}' },
      ]),
      2,
    );
    expect(await store.query('SELECT hex(c0) AS bytes, c7 AS id FROM every_type ORDER BY n')).toEqual([
      { bytes: '00FFFE800A0D', id: '00112233-4455-6677-8899-aabbccddeeff' },
      { bytes: '', id: NIL },
    ]);
  });

  it('fills columns that it leaves out with their defaults, for every table of the schema', async () => {
    expect(await migrate(store, { owner: 'test' })).toMatchObject({ ok: true });
    for (const table of tables) {
      // Nothing but the columns that keep the row from being too old to be kept: a time at which it expires lies ahead.
      const times = table.columns
        .filter((column) => column.type.startsWith('DateTime64'))
        .map((column) => [column.name, Date.now() + 86_400_000]);
      const days = table.columns.filter((column) => column.name === 'retention_days').map((column) => [column.name, 1]);
      // A feed of a table before may have put rows into it.
      const rows = async (): Promise<number> => {
        const [row] = await store.query<{ rows: string }>(`SELECT count() AS rows FROM ${table.name}`);
        return Number(row?.rows);
      };
      const before = await rows();
      await insert(table, encodeRows(table, [Object.fromEntries([...times, ...days]) as RowObject]), 1);
      expect((await rows()) - before).toBe(1);
    }
  });
});
