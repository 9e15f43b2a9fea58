// Rows to nodes: which rows speak of one and the same process, kept up to date as rows come.
import type { Buckets } from './buckets.ts';
import { LivesByPid } from './lives-by-pid.ts';
import { JOINED, noRows, PROCESS, UNUSED } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { columnNumber } from './process-columns.ts';
import { fileName, idKinds } from './process-identity.ts';
import { compareRows, splitReusedPids } from './row-order.ts';
import type { RowStore } from './row-store.ts';
import { SensorJoin } from './sensor-join.ts';
import type { Settlement, StepCounter } from './settlement.ts';

const NAME = columnNumber.name;
const IMAGE = columnNumber.image;
const kindWeak = idKinds.indexOf('weak');

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
  readonly #join: SensorJoin;
  readonly #baseNames = new Map<string, string>();
  readonly byPid: LivesByPid;

  constructor(rows: RowStore, buckets: Buckets, nodes: NodeStore, counter: StepCounter) {
    this.#rows = rows;
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#counter = counter;
    this.byPid = new LivesByPid(rows, nodes, this.#lifeRows);
    this.#join = new SensorJoin({ rows, buckets, nodes, byPid: this.byPid, lifeRows: this.#lifeRows }, counter);
  }

  /** The node that stands for a life. */
  final(life: number): number {
    return this.#join.final(life);
  }

  /** Lives that a node took in, besides its own. */
  absorbedBy(node: number): ReadonlySet<number> | undefined {
    return this.#join.absorbedBy(node);
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

  /** Whether the id of a bucket holds no start. */
  isWeak(bucket: number): boolean {
    const [life = -1] = this.livesOf(bucket);
    const [head = -1] = this.#lifeRows[life] ?? noRows;
    return this.#rows.kind[head] === kindWeak;
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
    const { bucket: buckets } = this.#rows;
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
    this.#join.settle(settlement);
    // Joining may have touched lives that were there before: the list grows no more from here on.
    for (const life of settlement.changed.list) this.#refresh(life, settlement);
  }

  #setRows(life: number, rows: readonly number[], settlement: Settlement): void {
    this.#lifeRows[life] = rows;
    settlement.changed.add(life);
    settlement.changed.add(this.final(life));
    this.byPid.note(life);
    for (const row of rows) this.#join.touch(row);
  }

  /** Takes further rows of an id in. */
  #regroup(bucket: number, more: readonly number[], settlement: Settlement): void {
    const before = this.livesOf(bucket);
    const own: number[] = [];
    for (const life of before) for (const row of this.#lifeRows[life] ?? noRows) own.push(row);
    for (const row of more) own.push(row);
    this.#counter.steps += own.length;
    own.sort((a, b) => compareRows(this.#rows, this.#buckets, a, b));
    const isWeak = own.every((row) => this.#rows.kind[row] === kindWeak);
    const parts = isWeak ? splitReusedPids(this.#rows, own) : [own];
    const lives = parts.map((part, index) => {
      const life = before[index] ?? this.#nodes.create(UNUSED, this.#buckets.hostOf[bucket] ?? 0, bucket);
      this.#setRows(life, part, settlement);
      return life;
    });
    for (const life of before.slice(parts.length)) {
      this.#lifeRows[life] = noRows;
      this.#join.release(life, settlement);
      settlement.changed.add(life);
    }
    this.#only[bucket] = lives.length === 1 ? (lives[0] ?? -1) : -2;
    if (lives.length === 1) this.#many.delete(bucket);
    else this.#many.set(bucket, lives);
    settlement.reassigned.add(bucket);
  }

  /** Makes a node of a life anew: its rows, and what follows from them alone. */
  #refresh(life: number, settlement: Settlement): void {
    const nodes = this.#nodes;
    const own = this.#lifeRows[life] ?? noRows;
    const isGone = own.length === 0 || this.#join.isAbsorbed(life);
    if (isGone) {
      nodes.type[life] = UNUSED;
      nodes.rows[life] = noRows;
      settlement.unparented.add(life);
      return;
    }
    let rows = own;
    const absorbed = this.#join.absorbedBy(life);
    if (absorbed !== undefined && absorbed.size > 0)
      rows = [life, ...absorbed]
        .flatMap((one) => this.#lifeRows[one] ?? noRows)
        .sort((a, b) => compareRows(this.#rows, this.#buckets, a, b));
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
    // An end that came under another id is told by the same sensor.
    const isSecond = (row: number): boolean =>
      this.#rows.bucket[row] !== this.#rows.bucket[head] && !Number.isNaN(this.#rows.start[row]);
    nodes.mark(life, JOINED, rows.some(isSecond) ? 'on' : 'off');
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
