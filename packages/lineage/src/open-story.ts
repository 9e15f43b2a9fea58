// Where to begin: the process that tells most, the way to it and what came of it, then whatever fits.
import { ancestorsOf, childCount, childrenOf } from './forest.ts';
import type { Forest } from './forest.ts';
import { rollUp, tellingScore } from './roll-up.ts';
import type { RollUps } from './roll-up.ts';

export interface StoryOptions {
  /** About so many rows are open. */
  readonly budget: number;
  /** The process that the viewer came for; without it the one that tells most. */
  readonly focus?: number;
  /** Only these nodes (1), as a filter says. */
  readonly shown?: Uint8Array;
}

export interface Story {
  /** Undefined in an empty forest, and where nothing stands out and nothing was asked for. */
  readonly focus: number | undefined;
  readonly open: ReadonlySet<number>;
  /** Nodes that must not be folded: the focus and the way to it. */
  readonly keep: ReadonlySet<number>;
  readonly rollUps: RollUps;
}

/** What came of a process is opened whole up to this size; of a larger subtree the children only. */
const readableSubtree = 30;

/** Scores in which a rule that fires everywhere weighs little: an alert's share is divided by the root of its rule's processes. */
function balancedScores(forest: Forest): Float64Array {
  const processes = new Map<string, number>();
  const rulesOf = (node: number): ReadonlySet<string> =>
    new Set(forest.alertFactsOf(node).map(({ ruleId, title }) => ruleId || title));
  const alerted: { readonly node: number; readonly rules: ReadonlySet<string> }[] = [];
  const scores = new Float64Array(forest.size);
  for (const node of forest.shape.order) {
    scores[node] = forest.score[node] ?? 0;
    if ((forest.level[node] ?? 0) === 0) continue;
    const rules = rulesOf(node);
    if (rules.size > 0) alerted.push({ node, rules });
    for (const rule of rules) processes.set(rule, (processes.get(rule) ?? 0) + 1);
  }
  for (const { node, rules } of alerted) {
    const rarest = Math.min(...[...rules].map((rule) => processes.get(rule) ?? 1));
    const share = forest
      .reasons(node)
      .filter(({ code }) => code.startsWith('alert-'))
      .reduce((sum, { weight }) => sum + weight, 0);
    scores[node] = (scores[node] ?? 0) - share + share / Math.sqrt(rarest);
  }
  return scores;
}

/** The process that stands out most on the chain (from a root downwards) that does so as a whole; linear. */
export function findFocus(forest: Forest, shown?: Uint8Array): number | undefined {
  const scores = balancedScores(forest);
  const chain = new Float64Array(forest.size);
  let end = -1;
  for (const node of forest.shape.order) {
    const above = forest.parent[node] ?? -1;
    const inherited = above < 0 ? 0 : (chain[above] ?? 0);
    chain[node] = inherited + (scores[node] ?? 0);
    const isCandidate = (scores[node] ?? 0) > 0 && forest.kind(node) === 'process' && (shown?.[node] ?? 1) === 1;
    if (isCandidate && (end < 0 || (chain[node] ?? 0) > (chain[end] ?? 0))) end = node;
  }
  if (end < 0) return undefined;
  let best = end;
  for (const node of ancestorsOf(forest, end))
    if ((scores[node] ?? 0) > (scores[best] ?? 0) && forest.kind(node) === 'process') best = node;
  return best;
}

/** The nodes to open so that a process is in sight, with what came of it. */
function chapterOf(forest: Forest, node: number): number[] {
  const { place, subtree, order } = forest.shape;
  const from = place[node] ?? 0;
  const size = subtree[node] ?? 1;
  const below = size <= readableSubtree ? [...order.subarray(from, from + size)] : [node];
  return [...ancestorsOf(forest, node), ...below.filter((at) => childCount(forest, at) > 0)];
}

/**
 * What to show at first. The focus is always in sight; further processes that stand out (by level, then score, then place) as
 * long as about `budget` rows are shown; what is left of the budget opens the forest from its roots downwards.
 */
export function openStory(forest: Forest, options: StoryOptions): Story {
  const { budget, shown } = options;
  const focus = options.focus ?? findFocus(forest, shown);
  const keep = new Set(focus === undefined ? [] : [focus, ...ancestorsOf(forest, focus)]);
  const rollUps = rollUp(forest, { keep, ...(shown === undefined ? {} : { shown }) });
  const open = new Set<number>();
  const rowsOf = (node: number): number => rollUps.itemsOf(node)?.length ?? childCount(forest, node);
  let rows = rollUps.itemsOf(-1)?.length ?? forest.shape.roots.length;
  const tell = (node: number, always: 'always' | 'if it fits'): void => {
    const closed = chapterOf(forest, node).filter((at) => !open.has(at));
    const cost = closed.reduce((sum, at) => sum + rowsOf(at), 0);
    if (always === 'if it fits' && rows + cost > budget) return;
    for (const at of closed) open.add(at);
    rows += cost;
  };
  if (focus !== undefined) tell(focus, 'always');
  const rank = (node: number): number => (forest.level[node] ?? 0) * 1000 + (forest.score[node] ?? 0);
  const telling = [...forest.shape.order].filter(
    (node) =>
      ((forest.level[node] ?? 0) > 0 || (forest.score[node] ?? 0) >= tellingScore) &&
      rollUps.groupOf(node) < 0 &&
      (shown?.[node] ?? 1) === 1,
  );
  // Display order decides among equals: the filter above keeps it, and the sort is stable.
  telling.sort((a, b) => rank(b) - rank(a));
  for (const node of telling) {
    if (rows >= budget) break;
    tell(node, 'if it fits');
  }
  let level = [...forest.shape.roots];
  while (level.length > 0 && rows < budget) {
    const next: number[] = [];
    for (const node of level) {
      const cost = childCount(forest, node) === 0 ? 0 : rowsOf(node);
      if (cost === 0) continue;
      if (!open.has(node)) {
        if (rows + cost > budget) continue;
        open.add(node);
        rows += cost;
      }
      for (const child of childrenOf(forest, node)) if (childCount(forest, child) > 0) next.push(child);
    }
    level = next;
  }
  return { focus, open, keep, rollUps };
}
