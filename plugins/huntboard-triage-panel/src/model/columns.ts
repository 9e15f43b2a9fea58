// The columns that the queue can show, and how they share the width.

export const COLUMN_IDS = [
  'level',
  'clock',
  'raised',
  'time',
  'rule',
  'summary',
  'host',
  'user',
  'process',
  'status',
  'assignee',
  'incident',
  'count',
  'category',
  'tags',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  /** px, or the share of what is left with a smallest width. */
  readonly width: number;
  readonly grow?: number;
}

export const COLUMNS: readonly Column[] = [
  { id: 'level', label: 'Level', width: 72 },
  { id: 'clock', label: 'Clock', width: 112 },
  { id: 'raised', label: 'Raised', width: 96 },
  { id: 'time', label: 'First event', width: 96 },
  { id: 'rule', label: 'Rule', width: 220, grow: 3 },
  { id: 'summary', label: 'Summary', width: 260, grow: 4 },
  { id: 'host', label: 'Host', width: 88 },
  { id: 'user', label: 'User', width: 112 },
  { id: 'process', label: 'Process', width: 128 },
  { id: 'status', label: 'Status', width: 112 },
  { id: 'assignee', label: 'Assignee', width: 100 },
  { id: 'incident', label: 'Incident', width: 140, grow: 1 },
  { id: 'count', label: 'Hits', width: 56 },
  { id: 'category', label: 'Category', width: 90 },
  { id: 'tags', label: 'ATT&CK', width: 130 },
];

export const DEFAULT_COLUMNS: readonly ColumnId[] = [
  'level',
  'clock',
  'raised',
  'rule',
  'host',
  'user',
  'process',
  'summary',
  'status',
  'assignee',
  'count',
];

/** Columns that go first when there is no room, the least telling first. */
const DROPPED: readonly ColumnId[] = [
  'tags',
  'category',
  'time',
  'count',
  'incident',
  'summary',
  'process',
  'user',
  'assignee',
  'raised',
  'status',
  'clock',
];

/** The chosen columns that fit into `width` px, in the order of the list. */
export function fittingColumns(chosen: readonly ColumnId[], width: number): readonly Column[] {
  let shown = COLUMNS.filter(({ id }) => chosen.includes(id));
  const needed = (): number => shown.reduce((sum, column) => sum + column.width, 0);
  for (const id of DROPPED) {
    if (needed() <= width) break;
    shown = shown.filter((column) => column.id !== id);
  }
  return shown;
}

/** The columns as a grid: `84px minmax(190px, 2fr) …`. */
export const gridTemplate = (columns: readonly Column[]): string =>
  columns.map(({ width, grow }) => (grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`)).join(' ');
