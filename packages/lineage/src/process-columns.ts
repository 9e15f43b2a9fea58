// What goes in: process rows and alert rows as columns, as a Grafana frame or a database block holds them.

/** Columns of a page of processes. Only `id` (or host, pid and start, from which a weak one is derived) is needed. */
export const processColumns = [
  // Shared by many processes.
  'name',
  'image',
  'user',
  'integrity',
  'signed',
  'signer',
  'originalFileName',
  'parentName',
  'imageDeleted',
  // Each its own.
  'id',
  'parentId',
  'host',
  'pid',
  'ppid',
  'start',
  'end',
  'commandLine',
  'logonId',
  'hash',
  'idKind',
  'currentDirectory',
  'parentCommandLine',
  'prevalence',
  'prevalenceBase',
  'childCount',
  'countNetwork',
  'countDns',
  'countFile',
  'countRegistry',
  'countImage',
  'countPipe',
  'countScript',
  'countOther',
  'alertsCritical',
  'alertsHigh',
  'alertsMedium',
  'alertsLow',
] as const;
export type ProcessColumn = (typeof processColumns)[number];

/** The first so many columns have values that many processes share. */
export const sharedColumns = 9;

/** Place of a column in the list: faster to look up by than its name. */
export const columnNumber: Readonly<Record<ProcessColumn, number>> = Object.fromEntries(
  processColumns.map((name, number) => [name, number]),
) as Record<ProcessColumn, number>;

/** A page of processes: `length` rows; a column that is absent is unknown for all of them. Times are epoch ms or ISO texts. */
export interface ProcessColumns {
  readonly length: number;
  readonly columns: Readonly<Partial<Record<ProcessColumn, ArrayLike<unknown>>>>;
}

export type AlertColumn = 'processId' | 'host' | 'time' | 'level' | 'title' | 'ruleId' | 'summary' | 'count';

/** A page of alerts; each belongs to the process whose id it names (on its host, where it names one). */
export interface AlertColumns {
  readonly length: number;
  readonly columns: Readonly<Partial<Record<AlertColumn, ArrayLike<unknown>>>>;
}

export type EventColumn = 'processId' | 'host' | 'time' | 'kind' | 'action' | 'what' | 'count';

/** A page of events, or of many equal ones folded into a row (`count`); `kind` is one of `eventKinds` or a category of `events`. */
export interface EventColumns {
  readonly length: number;
  readonly columns: Readonly<Partial<Record<EventColumn, ArrayLike<unknown>>>>;
}

export type EdgeColumn =
  | 'source'
  | 'target'
  | 'sourceHost'
  | 'targetHost'
  | 'sourceImage'
  | 'targetImage'
  | 'kind'
  | 'time'
  | 'label'
  | 'level'
  | 'count'
  | 'confidence'
  | 'evidence';

/** A page of edges between processes; an end without an id stands for its host. */
export interface EdgeColumns {
  readonly length: number;
  readonly columns: Readonly<Partial<Record<EdgeColumn, ArrayLike<unknown>>>>;
}

/** Rows as objects to columns, for callers that hold rows. Keys that are no process column are ignored. */
export function columnsFromRows(rows: readonly Readonly<Partial<Record<ProcessColumn, unknown>>>[]): ProcessColumns {
  const columns: Partial<Record<ProcessColumn, unknown[]>> = {};
  rows.forEach((row, index) => {
    for (const name of Object.keys(row) as ProcessColumn[]) {
      (columns[name] ??= new Array<unknown>(rows.length).fill(null))[index] = row[name];
    }
  });
  return { length: rows.length, columns };
}

/** A cell as text; '' when absent. */
export function readText(column: ArrayLike<unknown> | undefined, index: number): string {
  const value = column?.[index];
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : String(value);
}

/** A cell as a number; NaN when absent or no number. */
export function readNumber(column: ArrayLike<unknown> | undefined, index: number): number {
  const value = column?.[index];
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

/** The last time that a Date can hold; beyond it a number is no time. */
const lastTime = 8.64e15;

/** A time as ClickHouse writes it, in UTC and without saying so. */
const plainTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/;

/** A cell as epoch ms; NaN when absent. The epoch itself and what lies before means "not seen", as the store writes it. */
export function readTime(column: ArrayLike<unknown> | undefined, index: number): number {
  const value = column?.[index];
  if (value === null || value === undefined || value === '') return NaN;
  const isText = typeof value === 'string' && Number.isNaN(Number(value));
  const time = isText ? Date.parse(plainTime.test(value) ? `${value.replace(' ', 'T')}Z` : value) : Number(value);
  return time > 0 && time <= lastTime ? time : NaN;
}
