// Times as sensors write them → epoch milliseconds.

const NOT_A_DIGIT = -1e9;

function two(text: string, at: number): number {
  const a = text.charCodeAt(at) - 48;
  const b = text.charCodeAt(at + 1) - 48;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : NOT_A_DIGIT;
}

/** Days since 1970-01-01 of a civil date (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export interface ParsedTime {
  /** Epoch ms; NaN when the text is not a time. Without a zone it is read as UTC. */
  readonly ms: number;
  /** Whether the text names its zone. */
  readonly zoned: boolean;
}

/**
 * `YYYY-MM-DD[ T]HH:MM:SS[.fraction][Z|±HH:MM|±HHMM]` → epoch ms with the fraction kept; NaN when it is anything else. A text
 * without a zone is UTC, which is what Sysmon's UtcTime means. Hot path: no regular expression, no Date.
 */
export function parseTime(text: string): number {
  const length = text.length;
  if (length < 19) return NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  if (year + month + day + hour + minute + second < 0) return NaN;
  const separator = text.charCodeAt(10);
  if ((separator !== 32 && separator !== 84) || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return NaN;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return NaN;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return NaN;
  let i = 19;
  let fraction = 0;
  if (i < length && (text.charCodeAt(i) === 46 || text.charCodeAt(i) === 44)) {
    let scale = 100;
    for (i++; i < length; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) break;
      if (scale >= 1) fraction += digit * scale;
      scale /= 10;
    }
  }
  const ms = daysFromCivil(year, month, day) * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  return i === length ? ms : ms - zoneOffset(text, i);
}

/** Offset in ms of a zone suffix; NaN when it is none. */
function zoneOffset(text: string, from: number): number {
  let i = from;
  while (text.charCodeAt(i) === 32) i++;
  const c = text.charCodeAt(i);
  if (c === 90 || c === 122) return i + 1 === text.length ? 0 : NaN;
  if (text.startsWith('UTC', i) && i + 3 === text.length) return 0;
  if (c !== 43 && c !== 45) return NaN;
  const hours = two(text, i + 1);
  const colon = text.charCodeAt(i + 3) === 58 ? 1 : 0;
  const minutes = text.length > i + 3 ? two(text, i + 3 + colon) : 0;
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return NaN;
  const offset = (hours * 60 + minutes) * 60_000;
  return c === 45 ? -offset : offset;
}

/** Whether a time text names its zone. */
export function isZoned(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  if (last === 90 || last === 122) return true;
  for (let i = 19; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 43 || c === 45) return true;
  }
  return text.endsWith('UTC');
}

/** Epoch seconds, milliseconds or nanoseconds, told apart by size, → epoch ms; NaN when it is none of them. */
export function parseEpoch(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  if (!Number.isFinite(number) || number <= 0) return NaN;
  if (number < 1e11) return number * 1000;
  if (number < 1e14) return number;
  return number < 1e17 ? number / 1000 : number / 1e6;
}

/** A time in any of the forms that shippers use: ISO text, epoch number, `/Date(ms)/` of ConvertTo-Json. */
export function parseAnyTime(value: unknown): number {
  if (typeof value === 'number') return parseEpoch(value);
  if (typeof value !== 'string') return NaN;
  const ms = parseTime(value);
  if (ms === ms) return ms;
  if (value.startsWith('/Date(')) return parseEpoch(Number.parseInt(value.slice(6), 10));
  return parseEpoch(value);
}
