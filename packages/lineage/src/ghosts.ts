// Ghosts: parents that only their children name, and ends of edges that nobody saw start.
import type { Buckets } from './buckets.ts';
import type { Identities } from './identities.ts';
import { GHOST, UNUSED } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers, compareTexts } from './order.ts';
import { fileName } from './process-identity.ts';
import type { RowStore } from './row-store.ts';
import type { Settlement, StepCounter } from './settlement.ts';

export class Ghosts {
  /** Ghost of a bucket that has, or had, children and no rows. */
  readonly of: (number | undefined)[] = [];
  readonly #rows: RowStore;
  readonly #buckets: Buckets;
  readonly #nodes: NodeStore;
  readonly #identities: Identities;
  readonly #counter: StepCounter;
  /** Ghosts to look at when the round is over. */
  readonly #loose = new Set<number>();
  /** Images of processes that only edges tell of, by bucket. */
  readonly #claims = new Map<number, string>();

  constructor(rows: RowStore, buckets: Buckets, nodes: NodeStore, identities: Identities, counter: StepCounter) {
    this.#rows = rows;
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#identities = identities;
    this.#counter = counter;
  }

  /** Has a ghost stand for the end of an edge until its process comes. */
  claim(bucket: number, image: string, settlement: Settlement): void {
    const known = this.#claims.get(bucket);
    if (known === undefined || known === '' || (image !== '' && image < known)) this.#claims.set(bucket, image);
    this.#loose.add(this.make(bucket, settlement));
  }

  /** Image of a ghost as its best witness tells it. */
  imageOf(ghost: number): string {
    const namer = this.#nodes.namer[ghost] ?? -1;
    const told = namer < 0 ? '' : this.#rows.text(namer, 'parentName');
    return told || (this.#claims.get(this.#nodes.bucket[ghost] ?? -1) ?? '');
  }

  /** Has the ghost of a bucket, if there is one, looked at when the round is over. */
  loosen(bucket: number): void {
    const ghost = this.of[bucket];
    if (ghost !== undefined) this.#loose.add(ghost);
  }

  /** The ghost of a bucket, made when there is none. */
  make(bucket: number, settlement: Settlement): number {
    const nodes = this.#nodes;
    const known = this.of[bucket];
    if (known !== undefined) {
      if (nodes.type[known] === UNUSED) this.#loose.add(known);
      return known;
    }
    const ghost = (this.of[bucket] = nodes.create(UNUSED, this.#buckets.hostOf[bucket] ?? 0, bucket));
    this.#loose.add(ghost);
    settlement.reassigned.add(bucket);
    return ghost;
  }

  /** Puts a node below another (-1: below none); `namer` is the row that names it, where that is a ghost. */
  place(node: number, parent: number, namer: number, settlement: Settlement): void {
    const nodes = this.#nodes;
    const old = nodes.parent[node] ?? -1;
    this.#counter.steps++;
    if (old === parent && nodes.namer[node] === namer) return;
    if (old >= 0 && this.#isGhost(old) && nodes.namer[old] === nodes.namer[node]) nodes.namer[old] = -1;
    if (old >= 0 && this.#isGhost(old)) this.#loose.add(old);
    nodes.namer[node] = namer;
    if (parent >= 0 && namer >= 0) {
      const best = nodes.namer[parent] ?? -1;
      // A best one that left is found again among all children, when the round is over.
      if (best >= 0 && this.#isBetterNamer(namer, best)) {
        nodes.namer[parent] = namer;
        this.#loose.add(parent);
      } else if (best < 0) this.#loose.add(parent);
    }
    if (old === parent) return;
    nodes.link(node, parent);
    settlement.moved.add(node);
    settlement.unscored.add(node);
  }

  /** Names the ghosts that changed in this round, and lays those to rest that nobody needs. */
  settle(settlement: Settlement): void {
    for (const ghost of this.#loose) this.#rename(ghost, settlement);
    this.#loose.clear();
  }

  #isClaimed(bucket: number): boolean {
    return this.#claims.has(bucket) && this.#identities.onlyLife(bucket) === -1;
  }

  #isGhost(node: number): boolean {
    return this.of[this.#nodes.bucket[node] ?? -1] === node;
  }

  /** A ghost lives as long as it has children, and is called what the best of them calls it. */
  #rename(ghost: number, settlement: Settlement): void {
    const nodes = this.#nodes;
    const bucket = nodes.bucket[ghost] ?? 0;
    if ((nodes.firstChild[ghost] ?? -1) < 0 && !this.#isClaimed(bucket)) {
      nodes.namer[ghost] = -1;
      nodes.type[ghost] = UNUSED;
      settlement.reassigned.add(bucket);
      return;
    }
    if ((nodes.namer[ghost] ?? -1) < 0) {
      for (const child of nodes.children(ghost)) {
        this.#counter.steps++;
        const row = nodes.namer[child] ?? -1;
        const best = nodes.namer[ghost] ?? -1;
        if (best < 0 || this.#isBetterNamer(row, best)) nodes.namer[ghost] = row;
      }
    }
    const row = nodes.namer[ghost] ?? -1;
    const name = fileName(this.imageOf(ghost));
    if (nodes.type[ghost] !== GHOST) settlement.reassigned.add(bucket);
    if (nodes.type[ghost] !== GHOST || nodes.name[ghost] !== name)
      for (const child of nodes.children(ghost)) settlement.unscored.add(child);
    nodes.type[ghost] = GHOST;
    nodes.name[ghost] = name;
    nodes.pid[ghost] = row < 0 ? NaN : (this.#rows.ppid[row] ?? NaN);
    settlement.changed.add(ghost);
    settlement.unscored.add(ghost);
  }

  /** A row names a ghost better when it knows the image; among equals the earlier start, then the smaller id wins. */
  #isBetterNamer(row: number, than: number): boolean {
    const rows = this.#rows;
    const knows = (at: number): number => (rows.text(at, 'parentName') === '' ? 1 : 0);
    const id = (at: number): string => this.#buckets.idOf[rows.bucket[at] ?? 0] ?? '';
    return (
      (knows(row) - knows(than) ||
        compareNumbers(rows.start[row] ?? NaN, rows.start[than] ?? NaN) ||
        compareTexts(id(row), id(than))) < 0
    );
  }
}
