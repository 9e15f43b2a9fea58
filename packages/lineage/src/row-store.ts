// All rows of all pages: the few columns that decide about identity and descent, read once; the rest stays in the pages.
import { columnNumber, processColumns, readNumber, readText, readTime, sharedColumns } from './process-columns.ts';
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
  /** Columns of each page by number. */
  readonly #pages: (ArrayLike<unknown> | undefined)[][] = [];
  /** Values of shared columns, equal ones being one string: they are compared and looked up faster, and kept once. */
  readonly #shared: string[][] = Array.from({ length: sharedColumns }, () => []);
  readonly #pool = new TextPool();
  readonly #page: number[] = [];
  readonly #at: number[] = [];

  get size(): number {
    return this.bucket.length;
  }

  /** Adds a page's rows. A row without id and pid becomes a process of its own, known by its place (`row:<n>`). */
  append(page: ProcessColumns, buckets: Buckets): void {
    const { length, columns } = page;
    const number = this.#pages.length;
    this.#pages.push(processColumns.map((name) => columns[name]));
    for (let column = 0; column < sharedColumns; column++) {
      const cells = this.#pages[number]?.[column];
      const values = this.#shared[column];
      for (let i = 0; i < length; i++) values?.push(cells === undefined ? '' : this.#pool.intern(readText(cells, i)));
    }
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
    return this.textAt(row, columnNumber[column]);
  }

  /** The same by the column's number. */
  textAt(row: number, column: number): string {
    if (column < sharedColumns) return this.#shared[column]?.[row] ?? '';
    const cells = this.#pages[this.#page[row] ?? 0]?.[column];
    return cells === undefined ? '' : readText(cells, this.#at[row] ?? 0);
  }

  number(row: number, column: ProcessColumn): number {
    return readNumber(this.#pages[this.#page[row] ?? 0]?.[columnNumber[column]], this.#at[row] ?? 0);
  }
}

/** Equal texts as one string. */
class TextPool {
  readonly #texts = new Map<string, string>();

  intern(text: string): string {
    if (text === '') return text;
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}
