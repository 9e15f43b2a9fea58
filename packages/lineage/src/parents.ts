// Who started whom: parents by id, else by pid and time; a parent that is not among the rows becomes a ghost.
import type { Buckets } from './buckets.ts';
import { CycleCuts } from './cycle-cuts.ts';
import { Ghosts } from './ghosts.ts';
import type { Identities } from './identities.ts';
import { BY_PID, noRows, PROCESS, SELF_PARENT, UNUSED } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { ParentCandidates } from './parent-candidates.ts';
import { fileName } from './process-identity.ts';
import type { RowStore } from './row-store.ts';
import type { Settlement, StepCounter } from './settlement.ts';

/** Keeps parents up to date: looks up anew what changed, and those who depend on it. */
export class Parents {
  readonly #rows: RowStore;
  readonly #buckets: Buckets;
  readonly #nodes: NodeStore;
  readonly #identities: Identities;
  readonly #counter: StepCounter;
  /** Nodes whose rows name a bucket as their parent's. */
  readonly #childrenNaming: (number[] | undefined)[] = [];
  /** Nodes whose parent is known by pid only, by host and pid. */
  readonly #childrenByPid: Map<number, Set<number>>[] = [];
  /** What others depend on, as it was when they looked: type (-1: nobody has), start, who stands for it, rows. */
  readonly #type: number[] = [];
  readonly #start: number[] = [];
  readonly #final: number[] = [];
  readonly #rowsThen: (readonly number[])[] = [];
  readonly #candidates: ParentCandidates;
  readonly #cycles: CycleCuts;
  readonly ghosts: Ghosts;

  constructor(rows: RowStore, buckets: Buckets, nodes: NodeStore, identities: Identities, counter: StepCounter) {
    this.#rows = rows;
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#identities = identities;
    this.#counter = counter;
    this.#candidates = new ParentCandidates(rows, buckets, nodes, identities, counter);
    this.#cycles = new CycleCuts(buckets, nodes, counter);
    this.ghosts = new Ghosts(rows, buckets, nodes, identities, counter);
  }

