// Filters: which nodes are meant, and which are shown so that they stand where they belong.
import type { LevelRank } from './alert-level.ts';
import type { Forest } from './forest.ts';
import type { ProcessColumn } from './process-columns.ts';

/** All that is given must hold; an empty list means no choice. Texts are compared without case. */
export interface ForestFilter {
  readonly users?: readonly string[];
  /** File names. */
  readonly images?: readonly string[];
  readonly hosts?: readonly string[];
  readonly integrities?: readonly string[];
  readonly minLevel?: LevelRank;
  readonly minScore?: number;
  /** Alive at some time in between, epoch ms. A process without an end counts as alive until `to`; without a start it is out. */
  readonly from?: number;
  readonly to?: number;
}

export interface FilterResult {
  /** 1 for the nodes that are meant. */
  readonly match: Uint8Array;
  /** These and their ancestors. */
  readonly shown: Uint8Array;
  /** Nodes that are meant. */
  readonly count: number;
}

export type Facet = 'user' | 'image' | 'host' | 'integrity';

const lowered = (values: readonly string[] | undefined): ReadonlySet<string> | undefined =>
  values === undefined || values.length === 0 ? undefined : new Set(values.map((value) => value.toLowerCase()));

const valueOf = (forest: Forest, node: number, facet: Facet): string => {
  if (facet === 'image') return forest.name(node);
  return facet === 'host' ? forest.host(node) : forest.text(node, facet satisfies ProcessColumn);
};

/** Applies a filter. Hosts and ghosts are shown for what is below them, never for themselves. Linear. */
export function filterForest(forest: Forest, filter: ForestFilter): FilterResult {
  const match = new Uint8Array(forest.size);
  const shown = new Uint8Array(forest.size);
  const wanted: readonly (readonly [Facet, ReadonlySet<string> | undefined])[] = [
    ['host', lowered(filter.hosts)],
    ['image', lowered(filter.images)],
    ['user', lowered(filter.users)],
    ['integrity', lowered(filter.integrities)],
  ];
  const { from, to, minLevel = 0, minScore = 0 } = filter;
  const isAlive = (node: number): boolean => {
    if (from === undefined && to === undefined) return true;
    const start = forest.start[node] ?? NaN;
    const end = forest.end[node] ?? NaN;
    return start <= (to ?? Infinity) && !(end < (from ?? -Infinity));
  };
  let count = 0;
  const { order } = forest.shape;
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i] ?? 0;
    const isMeant =
      forest.kind(node) === 'process' &&
      (forest.level[node] ?? 0) >= minLevel &&
      (forest.score[node] ?? 0) >= minScore &&
      isAlive(node) &&
      wanted.every(([facet, values]) => values?.has(valueOf(forest, node, facet).toLowerCase()) ?? true);
    if (isMeant) {
      match[node] = 1;
      count++;
    }
    if (isMeant || shown[node] === 1) {
      shown[node] = 1;
      const above = forest.parent[node] ?? -1;
      if (above >= 0) shown[above] = 1;
    }
  }
  return { match, shown, count };
}

/** Values of processes to choose from, most frequent first, then by name; values that differ in case only are one. */
export function facetsOf(forest: Forest, facet: Facet): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, { readonly value: string; count: number }>();
  for (const node of forest.shape.order) {
    if (forest.kind(node) !== 'process') continue;
    const value = valueOf(forest, node, facet);
    if (value === '') continue;
    const known = counts.get(value.toLowerCase());
    if (known) known.count++;
    else counts.set(value.toLowerCase(), { value, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
