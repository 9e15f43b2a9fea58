// Equal siblings as one line: "and 213 more svchost.exe".
import type { LevelRank } from './alert-level.ts';
import { childCount, childrenOf } from './forest.ts';
import type { Forest } from './forest.ts';
import { compareNumbers } from './order.ts';

/** Siblings of one name, without anything of their own to say, that are shown as one row until it is opened. */
export interface RollUp {
  /** The same for the same family and name in every forest: for folds that outlive a refresh. */
  readonly key: string;
  /** -1 where the siblings are roots. */
  readonly parent: number;
  /** Name of all members, as the first of them writes it. */
  readonly name: string;
  /** Rule that all members hit, where that is why they are alike; '' otherwise. */
  readonly rule: string;
  /** In the order of siblings. */
  readonly members: Int32Array;
  /** Processes in them and below them. */
  readonly processes: number;
  readonly worst: LevelRank;
  /** First start and last start, epoch ms; NaN when none is known. */
  readonly from: number;
  readonly to: number;
}

export interface RollUps {
  readonly groups: readonly RollUp[];
  /** What a family (-1: the roots) is shown as: nodes, and `~g` for group g; undefined where nothing is folded. */
  itemsOf(parent: number): Int32Array | undefined;
  /** Group that a node is in, -1 for none. */
  groupOf(node: number): number;
}

export interface RollUpOptions {
  /** Nodes that stay by themselves: the focus and the way to it, what a search found. */
  readonly keep?: ReadonlySet<number>;
  /** Only these nodes are there at all (1), as a filter says. */
  readonly shown?: Uint8Array;
  /** Fewest siblings worth folding; 3 by default. */
  readonly minimum?: number;
}

/** A score from which a node has something of its own to say. */
export const tellingScore = 20;

/** What siblings must share to be folded; undefined for a node that stays by itself. */
function signature(
  forest: Forest,
  node: number,
  lower: (text: string) => string,
): { readonly text: string; readonly rule: string } | undefined {
  if (forest.kind(node) !== 'process' || forest.edgesOf(node).length > 0) return undefined;
  const name = lower(forest.name(node));
  if (name === '') return undefined;
  if (forest.worst[node] === 0)
    return (forest.worstScore[node] ?? 0) < tellingScore ? { text: name, rule: '' } : undefined;
  // One noisy rule on a dozen siblings says one thing once; anything beyond it is a story of its own.
  if (forest.level[node] === 4 || (forest.shape.subtree[node] ?? 1) > 1) return undefined;
  const [first, ...others] = forest.alertFactsOf(node);
  if (first === undefined || others.some(({ ruleId, title }) => ruleId !== first.ruleId || title !== first.title))
    return undefined;
  const besides = forest.reasons(node).filter(({ code }) => !code.startsWith('alert-'));
  if (besides.reduce((sum, { weight }) => sum + weight, 0) >= tellingScore) return undefined;
  return { text: `${name}\u0000${first.ruleId}\u0000${first.title}`, rule: first.title || first.ruleId };
}

/** Folds equal siblings of every family. Linear in the nodes. */
export function rollUp(forest: Forest, options: RollUpOptions = {}): RollUps {
  const { keep, shown, minimum = 3 } = options;
  const groups: RollUp[] = [];
  const ofNode = new Map<number, number>();
  const items = new Map<number, Int32Array>();
  const lowered = new Map<string, string>();
  const lower = (text: string): string => {
    let low = lowered.get(text);
    if (low === undefined) lowered.set(text, (low = text.toLowerCase()));
    return low;
  };
  const isShown = (node: number): boolean => shown === undefined || shown[node] === 1;

  const fold = (parent: number, family: Int32Array): void => {
    if (family.length < minimum) return;
    const alike = new Map<string, { readonly rule: string; readonly members: number[] }>();
    for (const node of family) {
      if (!isShown(node) || keep?.has(node) === true) continue;
      const equal = signature(forest, node, lower);
      if (equal === undefined) continue;
      const known = alike.get(equal.text);
      if (known) known.members.push(node);
      else alike.set(equal.text, { rule: equal.rule, members: [node] });
    }
    const before = groups.length;
    for (const [text, { rule, members }] of alike) {
      if (members.length < minimum) continue;
      for (const node of members) ofNode.set(node, groups.length);
      groups.push(describe(forest, parent, text, rule, members));
    }
    if (groups.length === before) return;
    const list: number[] = [];
    for (const node of family) {
      if (!isShown(node)) continue;
      const group = ofNode.get(node);
      if (group === undefined) list.push(node);
      else if (groups[group]?.members[0] === node) list.push(~group);
    }
    items.set(parent, Int32Array.from(list));
  };
  fold(-1, forest.shape.roots);
  for (const node of forest.shape.order) if (childCount(forest, node) >= minimum) fold(node, childrenOf(forest, node));
  return { groups, itemsOf: (parent) => items.get(parent), groupOf: (node) => ofNode.get(node) ?? -1 };
}

function describe(forest: Forest, parent: number, text: string, rule: string, members: readonly number[]): RollUp {
  let processes = 0;
  let worst = 0;
  let from = NaN;
  let to = NaN;
  for (const node of members) {
    const start = forest.start[node] ?? NaN;
    processes += forest.shape.subtree[node] ?? 1;
    worst = Math.max(worst, forest.worst[node] ?? 0);
    if (compareNumbers(start, from) < 0) from = start;
    if (Number.isNaN(to) || start > to) to = start;
  }
  return {
    key: `${parent < 0 ? '' : forest.key(parent)}\u0000${text}`,
    parent,
    name: forest.name(members[0] ?? 0),
    rule,
    members: Int32Array.from(members),
    processes,
    worst: worst as LevelRank,
    from,
    to,
  };
}
