// What is open at first: the way to the worst alerts, then whatever fits.
import { ancestorsOf, childCount, childrenOf } from './forest.ts';
import type { Forest } from './forest.ts';

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
    const closed = ancestorsOf(forest, node).filter((above) => !open.has(above));
    const cost = closed.reduce((sum, above) => sum + childCount(forest, above), 0);
    if (open.size > 0 && shown + cost > budget) continue;
    for (const above of closed) open.add(above);
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
