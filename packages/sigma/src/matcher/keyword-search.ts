// Searches all values of an event for the literals of keywords. Hot path: most rule sets hold a rule that wants this of every event.
import { COL } from '@huntboard/schema';
import type { Row, RowValue } from '@huntboard/schema';
import { keywordColumns } from '../event/keyword-values.ts';
import type { FieldScanner } from './field-scanner.ts';

/** Longer values seldom repeat and are not worth keeping. */
const MAX_KEPT = 256;

const indexes: readonly number[] = keywordColumns.map((column) => COL[column]);

/**
 * Remembers of each column, and of each place in the long tail, the last value in which nothing was found: half the values of an
 * event are those of the event before (computer, channel, account, program), and comparing costs a tenth of searching.
 */
export class KeywordSearch {
  readonly #scanner: FieldScanner;
  readonly #columns: (RowValue | undefined)[] = indexes.map(() => undefined);
  readonly #tail: string[] = [];
  /** Integers below this have too few digits for any literal. */
  readonly #leastInteger: number;

  constructor(scanner: FieldScanner) {
    this.#scanner = scanner;
    this.#leastInteger = 10 ** (scanner.shortest - 1);
  }

  search(row: Row, into: Int32Array): void {
    const scanner = this.#scanner;
    const columns = this.#columns;
    for (let c = 0; c < indexes.length; c++) {
      const value = row[indexes[c]!]!;
      if (value === '' || value === 0 || value === columns[c]) continue;
      if (typeof value === 'string') {
        if (!scanner.scan(value, into) && value.length <= MAX_KEPT) columns[c] = value;
      } else if ((value as number | bigint) >= this.#leastInteger && !scanner.scan(String(value), into))
        columns[c] = value;
    }
    const { shortest } = scanner;
    const tail = this.#tail;
    const ext = row[COL.ext] as string[];
    for (let i = 1; i < ext.length; i += 2) {
      const value = ext[i]!;
      if (value.length < shortest || value === tail[i]) continue;
      if (!scanner.scan(value, into) && value.length <= MAX_KEPT && i < MAX_KEPT) tail[i] = value;
    }
  }

  get bytes(): number {
    return this.#scanner.bytes;
  }
}
