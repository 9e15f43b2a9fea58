// The order of rows that speak of one process, and where one process ends and the next with its id begins.
import type { Buckets } from './buckets.ts';
import { compareNumbers, compareTexts } from './order.ts';
import type { ProcessColumn } from './process-columns.ts';
import type { RowStore } from './row-store.ts';

/** Two sensors stamp one start at most this far apart, in ms. */
export const sensorSkew = 2000;

const columnsThatBreakTies: readonly ProcessColumn[] = [
  'name',
  'image',
  'commandLine',
  'user',
  'integrity',
  'parentName',
  'logonId',
  'hash',
  'signed',
  'signer',
  'originalFileName',
  'currentDirectory',
  'parentCommandLine',
  'imageDeleted',
  'prevalence',
  'prevalenceBase',
  'childCount',
  'alertsCritical',
  'alertsHigh',
  'alertsMedium',
  'alertsLow',
];

/** Trust first, then time, then content: which page a row came in must not show in the result. */
export function compareRows(rows: RowStore, buckets: Buckets, a: number, b: number): number {
  const id = (bucket: number | undefined): string => buckets.idOf[bucket ?? -1] ?? '';
  const order =
    (rows.kind[a] ?? 0) - (rows.kind[b] ?? 0) ||
    compareNumbers(rows.start[a] ?? NaN, rows.start[b] ?? NaN) ||
    compareTexts(id(rows.bucket[a]), id(rows.bucket[b])) ||
    compareTexts(id(rows.parentBucket[a]), id(rows.parentBucket[b])) ||
    compareNumbers(rows.pid[a] ?? NaN, rows.pid[b] ?? NaN) ||
    compareNumbers(rows.ppid[a] ?? NaN, rows.ppid[b] ?? NaN) ||
    compareNumbers(rows.end[a] ?? NaN, rows.end[b] ?? NaN);
  if (order !== 0) return order;
  for (const column of columnsThatBreakTies) {
    const byContent = compareTexts(rows.text(a, column), rows.text(b, column));
    if (byContent !== 0) return byContent;
  }
  return a - b;
}

/** Rows of one weak id, sorted: the id lacks the start, so starts that differ are a pid used again. */
export function splitReusedPids(rows: RowStore, sorted: readonly number[]): number[][] {
  const parts: number[][] = [];
  let last = NaN;
  for (const row of sorted) {
    const start = rows.start[row] ?? NaN;
    const part = parts.at(-1);
    if (part === undefined || start - last > sensorSkew) parts.push([row]);
    else part.push(row);
    if (!Number.isNaN(start)) last = start;
  }
  return parts;
}
