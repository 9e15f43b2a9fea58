// The macros: name, arguments, what each becomes. The docs and the editor's completion read this list.
import { events } from '@huntboard/schema';
import type { QueryContext } from '../context';
import { filtersSql } from '../filters/to-sql';
import type { QueryError, Result } from '../result';
import { ok } from '../result';
import { MILLI_TIME, timeText } from '../sql';
import type { Params } from '../sql';

export interface MacroUse {
  /** Argument texts, macros in them already expanded. */
  readonly args: readonly string[];
  readonly context: QueryContext;
  readonly params: Params;
}

export interface Macro {
  /** Names of the arguments; empty = used without parentheses. */
  readonly args: readonly string[];
  /** One sentence for docs and completion. */
  readonly doc: string;
  /** SQL with `?` for parameters, as docs show it. */
  readonly becomes: string;
  readonly expand: (use: MacroUse) => Result<string, QueryError>;
}

const from = ({ params, context }: MacroUse): string =>
  params.bindAs('from', MILLI_TIME, timeText(context.timeRange.from));
const to = ({ params, context }: MacroUse): string => params.bindAs('to', MILLI_TIME, timeText(context.timeRange.to));
const arg = ({ args }: MacroUse, index: number): string => args[index] ?? '';

/** Interval in whole seconds, at least one. */
const seconds = ({ context }: MacroUse): number => Math.max(1, Math.round(context.intervalMs / 1000));
const millis = ({ context }: MacroUse): number => Math.max(1, Math.round(context.intervalMs));

/**
 * Right for Date, Date32, DateTime and DateTime64: a Date is midnight when compared with a time, so for a Date column the
 * range starts with its first day. toTypeName is constant, so the condition still uses the primary key.
 */
function timeFilter(use: MacroUse): string {
  const column = arg(use, 0);
  const start = from(use);
  return `(${column} >= if(match(toTypeName(${column}), 'Date(32)?[)]*$'), toStartOfDay(${start}), ${start}) AND ${column} <= ${to(use)})`;
}

function dateFilter(use: MacroUse): string {
  const column = arg(use, 0);
  return `(${column} >= toDate(${from(use)}) AND ${column} <= toDate(${to(use)}))`;
}

const timeAndDate: Macro = {
  args: ['date', 'time'],
  doc: 'Rows in the dashboard time range by a date column (for the primary key) and a time column.',
  becomes: '((date >= toDate(?) AND date <= toDate(?)) AND (time >= ? AND time <= ?))',
  expand: (use) => ok(`(${dateFilter(use)} AND ${timeFilter({ ...use, args: [arg(use, 1)] })})`),
};

const ALL: ReadonlySet<string> = new Set(['$__all', "'$__all'", '"$__all"', '', "''", "'%'", "'.*'"]);

/** Whether the values of a variable stand for all there are. */
export const isAll = (values: string): boolean => ALL.has(values);

export const MACROS = {
  $__timeFilter: {
    args: ['column'],
    doc: 'Rows in the dashboard time range. The column may be Date, Date32, DateTime or DateTime64.',
    becomes: '(column >= ? AND column <= ?)',
    expand: (use) => ok(timeFilter(use)),
  },
  $__timeFilter_ms: {
    args: ['column'],
    doc: 'The same, named as other plugins name it for DateTime64 columns.',
    becomes: '(column >= ? AND column <= ?)',
    expand: (use) => ok(`(${arg(use, 0)} >= ${from(use)} AND ${arg(use, 0)} <= ${to(use)})`),
  },
  $__dateFilter: {
    args: ['column'],
    doc: 'Rows on the days of the dashboard time range, for a Date column.',
    becomes: '(column >= toDate(?) AND column <= toDate(?))',
    expand: (use) => ok(dateFilter(use)),
  },
  $__dateTimeFilter: timeAndDate,
  $__dt: timeAndDate,
  $__fromTime: {
    args: [],
    doc: 'Start of the time range as DateTime.',
    becomes: 'toDateTime(?)',
    expand: (use) => ok(`toDateTime(${from(use)})`),
  },
  $__toTime: {
    args: [],
    doc: 'End of the time range as DateTime.',
    becomes: 'toDateTime(?)',
    expand: (use) => ok(`toDateTime(${to(use)})`),
  },
  $__fromTime_ms: {
    args: [],
    doc: 'Start of the time range as DateTime64(3).',
    becomes: '?',
    expand: (use) => ok(from(use)),
  },
  $__toTime_ms: {
    args: [],
    doc: 'End of the time range as DateTime64(3).',
    becomes: '?',
    expand: (use) => ok(to(use)),
  },
  $__from: {
    args: [],
    doc: 'Start of the time range in epoch milliseconds.',
    becomes: '1700000000000',
    expand: ({ context }) => ok(String(Math.trunc(context.timeRange.from))),
  },
  $__to: {
    args: [],
    doc: 'End of the time range in epoch milliseconds.',
    becomes: '1700003600000',
    expand: ({ context }) => ok(String(Math.trunc(context.timeRange.to))),
  },
  $__timeInterval: {
    args: ['column'],
    doc: 'The column rounded down to the interval that suits the panel, in whole seconds.',
    becomes: 'toStartOfInterval(toDateTime(column), INTERVAL 60 second)',
    expand: (use) => ok(`toStartOfInterval(toDateTime(${arg(use, 0)}), INTERVAL ${seconds(use)} second)`),
  },
  $__timeInterval_ms: {
    args: ['column'],
    doc: 'The column rounded down to the interval that suits the panel, in milliseconds.',
    becomes: 'toStartOfInterval(toDateTime64(column, 3), INTERVAL 500 millisecond)',
    expand: (use) => ok(`toStartOfInterval(toDateTime64(${arg(use, 0)}, 3), INTERVAL ${millis(use)} millisecond)`),
  },
  $__interval_s: {
    args: [],
    doc: 'The interval that suits the panel, in whole seconds.',
    becomes: '60',
    expand: (use) => ok(String(seconds(use))),
  },
  $__interval_ms: {
    args: [],
    doc: 'The interval that suits the panel, in milliseconds.',
    becomes: '60000',
    expand: (use) => ok(String(millis(use))),
  },
  $__filters: {
    args: [],
    doc: "The dashboard's ad-hoc filters as a condition on the columns of events.",
    becomes: '(lower(`host`) = ? AND …), or 1 without filters',
    expand: ({ context, params }) => filtersSql(events, context.filters ?? [], params),
  },
  $__conditionalAll: {
    args: ['condition', 'variable'],
    doc: 'The condition, or 1=1 when "All" is chosen in the variable.',
    becomes: '(condition) or 1=1',
    expand: (use) => ok(isAll(arg(use, 1)) ? '1=1' : `(${arg(use, 0)})`),
  },
} as const satisfies Readonly<Record<string, Macro>>;

export type MacroName = keyof typeof MACROS;

const byLowerName: ReadonlyMap<string, Macro> = new Map(
  Object.entries(MACROS).map(([name, macro]) => [name.toLowerCase(), macro]),
);

/** One of these macros by its name with `$__`, whatever its case. */
export function macroOf(name: string): Macro | undefined {
  return byLowerName.get(name.toLowerCase());
}
