// Parts of a time written as text: what the modifiers minute, hour, day, week, month and year compare.
import type { DatePart } from '../model/expr.ts';

const WRITTEN =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?$/;
const EPOCH_MS = /^[0-9]{11,13}$/;

/**
 * A part of a time; undefined when the text is none. A time is
 * - `YYYY-MM-DD hh:mm`, with `T` or one blank between, optionally `:ss` with a fraction after `.` or `,`, optionally a zone (`Z`,
 *   `+hh:mm`, `+hhmm`, `-…`, after at most one blank). Its parts are read **as written**, the zone changes nothing. The day must
 *   exist (years 1900 to 2299), hour ≤ 23, minute and second ≤ 59.
 * - 11 to 13 digits: milliseconds since the epoch, parts in UTC. This is how a time column reads.
 *
 * Month and day count from 1; week is the ISO week (1 to 53).
 */
export function readDatePart(text: string, part: DatePart): number | undefined {
  const time = EPOCH_MS.test(text) ? new Date(Number(text)) : parseWritten(text);
  if (time === undefined) return undefined;
  switch (part) {
    case 'minute':
      return time.getUTCMinutes();
    case 'hour':
      return time.getUTCHours();
    case 'day':
      return time.getUTCDate();
    case 'week':
      return isoWeek(time);
    case 'month':
      return time.getUTCMonth() + 1;
    case 'year':
      return time.getUTCFullYear();
  }
}

function parseWritten(text: string): Date | undefined {
  const match = WRITTEN.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map((digits) => Number(digits ?? 0));
  if (hour! > 23 || minute! > 59 || second! > 59 || year! < 1900 || year! > 2299) return undefined;
  const time = new Date(Date.UTC(year!, month! - 1, day!, hour!, minute!));
  return time.getUTCMonth() + 1 === month && time.getUTCDate() === day ? time : undefined;
}

/** ISO 8601: the week that holds the year's first Thursday is week 1. */
function isoWeek(time: Date): number {
  const thursday = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7));
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - start) / 604_800_000) + 1;
}
