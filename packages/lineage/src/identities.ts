// Rows to nodes: which rows speak of one and the same process, kept up to date as rows come.
import type { Buckets } from './buckets.ts';
import { JOINED, noRows, PROCESS, UNUSED } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers, compareTexts } from './order.ts';
import { columnNumber } from './process-columns.ts';
import type { ProcessColumn } from './process-columns.ts';
import { fileName, idKinds } from './process-identity.ts';
import type { RowStore } from './row-store.ts';
import type { Settlement, StepCounter } from './settlement.ts';

/** Two sensors stamp one start at most this far apart, in ms. */
export const sensorSkew = 2000;

const NAME = columnNumber.name;
const IMAGE = columnNumber.image;
const kindWeak = idKinds.indexOf('weak');
/** Natives of one pid, name and about one time that are looked at for a row of another sensor: more is made up. */
const maxCandidates = 64;

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

/**
 * Holds, for each bucket, its lives: one for an id that is the sensor's or holds the start, several for a weak id whose pid was
 * used again. A life is a node; one that another sensor also told of is absorbed by that sensor's node.
 */
export class Identities {
  /** The life of each bucket that has one (-1: none, -2: several, which `#many` holds). */
  readonly #only: number[] = [];
  readonly #many = new Map<number, readonly number[]>();
  readonly #rows: RowStore;
  readonly #buckets: Buckets;
  readonly #nodes: NodeStore;
  readonly #counter: StepCounter;
  readonly #lifeRows: (readonly number[])[] = [];
  /** Node that absorbed a life; undefined for one that stands for itself. */
  readonly #absorber = new Map<number, number>();
  readonly #absorbed = new Map<number, Set<number>>();
  /** Lives by host and pid; kept only once something asks for it. */
  #byPid: Map<number, number[]>[] | undefined;
  readonly #pidOf: number[] = [];
  #isForeign = false;
  readonly #baseNames = new Map<string, string>();
  readonly #places = new Map<number, Set<number>>();

  constructor(rows: RowStore, buckets: Buckets, nodes: NodeStore, counter: StepCounter) {
    this.#rows = rows;
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#counter = counter;
  }

  /** The node that stands for a life. */
  final(life: number): number {
    return this.#absorber.get(life) ?? life;
  }

  /** Lives that a node took in, besides its own. */
  absorbedBy(node: number): Iterable<number> | undefined {
    return this.#absorbed.get(node);
  }

