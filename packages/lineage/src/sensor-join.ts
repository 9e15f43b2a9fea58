// Joins what is told of one process under two ids, by two sensors or by one that forgot: by host, pid, image and time.
import type { Buckets } from './buckets.ts';
import type { LivesByPid } from './lives-by-pid.ts';
import { noRows } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers } from './order.ts';
import { fileName, idKinds } from './process-identity.ts';
import { compareRows, sensorSkew } from './row-order.ts';
import type { RowStore } from './row-store.ts';
import type { Settlement, StepCounter } from './settlement.ts';

const kindWeak = idKinds.indexOf('weak');
/** Natives of one pid, name and about one time that are looked at for a row of another sensor: more is made up. */
const maxCandidates = 64;

/** What the join reads of lives. */
export interface JoinedLives {
  readonly rows: RowStore;
  readonly buckets: Buckets;
  readonly nodes: NodeStore;
  readonly byPid: LivesByPid;
  /** Rows of each life, the most trusted first. */
  readonly lifeRows: readonly (readonly number[])[];
}

/**
 * Processes that a second sensor told of: same host, pid and image, started within `sensorSkew` of a process whose id is the
 * sensor's own. They join it; ids of the same kind never join, for one sensor does not contradict itself. And ends under an id that
 * holds no start: they join the process that they end.
 */
export class SensorJoin {
  readonly #lives: JoinedLives;
  readonly #counter: StepCounter;
  /** Node that absorbed a life; undefined for one that stands for itself. */
  readonly #absorber = new Map<number, number>();
  readonly #absorbed = new Map<number, Set<number>>();
  /** Pids by host of rows whose id is not the sensor's own: only there can anything join. */
  readonly #foreign = new Map<number, Set<number>>();
  /** Pids by host of which a round has to think again. */
  readonly #places = new Map<number, Set<number>>();

  constructor(lives: JoinedLives, counter: StepCounter) {
    this.#lives = lives;
    this.#counter = counter;
  }

  /** The node that stands for a life. */
  final(life: number): number {
    return this.#absorber.get(life) ?? life;
  }

  isAbsorbed(life: number): boolean {
    return this.#absorber.has(life);
  }

  /** Lives that a node took in, besides its own. */
  absorbedBy(node: number): ReadonlySet<number> | undefined {
    return this.#absorbed.get(node);
  }

