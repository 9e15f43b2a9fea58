// Orders of siblings.
import type { Forest, SortKey } from './forest.ts';
import { layOut } from './lay-out.ts';
import type { Shape } from './lay-out.ts';
import { compareNumbers, compareTexts } from './order.ts';

export interface SortBasis {
  isHost(node: number): boolean;
  /** Start, or the earliest start below where none was seen. */
  readonly earliest: Float64Array;
  readonly worst: Uint8Array;
  readonly worstScore: Float32Array;
  name(node: number): string;
  key(node: number): string;
}

/**
 * The shape with the siblings of each family in order. Ties fall back on time, name and key, so that the same rows always look the
 * same; hosts stand worst first in every order. A family that is in order already costs one look at each of its members.
 */
export function arrangeSiblings(sketch: Shape, parent: Int32Array, by: SortKey, basis: SortBasis): Shape {
  const { earliest, worst, worstScore, isHost, name, key } = basis;
  const lowered = new Map<string, string>();
  const lower = (node: number): string => {
    const text = name(node);
    let low = lowered.get(text);
    if (low === undefined) lowered.set(text, (low = text.toLowerCase()));
    return low;
  };
  const byTime = (a: number, b: number): number => compareNumbers(earliest[a] ?? NaN, earliest[b] ?? NaN);
  const byName = (a: number, b: number): number => compareTexts(lower(a), lower(b));
  const byLevel = (a: number, b: number): number => (worst[b] ?? 0) - (worst[a] ?? 0);
  const byScore = (a: number, b: number): number => (worstScore[b] ?? 0) - (worstScore[a] ?? 0);
  const chosen = { start: byTime, name: byName, level: byLevel, score: byScore }[by];
  const compare = (a: number, b: number): number =>
    (isHost(a) && isHost(b) ? byLevel(a, b) || byScore(a, b) || byName(a, b) : 0) ||
    chosen(a, b) ||
    byTime(a, b) ||
    byName(a, b) ||
    compareTexts(name(a), name(b)) ||
    compareTexts(key(a), key(b));

  const arranged = (family: Int32Array): Int32Array => {
    for (let i = 1; i < family.length; i++)
      if (compare(family[i - 1] ?? 0, family[i] ?? 0) > 0) return Int32Array.from([...family].sort(compare));
    return family;
  };
  const roots = arranged(sketch.roots);
  const sequence = new Int32Array(sketch.order.length);
  sequence.set(roots);
  let at = roots.length;
  for (const node of sketch.order) {
    const from = sketch.childStart[node] ?? 0;
    const end = sketch.childStart[node + 1] ?? 0;
    if (end === from) continue;
    sequence.set(arranged(sketch.children.subarray(from, end)), at);
    at += end - from;
  }
  return layOut(parent, sequence);
}

/** The same forest with its siblings in another order. */
export function sortForest(forest: Forest, by: SortKey): Forest {
  if (forest.sortedBy === by) return forest;
  const shape = forest.arrange(by);
  const sorted: Forest = Object.create(forest, {
    sortedBy: { value: by, enumerable: true },
    shape: { value: shape, enumerable: true },
  }) as Forest;
  return sorted;
}
