// What hangs on processes: alerts, events and ends of edges, each given to the right life of the id that it names.
import { rankLevel } from './alert-level.ts';
import type { LevelRank } from './alert-level.ts';
import { readEventKind } from './activity.ts';
import type { AlertFact, EventFact } from './activity.ts';
import type { Buckets } from './buckets.ts';
import type { Identities } from './identities.ts';
import { GHOST, PROCESS } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers } from './order.ts';
import { readNumber, readText, readTime } from './process-columns.ts';
import { normalizeId } from './process-identity.ts';
import type { Settlement, StepCounter } from './settlement.ts';

interface Page {
  readonly length: number;
  readonly columns: Readonly<Partial<Record<string, ArrayLike<unknown>>>>;
}

/** What names a process by id, and by host unless it does not know it. */
export interface Reference {
  readonly id: string;
  readonly host: string;
  readonly time: number;
}

/** References of one sort (alerts, say), numbered through in the order in which they were added. */
export class Attachments {
  readonly time: number[] = [];
  /** Node that each belongs to, -1 while none is there. */
  readonly node: number[] = [];
  readonly #buckets: Buckets;
  readonly #nodes: NodeStore;
  readonly #identities: Identities;
  readonly #counter: StepCounter;
  readonly #ofBucket = new Map<number, number[]>();
  /** References without a host, by id: they belong to whichever host's process is the oldest. */
  readonly #anywhere = new Map<string, { readonly references: number[]; bucket: number }>();
  readonly #ofNode = new Map<number, number[]>();

  constructor(buckets: Buckets, nodes: NodeStore, identities: Identities, counter: StepCounter) {
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#identities = identities;
    this.#counter = counter;
  }

  get size(): number {
    return this.time.length;
  }

  add({ id, host, time }: Reference, settlement: Settlement): void {
    const reference = this.time.length;
    this.time.push(time);
    this.node.push(-1);
    if (id === '') return;
    if (host !== '') {
      const bucket = this.#buckets.bucket(this.#buckets.host(host), id);
      this.#attach(bucket, reference);
      settlement.reassigned.add(bucket);
      return;
    }
    const known = this.#anywhere.get(id);
    if (known) known.references.push(reference);
    else this.#anywhere.set(id, { references: [reference], bucket: -1 });
    for (const bucket of this.#buckets.everywhere(id)) settlement.reassigned.add(bucket);
  }

  #attach(bucket: number, reference: number): void {
    const list = this.#ofBucket.get(bucket);
    if (list) list.push(reference);
    else this.#ofBucket.set(bucket, [reference]);
  }

  /** References of a node, by time. */
  of(node: number): readonly number[] {
    return this.#ofNode.get(node) ?? none;
  }

