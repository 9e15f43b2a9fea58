// Macros of the Altinity plugin, for SQL that comes from there: what they mean for the events, and what to write for those that mean
// nothing here. That plugin asks for a table and its columns of time beside the SQL; here they are `events` and `ts`.
import { events } from '@huntboard/schema';
import { filtersSql } from '../filters/to-sql';
import { ok, queryError } from '../result';
import { quoteName } from '../sql';
import { MACROS, isAll } from './definitions';
import type { Macro, MacroUse } from './definitions';

const TIME = 'ts';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const seconds = (epochMs: number): string => String(Math.floor(epochMs / SECOND));
const onTime = (use: MacroUse): MacroUse => ({ ...use, args: [TIME] });

/** Lengths of the range up to which the steps of $naturalTimeSeries hold, as that plugin has them. */
const NATURAL: readonly (readonly [below: number, start: string])[] = [
  [20 * MINUTE, `toDateTime(${TIME})`],
  [4 * HOUR, `toStartOfMinute(${TIME})`],
  [DAY, `toStartOfFiveMinutes(${TIME})`],
  [3 * DAY, `toStartOfFifteenMinutes(${TIME})`],
  [15 * DAY, `toStartOfHour(${TIME})`],
  [105 * DAY, `toStartOfDay(${TIME})`],
  [300 * DAY, `toDateTime(toMonday(${TIME}), 'UTC')`],
  [6 * 365 * DAY, `toDateTime(toStartOfMonth(${TIME}), 'UTC')`],
  [Infinity, `toDateTime(toStartOfQuarter(${TIME}), 'UTC')`],
];

const timeFilter: Macro = {
  args: [],
  doc: 'Rows in the dashboard time range by the column ts.',
  becomes: '(ts >= ? AND ts <= ?)',
  expand: (use) => MACROS.$__timeFilter_ms.expand(onTime(use)),
};
const timeFilterByColumn: Macro = {
  args: ['column'],
  doc: 'Rows in the dashboard time range by a column.',
  becomes: '(column >= ? AND column <= ?)',
  expand: (use) => MACROS.$__timeFilter.expand(use),
};

export const ALTINITY_MACROS = {
  $table: {
    args: [],
    doc: 'The events; where that plugin had another table chosen, write its name.',
    becomes: 'events',
    expand: () => ok(events.name),
  },
  $dateTimeCol: { args: [], doc: 'The column of the time.', becomes: TIME, expand: () => ok(TIME) },
  $dateCol: { args: [], doc: 'The day of the event.', becomes: `toDate(${TIME})`, expand: () => ok(`toDate(${TIME})`) },
  $timeFilter: timeFilter,
  $timeFilterMs: timeFilter,
  $timeFilterByColumn: timeFilterByColumn,
  $timeFilter64ByColumn: timeFilterByColumn,
  $from: {
    args: [],
    doc: 'Start of the time range in epoch seconds.',
    becomes: '1700000000',
    expand: ({ context }) => ok(seconds(context.timeRange.from)),
  },
  $to: {
    args: [],
    doc: 'End of the time range in epoch seconds.',
    becomes: '1700003600',
    expand: ({ context }) => ok(seconds(context.timeRange.to)),
  },
  $interval: {
    args: [],
    doc: 'The interval that suits the panel, in whole seconds; a dashboard variable of that name goes before it.',
    becomes: '60',
    expand: (use) => MACROS.$__interval_s.expand(use),
  },
  $timeSeries: {
    args: [],
    doc: 'The time of the event rounded down to the interval: a time, where that plugin has milliseconds.',
    becomes: 'toStartOfInterval(toDateTime(ts), INTERVAL 60 second)',
    expand: (use) => MACROS.$__timeInterval.expand(onTime(use)),
  },
  $timeSeriesMs: {
    args: [],
    doc: 'The same in steps of milliseconds.',
    becomes: 'toStartOfInterval(toDateTime64(ts, 3), INTERVAL 500 millisecond)',
    expand: (use) => MACROS.$__timeInterval_ms.expand(onTime(use)),
  },
  $naturalTimeSeries: {
    args: [],
    doc: 'The time of the event rounded down to what suits the length of the range: seconds to quarters of a year.',
    becomes: 'toStartOfMinute(ts)',
    expand: ({ context: { timeRange } }) => {
      const length = timeRange.to - timeRange.from;
      return ok(NATURAL.find(([below]) => length < below)?.[1] ?? TIME);
    },
  },
  $adhoc: {
    args: [],
    doc: "The dashboard's ad-hoc filters as a condition on the columns of events.",
    becomes: MACROS.$__filters.becomes,
    expand: ({ context, params }) => filtersSql(events, context.filters ?? [], params),
  },
  $conditionalTest: {
    args: ['text', 'variable'],
    doc: 'The text (AND and a condition), or nothing when "All" is chosen in the variable or it is empty.',
    becomes: 'AND condition',
    expand: ({ args: [text = '', variable = ''] }) => ok(isAll(variable) ? ' ' : ` ${text} `),
  },
  $unescape: {
    args: ['name'],
    doc: 'A column whose name is the value of a variable.',
    becomes: '`name`',
    expand: ({ args: [text = ''] }) => {
      const name = /^(['"]?)([A-Za-z_]\w*)\1$/.exec(text)?.[2];
      return name === undefined
        ? queryError('query.macro_arguments', `$unescape takes the name of one column; ${text} is none.`)
        : ok(quoteName(name));
    },
  },
} as const satisfies Readonly<Record<string, Macro>>;

const series = 'write SELECT $__timeInterval(ts) AS time, … FROM … WHERE $__timeFilter(ts) GROUP BY time ORDER BY time';
const rate = `choose the kind Time series with the measure “rate”, or ${series}, and divide by $__interval_s`;
const counter =
  'it is for counters that only grow, which events are not: write lagInFrame(…) OVER (ORDER BY time) over a subquery by $__timeInterval(ts)';

/** What cannot mean the same here, and what to write instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  $columns: `${series}, with the key as a column of text: each value of it becomes a series`,
  $columnsMs: `${series.replace('Interval', 'Interval_ms')}, with the key as a column of text: each value of it becomes a series`,
  $rate: rate,
  $rateColumns: `${rate}; the key is a column of text`,
  $rateColumnsAggregated: `${rate}; the key is a column of text`,
  ...Object.fromEntries(
    ['perSecond', 'delta', 'increase']
      .flatMap((name) => [`$${name}`, `$${name}Columns`, `$${name}ColumnsAggregated`])
      .map((name) => [name, counter]),
  ),
  $lttb: 'write SELECT untuple(arrayJoin(lttb(points)(x, y))) FROM … WHERE $__timeFilter(ts)',
  $lttbMs: 'write SELECT untuple(arrayJoin(lttb(points)(x, y))) FROM … WHERE $__timeFilter(ts)',
  $__adhoc: 'write $__filters where the condition belongs',
  $__adHocFilters: 'settings cannot be set by a query: write AND $__filters where the condition belongs',
};

/** Why a macro of another plugin is not known here; undefined: it is no such macro. */
export function writeInstead(name: string): string | undefined {
  return Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
}