  /** Takes note of rows that are new, or in another life than before. */
  touch(row: number): void {
    const { rows, buckets } = this.#lives;
    const host = buckets.hostOf[rows.bucket[row] ?? 0] ?? 0;
    const pid = rows.pid[row] ?? NaN;
    if (rows.kind[row] !== 0) addTo(this.#foreign, host, pid);
    else if (this.#foreign.size === 0 || !this.#foreign.get(host)?.has(pid)) return;
    addTo(this.#places, host, pid);
  }

  /** Joins, and parts, what the rows that were touched are about. */
  settle(settlement: Settlement): void {
    for (const [host, pids] of this.#places) {
      for (const pid of pids) if (pid > 0 || pid === 0) this.#joinPlace(host, pid, settlement);
    }
    this.#places.clear();
  }

  /** Has a life stand for itself. */
  release(life: number, settlement: Settlement): void {
    const native = this.#absorber.get(life);
    if (native === undefined) return;
    this.#absorber.delete(life);
    this.#absorbed.get(native)?.delete(life);
    this.#note(life, native, settlement);
  }

  #head(life: number): number {
    return this.#lives.lifeRows[life]?.[0] ?? -1;
  }

  #joinPlace(host: number, pid: number, settlement: Settlement): void {
    const { pid: pids, kind, start } = this.#lives.rows;
    const natives = new Map<string, number[]>();
    const others: number[] = [];
    const lives = pid === 0 ? noRows : this.#lives.byPid.at(host, pid);
    this.#counter.steps += lives.length;
    for (const life of lives) {
      const head = this.#head(life);
      if (head < 0) continue;
      if (kind[head] !== 0) {
        others.push(life);
        continue;
      }
      this.release(life, settlement);
      if (pids[head] === pid && !Number.isNaN(start[head])) {
        const name = fileName(this.#image(head)).toLowerCase();
        const known = natives.get(name);
        if (known) known.push(life);
        else natives.set(name, [life]);
      }
    }
    if (others.length === 0) return;
    for (const list of natives.values()) if (list.length > 1) list.sort((a, b) => this.#compare(a, b));
    const endings: number[] = [];
    for (const life of others) {
      const head = this.#head(life);
      const own = pids[head] ?? NaN;
      // Its own place decides, unless it has none.
      if (own !== pid && own > 0) continue;
      if (own === pid && this.#isEnding(head)) {
        endings.push(life);
        continue;
      }
      const found = own !== pid || Number.isNaN(start[head]) ? -1 : this.#nearest(head, natives);
      if (found < 0) this.release(life, settlement);
      else this.#absorb(life, found, settlement);
    }
    if (endings.length === 0) return;
    const started = lives.filter((life) => pids[this.#head(life)] === pid && !Number.isNaN(start[this.#head(life)]));
    started.sort((a, b) => compareNumbers(start[this.#head(a)] ?? NaN, start[this.#head(b)] ?? NaN) || this.#compare(a, b)); // prettier-ignore
    this.#counter.steps += started.length;
    for (const life of endings) {
      const found = this.#endedThen(this.#head(life), started);
      if (found < 0) this.release(life, settlement);
      else this.#absorb(life, this.final(found), settlement);
    }
  }

  /** Whether a row tells of an end alone, under an id that holds no start: whoever made the id did not see the start. */
  #isEnding(row: number): boolean {
    const { kind, start, end } = this.#lives.rows;
    return kind[row] === kindWeak && Number.isNaN(start[row]) && !Number.isNaN(end[row]);
  }

  /** The last process with the same image that had started by an end, and has no other end; -1 without. */
  #endedThen(head: number, started: readonly number[]): number {
    const { start, end } = this.#lives.rows;
    const image = this.#image(head);
    const time = end[head] ?? NaN;
    let low = 0;
    let high = started.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((start[this.#head(started[middle] ?? 0)] ?? NaN) <= time + sensorSkew) low = middle + 1;
      else high = middle;
    }
    for (let at = low - 1; at >= 0 && at >= low - maxCandidates; at--) {
      this.#counter.steps++;
      const candidate = started[at] ?? 0;
      const own = end[this.#head(candidate)] ?? NaN;
      const isOther = Math.abs(own - time) > sensorSkew;
      if (!isOther && sameImage(image, this.#image(this.#head(candidate)))) return candidate;
    }
    return -1;
  }

  #compare(a: number, b: number): number {
    return compareRows(this.#lives.rows, this.#lives.buckets, this.#head(a), this.#head(b));
  }

  /** The native nearest in time with the same image. */
  #nearest(head: number, natives: ReadonlyMap<string, readonly number[]>): number {
    const { start } = this.#lives.rows;
    const image = this.#image(head);
    const candidates = natives.get(fileName(image).toLowerCase());
    if (candidates === undefined || image === '') return -1;
    const time = start[head] ?? NaN;
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((start[this.#head(candidates[middle] ?? 0)] ?? NaN) < time - sensorSkew) low = middle + 1;
      else high = middle;
    }
    let best = -1;
    let distance = Infinity;
    for (let at = low; at < candidates.length && at < low + maxCandidates; at++) {
      this.#counter.steps++;
      const candidate = candidates[at] ?? 0;
      const gap = Math.abs((start[this.#head(candidate)] ?? NaN) - time);
      if (gap > sensorSkew) break;
      if (gap < distance && sameImage(image, this.#image(this.#head(candidate)))) {
        best = candidate;
        distance = gap;
      }
    }
    return best;
  }

  #image(row: number): string {
    return this.#lives.rows.text(row, 'image') || this.#lives.rows.text(row, 'name');
  }

  #absorb(life: number, native: number, settlement: Settlement): void {
    if (this.#absorber.get(life) === native) return;
    this.release(life, settlement);
    this.#absorber.set(life, native);
    const absorbed = this.#absorbed.get(native);
    if (absorbed) absorbed.add(life);
    else this.#absorbed.set(native, new Set([life]));
    this.#note(life, native, settlement);
  }

  #note(life: number, native: number, settlement: Settlement): void {
    for (const node of [life, native]) {
      settlement.changed.add(node);
      settlement.reassigned.add(this.#lives.nodes.bucket[node] ?? 0);
    }
  }
}

function addTo(places: Map<number, Set<number>>, host: number, pid: number): void {
  const pids = places.get(host);
  if (pids) pids.add(pid);
  else places.set(host, new Set([pid]));
}

function sameImage(a: string, b: string): boolean {
  if (a === '' || b === '') return false;
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return (
    left === right || ((fileName(left) === left || fileName(right) === right) && fileName(left) === fileName(right))
  );
}
