// What the viewer has done: folds, selection, search, filters. Pure; nodes are named by keys, so that it outlives a refresh.
import { ancestorsOf, childCount, childrenOf, filterForest, openStory, tellingScore } from '@huntboard/lineage';
import type { Forest, RollUps, SortKey, VisibleRows } from '@huntboard/lineage';
import type { ColumnName } from './columns';
import type { KeyCommand } from './key-command';
import { KeySet } from './key-set';
import { filterCount, toForestFilter } from './view-filter';
import type { ViewFilter } from './view-filter';

export type ViewName = 'tree' | 'graph' | 'timeline';

export interface ViewState {
  readonly view: ViewName;
  readonly open: KeySet;
  /** Roll-ups that were opened, by their keys. */
  readonly rolledOut: ReadonlySet<string>;
  /** Nodes that never roll up: the focus and the way to it. */
  readonly kept: ReadonlySet<string>;
  /** Key of a node, or of a roll-up after `rollUpMark`. */
  readonly selected: string | null;
  readonly detail: boolean;
  readonly query: string;
  readonly sortBy: SortKey;
  readonly filter: ViewFilter;
  readonly columns: readonly ColumnName[];
}

/** What is on the screen, which moves depend on. */
export interface Sight {
  readonly forest: Forest;
  readonly rollUps: RollUps;
  readonly rows: VisibleRows;
  readonly matches: Int32Array;
  /** Rows that fit on the screen. */
  readonly page: number;
  /** Rows to open when the focus moves. */
  readonly budget: number;
}

/** No host begins with it. */
const rollUpMark = '\u0002';

const groupPlaces = new WeakMap<object, ReadonlyMap<string, number>>();

function placeOfGroup(rows: VisibleRows, key: string): number | undefined {
  let places = groupPlaces.get(rows.groups);
  if (!places) groupPlaces.set(rows.groups, (places = new Map(rows.groups.map((group, index) => [group.key, index]))));
  return places.get(key);
}

/** Name of a row for `selected`. */
export function keyOfRow(forest: Forest, rows: VisibleRows, row: number): string {
  const group = rows.group(row);
  return group ? rollUpMark + group.key : forest.key(rows.node[row] ?? 0);
}

/** Row of a selection, -1 when it is not to be seen. */
export function rowOfKey(forest: Forest, rows: VisibleRows, key: string | null): number {
  if (key === null) return -1;
  if (key.startsWith(rollUpMark)) {
    const group = placeOfGroup(rows, key.slice(1));
    return group === undefined ? -1 : rows.rowOf(~group);
  }
  const node = forest.find(key);
  return node === undefined ? -1 : rows.rowOf(node);
}

/** The process that is selected; undefined for none, and for a roll-up. */
export function selectedNode({ selected }: ViewState, forest: Forest): number | undefined {
  return selected === null || selected.startsWith(rollUpMark) ? undefined : forest.find(selected);
}

const toggled = (set: ReadonlySet<string>, keys: readonly string[], present: boolean): ReadonlySet<string> => {
  const next = new Set(set);
  for (const key of keys) {
    if (present) next.add(key);
    else next.delete(key);
  }
  return next;
};

/** Opens or closes nodes. */
export function setOpen(state: ViewState, keys: readonly string[], open: boolean): ViewState {
  return { ...state, open: state.open.with(keys, open ? 'in' : 'out') };
}

/** Opens or closes the row, be it a process or a roll-up. */
export function toggleRow(state: ViewState, { forest, rows }: Sight, row: number): ViewState {
  const group = rows.group(row);
  if (group) return { ...state, rolledOut: toggled(state.rolledOut, [group.key], !state.rolledOut.has(group.key)) };
  const key = forest.key(rows.node[row] ?? 0);
  return setOpen(state, [key], !state.open.has(key));
}

/** Selects a node and opens whatever hides it. */
export function reveal(state: ViewState, forest: Forest, rollUps: RollUps, node: number): ViewState {
  const above = ancestorsOf(forest, node);
  const closed = above.map((at) => forest.key(at)).filter((key) => !state.open.has(key));
  const folded = [node, ...above].flatMap((at) => rollUps.groups[rollUps.groupOf(at)]?.key ?? []);
  const rolled = folded.filter((key) => !state.rolledOut.has(key));
  return {
    ...state,
    open: state.open.with(closed, 'in'),
    rolledOut: rolled.length > 0 ? toggled(state.rolledOut, rolled, true) : state.rolledOut,
    selected: forest.key(node),
  };
}

/** Folds everything but the story of a process (or of the one that tells most), which is selected. */
export function focusOn(state: ViewState, forest: Forest, budget: number, node?: number): ViewState {
  const story = openStory(forest, node === undefined ? { budget } : { budget, focus: node });
  const keys = (nodes: Iterable<number>): ReadonlySet<string> => new Set([...nodes].map((at) => forest.key(at)));
  return {
    ...state,
    open: new KeySet(keys(story.open)),
    kept: keys(story.keep),
    rolledOut: new Set(),
    selected: story.focus === undefined ? state.selected : forest.key(story.focus),
  };
}

