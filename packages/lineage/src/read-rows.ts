// Pages to one table of rows: the few columns that decide about identity and descent, read once, in arrays.
import { readNumber, readText, readTime } from './process-columns.ts';
import type { ProcessColumn, ProcessColumns } from './process-columns.ts';
import { deriveId, idKinds, normalizeId, readIdKind } from './process-identity.ts';

/** All rows of all pages, numbered through in the order of the pages. */
export interface RowTable {
  readonly size: number;
  /** Host in lower case; '' when the rows name none. */
  readonly host: readonly string[];
  readonly id: readonly string[];
  /** '' when the row names no parent. */
  readonly parentId: readonly string[];
  /** Index into `idKinds`. */
  readonly kind: Uint8Array;
  readonly pid: Float64Array;
  readonly ppid: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Any column of a row, as text. */
  text(row: number, column: ProcessColumn): string;
  number(row: number, column: ProcessColumn): number;
}

/** Reads the pages. A row without id and pid becomes a process of its own, known by its place (`row:<n>`). */
export function readRows(pages: readonly ProcessColumns[]): RowTable {
  const size = pages.reduce((sum, page) => sum + page.length, 0);
  const host = new Array<string>(size);
  const id = new Array<string>(size);
  const parentId = new Array<string>(size);
  const kind = new Uint8Array(size);
  const pid = new Float64Array(size);
  const ppid = new Float64Array(size);
  const start = new Float64Array(size);
  const end = new Float64Array(size);
  const offsets: number[] = [];
  const lowered = new Map<string, string>();
  let row = 0;
  for (const { length, columns } of pages) {
    offsets.push(row);
    for (let i = 0; i < length; i++, row++) {
      const sent = readText(columns.host, i);
      let canonical = lowered.get(sent);
      if (canonical === undefined) lowered.set(sent, (canonical = sent.toLowerCase()));
      host[row] = canonical;
      pid[row] = readNumber(columns.pid, i);
      ppid[row] = readNumber(columns.ppid, i);
      const began = (start[row] = readTime(columns.start, i));
      end[row] = readTime(columns.end, i);
      parentId[row] = normalizeId(readText(columns.parentId, i));
      const own = normalizeId(readText(columns.id, i));
      id[row] = own || (deriveId(pid[row] ?? NaN, began) ?? `row:${row}`);
      kind[row] = idKinds.indexOf(own === '' ? 'weak' : readIdKind(readText(columns.idKind, i)));
    }
  }
  const pageOf = (at: number): number => {
    let page = offsets.length - 1;
    while ((offsets[page] ?? 0) > at) page--;
    return page;
  };
  return {
    size,
    host,
    id,
    parentId,
    kind,
    pid,
    ppid,
    start,
    end,
    text: (at, column) => {
      const page = pageOf(at);
      return readText(pages[page]?.columns[column], at - (offsets[page] ?? 0));
    },
    number: (at, column) => {
      const page = pageOf(at);
      return readNumber(pages[page]?.columns[column], at - (offsets[page] ?? 0));
    },
  };
}
