// The block builder's own behaviour; what the bytes mean is asked of the real engine in native.chdb.test.ts.
import { COL, encodeRows, events, newEventRow, NativeBlockBuilder, quarantine, resetEventRow } from '../index.ts';

function exampleRow() {
  const row = newEventRow();
  row[COL.ts] = 1_700_000_000_000;
  row[COL.Image] = 'C:\\Windows\\System32\\cmd.exe';
  row[COL.ext] = ['LogonGuid', 'x', 'Größe', '§'];
  row[COL.raw] = new TextEncoder().encode('{"a":1}');
  return row;
}

describe('NativeBlockBuilder', () => {
  it('gives no bytes without rows', () => {
    const builder = new NativeBlockBuilder(events);
    expect(builder.finish()).toHaveLength(0);
  });

  it('says beforehand how long the block will be', () => {
    const builder = new NativeBlockBuilder(events);
    for (let i = 0; i < 3000; i++) builder.append(exampleRow());
    const { bytes, rows } = builder;
    expect(rows).toBe(3000);
    expect(builder.finish()).toHaveLength(bytes);
    expect(builder.rows).toBe(0);
  });

  it('copies the row, so that the caller may use it again', () => {
    const builder = new NativeBlockBuilder(events);
    const row = exampleRow();
    builder.append(row);
    const raw = row[COL.raw] as Uint8Array;
    raw.fill(0);
    resetEventRow(row);
    const other = new NativeBlockBuilder(events);
    other.append(exampleRow());
    expect(builder.finish()).toEqual(other.finish());
  });

  it('makes the same block again after finish, also in memory handed back', () => {
    const builder = new NativeBlockBuilder(events);
    const memory = new Uint8Array(4096);
    const first = (builder.append(exampleRow()), builder.finish());
    const second = (builder.append(exampleRow()), builder.finish(memory));
    expect(second).toEqual(new Uint8Array(first));
    expect(second.buffer).toBe(memory.buffer);
  });

  it('leaves out columns that hold nothing, but never all', () => {
    const builder = new NativeBlockBuilder(events);
    builder.append(newEventRow());
    expect([...builder.finish().subarray(0, 2)]).toEqual([1, 1]);
  });
});

describe('encodeRows', () => {
  it('refuses a column that the table does not have', () => {
    expect(() => encodeRows(quarantine, [{ Nonsense: 1 }])).toThrow('quarantine has no column Nonsense');
  });
});
