// Starts and ends as ranks: bars are then put in order by counting, without comparing times.
import type { Forest } from './forest.ts';
import { Scratch } from './scratch.ts';

export interface TimeRanks {
  /** All starts and ends of processes, epoch ms, each once and in order. */
  readonly times: Float64Array;
  /** Place of each node's start and end in `times`; -1 where none was seen, and for what is no process. */
  readonly startRank: Int32Array;
  readonly endRank: Int32Array;
  /** Number of each node's host, and the names by number. */
  readonly host: Int32Array;
  readonly hosts: readonly string[];
  /** Place of the first time at or after this one: `times.length` after all, -1 for NaN. */
  rankOf(time: number): number;
  /** For whoever lays out by these ranks. */
  readonly scratch: Scratch;
}

/** By the starts, which all orders of a forest share. */
const known = new WeakMap<Float64Array, TimeRanks>();

/** The ranks of a forest's times; n log n once, then kept. */
export function rankTimes(forest: Forest): TimeRanks {
  const before = known.get(forest.start);
  if (before) return before;
  const { order } = forest.shape;
  const host = new Int32Array(forest.size);
  const numbers = new Map<string, number>();
  const all = new Float64Array(2 * order.length);
  let count = 0;
  for (const node of order) {
    const name = forest.host(node);
    let number = numbers.get(name);
    if (number === undefined) numbers.set(name, (number = numbers.size));
    host[node] = number;
    for (const time of [forest.start[node] ?? NaN, forest.end[node] ?? NaN])
      if (!Number.isNaN(time)) all[count++] = time;
  }
  // Without a comparing function: as numbers, and several times as fast.
  const sorted = all.subarray(0, count).sort();
  let different = 0;
  for (let i = 0; i < count; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[different++] = sorted[i] ?? 0;
  const times = sorted.slice(0, different);
  const rankOf = (time: number): number => {
    if (Number.isNaN(time)) return -1;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const startRank = new Int32Array(forest.size).fill(-1);
  const endRank = new Int32Array(forest.size).fill(-1);
  for (const node of order) {
    if (forest.kind(node) !== 'process') continue;
    startRank[node] = rankOf(forest.start[node] ?? NaN);
    endRank[node] = rankOf(forest.end[node] ?? NaN);
  }
  const ranks = { times, startRank, endRank, host, hosts: [...numbers.keys()], rankOf, scratch: new Scratch() };
  known.set(forest.start, ranks);
  return ranks;
}
