// Looks further down a body for a Sysmon event of a host: exports write one channel after the other, Security long before Sysmon.
import { isObject } from '../../values/json.ts';
import { parseAnyTime, parseTime } from '../../values/time.ts';

const MARK = '"UtcTime"';
const NEWLINE = 10;
/** Lines looked at for one host: the search must stay cheap where a body holds many hosts. */
const MAX_LINES = 100;

export interface ClockPair {
  /** The shape's own time, in its doubtful zone, epoch ms. */
  readonly time: number;
  /** UtcTime of the same event, epoch ms. */
  readonly utc: number;
}

/** Both clocks of the first Sysmon event of `computer` at or behind `from`, in a body with one event a line. */
export function findZoneAhead(body: Buffer, from: number, computer: string): ClockPair | undefined {
  let at = from;
  for (let looked = 0; looked < MAX_LINES; looked++) {
    const mark = body.indexOf(MARK, at, 'latin1');
    if (mark < 0) return undefined;
    const start = body.lastIndexOf(NEWLINE, mark) + 1;
    const newline = body.indexOf(NEWLINE, mark);
    const end = newline < 0 ? body.length : newline;
    const pair = clocksOf(body.toString('utf8', start, end), computer);
    if (pair !== undefined) return pair;
    at = end;
  }
  return undefined;
}

function clocksOf(line: string, computer: string): ClockPair | undefined {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(event) || event['Hostname'] !== computer || typeof event['UtcTime'] !== 'string') return undefined;
  const time = parseAnyTime(event['TimeCreated'] ?? event['@timestamp']);
  const utc = parseTime(event['UtcTime']);
  return time === time && utc === utc ? { time, utc } : undefined;
}
