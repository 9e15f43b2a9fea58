// Rows in, one block of ClickHouse's Native format out, column by column: the last step of the hot path.
import type { ColumnType, Table } from '../column.ts';
import type { Row } from '../row.ts';
import { ByteBuffer, putVarUint, varUintSize } from './byte-buffer.ts';
import { ChunkPool } from './chunk-pool.ts';
import type { ColumnWriter } from './column-writer.ts';
import { NumberWriter, UuidWriter, WideWriter } from './column-writer.ts';
import { DictionaryListWriter, MapWriter, UuidListWriter } from './list-writer.ts';
import { DictionaryWriter, StringWriter } from './text-writer.ts';

const WRITERS: Readonly<Record<ColumnType, (pool: ChunkPool) => ColumnWriter>> = {
  String: (pool) => new StringWriter(pool),
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
  'Map(LowCardinality(String), String)': (pool) => new MapWriter(pool),
};

/**
 * Collects rows of a table and encodes them as one Native block (block header without revision, as the HTTP interface reads it).
 * Columns that hold no value in the whole block are left out: the server fills their defaults, which is what they are.
 * A builder is used again after `finish`; its buffers stay.
 */
export class NativeBlockBuilder {
  readonly #headers: readonly Uint8Array[];
  readonly #writers: readonly ColumnWriter[];
  readonly #pool = new ChunkPool();
  #rows = 0;
  #capacity = 0;

  constructor(table: Table) {
    this.#headers = table.columns.map((column) => columnHeader(column.name, column.type));
    this.#writers = table.columns.map((column) => WRITERS[column.type](this.#pool));
  }

  /** Number of rows in the open block. */
  get rows(): number {
    return this.#rows;
  }

  /** Size of the open block if it were finished now; walks the columns, so not for every row. */
  get bytes(): number {
    const sent = this.#sent();
    return sent.reduce((bytes, index) => bytes + (this.#writers[index]!.pieceBytes ?? 0), this.#copiedSize(sent));
  }

  /** Copies the row's values; the row may be used again afterwards. */
  append(row: Row): void {
    if (this.#rows === this.#capacity) this.#grow();
    const at = this.#rows++;
    const writers = this.#writers;
    for (let i = 0; i < writers.length; i++) writers[i]!.add(row[i]!, at);
  }

  /**
   * The block in one piece; the builder is empty afterwards. An empty builder gives no bytes.
   * @param memory where to put it when it fits and no column is long. Without it the block has memory of its own.
   */
  finish(memory?: Uint8Array): Uint8Array {
    const parts = this.finishParts(memory);
    if (parts.length === 1) return parts[0]!;
    const whole = Buffer.concat(parts);
    for (const buffer of new Set(parts.map((part) => part.buffer)))
      if (buffer !== memory?.buffer) this.#pool.give(buffer);
    return whole;
  }

  /**
   * The block as the parts that it is put together from, in order: the long columns leave as they were collected, everything else is
   * copied. The builder is empty afterwards; the parts have memory of their own, which `recycle` takes back when they are done with.
   * @param memory where to put what is copied when it fits.
   */
  finishParts(memory?: Uint8Array): Uint8Array[] {
    const rows = this.#rows;
    if (rows === 0) return [];
    const sent = this.#sent();
    const size = this.#copiedSize(sent);
    const out = memory && memory.length >= size ? memory.subarray(0, size) : Buffer.allocUnsafeSlow(size);
    const parts: Uint8Array[] = [];
    let done = 0;
    const insert = (at: number, pieces: readonly Uint8Array[]): void => {
      parts.push(out.subarray(done, at), ...pieces);
      done = at;
    };
    let position = putVarUint(out, putVarUint(out, 0, sent.length), rows);
    for (const index of sent) {
      const header = this.#headers[index]!;
      out.set(header, position);
      position = this.#writers[index]!.write(out, position + header.length, rows, insert);
    }
    if (position !== out.length) throw new Error(`block of ${position} bytes, ${out.length} expected`);
    if (done < position) parts.push(out.subarray(done));
    this.reset();
    return parts;
  }

  /** Takes back the memory of a part that is done with; true when it was one of those that columns are collected in. */
  recycle(memory: ArrayBufferLike): boolean {
    return this.#pool.give(memory);
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

  #copiedSize(sent: readonly number[]): number {
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
