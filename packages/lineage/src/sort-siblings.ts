// Orders of siblings: one sequence of all nodes, from which the layout takes each family in turn.
import type { Forest, SortKey } from './forest.ts';
import { compareNumbers, compareTexts } from './group-rows.ts';
import { layOut } from './lay-out.ts';

export interface SortBasis {
  readonly size: number;
  /** Nodes from here on are hosts. */
  readonly firstHost: number;
  /** Start, or the earliest start below where none was seen. */
  readonly earliest: Float64Array;
  readonly worst: Uint8Array;
  readonly names: readonly string[];
  readonly keys: readonly string[];
}

/** All nodes in sibling order. Ties fall back on time, name and key, so that the same rows always look the same. */
export function siblingSequence(by: SortKey, basis: SortBasis): Int32Array {
  const { size, firstHost, earliest, worst, names, keys } = basis;
  const lowered = by === 'name' ? names.map((name) => name.toLowerCase()) : names;
  const byTime = (a: number, b: number): number => compareNumbers(earliest[a] ?? NaN, earliest[b] ?? NaN);
  const byName = (a: number, b: number): number => compareTexts(lowered[a] ?? '', lowered[b] ?? '');
  const byLevel = (a: number, b: number): number => (worst[b] ?? 0) - (worst[a] ?? 0);
  const chosen = by === 'name' ? byName : by === 'level' ? byLevel : byTime;
  const compare = (a: number, b: number): number =>
    (a >= firstHost && b >= firstHost ? byLevel(a, b) || byName(a, b) : 0) ||
    chosen(a, b) ||
    byTime(a, b) ||
    byName(a, b) ||
    compareTexts(keys[a] ?? '', keys[b] ?? '');
  return Int32Array.from({ length: size }, (_, node) => node).sort(compare);
}

/** The same forest with its siblings in another order. */
export function sortForest(forest: Forest, by: SortKey): Forest {
  if (forest.sortedBy === by) return forest;
  return { ...forest, sortedBy: by, shape: layOut(forest.parent, forest.sequence(by)) };
}
