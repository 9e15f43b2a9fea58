// All rows of all pages: the few columns that decide about identity and descent, read once; the rest stays in the pages.
import { readNumber, readText, readTime } from './process-columns.ts';
import type { ProcessColumn, ProcessColumns } from './process-columns.ts';
import { deriveId, idKinds, normalizeId, readIdKind } from './process-identity.ts';
import type { Buckets } from './buckets.ts';

/** Rows, numbered through in the order in which they were added. */
export class RowStore {
  /** Bucket of the row's own id, and of its parent's (-1: names none). */
  readonly bucket: number[] = [];
  readonly parentBucket: number[] = [];
  /** Index into `idKinds`. */
  readonly kind: number[] = [];
  readonly pid: number[] = [];
  readonly ppid: number[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly #pages: ProcessColumns[] = [];
  readonly #page: number[] = [];
  readonly #at: number[] = [];

  get size(): number {
    return this.bucket.length;
  }

  /** Adds a page's rows. A row without id and pid becomes a process of its own, known by its place (`row:<n>`). */
  append(page: ProcessColumns, buckets: Buckets): void {
    const { length, columns } = page;
    const number = this.#pages.length;
    this.#pages.push(page);
    for (let i = 0; i < length; i++) {
      const host = buckets.host(readText(columns.host, i));
      const pid = readNumber(columns.pid, i);
      const start = readTime(columns.start, i);
      const own = normalizeId(readText(columns.id, i));
      const parent = normalizeId(readText(columns.parentId, i));
      const id = own || (deriveId(pid, start) ?? `row:${this.size}`);
      this.bucket.push(buckets.bucket(host, id));
      this.parentBucket.push(parent === '' ? -1 : buckets.bucket(host, parent));
      this.kind.push(idKinds.indexOf(own === '' ? 'weak' : readIdKind(readText(columns.idKind, i))));
      this.pid.push(pid);
      this.ppid.push(readNumber(columns.ppid, i));
      this.start.push(start);
      this.end.push(readTime(columns.end, i));
      this.#page.push(number);
      this.#at.push(i);
    }
  }

  /** Any column of a row, as text. */
  text(row: number, column: ProcessColumn): string {
    return readText(this.#pages[this.#page[row] ?? 0]?.columns[column], this.#at[row] ?? 0);
  }

  number(row: number, column: ProcessColumn): number {
    return readNumber(this.#pages[this.#page[row] ?? 0]?.columns[column], this.#at[row] ?? 0);
  }
}
