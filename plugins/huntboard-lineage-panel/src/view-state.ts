// What the viewer has done to the tree: folds, selection, search. Pure; nodes are named by keys, so that it outlives a refresh.
import { ancestorsOf, childCount, childrenOf } from '@huntboard/lineage';
import type { Forest, SortKey, VisibleRows } from '@huntboard/lineage';
import type { KeyCommand } from './key-command';

export interface ViewState {
  readonly open: ReadonlySet<string>;
  readonly selected: string | null;
  readonly detail: boolean;
  readonly query: string;
  readonly sortBy: SortKey;
}

/** What is on the screen, which moves depend on. */
export interface Sight {
  readonly forest: Forest;
  readonly rows: VisibleRows;
  readonly matches: Int32Array;
  /** Rows that fit on the screen. */
  readonly page: number;
}

const selectedNode = (state: ViewState, forest: Forest): number =>
  state.selected === null ? -1 : (forest.find(state.selected) ?? -1);

/** Opens or closes a node. */
export function setOpen(state: ViewState, keys: readonly string[], open: boolean): ViewState {
  const next = new Set(state.open);
  for (const key of keys) {
    if (open) next.add(key);
    else next.delete(key);
  }
  return { ...state, open: next };
}

/** Selects a node and opens whatever hides it. */
export function reveal(state: ViewState, forest: Forest, node: number): ViewState {
  const above = ancestorsOf(forest, node).map((at) => forest.key(at));
  const hidden = above.some((key) => !state.open.has(key));
  return { ...(hidden ? setOpen(state, above, true) : state), selected: forest.key(node) };
}

/** Opens every node that has children, or closes all; what is selected stays in sight. */
export function setAllOpen(state: ViewState, forest: Forest, open: boolean): ViewState {
  const keys = new Set<string>();
  if (open) {
    for (const node of forest.shape.order) if (childCount(forest, node) > 0) keys.add(forest.key(node));
    return { ...state, open: keys };
  }
  const node = selectedNode(state, forest);
  const root = node < 0 ? undefined : (ancestorsOf(forest, node).at(-1) ?? node);
  return { ...state, open: keys, selected: root === undefined ? state.selected : forest.key(root) };
}

/** The next or previous match, round and round, counted from the selection. */
export function stepMatch(state: ViewState, { forest, matches }: Sight, step: 1 | -1): ViewState {
  if (matches.length === 0) return state;
  const selected = selectedNode(state, forest);
  const from = selected < 0 ? -1 : (forest.shape.place[selected] ?? -1);
  const places = Array.from(matches, (node) => forest.shape.place[node] ?? 0);
  const after = step === 1 ? places.findIndex((place) => place > from) : places.findLastIndex((place) => place < from);
  const at = after >= 0 ? after : step === 1 ? 0 : matches.length - 1;
  return reveal(state, forest, matches[at] ?? 0);
}

/** Moves as the key says. `search` is the view's business and changes nothing here. */
export function applyKey(state: ViewState, command: KeyCommand, sight: Sight): ViewState {
  const { forest, rows, page } = sight;
  const node = selectedNode(state, forest);
  const row = node < 0 ? -1 : rows.rowOf(node);
  const goTo = (at: number): ViewState => {
    const target = rows.node[Math.min(Math.max(at, 0), rows.length - 1)];
    return target === undefined ? state : { ...state, selected: forest.key(target) };
  };
  switch (command) {
    case 'down':
      return goTo(row + 1);
    case 'up':
      return goTo(row < 0 ? 0 : row - 1);
    case 'first':
      return goTo(0);
    case 'last':
      return goTo(rows.length - 1);
    case 'pageDown':
      return goTo(row + Math.max(1, page - 1));
    case 'pageUp':
      return goTo(row - Math.max(1, page - 1));
    case 'open': {
      if (node < 0 || childCount(forest, node) === 0) return state;
      return state.open.has(forest.key(node)) ? goTo(row + 1) : setOpen(state, [forest.key(node)], true);
    }
    case 'close': {
      if (node < 0) return state;
      if (state.open.has(forest.key(node)) && childCount(forest, node) > 0)
        return setOpen(state, [forest.key(node)], false);
      const parent = forest.parent[node] ?? -1;
      return parent < 0 ? state : { ...state, selected: forest.key(parent) };
    }
    case 'openSiblings': {
      const parent = node < 0 ? -1 : (forest.parent[node] ?? -1);
      const family = parent < 0 ? forest.shape.roots : childrenOf(forest, parent);
      const keys = [...family].filter((at) => childCount(forest, at) > 0).map((at) => forest.key(at));
      return setOpen(state, keys, true);
    }
    case 'detail':
      return node < 0 ? state : { ...state, detail: true };
    case 'nextMatch':
      return stepMatch(state, sight, 1);
    case 'previousMatch':
      return stepMatch(state, sight, -1);
    case 'back':
      return state.detail ? { ...state, detail: false } : { ...state, query: '' };
    case 'search':
      return state;
  }
}
