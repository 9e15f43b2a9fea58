// Comparisons of one text that are no text patterns: regular expressions, addresses, numbers, parts of times.
import { quoteText } from '@huntboard/query';
import type { Params } from '@huntboard/query';
import type { Cidr, CompareExpr, DatePart, Expr, RegexExpr } from '../model/expr.ts';
import { andSql, FALSE } from './logic-sql.ts';

/** ClickHouse lets `.` match a line break unless told otherwise; Sigma's flag s asks for that. */
export function regexSql(text: string, expr: Pick<RegexExpr<unknown>, 'source' | 'flags'>, params: Params): string {
  const on = expr.flags.join('');
  const flags = expr.flags.includes('s') ? on : `${on}-s`;
  return `match(${text}, ${params.text(`(?${flags})${expr.source}`)})`;
}

/** The text is an address in the network; what is none, and an address of the other family, is not in it. */
export function cidrSql(text: string, network: Cidr, params: Params): string {
  const [first, last] = rangeOf(network);
  if (network.bytes.length === 4) {
    // `::ffff:a.b.c.d` is how Windows writes IPv4.
    const address = `replaceRegexpOne(${text}, '^::[fF]{4}:', '')`;
    const bounds = `BETWEEN ${params.bind('IPv4', first.join('.'))} AND ${params.bind('IPv4', last.join('.'))}`;
    return `(${isIpv4(address)} AND toIPv4OrDefault(${address}) ${bounds})`;
  }
  const bounds = `BETWEEN ${params.bind('IPv6', ipv6Text(first))} AND ${params.bind('IPv6', ipv6Text(last))}`;
  const tail = `extract(${text}, '[^:]*$')`;
  return andSql([
    `isIPv6String(${text})`,
    // The engine is lenient with a colon too many, with a `::` that stands for no group, and with leading zeros in an IPv4 tail.
    `position(${text}, ':::') = 0`,
    `(position(${text}, '::') = 0 OR length(extractAll(${text}, '[^:]+')) + (position(${text}, '.') > 0) <= 7)`,
    `(position(${text}, '.') = 0 OR (${isIpv4(tail)} AND NOT match(${text}, '^::[fF]{4}:')))`,
    `toIPv6OrDefault(${text}) ${bounds}`,
  ]);
}

/** The text is an IPv4 address as the engine itself would write it. */
function isIpv4(text: string): string {
  return `toString(toIPv4OrDefault(${text})) = ${text}`;
}

function rangeOf({ bytes, prefix }: Cidr): readonly [first: number[], last: number[]] {
  const host = bytes.map((_, i) => 0xff >> Math.min(8, Math.max(0, prefix - i * 8)));
  return [bytes.map((byte, i) => byte & ~host[i]! & 0xff), bytes.map((byte, i) => byte | host[i]!)];
}

function ipv6Text(bytes: readonly number[]): string {
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i]! << 8) | bytes[i + 1]!).toString(16));
  return groups.join(':');
}

const OPERATORS: Readonly<Record<CompareExpr<unknown>['operator'], string>> = {
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** A number as JSON writes it, with JSON's blanks around it: the grammar of matcher/evaluate.ts. */
const NUMBER = quoteText('^[ \\t\\r\\n]*-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?[ \\t\\r\\n]*$');

/** A text as a number, then compared. Numbers beyond all bounds are infinite. */
export function compareTextSql(text: string, expr: Comparison, params: Params): string {
  const digits = `trim(BOTH ' \\t\\r\\n' FROM ${text})`;
  const number = `ifNull(toFloat64OrNull(${digits}), if(startsWith(${digits}, '-'), -inf, inf))`;
  return `(match(${text}, ${NUMBER}) AND ${compareNumberSql(number, expr, params)})`;
}

export function compareNumberSql(number: string, { operator, value }: Comparison, params: Params): string {
  if (Number.isNaN(value)) return FALSE;
  const bound = Number.isFinite(value) ? params.bind('Float64', value) : value > 0 ? 'inf' : '-inf';
  return `${number} ${OPERATORS[operator]} ${bound}`;
}

export type Comparison = Pick<CompareExpr<unknown>, 'operator' | 'value'>;

type DateExpr = Pick<Extract<Expr<unknown>, { kind: 'datePart' }>, 'part' | 'value'>;

const PARTS: Readonly<Record<DatePart, string>> = {
  minute: 'toMinute',
  hour: 'toHour',
  day: 'toDayOfMonth',
  week: 'toISOWeek',
  month: 'toMonth',
  year: 'toYear',
};

/** Where a part stands in `YYYY-MM-DD hh:mm`. */
const WRITTEN_PARTS: Readonly<Record<Exclude<DatePart, 'week'>, string>> = {
  minute: '15, 2',
  hour: '12, 2',
  day: '9, 2',
  month: '6, 2',
  year: '1, 4',
};

/** A time as it is written, down to its zone, which is not looked at: the grammar of matcher/read-date-part.ts. */
const WRITTEN = quoteText(
  '^(19|2[0-2])[0-9]{2}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?$',
);

/** A part of the time that the text says, as written there or as milliseconds since the epoch. */
export function dateTextSql(text: string, expr: DateExpr, params: Params): string {
  const value = valueOf(expr, params);
  if (value === undefined) return FALSE;
  const time = `fromUnixTimestamp64Milli(toInt64OrZero(${text}), 'UTC')`;
  const day = `substring(${text}, 1, 10)`;
  const date = `toDate32OrDefault(${day})`;
  const written =
    expr.part === 'week' ? `toISOWeek(${date})` : `toUInt16OrZero(substring(${text}, ${WRITTEN_PARTS[expr.part]}))`;
  return (
    `((match(${text}, '^[0-9]{11,13}$') AND ${PARTS[expr.part]}(${time}) = ${value}) OR ` +
    `(match(${text}, ${WRITTEN}) AND toString(${date}) = ${day} AND ${written} = ${value}))`
  );
}

/** A part of a time column. */
export function dateColumnSql(column: string, expr: DateExpr, params: Params): string {
  const value = valueOf(expr, params);
  if (value === undefined) return FALSE;
  // Milliseconds of 11 to 13 digits, as in a text.
  const isTime = `toUnixTimestamp64Milli(${column}) BETWEEN 10000000000 AND 9999999999999`;
  return `(${isTime} AND ${PARTS[expr.part]}(${column}) = ${value})`;
}

function valueOf({ value }: DateExpr, params: Params): string | undefined {
  return Number.isInteger(value) && value >= 0 && value <= 9999 ? params.bind('UInt16', value) : undefined;
}
