// Who a row may mean by its parent: those that have an id, those that had a pid, and which of them by the time.
import type { Buckets } from './buckets.ts';
import type { Identities } from './identities.ts';
import { noRows, PROCESS } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers, compareTexts } from './order.ts';
import { fileName } from './process-identity.ts';
import type { RowStore } from './row-store.ts';
import type { StepCounter } from './settlement.ts';

/** Nodes that one name may mean, by time; made once a round for each name that is asked for. */
export type Candidates = readonly number[];

export class ParentCandidates {
  readonly #rows: RowStore;
  readonly #buckets: Buckets;
  readonly #nodes: NodeStore;
  readonly #identities: Identities;
  readonly #counter: StepCounter;
  readonly #byBucket = new Map<number, Candidates>();
  readonly #byPid = new Map<string, Candidates>();

  constructor(rows: RowStore, buckets: Buckets, nodes: NodeStore, identities: Identities, counter: StepCounter) {
    this.#rows = rows;
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#identities = identities;
    this.#counter = counter;
  }

  /** Ends a round: what was found may change. */
  forget(): void {
    this.#byBucket.clear();
    this.#byPid.clear();
  }

  /** Nodes that have an id. */
  named(bucket: number): Candidates {
    const known = this.#byBucket.get(bucket);
    if (known) return known;
    const only = this.#identities.onlyLife(bucket);
    if (only === -1) return noRows;
    const found = only >= 0 ? [this.#identities.final(only)] : this.#sorted(this.#identities.livesOf(bucket));
    this.#byBucket.set(bucket, found);
    return found;
  }

  /** The latest candidate that had started by then (by any time, when the child's start is unknown); -1 when only the child is left. */
  latestBefore(candidates: Candidates, time: number, child: number): number {
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      this.#counter.steps++;
      const middle = (low + high) >> 1;
      const start = this.#nodes.start[candidates[middle] ?? 0] ?? NaN;
      if (Number.isNaN(start) || start > time) high = middle;
      else low = middle + 1;
    }
    const at = candidates[low - 1] === child ? low - 2 : low - 1;
    const found = candidates[at] ?? (candidates[0] === child ? candidates[1] : candidates[0]);
    return found ?? -1;
  }

  /** Who had the pid of a row's parent when the row's node started; -1 when nobody is known to, or its image is another. */
  findByPid(row: number, node: number): number {
    const { start, end, host, rows } = this.#nodes;
    const time = start[node] ?? NaN;
    const found = this.latestBefore(this.#atPid(host[node] ?? 0, this.#rows.ppid[row] ?? NaN), time, node);
    if (found < 0) return -1;
    // Started later, or over before: the pid was another's at that time.
    if ((start[found] ?? NaN) > time || (end[found] ?? NaN) < time) return -1;
    const told = fileName(this.#rows.text(row, 'parentName')).toLowerCase();
    const head = rows[found]?.[0] ?? 0;
    const image = fileName(this.#rows.text(head, 'image') || this.#rows.text(head, 'name')).toLowerCase();
    return told !== '' && image !== '' && told !== image ? -1 : found;
  }

  #atPid(host: number, pid: number): Candidates {
    const key = `${host}:${pid}`;
    const known = this.#byPid.get(key);
    if (known) return known;
    const { byPid } = this.#identities;
    const lives = byPid.at(host, pid).filter((life) => byPid.has(life, pid));
    const found = this.#sorted(lives);
    this.#byPid.set(key, found);
    return found;
  }

  #sorted(lives: Iterable<number>): Candidates {
    const finals = new Set<number>();
    for (const life of lives) {
      const node = this.#identities.final(life);
      if (this.#nodes.type[node] === PROCESS) finals.add(node);
    }
    this.#counter.steps += finals.size;
    return finals.size === 1 ? [...finals] : [...finals].sort((a, b) => this.#compareNodes(a, b));
  }

  #compareNodes(a: number, b: number): number {
    const { start, bucket } = this.#nodes;
    return (
      compareNumbers(start[a] ?? NaN, start[b] ?? NaN) ||
      compareTexts(this.#buckets.idOf[bucket[a] ?? 0] ?? '', this.#buckets.idOf[bucket[b] ?? 0] ?? '')
    );
  }
}
