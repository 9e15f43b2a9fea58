// Time that counts for an SLA: office hours in a time zone, with its changes of the clock, without days off.

export interface BusinessHours {
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** Days of the week that count, 0 = Sunday. */
  readonly days: readonly number[];
  /** Minutes after local midnight. */
  readonly from: number;
  readonly to: number;
  /** Local dates that do not count, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
}

const DAY = 86_400_000;
/** An older alert is late whatever happens: no need to walk through years. */
const MAX_DAYS = 800;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const options: Intl.DateTimeFormatOptions = {
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  };
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-CA', { ...options, timeZone });
  } catch {
    // A name that this browser does not know: UTC is better than no clock at all.
    made = new Intl.DateTimeFormat('en-CA', { ...options, timeZone: 'UTC' });
  }
  formats.set(timeZone, made);
  return made;
}

/** What a clock on the wall shows at an instant, as if it were UTC (epoch ms). */
function wallClock(at: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

/** The instant at which a clock on the wall shows `wall`; in the gap of a change, the one after it. */
function instantOf(wall: number, timeZone: string): number {
  const first = wall - (wallClock(wall, timeZone) - wall);
  return wall - (wallClock(first, timeZone) - first);
}

const windows = new Map<string, readonly [number, number] | null>();

/** Office hours of one local day (its midnight as if UTC) as two instants; null for a day that does not count. */
function windowOf(hours: BusinessHours, day: number): readonly [number, number] | null {
  const key = `${hours.timeZone}|${hours.from}|${hours.to}|${hours.days.join()}|${hours.holidays.join()}|${day}`;
  const known = windows.get(key);
  if (known !== undefined) return known;
  const date = new Date(day);
  const counts = hours.days.includes(date.getUTCDay()) && !hours.holidays.includes(date.toISOString().slice(0, 10));
  const window =
    counts && hours.to > hours.from
      ? ([
          instantOf(day + hours.from * 60_000, hours.timeZone),
          instantOf(day + hours.to * 60_000, hours.timeZone),
        ] as const)
      : null;
  if (windows.size > 5000) windows.clear();
  windows.set(key, window);
  return window;
}

const midnightOf = (at: number, timeZone: string): number => Math.floor(wallClock(at, timeZone) / DAY) * DAY;

/** Milliseconds between two instants that lie in office hours; 0 when `to` is not after `from`. */
export function businessTime(hours: BusinessHours, from: number, to: number): number {
  if (!(to > from)) return 0;
  let sum = 0;
  let day = midnightOf(from, hours.timeZone);
  for (let count = 0; count < MAX_DAYS; count++, day += DAY) {
    const window = windowOf(hours, day);
    if (window === null) {
      if (day - 2 * DAY > to) break;
      continue;
    }
    if (window[0] >= to) break;
    sum += Math.max(0, Math.min(to, window[1]) - Math.max(from, window[0]));
  }
  return sum;
}

/** The latest instant from which `budget` ms of office hours are used up by `to`; -Infinity when no day counts. */
export function businessStart(hours: BusinessHours, to: number, budget: number): number {
  let left = budget;
  let day = midnightOf(to, hours.timeZone);
  for (let count = 0; count < MAX_DAYS; count++, day -= DAY) {
    const window = windowOf(hours, day);
    if (window === null || window[0] >= to) continue;
    const end = Math.min(to, window[1]);
    const room = end - window[0];
    if (left <= room) return end - left;
    left -= room;
  }
  return -Infinity;
}

/** The instant at which `budget` ms of office hours are used up since `from`; Infinity when no day counts. */
export function businessDeadline(hours: BusinessHours, from: number, budget: number): number {
  let left = budget;
  let day = midnightOf(from, hours.timeZone);
  for (let count = 0; count < MAX_DAYS; count++, day += DAY) {
    const window = windowOf(hours, day);
    if (window === null || window[1] <= from) continue;
    const start = Math.max(from, window[0]);
    const room = window[1] - start;
    if (left <= room) return start + left;
    left -= room;
  }
  return Infinity;
}
