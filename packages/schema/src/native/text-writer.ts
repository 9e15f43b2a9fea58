// Writers of text columns: String as it comes, LowCardinality(String) by a dictionary of its own in each block.
import type { RowValue } from '../row.ts';
import { ByteBuffer } from './byte-buffer.ts';
import type { ChunkPool } from './chunk-pool.ts';
import { ChunkedBuffer } from './chunked-buffer.ts';
import type { ColumnWriter, InsertPieces } from './column-writer.ts';

/** String: length and bytes, row after row. Bytes go in untouched, strings as UTF-8. */
export class StringWriter implements ColumnWriter {
  readonly #data: ChunkedBuffer;
  used = false;

  constructor(pool: ChunkPool) {
    this.#data = new ChunkedBuffer(pool);
  }

  get pieceBytes(): number {
    return this.#data.pieceBytes;
  }

  grow(): void {
    // The bytes grow as they come.
  }

  add(value: RowValue): void {
    if (value === '') {
      this.#data.writeZero();
      return;
    }
    this.used = true;
    if (typeof value === 'string') this.#data.writeString(value);
    else if (value instanceof Uint8Array) this.#data.writeBytes(value);
    else this.#data.writeString(String(value));
  }

  size(): number {
    return this.#data.length - this.#data.pieceBytes;
  }

  write(out: Uint8Array, position: number, _rows: number, insert: InsertPieces): number {
    if (this.pieceBytes > 0) insert(position, this.#data.takePieces());
    const { tail } = this.#data;
    out.set(tail, position);
    return position + tail.length;
  }

  reset(): void {
    this.#data.reset();
    this.used = false;
  }
}

/** Version of the dictionary's serialisation: «shared dictionaries with additional keys», the only one there is. */
const DICTIONARY_VERSION = 1;
/** Flags of a dictionary that is sent in whole with the block: additional keys (bit 9), dictionary is new (bit 10). */
const DICTIONARY_FLAGS = 0x600;
const PREFIX_SIZE = 8;

/**
 * LowCardinality(String): keys once, then an index a row of 1, 2 or 4 bytes. Key 0 is the empty string, so absent values
 * cost nothing. Also used for the elements of arrays and the keys of maps, whose number differs from the rows.
 */
export class DictionaryWriter implements ColumnWriter {
  readonly #positions = new Map<string, number>();
  readonly #keys = new ByteBuffer(1024);
  #indexes = new Uint32Array(0);
  #last = '';
  #lastIndex = 0;

  constructor() {
    this.#keys.writeZero();
  }

  get used(): boolean {
    return this.#positions.size > 0;
  }

  grow(capacity: number): void {
    const grown = new Uint32Array(capacity);
    grown.set(this.#indexes);
    this.#indexes = grown;
  }

  add(value: RowValue, row: number): void {
    if (value === '') return;
    if (typeof value === 'string') this.addText(value, row);
    else this.addText(value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value), row);
  }

  /** As `add` of a string that may be any; `grow` must have made room for element `row`. */
  addText(text: string, row: number): void {
    if (text === this.#last) {
      this.#indexes[row] = this.#lastIndex;
      return;
    }
    let index = text === '' ? 0 : this.#positions.get(text);
    if (index === undefined) {
      index = this.#positions.size + 1;
      this.#positions.set(text, index);
      this.#keys.writeString(text);
    }
    this.#last = text;
    this.#lastIndex = index;
    this.#indexes[row] = index;
  }

  /** Makes room for one more element than `row`, by doubling. */
  ensure(row: number): void {
    if (row >= this.#indexes.length) this.grow(Math.max(1024, this.#indexes.length * 2));
  }

  #width(): 1 | 2 | 4 {
    const keys = this.#positions.size + 1;
    return keys <= 0x100 ? 1 : keys <= 0x1_0000 ? 2 : 4;
  }

  size(rows: number): number {
    return PREFIX_SIZE + this.dataSize(rows);
  }

  write(out: Uint8Array, position: number, rows: number): number {
    return this.writeData(out, this.writePrefix(out, position), rows);
  }

  dataSize(rows: number): number {
    return rows === 0 ? 0 : 24 + this.#keys.length + rows * this.#width();
  }

  writePrefix(out: Uint8Array, position: number): number {
    out.fill(0, position, position + PREFIX_SIZE);
    out[position] = DICTIONARY_VERSION;
    return position + PREFIX_SIZE;
  }

  writeData(out: Uint8Array, position: number, rows: number): number {
    if (rows === 0) return position;
    const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    const width = this.#width();
    view.setBigUint64(position, BigInt(DICTIONARY_FLAGS | (width >> 1)), true);
    view.setBigUint64(position + 8, BigInt(this.#positions.size + 1), true);
    out.set(this.#keys.view(), position + 16);
    const start = position + 16 + this.#keys.length;
    view.setBigUint64(start, BigInt(rows), true);
    return writeIndexes(out, start + 8, this.#indexes.subarray(0, rows), width);
  }

  reset(rows: number): void {
    this.#indexes.fill(0, 0, rows);
    this.#positions.clear();
    this.#keys.reset();
    this.#keys.writeZero();
    this.#last = '';
    this.#lastIndex = 0;
  }
}

function writeIndexes(out: Uint8Array, position: number, indexes: Uint32Array, width: 1 | 2 | 4): number {
  if (width === 1) {
    // Assigning to bytes keeps the low byte, which is all there is.
    out.set(indexes, position);
    return position + indexes.length;
  }
  const cells = width === 2 ? Uint16Array.from(indexes) : indexes;
  out.set(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength), position);
  return position + cells.byteLength;
}
