// What the queue holds and what the viewer did to it: rows by list, folds, cursor, marks, arrivals. Pure.
import type { AlertState } from '@huntboard/actions';
import type { AlertLevel, AlertRow } from './alert';
import type { KeyCommand } from './key-command';

export interface Group {
  readonly key: string;
  readonly label: string;
  readonly alerts: number;
  readonly open: number;
  readonly level: AlertLevel;
  readonly hosts: number;
  /** Epoch ms. */
  readonly oldest: number;
  readonly newest: number;
}

/** Rows of the whole queue (key '') or of one group. */
export interface RowList {
  readonly rows: readonly AlertRow[];
  readonly complete: boolean;
}

export interface QueueState {
  readonly grouped: boolean;
  readonly groups: readonly Group[];
  readonly lists: ReadonlyMap<string, RowList>;
  readonly openGroups: ReadonlySet<string>;
  /** Key of the line that keys act on. */
  readonly cursor: string | null;
  readonly marked: ReadonlySet<string>;
  readonly arrivals: readonly AlertRow[];
}

export type Line =
  | { readonly kind: 'group'; readonly key: string; readonly group: Group; readonly open: boolean }
  | { readonly kind: 'alert'; readonly key: string; readonly row: AlertRow; readonly list: string }
  /** Stands where rows are still to be loaded. */
  | { readonly kind: 'more'; readonly key: string; readonly list: string };

export const EMPTY_QUEUE: QueueState = {
  grouped: false,
  groups: [],
  lists: new Map(),
  openGroups: new Set(),
  cursor: null,
  marked: new Set(),
  arrivals: [],
};

const groupLine = (key: string): string => `group:${key}`;

/** What is to be seen, from top to bottom. */
export function linesOf(state: QueueState): readonly Line[] {
  const rowsOf = (list: string): Line[] => {
    const { rows = [], complete = false } = state.lists.get(list) ?? {};
    const lines: Line[] = rows.map((row) => ({ kind: 'alert', key: row.alertId, row, list }));
    return complete ? lines : [...lines, { kind: 'more', key: `more:${list}`, list }];
  };
  if (!state.grouped) return rowsOf('');
  return state.groups.flatMap((group): Line[] => {
    const open = state.openGroups.has(group.key);
    const head: Line = { kind: 'group', key: groupLine(group.key), group, open };
    return open ? [head, ...rowsOf(group.key)] : [head];
  });
}

/** A list as it came; `append` adds a page below what is there and leaves out what is there already. */
export function withRows(
  state: QueueState,
  list: string,
  rows: readonly AlertRow[],
  complete: boolean,
  mode: 'replace' | 'append',
): QueueState {
  const known = mode === 'append' ? (state.lists.get(list)?.rows ?? []) : [];
  const ids = new Set(known.map(({ alertId }) => alertId));
  const lists = new Map(state.lists);
  lists.set(list, { rows: [...known, ...rows.filter(({ alertId }) => !ids.has(alertId))], complete });
  return { ...state, lists };
}

/** All rows that are loaded, whichever list they are in. */
export const loadedRows = (state: QueueState): readonly AlertRow[] =>
  [...state.lists.values()].flatMap(({ rows }) => rows);

export function findRow(state: QueueState, id: string): AlertRow | undefined {
  for (const { rows } of state.lists.values()) {
    const found = rows.find(({ alertId }) => alertId === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mapRows(state: QueueState, change: (row: AlertRow) => AlertRow): QueueState {
  const lists = new Map<string, RowList>();
  for (const [key, list] of state.lists) lists.set(key, { ...list, rows: list.rows.map(change) });
  return { ...state, lists };
}

/** New states of alerts, in their place: nothing moves and nothing leaves the list while somebody reads it. */
export function withStates(state: QueueState, states: ReadonlyMap<string, AlertState>, actedAt: number): QueueState {
  return mapRows(state, (row) => {
    const after = states.get(row.alertId);
    return after === undefined || after.lastAction === row.lastAction ? row : { ...row, ...after, actedAt };
  });
}

/** Rows as they are now: known ones take over what changed in their place, unknown ones wait as arrivals. */
export function withNews(state: QueueState, fresh: readonly AlertRow[]): QueueState {
  const known = new Set(loadedRows(state).map(({ alertId }) => alertId));
  const byId = new Map(fresh.map((row) => [row.alertId, row]));
  const waiting = new Set(state.arrivals.map(({ alertId }) => alertId));
  const arrivals = fresh.filter(({ alertId }) => !known.has(alertId) && !waiting.has(alertId));
  const changed = mapRows(state, (row) => byId.get(row.alertId) ?? row);
  return { ...changed, arrivals: [...arrivals, ...state.arrivals].slice(0, 10_000) };
}

/** Folds or unfolds a group. */
export function toggleGroup(state: QueueState, key: string, open: boolean): QueueState {
  const openGroups = new Set(state.openGroups);
  if (open) openGroups.add(key);
  else openGroups.delete(key);
  return { ...state, openGroups };
}

/** Marks or unmarks alerts; all at once when any of them is not marked yet. */
export function toggleMarks(state: QueueState, ids: readonly string[]): QueueState {
  const marked = new Set(state.marked);
  const every = ids.every((id) => marked.has(id));
  for (const id of ids) {
    if (every) marked.delete(id);
    else marked.add(id);
  }
  return { ...state, marked };
}

/** What an action is about: the marked alerts, else the open one, else the one under the cursor (of a group: all that is loaded). */
export function targetsOf(state: QueueState, opened: string | null): readonly AlertRow[] {
  if (state.marked.size > 0) return loadedRows(state).filter(({ alertId }) => state.marked.has(alertId));
  const id = opened ?? state.cursor;
  if (id === null) return [];
  if (id.startsWith('group:')) return state.lists.get(id.slice('group:'.length))?.rows ?? [];
  const row = findRow(state, id);
  return row === undefined ? [] : [row];
}

/** Moves the cursor as a key says. `page` = rows in sight. */
export function moveCursor(state: QueueState, lines: readonly Line[], command: KeyCommand, page: number): QueueState {
  const stops = lines.filter(({ kind }) => kind !== 'more');
  if (stops.length === 0) return state;
  const at = stops.findIndex(({ key }) => key === state.cursor);
  const steps: Partial<Record<KeyCommand, number>> = {
    down: at + 1,
    up: at < 0 ? 0 : at - 1,
    first: 0,
    last: stops.length - 1,
    pageDown: at + Math.max(1, page - 1),
    pageUp: at - Math.max(1, page - 1),
  };
  const to = steps[command];
  if (to === undefined) return state;
  return { ...state, cursor: stops[Math.min(Math.max(to, 0), stops.length - 1)]?.key ?? null };
}

/** After alerts are dealt with the cursor goes to the next one that is not. */
export function cursorAfter(state: QueueState, done: ReadonlySet<string>): QueueState {
  const lines = linesOf(state);
  const at = lines.findIndex(({ key }) => key === state.cursor);
  if (at < 0 || !done.has(state.cursor ?? '')) return { ...state, marked: new Set() };
  const waits = (line: Line): boolean => line.kind === 'alert' && !done.has(line.key) && line.row.status !== 'closed';
  const next = lines.slice(at + 1).find(waits) ?? lines.slice(0, at).findLast(waits);
  return { ...state, cursor: next?.key ?? state.cursor, marked: new Set() };
}
