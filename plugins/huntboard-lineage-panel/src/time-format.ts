// Times in the tree: short, in the dashboard's time zone, with the day only where it matters.
import { dateTimeFormat } from '@grafana/data';
import type { Forest } from '@huntboard/lineage';

const day = 86_400_000;

/** Writes an instant (epoch ms); '' for NaN. */
export type FormatTime = (time: number) => string;

/** A format for this forest: with the day when its starts lie on several days. */
export function shortTime(forest: Forest, timeZone: string): FormatTime {
  let first = Infinity;
  let last = -Infinity;
  for (const start of forest.start) {
    if (start < first) first = start;
    if (start > last) last = start;
  }
  const dayOf = (time: number): string => dateTimeFormat(time, { timeZone, format: 'YYYY-MM-DD' });
  const oneDay = last - first < day && (first === Infinity || dayOf(first) === dayOf(last));
  const format = oneDay ? 'HH:mm:ss.SSS' : 'MMM DD HH:mm:ss';
  return remembered((time) => dateTimeFormat(time, { timeZone, format }));
}

const rememberedAtMost = 20_000;

/** Writing a time costs more than the rest of a row: each is written once. */
function remembered(write: FormatTime): FormatTime {
  const known = new Map<number, string>();
  return (time) => {
    if (Number.isNaN(time)) return '';
    let text = known.get(time);
    if (text === undefined) {
      if (known.size >= rememberedAtMost) known.clear();
      known.set(time, (text = write(time)));
    }
    return text;
  };
}

/** An instant in full. */
export function fullTime(timeZone: string): FormatTime {
  return (time) => (Number.isNaN(time) ? '' : dateTimeFormat(time, { timeZone, format: 'YYYY-MM-DD HH:mm:ss.SSS' }));
}

/** How long something took, e.g. `1.9 s`, `4 min 10 s`; '' when an end is missing. */
export function duration(from: number, to: number): string {
  const ms = to - from;
  if (Number.isNaN(ms) || ms < 0) return '';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