  settle(settlement: Settlement): void {
    for (const node of settlement.changed.list) this.#rememberNamed(node);
    for (const node of settlement.changed.list) this.#touchDependents(node, settlement);
    for (const node of settlement.unparented.list) {
      if (this.#nodes.type[node] === PROCESS) this.#resolve(node, settlement);
      else if (this.#nodes.type[node] === UNUSED) this.ghosts.place(node, -1, -1, settlement);
    }
    this.ghosts.settle(settlement);
    this.#candidates.forget();
    this.#cycles.settle(settlement);
  }

  #rememberNamed(node: number): void {
    for (const row of this.#nodes.rows[node] ?? noRows) {
      const bucket = this.#rows.parentBucket[row] ?? -1;
      if (bucket < 0) continue;
      const naming = (this.#childrenNaming[bucket] ??= []);
      if (naming.at(-1) !== node) naming.push(node);
    }
  }

  /** Those who named a node by id or pid must look again once it comes, goes, or has other times. */
  #touchDependents(node: number, settlement: Settlement): void {
    const nodes = this.#nodes;
    while (this.#type.length <= node) {
      this.#type.push(-1);
      this.#start.push(NaN);
      this.#final.push(-1);
      this.#rowsThen.push(noRows);
    }
    const type = nodes.type[node] ?? UNUSED;
    const start = nodes.start[node] ?? NaN;
    const final = this.#identities.final(node);
    const rows = nodes.rows[node] ?? noRows;
    const rowsThen = this.#rowsThen[node] ?? noRows;
    const isNew = this.#type[node] === -1;
    const isMoved =
      isNew || this.#type[node] !== type || this.#final[node] !== final || !Object.is(this.#start[node], start);
    this.#type[node] = type;
    this.#start[node] = start;
    this.#final[node] = final;
    this.#rowsThen[node] = rows;
    if (isMoved) {
      this.#touchNaming(nodes.bucket[node] ?? 0, settlement);
      for (const life of this.#identities.absorbedBy(node) ?? noRows)
        this.#touchNaming(nodes.bucket[life] ?? 0, settlement);
    }
    const waiting = this.#childrenByPid[nodes.host[node] ?? 0];
    if (waiting !== undefined) {
      // Its times and its image count as well, and the pids that it no longer has.
      for (const row of rows) this.#touchWaiting(waiting, row, settlement);
      if (rowsThen !== rows) for (const row of rowsThen) this.#touchWaiting(waiting, row, settlement);
    }
    if (!isNew) for (const child of nodes.children(node)) settlement.unscored.add(child);
  }

  #touchNaming(bucket: number, settlement: Settlement): void {
    this.ghosts.loosen(bucket);
    const naming = this.#childrenNaming[bucket];
    if (naming === undefined) return;
    this.#counter.steps += naming.length;
    for (const child of naming) settlement.unparented.add(child);
  }

  #touchWaiting(waiting: ReadonlyMap<number, ReadonlySet<number>>, row: number, settlement: Settlement): void {
    const children = waiting.get(this.#rows.pid[row] ?? NaN);
    if (children === undefined) return;
    this.#counter.steps += children.size;
    for (const child of children) settlement.unparented.add(child);
  }

  #resolve(node: number, settlement: Settlement): void {
    const nodes = this.#nodes;
    const own = nodes.rows[node] ?? noRows;
    const time = nodes.start[node] ?? NaN;
    this.#counter.steps += own.length;
    nodes.mark(node, BY_PID, 'off');
    nodes.mark(node, SELF_PARENT, 'off');
    let named = -1;
    for (const row of own) {
      const bucket = this.#rows.parentBucket[row] ?? -1;
      if (bucket < 0) continue;
      if (named < 0) named = row;
      const candidates = this.#candidates.named(bucket);
      if (candidates.length === 0) continue;
      const found = this.#candidates.latestBefore(candidates, time, node);
      if (found >= 0) {
        nodes.mark(node, SELF_PARENT, 'off');
        // A process with an identity of its own, which its child knows by the pid alone.
        if (nodes.bucket[found] !== bucket && this.#identities.isWeak(bucket)) nodes.mark(node, BY_PID, 'on');
        this.ghosts.place(node, found, -1, settlement);
        return;
      }
      nodes.mark(node, SELF_PARENT, 'on');
    }
    if (nodes.has(node, SELF_PARENT)) {
      this.ghosts.place(node, -1, -1, settlement);
      return;
    }
    // The sensor's own id of a parent is that parent's and no other's. An id that was made may have been made of less than is known
    // by now: whoever had the pid at the time is the likely parent.
    const isCertain = named >= 0 && this.#rows.kind[named] === 0;
    const row = isCertain ? undefined : own.find((at) => (this.#rows.ppid[at] ?? NaN) > 0);
    const found = row === undefined ? -1 : this.#likelyParent(row, node);
    if (found >= 0) {
      nodes.mark(node, BY_PID, 'on');
      this.ghosts.place(node, found, -1, settlement);
      return;
    }
    if (named >= 0) {
      this.#placeBelowGhost(node, this.#rows.parentBucket[named] ?? 0, named, settlement);
      return;
    }
    if (row === undefined) {
      this.ghosts.place(node, -1, -1, settlement);
      return;
    }
    nodes.mark(node, BY_PID, 'on');
    const host = nodes.host[node] ?? 0;
    const pid = this.#rows.ppid[row] ?? NaN;
    const told = fileName(this.#rows.text(row, 'parentName')).toLowerCase();
    this.#placeBelowGhost(node, this.#buckets.bucket(host, pidGhostId(pid, told)), row, settlement);
  }

  /** Who had the pid of a row's parent by then, if anybody; looked up anew when that changes. */
  #likelyParent(row: number, node: number): number {
    const waiting = (this.#childrenByPid[this.#nodes.host[node] ?? 0] ??= new Map());
    const pid = this.#rows.ppid[row] ?? NaN;
    const children = waiting.get(pid);
    if (children) children.add(node);
    else waiting.set(pid, new Set([node]));
    return this.#candidates.findByPid(row, node);
  }

  #placeBelowGhost(node: number, bucket: number, row: number, settlement: Settlement): void {
    this.ghosts.place(node, this.ghosts.make(bucket, settlement), row, settlement);
  }
}

const pidGhostId = (pid: number, told: string): string => `pid:${pid}${told === '' ? '' : ` ${told}`}`;
