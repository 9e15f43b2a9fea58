// Timeline: visible rows as bars over time, in lanes by host and depth, as trace viewers draw them.
import type { VisibleRows } from './flatten-rows.ts';
import type { Forest } from './forest.ts';
import { compareNumbers } from './order.ts';

export interface TimelineLayout {
  readonly length: number;
  /** Of each row: its lane (-1: no time is known, so there is no bar), and the ends of its bar, epoch ms. */
  readonly lane: Int32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** 1 where no end was seen: the bar goes on. */
  readonly isOpen: Uint8Array;
  /** Rows of each lane by time, without overlap: cull by binary search. */
  readonly lanes: readonly Int32Array[];
  /** Lanes of each host and depth, from top to bottom. */
  readonly bands: readonly {
    readonly host: string;
    readonly depth: number;
    readonly first: number;
    readonly lanes: number;
  }[];
}

export interface TimelineRange {
  /** The window, epoch ms: bars without an end go on to `to`. */
  readonly from: number;
  readonly to: number;
}

/** A min-heap of lanes by the time at which they are free again, then by number. */
class FreeLanes {
  readonly #lanes: number[] = [];
  readonly #free: number[] = [];

  #isLess(a: number, b: number): boolean {
    const [left, right] = [this.#lanes[a] ?? 0, this.#lanes[b] ?? 0];
    return ((this.#free[left] ?? 0) - (this.#free[right] ?? 0) || left - right) < 0;
  }

  #swap(a: number, b: number): void {
    [this.#lanes[a], this.#lanes[b]] = [this.#lanes[b] ?? 0, this.#lanes[a] ?? 0];
  }

  /** The lane for a bar: one that is free by its start, else a new one. */
  take(from: number, to: number): number {
    const top = this.#lanes[0];
    if (top !== undefined && (this.#free[top] ?? 0) <= from) {
      this.#free[top] = to;
      for (let at = 0; ;) {
        const left = 2 * at + 1;
        if (left >= this.#lanes.length) break;
        const least = left + 1 < this.#lanes.length && this.#isLess(left + 1, left) ? left + 1 : left;
        if (!this.#isLess(least, at)) break;
        this.#swap(at, least);
        at = least;
      }
      return top;
    }
    const lane = this.#free.length;
    this.#free.push(to);
    this.#lanes.push(lane);
    for (let at = this.#lanes.length - 1; at > 0;) {
      const above = (at - 1) >> 1;
      if (!this.#isLess(at, above)) break;
      this.#swap(at, above);
      at = above;
    }
    return lane;
  }

  get count(): number {
    return this.#free.length;
  }
}

/** Lays visible rows out over time; n log n for the order by start. Rows of roll-ups reach over all their members. */
export function layOutTimeline(forest: Forest, rows: VisibleRows, range: TimelineRange): TimelineLayout {
  const { length } = rows;
  const lane = new Int32Array(length).fill(-1);
  const from = new Float64Array(length).fill(NaN);
  const to = new Float64Array(length).fill(NaN);
  const isOpen = new Uint8Array(length);
  const bandRows = new Map<string, { readonly host: string; readonly depth: number; readonly rows: number[] }>();
  for (let row = 0; row < length; row++) {
    const node = rows.node[row] ?? 0;
    const group = rows.group(row);
    const shown = group ? (group.members[0] ?? 0) : node;
    if (!group && forest.kind(node) !== 'process') continue;
    const start = group ? group.from : (forest.start[node] ?? NaN);
    if (Number.isNaN(start)) continue;
    const end = group ? group.to : (forest.end[node] ?? NaN);
    from[row] = start;
    isOpen[row] = Number.isNaN(end) ? 1 : 0;
    to[row] = Math.max(start, Number.isNaN(end) ? range.to : end);
    const host = forest.host(shown);
    const depth = rows.depth[row] ?? 0;
    const key = `${host}\u0000${depth}`;
    const band = bandRows.get(key);
    if (band) band.rows.push(row);
    else bandRows.set(key, { host, depth, rows: [row] });
  }
  const hosts = new Map<string, number>();
  for (const { host } of bandRows.values()) if (!hosts.has(host)) hosts.set(host, hosts.size);
  const ordered = [...bandRows.values()].sort(
    (a, b) => (hosts.get(a.host) ?? 0) - (hosts.get(b.host) ?? 0) || a.depth - b.depth,
  );
  const lanes: number[][] = [];
  const bands = ordered.map(({ host, depth, rows: own }) => {
    const first = lanes.length;
    const free = new FreeLanes();
    own.sort((a, b) => compareNumbers(from[a] ?? NaN, from[b] ?? NaN) || a - b);
    for (const row of own) {
      const at = first + free.take(from[row] ?? 0, to[row] ?? 0);
      lane[row] = at;
      (lanes[at] ??= []).push(row);
    }
    return { host, depth, first, lanes: free.count };
  });
  return { length, lane, from, to, isOpen, lanes: lanes.map((list) => Int32Array.from(list)), bands };
}
