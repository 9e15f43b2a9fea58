// What is open at first: the way to the worst alerts and what came of them, then whatever fits.
import { ancestorsOf, childCount, childrenOf } from './forest.ts';
import type { Forest } from './forest.ts';

/** Effects of an alerted process are opened whole up to this size; of a larger subtree the children only. */
const readableSubtree = 30;

/** The nodes to open so that an alerted process is in sight, with its effects. */
function storyOf(forest: Forest, node: number): number[] {
  const { place, subtree, order } = forest.shape;
  const from = place[node] ?? 0;
  const size = subtree[node] ?? 1;
  const below = size <= readableSubtree ? [...order.subarray(from, from + size)] : [node];
  return [...ancestorsOf(forest, node), ...below.filter((at) => childCount(forest, at) > 0)];
}

/**
 * Nodes to open at first. The worst alert is always in sight; further ones (by level, then by time) as long as about
 * `budget` rows are shown; what is left of the budget opens the forest from its roots downwards.
 */
export function defaultExpansion(forest: Forest, budget: number): Set<number> {
  const open = new Set<number>();
  let shown = forest.shape.roots.length;
  const alerted = [...forest.shape.order].filter((node) => (forest.level[node] ?? 0) > 0);
  const place = (node: number): number => forest.shape.place[node] ?? 0;
  alerted.sort((a, b) => (forest.level[b] ?? 0) - (forest.level[a] ?? 0) || place(a) - place(b));
  for (const node of alerted) {
    const closed = storyOf(forest, node).filter((at) => !open.has(at));
    const cost = closed.reduce((sum, at) => sum + childCount(forest, at), 0);
    if (open.size > 0 && shown + cost > budget) continue;
    for (const at of closed) open.add(at);
    shown += cost;
  }
  let level = [...forest.shape.roots];
  while (level.length > 0 && shown < budget) {
    const next: number[] = [];
    for (const node of level) {
      const cost = childCount(forest, node);
      if (cost === 0) continue;
      if (!open.has(node)) {
        if (shown + cost > budget) continue;
        open.add(node);
        shown += cost;
      }
      next.push(...childrenOf(forest, node));
    }
    level = next;
  }
  return open;
}