/** Narrows to a filter and opens the way to what it means, as long as about `budget` rows are shown. */
export function narrowTo(state: ViewState, forest: Forest, filter: ViewFilter, budget: number): ViewState {
  if (filterCount(filter) === 0) return { ...state, filter };
  const { shown } = filterForest(forest, toForestFilter(filter, tellingScore));
  const { open } = openStory(forest, { budget, shown });
  return {
    ...state,
    filter,
    open: state.open.with(
      [...open].map((node) => forest.key(node)),
      'in',
    ),
  };
}

/** Opens every node that has children, or closes all; what is selected stays in sight. */
export function setAllOpen(state: ViewState, { forest, rollUps }: Sight, open: boolean): ViewState {
  if (open) {
    const keys = new Set<string>();
    for (const node of forest.shape.order) if (childCount(forest, node) > 0) keys.add(forest.key(node));
    return { ...state, open: new KeySet(keys), rolledOut: new Set(rollUps.groups.map((group) => group.key)) };
  }
  const node = selectedNode(state, forest);
  const root = node === undefined ? undefined : (ancestorsOf(forest, node).at(-1) ?? node);
  return {
    ...state,
    open: new KeySet(),
    rolledOut: new Set(),
    selected: root === undefined ? null : forest.key(root),
  };
}

/** The next or previous of some nodes, round and round, counted from the selection. */
function stepThrough(state: ViewState, sight: Sight, nodes: Int32Array, step: 1 | -1): ViewState {
  const { forest, rows, rollUps } = sight;
  if (nodes.length === 0) return state;
  const node = selectedNode(state, forest) ?? rows.group(rowOfKey(forest, rows, state.selected))?.members[0];
  const from = node === undefined ? -1 : (forest.shape.place[node] ?? -1);
  const place = (at: number): number => forest.shape.place[at] ?? 0;
  const after = step === 1 ? nodes.find((at) => place(at) > from) : nodes.findLast((at) => place(at) < from);
  return reveal(state, forest, rollUps, after ?? (step === 1 ? nodes[0] : nodes.at(-1)) ?? 0);
}

/** 1-based place of a node among the matches, which stand in display order; 0 when it is none of them. */
export function placeAmongMatches(forest: Forest, matches: Int32Array, node: number | undefined): number {
  if (node === undefined) return 0;
  const place = (at: number | undefined): number => forest.shape.place[at ?? 0] ?? 0;
  let low = 0;
  let high = matches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (place(matches[middle]) < place(node)) low = middle + 1;
    else high = middle;
  }
  return matches[low] === node ? low + 1 : 0;
}

/** The next or previous match of the search. */
export function stepMatch(state: ViewState, sight: Sight, step: 1 | -1): ViewState {
  return stepThrough(state, sight, sight.matches, step);
}

function close(state: ViewState, sight: Sight, row: number): ViewState {
  const { forest, rows } = sight;
  const group = rows.group(row);
  const node = rows.node[row] ?? 0;
  const isOpen = group
    ? state.rolledOut.has(group.key)
    : state.open.has(forest.key(node)) && childCount(forest, node) > 0;
  if (isOpen) return toggleRow(state, sight, row);
  const parent = rows.parentRow[row] ?? -1;
  return parent < 0 ? state : { ...state, selected: keyOfRow(forest, rows, parent) };
}

/** Moves as the key says. Commands that are no moves (search, zoom, menus) are the view's business and change nothing here. */
export function applyKey(state: ViewState, command: KeyCommand, sight: Sight): ViewState {
  const { forest, rows, page } = sight;
  const row = rowOfKey(forest, rows, state.selected);
  const node = selectedNode(state, forest);
  const goTo = (at: number): ViewState =>
    rows.length === 0
      ? state
      : { ...state, selected: keyOfRow(forest, rows, Math.min(Math.max(at, 0), rows.length - 1)) };
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
      if (row < 0) return state;
      const group = rows.group(row);
      if (group) return state.rolledOut.has(group.key) ? goTo(row + 1) : toggleRow(state, sight, row);
      const at = rows.node[row] ?? 0;
      if (childCount(forest, at) === 0) return state;
      return state.open.has(forest.key(at)) ? goTo(row + 1) : toggleRow(state, sight, row);
    }
    case 'close':
      return row < 0 ? state : close(state, sight, row);
    case 'openSiblings': {
      const parent = node === undefined ? -1 : (forest.parent[node] ?? -1);
      const family = parent < 0 ? forest.shape.roots : childrenOf(forest, parent);
      const keys = [...family].filter((at) => childCount(forest, at) > 0).map((at) => forest.key(at));
      return setOpen(state, keys, true);
    }
    case 'detail':
      return row >= 0 && rows.group(row)
        ? toggleRow(state, sight, row)
        : node === undefined
          ? state
          : { ...state, detail: true };
    case 'focus':
      return node === undefined ? focusOn(state, forest, sight.budget) : focusOn(state, forest, sight.budget, node);
    case 'nextMatch':
      return stepMatch(state, sight, 1);
    case 'previousMatch':
      return stepMatch(state, sight, -1);
    case 'nextAlert':
    case 'previousAlert': {
      const alerted = forest.shape.order.filter((at) => (forest.level[at] ?? 0) > 0);
      return stepThrough(state, sight, alerted, command === 'nextAlert' ? 1 : -1);
    }
    case 'tree':
    case 'graph':
    case 'timeline':
      return { ...state, view: command };
    case 'back':
      return state.detail ? { ...state, detail: false } : { ...state, query: '' };
    default:
      return state;
  }
}
