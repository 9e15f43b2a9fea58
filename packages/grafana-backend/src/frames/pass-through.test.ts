// An Arrow stream handed on: bytes kept, details replaced, limits exact, breaks noticed.
import {
  Bool,
  DateDay,
  Field as ArrowJsField,
  Float64,
  Int32,
  RecordBatchStreamWriter,
  Schema,
  Table,
  Timestamp,
  TimeUnit,
  Utf8,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import type { DataType, Vector } from 'apache-arrow';
import fc from 'fast-check';
import {
  ArrowStreamCutError,
  ArrowStreamTooLargeError,
  UnsupportedArrowTypeError,
  contentFrame,
  decodeFrame,
  frameBytes,
  passThrough,
  readArrowStream,
} from '../index';

const SCHEMA = new Schema([
  new ArrowJsField('n', new Int32(), false),
  new ArrowJsField('s', new Utf8(), true),
  new ArrowJsField('f', new Float64(), false),
  new ArrowJsField('b', new Bool(), true),
]);

function tableOf(rows: number, start: number): Table {
  const column = (type: DataType, make: (row: number) => unknown): Vector =>
    vectorFromArray(
      Array.from({ length: rows }, (_, row) => make(start + row)),
      type,
    );
  return new Table(SCHEMA, {
    n: column(new Int32(), (row) => row),
    s: column(new Utf8(), (row) => (row % 3 === 0 ? null : `text ${row}`)),
    f: column(new Float64(), (row) => row / 4),
    b: column(new Bool(), (row) => (row % 5 === 0 ? null : row % 2 === 0)),
  });
}

/** A stream of several batches as one would come from a server. */
function streamBytes(sizes: readonly number[]): Uint8Array {
  const tables: Table[] = [];
  let start = 0;
  for (const size of sizes) {
    tables.push(tableOf(size, start));
    start += size;
  }
  const [first, ...rest] = tables;
  if (first === undefined) throw new Error('No batch asked for.');
  return tableToIPC(first.concat(...rest), 'stream');
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const whole = streamBytes([10, 1, 25]);

describe('passThrough', () => {
  it('keeps every cell of every batch, whatever the chunk size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), async (size) => {
        const content = await readArrowStream(chunked(whole, size));
        const frame = decodeFrame(frameBytes(passThrough(content, { refId: 'A' })));
        expect(content.rows).toBe(36);
        expect(frame.fields[0]?.values).toEqual(Array.from({ length: 36 }, (_, row) => row));
        expect(frame.fields[1]?.values[4]).toBe('text 4');
        expect(frame.fields[1]?.values[33]).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it('sets name, refId, meta, labels and config without touching the batches', async () => {
    const content = await readArrowStream(chunked(whole, 512));
    const encoded = passThrough(content, {
      name: 'hits',
      refId: 'B',
      meta: { executedQueryString: 'SELECT 1', notices: [{ severity: 'warning', text: 'cut' }] },
      describe: (field) =>
        field.name === 'f' ? { name: 'quarter', labels: { host: 'x' }, config: { unit: 'percent' } } : {},
    });
    const frame = decodeFrame(frameBytes(encoded));
    expect(frame).toMatchObject({ name: 'hits', refId: 'B', meta: { executedQueryString: 'SELECT 1' } });
    expect(frame.fields[2]).toMatchObject({ name: 'quarter', labels: { host: 'x' }, config: { unit: 'percent' } });
    for (const batch of content.batches) for (const chunk of batch.chunks) expect(encoded.chunks).toContain(chunk);
  });

  it('cuts at exactly the row asked for, with the null counts of what is left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), async (maxRows) => {
        const content = await readArrowStream(chunked(whole, 300));
        const frame = decodeFrame(frameBytes(passThrough(content, { maxRows })));
        const all = contentFrame(content);
        const rows = Math.min(maxRows, 36);
        frame.fields.forEach((field, index) =>
          expect(field.values).toEqual(Array.from(all.fields[index]?.values as readonly unknown[]).slice(0, rows)),
        );
        expect(contentFrame(content, { maxRows }).fields.map(({ values }) => values)).toEqual(
          frame.fields.map(({ values }) => values),
        );
      }),
      { numRuns: 41 },
    );
  });

  it('keeps the schema of an empty answer', async () => {
    const frame = decodeFrame(
      frameBytes(
        passThrough(await readArrowStream(chunked(tableToIPC(tableOf(1, 0).slice(0, 0), 'stream'), 64)), {
          refId: 'A',
        }),
      ),
    );
    expect(frame.fields.map(({ name, type, nullable, values }) => [name, type, nullable, values.length])).toEqual([
      ['n', 'int32', false, 0],
      ['s', 'string', true, 0],
      ['f', 'float64', false, 0],
      ['b', 'bool', true, 0],
    ]);
  });

  it('takes a stream that breaks off anywhere as a failure, never as a short result', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        await expect(readArrowStream(chunked(whole.subarray(0, length), 200))).rejects.toThrow(ArrowStreamCutError);
      }),
      { numRuns: 100 },
    );
  });

  it('hands over what the sender said when it failed half-way', async () => {
    const words = Buffer.from('Code: 241. DB::Exception: Memory limit exceeded');
    const first = whole.subarray(0, Math.floor(whole.length / 2));
    const failing = readArrowStream(chunked(new Uint8Array(Buffer.concat([first, words])), 100));
    await expect(failing).rejects.toMatchObject({ tail: expect.stringContaining('Memory limit exceeded') });
  });

  it('stops at the byte limit', async () => {
    await expect(readArrowStream(chunked(whole, 64), { maxBytes: 256 })).rejects.toThrow(ArrowStreamTooLargeError);
  });

  it('refuses columns that Grafana would refuse, by name', async () => {
    const streamOf = (type: DataType, values: unknown[]): Uint8Array => {
      const writer = new RecordBatchStreamWriter();
      writer.write(new Table({ bad: vectorFromArray(values, type) }));
      writer.finish();
      return writer.toUint8Array(true);
    };
    await expect(readArrowStream(chunked(streamOf(new DateDay(), [new Date(0)]), 64))).rejects.toThrow(
      UnsupportedArrowTypeError,
    );
    await expect(readArrowStream(chunked(streamOf(new Timestamp(TimeUnit.MILLISECOND), [0]), 64))).rejects.toThrow(
      '"bad" has Arrow type Timestamp(ms)',
    );
  });
});
