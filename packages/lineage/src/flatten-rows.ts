// What is to be seen: the forest's open part as a list of rows, with what a screen reader needs to know of each.
import type { Forest } from './forest.ts';

/** Visible rows in order; arrays over row numbers. `position` is 1-based among `siblings`. */
export interface VisibleRows {
  readonly length: number;
  readonly node: Int32Array;
  readonly position: Int32Array;
  readonly siblings: Int32Array;
  /** Row of a node, -1 when it is folded away. */
  rowOf(node: number): number;
}

/** Flattens what is open. Costs as much as is visible. */
export function flattenRows(forest: Forest, isExpanded: (node: number) => boolean): VisibleRows {
  const { roots, childStart, children } = forest.shape;
  const node: number[] = [];
  const position: number[] = [];
  const siblings: number[] = [];
  // Families still to finish: [list, next, end] of each level, without recursion: trees can be as deep as they are large.
  const stack: { readonly list: Int32Array; next: number; readonly from: number; readonly end: number }[] = [
    { list: roots, next: 0, from: 0, end: roots.length },
  ];
  for (let family = stack.at(-1); family !== undefined; family = stack.at(-1)) {
    if (family.next >= family.end) {
      stack.pop();
      continue;
    }
    const at = family.list[family.next++] ?? 0;
    node.push(at);
    position.push(family.next - family.from);
    siblings.push(family.end - family.from);
    const from = childStart[at] ?? 0;
    const end = childStart[at + 1] ?? 0;
    if (end > from && isExpanded(at)) stack.push({ list: children, next: from, from, end });
  }
  const rows = new Map<number, number>();
  node.forEach((at, row) => rows.set(at, row));
  return {
    length: node.length,
    node: Int32Array.from(node),
    position: Int32Array.from(position),
    siblings: Int32Array.from(siblings),
    rowOf: (at) => rows.get(at) ?? -1,
  };
}
