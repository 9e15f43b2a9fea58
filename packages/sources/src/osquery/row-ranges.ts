// Where each row of an osquery line with many rows lies in the body, so that a row keeps its own bytes and not those of all.
import { itemRanges, memberRange } from '../framing/scan-json.ts';
import type { ByteRange } from '../framing/scan-json.ts';

export class RowRanges {
  readonly #body: Uint8Array;
  readonly #line: ByteRange;
  readonly #lists = new Map<string, readonly ByteRange[]>();

  constructor(body: Uint8Array, start: number, end: number) {
    this.#body = body;
    this.#line = { start, end };
  }

  /** Bytes of a row; the whole line for its only one. */
  find(list: 'columns' | 'snapshot' | 'added' | 'removed', item: number): ByteRange {
    if (list === 'columns') return this.#line;
    let ranges = this.#lists.get(list);
    if (ranges === undefined) this.#lists.set(list, (ranges = this.#locate(list)));
    return ranges[item] ?? this.#line;
  }

  #locate(list: 'snapshot' | 'added' | 'removed'): readonly ByteRange[] {
    const { start, end } = this.#line;
    const outer = memberRange(this.#body, start, end, list === 'snapshot' ? 'snapshot' : 'diffResults');
    if (outer === undefined) return [];
    const array = list === 'snapshot' ? outer : memberRange(this.#body, outer.start, outer.end, list);
    return array === undefined ? [] : itemRanges(this.#body, array.start, array.end);
  }
}
