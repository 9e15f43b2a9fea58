// Writers of columns whose rows hold several values: Array and Map, as offsets and the elements of all rows.
import type { RowValue } from '../row.ts';
import type { ChunkPool } from './chunk-pool.ts';
import type { ColumnWriter, InsertPieces } from './column-writer.ts';
import { UuidWriter } from './column-writer.ts';
import { DictionaryWriter, StringWriter } from './text-writer.ts';

/** End offset of each row's elements, as UInt64. */
class Offsets {
  #cells = new Uint32Array(0);

  grow(capacity: number): void {
    const grown = new Uint32Array(capacity * 2);
    grown.set(this.#cells);
    this.#cells = grown;
  }

  set(row: number, end: number): void {
    this.#cells[row * 2] = end;
  }

  write(out: Uint8Array, position: number, rows: number): number {
    out.set(new Uint8Array(this.#cells.buffer, 0, rows * 8), position);
    return position + rows * 8;
  }
}

const listOf = (value: RowValue): readonly string[] => (Array.isArray(value) ? value : []);

/** Array(LowCardinality(String)): the dictionary's prefix, offsets, then the elements. */
export class DictionaryListWriter implements ColumnWriter {
  readonly #offsets = new Offsets();
  readonly #elements = new DictionaryWriter();
  #count = 0;

  get used(): boolean {
    return this.#count > 0;
  }

  grow(capacity: number): void {
    this.#offsets.grow(capacity);
  }

  add(value: RowValue, row: number): void {
    const list = listOf(value);
    for (let i = 0; i < list.length; i++) {
      this.#elements.ensure(this.#count);
      this.#elements.addText(list[i]!, this.#count++);
    }
    this.#offsets.set(row, this.#count);
  }

  size(rows: number): number {
    return 8 + rows * 8 + this.#elements.dataSize(this.#count);
  }

  write(out: Uint8Array, position: number, rows: number): number {
    const start = this.#elements.writePrefix(out, position);
    return this.#elements.writeData(out, this.#offsets.write(out, start, rows), this.#count);
  }

  reset(): void {
    this.#elements.reset(this.#count);
    this.#count = 0;
  }
}

/** Array(UUID). */
export class UuidListWriter implements ColumnWriter {
  readonly #offsets = new Offsets();
  readonly #elements = new UuidWriter();
  #count = 0;
  #capacity = 0;

  get used(): boolean {
    return this.#count > 0;
  }

  grow(capacity: number): void {
    this.#offsets.grow(capacity);
  }

  add(value: RowValue, row: number): void {
    for (const element of listOf(value)) {
      if (this.#count === this.#capacity) this.#elements.grow((this.#capacity = Math.max(64, this.#capacity * 2)));
      this.#elements.add(element, this.#count++);
    }
    this.#offsets.set(row, this.#count);
  }

  size(rows: number): number {
    return rows * 8 + this.#elements.size(this.#count);
  }

  write(out: Uint8Array, position: number, rows: number): number {
    return this.#elements.write(out, this.#offsets.write(out, position, rows), this.#count);
  }

  reset(): void {
    this.#elements.reset(this.#count);
    this.#count = 0;
  }
}

/** Map(LowCardinality(String), String) from a flat [key, value, …]: an array of pairs, keys and values apart. */
export class MapWriter implements ColumnWriter {
  readonly #offsets = new Offsets();
  readonly #keys = new DictionaryWriter();
  readonly #values: StringWriter;
  #count = 0;

  constructor(pool: ChunkPool) {
    this.#values = new StringWriter(pool);
  }

  get pieceBytes(): number {
    return this.#values.pieceBytes;
  }

  get used(): boolean {
    return this.#count > 0;
  }

  grow(capacity: number): void {
    this.#offsets.grow(capacity);
  }

  add(value: RowValue, row: number): void {
    const flat = listOf(value);
    for (let i = 0; i + 1 < flat.length; i += 2) {
      this.#keys.ensure(this.#count);
      this.#keys.addText(flat[i]!, this.#count++);
      this.#values.add(flat[i + 1]!);
    }
    this.#offsets.set(row, this.#count);
  }

  size(rows: number): number {
    return 8 + rows * 8 + this.#keys.dataSize(this.#count) + this.#values.size();
  }

  write(out: Uint8Array, position: number, rows: number, insert: InsertPieces): number {
    const start = this.#offsets.write(out, this.#keys.writePrefix(out, position), rows);
    return this.#values.write(out, this.#keys.writeData(out, start, this.#count), this.#count, insert);
  }

  reset(): void {
    this.#keys.reset(this.#count);
    this.#values.reset();
    this.#count = 0;
  }
}
