// Rows in, one block of ClickHouse's Native format out, column by column: the last step of the hot path.
import type { ColumnType, Table } from '../column.ts';
import type { Row } from '../row.ts';
import { ByteBuffer, putVarUint, varUintSize } from './byte-buffer.ts';
import type { ColumnWriter } from './column-writer.ts';
import { NumberWriter, UuidWriter, WideWriter } from './column-writer.ts';
import { DictionaryListWriter, MapWriter, UuidListWriter } from './list-writer.ts';
import { DictionaryWriter, StringWriter } from './text-writer.ts';

const WRITERS: Readonly<Record<ColumnType, () => ColumnWriter>> = {
  String: () => new StringWriter(),
  'LowCardinality(String)': () => new DictionaryWriter(),
  UInt8: () => new NumberWriter(Uint8Array),
  UInt16: () => new NumberWriter(Uint16Array),
  UInt32: () => new NumberWriter(Uint32Array),
  UInt64: () => new WideWriter(),
  Int64: () => new WideWriter(),
  UUID: () => new UuidWriter(),
  "DateTime64(3, 'UTC')": () => new WideWriter(),
  'Array(LowCardinality(String))': () => new DictionaryListWriter(),
  'Array(UUID)': () => new UuidListWriter(),
  'Map(LowCardinality(String), String)': () => new MapWriter(),
};

/**
 * Collects rows of a table and encodes them as one Native block (block header without revision, as the HTTP interface reads it).
 * Columns that hold no value in the whole block are left out: the server fills their defaults, which is what they are.
 * A builder is used again after `finish`; its buffers stay.
 */
export class NativeBlockBuilder {
  readonly #headers: readonly Uint8Array[];
  readonly #writers: readonly ColumnWriter[];
  #rows = 0;
  #capacity = 0;

  constructor(table: Table) {
    this.#headers = table.columns.map((column) => columnHeader(column.name, column.type));
    this.#writers = table.columns.map((column) => WRITERS[column.type]());
  }

  /** Number of rows in the open block. */
  get rows(): number {
    return this.#rows;
  }

  /** Size of the open block if it were finished now; walks the columns, so not for every row. */
  get bytes(): number {
    return this.#blockSize(this.#sent());
  }

  /** Copies the row's values; the row may be used again afterwards. */
  append(row: Row): void {
    if (this.#rows === this.#capacity) this.#grow();
    const at = this.#rows++;
    const writers = this.#writers;
    for (let i = 0; i < writers.length; i++) writers[i]!.add(row[i]!, at);
  }

  /**
   * The block; the builder is empty afterwards. An empty builder gives no bytes.
   * @param memory where to put it when it fits: fresh memory of a block's size costs more in page faults than the copy does,
   *   so who inserts block after block hands back one that is done with. Without it the block has memory of its own.
   */
  finish(memory?: Uint8Array): Uint8Array {
    const rows = this.#rows;
    if (rows === 0) return new Uint8Array(0);
    const sent = this.#sent();
    const size = this.#blockSize(sent);
    const out = memory && memory.length >= size ? memory.subarray(0, size) : Buffer.allocUnsafeSlow(size);
    let position = putVarUint(out, putVarUint(out, 0, sent.length), rows);
    for (const index of sent) {
      const header = this.#headers[index]!;
      out.set(header, position);
      position = this.#writers[index]!.write(out, position + header.length, rows);
    }
    if (position !== out.length) throw new Error(`block of ${position} bytes, ${out.length} expected`);
    this.reset();
    return out;
  }

  /** Forgets the rows of the open block. */
  reset(): void {
    for (const writer of this.#writers) writer.reset(this.#rows);
    this.#rows = 0;
  }

  /** Columns that go into the block; the first always does, since a block without columns has no rows. */
  #sent(): readonly number[] {
    return this.#writers.flatMap((writer, index) => (index === 0 || writer.used ? [index] : []));
  }

  #blockSize(sent: readonly number[]): number {
    let size = varUintSize(sent.length) + varUintSize(this.#rows);
    for (const index of sent) size += this.#headers[index]!.length + this.#writers[index]!.size(this.#rows);
    return size;
  }

  #grow(): void {
    this.#capacity = Math.max(1024, this.#capacity * 2);
    for (const writer of this.#writers) writer.grow(this.#capacity);
  }
}

function columnHeader(name: string, type: ColumnType): Uint8Array {
  const header = new ByteBuffer(64);
  header.writeString(name);
  header.writeString(type);
  return Uint8Array.from(header.view());
}
