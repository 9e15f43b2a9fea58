// Edges worth drawing: that a parent opens the child it has just made goes without saying.
import type { Edge, Forest } from '@huntboard/lineage';

const known = new WeakMap<readonly Edge[], readonly Edge[]>();

export function tellingEdges(forest: Forest): readonly Edge[] {
  let telling = known.get(forest.edges);
  if (telling) return telling;
  telling = forest.edges.filter(
    (edge) =>
      edge.kind !== 'access' ||
      (forest.parent[edge.target] !== edge.source && forest.parent[edge.source] !== edge.target),
  );
  known.set(forest.edges, telling);
  return telling;
}