  /** Lives of a bucket, by time. */
  livesOf(bucket: number): readonly number[] {
    const only = this.#only[bucket] ?? -1;
    return only >= 0 ? [only] : (this.#many.get(bucket) ?? noRows);
  }

  /** The life of a bucket that has just one; negative otherwise. */
  onlyLife(bucket: number): number {
    return this.#only[bucket] ?? -1;
  }

  /** Node of a row. */
  nodeOfRow(row: number): number {
    const only = this.onlyLife(this.#rows.bucket[row] ?? 0);
    if (only >= 0) return this.final(only);
    const lives = this.livesOf(this.#rows.bucket[row] ?? 0);
    const start = this.#rows.start[row] ?? NaN;
    // Lives are apart in time; a row without a time is in the last one, behind all that have one.
    const life = Number.isNaN(start)
      ? lives.at(-1)
      : lives.findLast((one) => (this.firstStart(one) || -Infinity) <= start);
    return this.final(life ?? lives[0] ?? 0);
  }

  /** Start of the earliest row of a life. */
  firstStart(life: number): number {
    return this.#rows.start[this.#lifeRows[life]?.[0] ?? 0] ?? NaN;
  }

  /** Takes in the rows from `from` on. */
  add(from: number, settlement: Settlement): void {
    const more = new Map<number, number[]>();
    const { bucket: buckets, kind } = this.#rows;
    for (let row = from; row < this.#rows.size; row++) if (kind[row] !== 0) this.#isForeign = true;
    for (let row = from; row < this.#rows.size; row++) {
      this.#counter.steps++;
      const bucket = buckets[row] ?? 0;
      while (this.#only.length <= bucket) this.#only.push(-1);
      if (this.#only[bucket] === -1) {
        // The first row of an id, as nearly all are.
        const life = this.#nodes.create(UNUSED, this.#buckets.hostOf[bucket] ?? 0, bucket);
        this.#only[bucket] = life;
        this.#setRows(life, [row], settlement);
        settlement.reassigned.add(bucket);
        continue;
      }
      const known = more.get(bucket);
      if (known) known.push(row);
      else more.set(bucket, [row]);
    }
    for (const [bucket, rows] of more) this.#regroup(bucket, rows, settlement);
    if (this.#isForeign) this.#joinSensors(settlement);
    // Joining may have touched lives that were there before: the list grows no more from here on.
    for (const life of settlement.changed.list) this.#refresh(life, settlement);
  }

  #setRows(life: number, rows: readonly number[], settlement: Settlement): void {
    this.#lifeRows[life] = rows;
    settlement.changed.add(life);
    settlement.changed.add(this.final(life));
    if (this.#byPid) this.#indexPids(life);
    if (this.#isForeign) this.#touchPlaces(rows);
  }

  /** Takes further rows of an id in. */
  #regroup(bucket: number, more: readonly number[], settlement: Settlement): void {
    const before = this.livesOf(bucket);
    const own: number[] = [];
    for (const life of before) for (const row of this.#lifeRows[life] ?? noRows) own.push(row);
    for (const row of more) own.push(row);
    this.#counter.steps += own.length;
    own.sort((a, b) => this.#compareRows(a, b));
    const isWeak = own.every((row) => this.#rows.kind[row] === kindWeak);
    const parts = isWeak ? this.#splitReusedPids(own) : [own];
    const lives = parts.map((part, index) => {
      const life = before[index] ?? this.#nodes.create(UNUSED, this.#buckets.hostOf[bucket] ?? 0, bucket);
      this.#setRows(life, part, settlement);
      return life;
    });
    for (const life of before.slice(parts.length)) {
      this.#lifeRows[life] = noRows;
      this.#release(life, settlement);
      settlement.changed.add(life);
    }
    this.#only[bucket] = lives.length === 1 ? (lives[0] ?? -1) : -2;
    if (lives.length === 1) this.#many.delete(bucket);
    else this.#many.set(bucket, lives);
    settlement.reassigned.add(bucket);
  }

  /** Trust first, then time, then content: which page a row came in must not show in the result. */
  #compareRows(a: number, b: number): number {
    const rows = this.#rows;
    const id = (bucket: number | undefined): string => this.#buckets.idOf[bucket ?? -1] ?? '';
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
  #splitReusedPids(sorted: readonly number[]): number[][] {
    const parts: number[][] = [];
    let last = NaN;
    for (const row of sorted) {
      const start = this.#rows.start[row] ?? NaN;
      const part = parts.at(-1);
      if (part === undefined || start - last > sensorSkew) parts.push([row]);
      else part.push(row);
      if (!Number.isNaN(start)) last = start;
    }
    return parts;
  }

  #touchPlaces(rows: readonly number[]): void {
    for (const row of rows) {
      const host = this.#buckets.hostOf[this.#rows.bucket[row] ?? 0] ?? 0;
      const pids = this.#places.get(host);
      if (pids) pids.add(this.#rows.pid[row] ?? NaN);
      else this.#places.set(host, new Set([this.#rows.pid[row] ?? NaN]));
    }
  }

  #indexPids(life: number): void {
    const host = this.#nodes.host[life] ?? 0;
    const index = ((this.#byPid ??= [])[host] ??= new Map());
    for (const row of this.#lifeRows[life] ?? noRows) {
      const pid = this.#rows.pid[row] ?? NaN;
      if (!(pid > 0) || this.#pidOf[life] === pid) continue;
      const lives = index.get(pid);
      if (!lives) index.set(pid, [life]);
      else if (this.#pidOf[life] === undefined || !lives.includes(life)) lives.push(life);
      this.#pidOf[life] ??= pid;
    }
  }

  /** Lives that have, or once had, a row with this pid. */
  livesAt(host: number, pid: number): readonly number[] {
    if (!this.#byPid) {
      this.#byPid = [];
      for (let life = 0; life < this.#lifeRows.length; life++) this.#indexPids(life);
    }
    return this.#byPid[host]?.get(pid) ?? noRows;
  }

  /** Whether a life has a row with this pid now. */
  hasPid(life: number, pid: number): boolean {
    return (this.#lifeRows[life] ?? noRows).some((row) => this.#rows.pid[row] === pid);
  }

  #head(life: number): number {
    return this.#lifeRows[life]?.[0] ?? -1;
  }

  /**
   * Processes that a second sensor told of: same host, pid and image, started within `sensorSkew` of a process whose id is the
   * sensor's own. They join it; ids of the same kind never join, for one sensor does not contradict itself.
   */
  #joinSensors(settlement: Settlement): void {
    for (const [host, pids] of this.#places) {
      for (const pid of pids) if (pid > 0 || pid === 0) this.#joinPlace(host, pid, settlement);
    }
    this.#places.clear();
  }

  #joinPlace(host: number, pid: number, settlement: Settlement): void {
    const { pid: pids, kind, start } = this.#rows;
    const natives = new Map<string, number[]>();
    const others: number[] = [];
    const lives = pid === 0 ? [] : this.livesAt(host, pid);
    this.#counter.steps += lives.length;
    for (const life of lives) {
      const head = this.#head(life);
      if (head < 0) continue;
      if (kind[head] !== 0) {
        others.push(life);
        continue;
      }
      this.#release(life, settlement);
      if (pids[head] === pid && !Number.isNaN(start[head])) {
        const name = fileName(this.#image(head)).toLowerCase();
        const known = natives.get(name);
        if (known) known.push(life);
        else natives.set(name, [life]);
      }
    }
    if (others.length === 0) return;
    for (const list of natives.values())
      if (list.length > 1) list.sort((a, b) => this.#compareRows(this.#head(a), this.#head(b)));
    for (const life of others) {
      const head = this.#head(life);
      const own = pids[head] ?? NaN;
      // Its own place decides, unless it has none.
      if (own !== pid && own > 0) continue;
      const found = own !== pid || Number.isNaN(start[head]) ? -1 : this.#nearest(head, natives);
      if (found < 0) this.#release(life, settlement);
      else this.#absorb(life, found, settlement);
    }
  }

  /** The native nearest in time with the same image. */
  #nearest(head: number, natives: ReadonlyMap<string, readonly number[]>): number {
    const image = this.#image(head);
    const candidates = natives.get(fileName(image).toLowerCase());
    if (candidates === undefined || image === '') return -1;
    const time = this.#rows.start[head] ?? NaN;
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows.start[this.#head(candidates[middle] ?? 0)] ?? NaN) < time - sensorSkew) low = middle + 1;
      else high = middle;
    }
    let best = -1;
    let distance = Infinity;
    for (let at = low; at < candidates.length && at < low + maxCandidates; at++) {
      this.#counter.steps++;
      const candidate = candidates[at] ?? 0;
      const gap = Math.abs((this.#rows.start[this.#head(candidate)] ?? NaN) - time);
      if (gap > sensorSkew) break;
      if (gap < distance && sameImage(image, this.#image(this.#head(candidate)))) {
        best = candidate;
        distance = gap;
      }
    }
    return best;
  }

  #image(row: number): string {
    return this.#rows.text(row, 'image') || this.#rows.text(row, 'name');
  }

  #absorb(life: number, native: number, settlement: Settlement): void {
    if (this.#absorber.get(life) === native) return;
    this.#release(life, settlement);
    this.#absorber.set(life, native);
    const absorbed = this.#absorbed.get(native);
    if (absorbed) absorbed.add(life);
    else this.#absorbed.set(native, new Set([life]));
    this.#touch(life, native, settlement);
  }

  #release(life: number, settlement: Settlement): void {
    const native = this.#absorber.get(life);
    if (native === undefined) return;
    this.#absorber.delete(life);
    this.#absorbed.get(native)?.delete(life);
    this.#touch(life, native, settlement);
  }

  #touch(life: number, native: number, settlement: Settlement): void {
    for (const node of [life, native]) {
      settlement.changed.add(node);
      settlement.reassigned.add(this.#nodes.bucket[node] ?? 0);
    }
  }

  /** Makes a node of a life anew: its rows, and what follows from them alone. */
  #refresh(life: number, settlement: Settlement): void {
    const nodes = this.#nodes;
    const own = this.#lifeRows[life] ?? noRows;
    const isGone = own.length === 0 || this.#absorber.has(life);
    if (isGone) {
      nodes.type[life] = UNUSED;
      nodes.rows[life] = noRows;
      settlement.unparented.add(life);
      return;
    }
    let rows = own;
    const absorbed = this.#absorbed.get(life);
    if (absorbed && absorbed.size > 0) {
      const all = [...own];
      for (const other of absorbed) all.push(...(this.#lifeRows[other] ?? noRows));
      rows = all.sort((a, b) => this.#compareRows(a, b));
    }
    this.#counter.steps += rows.length;
    const head = rows[0] ?? 0;
    const first = (values: readonly number[]): number => {
      for (const row of rows) if (!Number.isNaN(values[row])) return values[row] ?? NaN;
      return NaN;
    };
    nodes.type[life] = PROCESS;
    nodes.rows[life] = rows;
    nodes.start[life] = first(this.#rows.start);
    nodes.end[life] = first(this.#rows.end);
    nodes.pid[life] = first(this.#rows.pid);
    nodes.kind[life] = this.#rows.kind[head] ?? 0;
    nodes.name[life] = this.#firstText(rows, NAME) || this.#baseName(this.#firstText(rows, IMAGE));
    nodes.mark(life, JOINED, rows.some((row) => this.#rows.bucket[row] !== this.#rows.bucket[head]) ? 'on' : 'off');
    settlement.unparented.add(life);
    settlement.unscored.add(life);
  }

  #baseName(image: string): string {
    let name = this.#baseNames.get(image);
    if (name === undefined) this.#baseNames.set(image, (name = fileName(image)));
    return name;
  }

  #firstText(rows: readonly number[], column: number): string {
    for (const row of rows) {
      const value = this.#rows.textAt(row, column);
      if (value !== '') return value;
    }
    return '';
  }
}

function sameImage(a: string, b: string): boolean {
  if (a === '' || b === '') return false;
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return (
    left === right || ((fileName(left) === left || fileName(right) === right) && fileName(left) === fileName(right))
  );
}
