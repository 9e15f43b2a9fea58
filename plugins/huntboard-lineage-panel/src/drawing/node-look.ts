// What a row says in a drawing: its label and marks, the same in graph, timeline and exported tree.
import type { Forest, VisibleRows } from '@huntboard/lineage';
import { lineText } from '../shown-text';

export interface Scene {
  readonly forest: Forest;
  readonly rows: VisibleRows;
  /** Row of the selection, -1 for none. */
  readonly selected: number;
  /** 1 for the nodes that a search found; null without a search. */
  readonly matched: Uint8Array | null;
  /** 1 for the nodes that a filter means; those that are only shown for their place are drawn faint. */
  readonly meant: Uint8Array | null;
  readonly isOpen: (node: number) => boolean;
}

const names = new WeakMap<Int32Array, Map<number, string>>();

/** Name of a node as it may be drawn; kept, since a frame asks for hundreds. */
export function shownName(forest: Forest, node: number): string {
  let known = names.get(forest.parent);
  if (!known) names.set(forest.parent, (known = new Map()));
  let name = known.get(node);
  if (name === undefined) known.set(node, (name = lineText(forest.name(node)) || 'unknown'));
  return name;
}

/** What stands on a row: the process's name, or how many a roll-up stands for. */
export function labelOf({ forest, rows }: Pick<Scene, 'forest' | 'rows'>, row: number): string {
  const group = rows.group(row);
  if (group === undefined) return shownName(forest, rows.node[row] ?? 0);
  return groupLabel(group);
}

/** “and 213 more svchost.exe”. */
export function groupLabel(group: { readonly members: ArrayLike<number>; readonly name: string }): string {
  return `and ${group.members.length.toLocaleString('en')} more ${lineText(group.name) || 'unknown'}`;
}

/** Worst alert of the row itself, and of what is folded away below it. */
export function levelsOf(scene: Scene, row: number): { readonly own: number; readonly hidden: number } {
  const group = scene.rows.group(row);
  if (group !== undefined) return { own: 0, hidden: group.worst };
  const node = scene.rows.node[row] ?? 0;
  const own = scene.forest.level[node] ?? 0;
  return { own, hidden: scene.isOpen(node) ? 0 : (scene.forest.worst[node] ?? 0) };
}

export const isFaint = (scene: Scene, row: number): boolean => {
  const node = scene.rows.node[row] ?? 0;
  return node >= 0 && (scene.forest.kind(node) === 'ghost' || (scene.meant !== null && scene.meant[node] !== 1));
};