  /** Hands out what belongs to the buckets whose nodes changed. `ghostOf` is who stands for a bucket without rows. */
  settle(settlement: Settlement, ghostOf: readonly (number | undefined)[]): void {
    if (this.size === 0) return;
    const wanted = new Set(settlement.reassigned.list);
    const holders = new Set<number>();
    const homeless: number[] = [];
    if (this.#anywhere.size > 0) {
      for (const bucket of settlement.reassigned.list) {
        const floating = this.#anywhere.get(this.#buckets.idOf[bucket] ?? '');
        if (floating === undefined) continue;
        if (floating.bucket >= 0) wanted.add(floating.bucket);
        floating.bucket = this.#oldest(this.#buckets.idOf[bucket] ?? '', ghostOf);
        if (floating.bucket >= 0) wanted.add(floating.bucket);
        else for (const reference of floating.references) homeless.push(reference);
      }
    }
    for (const reference of homeless) {
      const old = this.node[reference] ?? -1;
      if (old >= 0) holders.add(old);
      this.node[reference] = -1;
    }
    for (const bucket of wanted) {
      const own = this.#ofBucket.get(bucket) ?? none;
      const floating = this.#anywhere.get(this.#buckets.idOf[bucket] ?? '');
      const all = floating?.bucket === bucket ? [...own, ...floating.references] : own;
      for (const node of this.#holders(bucket, ghostOf)) holders.add(node);
      if (all.length === 0) continue;
      this.#counter.steps += all.length;
      for (const reference of all) {
        const old = this.node[reference] ?? -1;
        if (old >= 0) holders.add(old);
        const now = this.#holder(bucket, this.time[reference] ?? NaN, ghostOf);
        this.node[reference] = now;
        if (now === old) continue;
        if (now < 0) continue;
        const list = this.#ofNode.get(now);
        if (list) list.push(reference);
        else this.#ofNode.set(now, [reference]);
        holders.add(now);
      }
    }
    for (const node of holders) {
      const all = this.#ofNode.get(node);
      if (all === undefined) continue;
      this.#counter.steps += all.length;
      const list = all.filter((reference) => this.node[reference] === node);
      this.#ofNode.set(node, list);
      list.sort((a, b) => compareNumbers(this.time[a] ?? NaN, this.time[b] ?? NaN) || a - b);
      settlement.unscored.add(node);
    }
  }

  *#holders(bucket: number, ghostOf: readonly (number | undefined)[]): Generator<number> {
    for (const life of this.#identities.livesOf(bucket)) yield this.#identities.final(life);
    const ghost = ghostOf[bucket];
    if (ghost !== undefined) yield ghost;
  }

  /** The bucket, of those with this id, whose process began first. */
  #oldest(id: string, ghostOf: readonly (number | undefined)[]): number {
    let best = -1;
    let earliest = NaN;
    for (const bucket of this.#buckets.everywhere(id)) {
      const node = this.#holder(bucket, NaN, ghostOf);
      if (node < 0) continue;
      const isProcess = this.#nodes.type[node] === PROCESS;
      const start = isProcess ? (this.#nodes.start[node] ?? NaN) : Infinity;
      const name = this.#buckets.hostName(bucket);
      const isFirst =
        best < 0 || (compareNumbers(start, earliest) || (name < this.#buckets.hostName(best) ? -1 : 1)) < 0;
      if (!isFirst) continue;
      best = bucket;
      earliest = start;
    }
    return best;
  }

  /** The life that was there at that time: the last one begun by then, the first one for what came before or has no time. */
  #holder(bucket: number, time: number, ghostOf: readonly (number | undefined)[]): number {
    const lives = this.#identities.livesOf(bucket);
    if (lives.length === 0) {
      const ghost = ghostOf[bucket];
      return ghost !== undefined && this.#nodes.type[ghost] === GHOST ? ghost : -1;
    }
    let low = 1;
    let high = lives.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const start = this.#identities.firstStart(lives[middle] ?? 0);
      if (start <= time) low = middle + 1;
      else high = middle;
    }
    return this.#identities.final(lives[low - 1] ?? 0);
  }
}

const none: readonly number[] = [];

/** Pages of one sort, by row numbers that count through all of them. */
export class Pages {
  readonly #pages: Page[] = [];
  readonly #page: number[] = [];
  readonly #at: number[] = [];

  append(page: Page): void {
    for (let i = 0; i < page.length; i++) {
      this.#page.push(this.#pages.length);
      this.#at.push(i);
    }
    this.#pages.push(page);
  }

  get size(): number {
    return this.#page.length;
  }

  text(row: number, column: string): string {
    return readText(this.#pages[this.#page[row] ?? 0]?.columns[column], this.#at[row] ?? 0);
  }

  number(row: number, column: string): number {
    return readNumber(this.#pages[this.#page[row] ?? 0]?.columns[column], this.#at[row] ?? 0);
  }

  time(row: number, column: string): number {
    return readTime(this.#pages[this.#page[row] ?? 0]?.columns[column], this.#at[row] ?? 0);
  }
}

/** Alerts or events with their pages. */
export class AttachedRows {
  readonly rows = new Pages();
  readonly attached: Attachments;

  constructor(attached: Attachments) {
    this.attached = attached;
  }

  append(page: Page, settlement: Settlement): void {
    const from = this.rows.size;
    this.rows.append(page);
    for (let row = from; row < this.rows.size; row++) {
      this.attached.add(
        {
          id: normalizeId(this.rows.text(row, 'processId')),
          host: this.rows.text(row, 'host'),
          time: this.rows.time(row, 'time'),
        },
        settlement,
      );
    }
  }

  level(row: number): LevelRank {
    // An alert whose level nobody knows is still one.
    return (rankLevel(this.rows.text(row, 'level')) || 1) as LevelRank;
  }

  count(row: number): number {
    const count = this.rows.number(row, 'count');
    return count >= 1 ? Math.floor(count) : 1;
  }

  alert(row: number): AlertFact {
    const ruleId = this.rows.text(row, 'ruleId');
    return {
      row,
      time: this.attached.time[row] ?? NaN,
      level: this.rows.text(row, 'level'),
      title: this.rows.text(row, 'title') || ruleId || 'Alert',
      ruleId,
      summary: this.rows.text(row, 'summary'),
      count: this.count(row),
    };
  }

  event(row: number): EventFact {
    return {
      row,
      time: this.attached.time[row] ?? NaN,
      kind: readEventKind(this.rows.text(row, 'kind')),
      action: this.rows.text(row, 'action'),
      what: this.rows.text(row, 'what'),
      count: this.count(row),
    };
  }
}
