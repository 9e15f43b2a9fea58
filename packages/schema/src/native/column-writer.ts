// What every column of a Native block can do, and the writers of its fixed-width types.
import type { RowValue } from '../row.ts';

/** Tells that pieces of memory come between what stands before `position` and what comes there. */
export type InsertPieces = (position: number, pieces: readonly Uint8Array[]) => void;

/**
 * Collects one column of a block. Absent values cost almost nothing: arrays are zero already.
 * Layout of each type: ClickHouse, Native format, serialisation `Default` (revision 0, as over HTTP).
 */
export interface ColumnWriter {
  /** Adds the value of row `row`; rows come in order, and `grow` has made room. */
  add(value: RowValue, row: number): void;
  /** Makes room for `capacity` rows. */
  grow(capacity: number): void;
  /** Whether any value differs from the type's default: a column without any need not be sent. */
  readonly used: boolean;
  /** Bytes that `write` will write into `out` for `rows` rows. */
  size(rows: number): number;
  /** Bytes beside them, which are not copied: pieces that `write` hands to `insert`. */
  readonly pieceBytes?: number;
  /** Writes the column's data (prefix included) at `position`; returns the position after it. */
  write(out: Uint8Array, position: number, rows: number, insert: InsertPieces): number;
  /** Forgets the `rows` rows; memory stays. */
  reset(rows: number): void;
}

type Cells = Uint8Array | Uint16Array | Uint32Array;

function enlarged<T extends Cells>(cells: T, make: new (length: number) => T, length: number): T {
  const grown = new make(length);
  grown.set(cells);
  return grown;
}

function copyCells(cells: Cells, length: number, out: Uint8Array, position: number): number {
  const bytes = new Uint8Array(cells.buffer, cells.byteOffset, length * cells.BYTES_PER_ELEMENT);
  out.set(bytes, position);
  return position + bytes.length;
}

/** UInt8, UInt16, UInt32. A number out of range wraps: callers check ranges. */
export class NumberWriter implements ColumnWriter {
  #cells: Cells;
  used = false;
  readonly #make: new (length: number) => Cells;

  constructor(make: new (length: number) => Cells) {
    this.#make = make;
    this.#cells = new make(0);
  }

  grow(capacity: number): void {
    this.#cells = enlarged(this.#cells, this.#make, capacity);
  }

  add(value: RowValue, row: number): void {
    if (value === 0) return;
    this.used = true;
    this.#cells[row] = Number(value);
  }

  size(rows: number): number {
    return rows * this.#cells.BYTES_PER_ELEMENT;
  }

  write(out: Uint8Array, position: number, rows: number): number {
    return copyCells(this.#cells, rows, out, position);
  }

  reset(rows: number): void {
    this.#cells.fill(0, 0, rows);
    this.used = false;
  }
}

/** UInt64, Int64 and DateTime64(3) (milliseconds since the epoch, fractions cut): two's complement, two 32-bit halves. */
export class WideWriter implements ColumnWriter {
  #cells = new Uint32Array(0);
  used = false;

  grow(capacity: number): void {
    this.#cells = enlarged(this.#cells, Uint32Array, capacity * 2);
  }

  add(value: RowValue, row: number): void {
    if (value === 0) return;
    this.used = true;
    if (typeof value === 'number') {
      const high = Math.floor(value / 0x1_0000_0000);
      this.#cells[row * 2] = Math.floor(value) - high * 0x1_0000_0000;
      this.#cells[row * 2 + 1] = high;
      return;
    }
    const bits = BigInt.asUintN(64, typeof value === 'bigint' ? value : 0n);
    this.#cells[row * 2] = Number(bits & 0xffff_ffffn);
    this.#cells[row * 2 + 1] = Number(bits >> 32n);
  }

  size(rows: number): number {
    return rows * 8;
  }

  write(out: Uint8Array, position: number, rows: number): number {
    return copyCells(this.#cells, rows * 2, out, position);
  }

  reset(rows: number): void {
    this.#cells.fill(0, 0, rows * 2);
    this.used = false;
  }
}

const HEX = new Uint8Array(128).fill(0xff);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** First character of each of the four 32-bit words of a UUID's text, with the gap of a hyphen after four digits. */
const WORDS: readonly (readonly [start: number, gap: 0 | 1])[] = [
  [0, 0],
  [9, 1],
  [19, 1],
  [28, 0],
];

/** UUID: two little-endian 64-bit halves, the first digits' half first. What is not a UUID becomes nil. */
export class UuidWriter implements ColumnWriter {
  #cells = new Uint32Array(0);
  used = false;

  grow(capacity: number): void {
    this.#cells = enlarged(this.#cells, Uint32Array, capacity * 4);
  }

  add(value: RowValue, row: number): void {
    if (value === '') return;
    if (typeof value === 'string') this.#addText(value, row * 4);
    else if (value instanceof Uint8Array && value.length === 16) this.#addBytes(value, row * 4);
  }

  #addText(text: string, at: number): void {
    if (text.length !== 36) return;
    let bad = 0;
    for (let word = 0; word < 4; word++) {
      const [start, gap] = WORDS[word]!;
      let bits = 0;
      for (let i = 0; i < 8; i++) {
        const digit = HEX[text.charCodeAt(start + i + (i > 3 ? gap : 0))] ?? 0xff;
        bad |= digit;
        bits = (bits << 4) | digit;
      }
      this.#cells[at + (word ^ 1)] = bits;
    }
    if (bad > 15) this.#cells.fill(0, at, at + 4);
    else this.used = true;
  }

  #addBytes(bytes: Uint8Array, at: number): void {
    for (let word = 0; word < 4; word++) {
      const i = word * 4;
      const bits = (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
      this.#cells[at + (word ^ 1)] = bits;
    }
    this.used = true;
  }

  size(rows: number): number {
    return rows * 16;
  }

  write(out: Uint8Array, position: number, rows: number): number {
    return copyCells(this.#cells, rows * 4, out, position);
  }

  reset(rows: number): void {
    this.#cells.fill(0, 0, rows * 4);
    this.used = false;
  }
}
