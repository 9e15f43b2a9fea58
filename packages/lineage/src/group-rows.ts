// Rows to processes: which rows speak of one and the same process.
import { fileName } from './process-identity.ts';
import type { ProcessColumn } from './process-columns.ts';
import type { RowTable } from './read-rows.ts';

/** Two sensors stamp one start at most this far apart, in ms. */
export const sensorSkew = 2000;

/** Rows grouped into processes; processes are numbered by their first row. */
export interface RowGroups {
  readonly size: number;
  readonly ofRow: Int32Array;
  /** Rows of each process, the most trusted first. */
  readonly rows: readonly (readonly number[])[];
}

/** The processes of one host and pid that can be told apart, as rows; filled by `groupRows`. */
type Bucket = number[];

const kindWeak = 2;
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
  'childCount',
  'alertsCritical',
  'alertsHigh',
  'alertsMedium',
  'alertsLow',
];

/** Numbers in order, NaN last. */
export function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) || a < b ? -1 : 1;
}

/** Texts by code unit: the same on every machine, unlike localeCompare. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Trust first, then time, then content: which page a row came in must not show in the result. */
function compareRows(table: RowTable, a: number, b: number): number {
  const order =
    (table.kind[a] ?? 0) - (table.kind[b] ?? 0) ||
    compareNumbers(table.start[a] ?? NaN, table.start[b] ?? NaN) ||
    compareTexts(table.id[a] ?? '', table.id[b] ?? '') ||
    compareTexts(table.parentId[a] ?? '', table.parentId[b] ?? '') ||
    compareNumbers(table.pid[a] ?? NaN, table.pid[b] ?? NaN) ||
    compareNumbers(table.ppid[a] ?? NaN, table.ppid[b] ?? NaN) ||
    compareNumbers(table.end[a] ?? NaN, table.end[b] ?? NaN);
  if (order !== 0) return order;
  for (const column of columnsThatBreakTies) {
    const byContent = compareTexts(table.text(a, column), table.text(b, column));
    if (byContent !== 0) return byContent;
  }
  return a - b;
}

/** Rows of one weak id: the id lacks the start, so starts that differ are a pid used again. */
function splitReusedPids(table: RowTable, rows: Bucket): Bucket[] {
  const sorted = [...rows].sort((a, b) => compareRows(table, a, b));
  const parts: Bucket[] = [];
  let last = NaN;
  for (const row of sorted) {
    const start = table.start[row] ?? NaN;
    const part = parts.at(-1);
    if (part === undefined || start - last > sensorSkew) parts.push([row]);
    else part.push(row);
    if (!Number.isNaN(start)) last = start;
  }
  return parts;
}

function sameImage(a: string, b: string): boolean {
  if (a === '' || b === '') return false;
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return (
    left === right || ((fileName(left) === left || fileName(right) === right) && fileName(left) === fileName(right))
  );
}

const imageOf = (table: RowTable, row: number): string => table.text(row, 'image') || table.text(row, 'name');

/**
 * Processes that a second sensor told of: same host, pid and image, started within `sensorSkew` of a process whose id is
 * the sensor's own. They join it; ids of the same kind never join, for one sensor does not contradict itself.
 */
function joinSensors(table: RowTable, buckets: readonly Bucket[]): Bucket[] {
  const natives = new Map<string, number[]>();
  const place = (row: number): string => `${table.host[row] ?? ''}\u0000${table.pid[row] ?? NaN}`;
  buckets.forEach((bucket, index) => {
    const row = bucket[0] ?? 0;
    if (table.kind[row] !== 0 || Number.isNaN(table.start[row]) || Number.isNaN(table.pid[row])) return;
    const known = natives.get(place(row));
    if (known) known.push(index);
    else natives.set(place(row), [index]);
  });
  const joined = buckets.map((bucket) => [...bucket]);
  buckets.forEach((bucket, index) => {
    const row = bucket[0] ?? 0;
    const start = table.start[row] ?? NaN;
    if (table.kind[row] === 0 || Number.isNaN(start)) return;
    let best = -1;
    let distance = Infinity;
    for (const candidate of natives.get(place(row)) ?? []) {
      const other = buckets[candidate]?.[0] ?? 0;
      const gap = Math.abs((table.start[other] ?? NaN) - start);
      if (gap > sensorSkew || !sameImage(imageOf(table, row), imageOf(table, other))) continue;
      if (gap < distance || (gap === distance && compareRows(table, other, buckets[best]?.[0] ?? other) < 0)) {
        best = candidate;
        distance = gap;
      }
    }
    if (best < 0) return;
    joined[best]?.push(...bucket);
    joined[index] = [];
  });
  return joined.filter((bucket) => bucket.length > 0);
}

/** Groups rows into processes: by host and id, pids used again apart, one process told by two sensors together. */
export function groupRows(table: RowTable): RowGroups {
  const hosts = new Map<string, Map<string, Bucket>>();
  const byId: Bucket[] = [];
  for (let row = 0; row < table.size; row++) {
    const host = table.host[row] ?? '';
    const id = table.id[row] ?? '';
    let ids = hosts.get(host);
    if (!ids) hosts.set(host, (ids = new Map()));
    const bucket = ids.get(id);
    if (bucket) bucket.push(row);
    else {
      const fresh = [row];
      ids.set(id, fresh);
      byId.push(fresh);
    }
  }
  const apart = byId.flatMap((bucket) => {
    if (bucket.length === 1) return [bucket];
    return bucket.every((row) => table.kind[row] === kindWeak)
      ? splitReusedPids(table, bucket)
      : [bucket.sort((a, b) => compareRows(table, a, b))];
  });
  const anyForeign = table.kind.some((kind) => kind !== 0);
  const rows = anyForeign ? joinSensors(table, apart) : apart;
  const ofRow = new Int32Array(table.size);
  rows.forEach((bucket, node) => {
    if (bucket.length > 1) bucket.sort((a, b) => compareRows(table, a, b));
    for (const row of bucket) ofRow[row] = node;
  });
  return { size: rows.length, ofRow, rows };
}
