// Who started whom: parents by id, else by pid and time; a parent that is not among the rows becomes a ghost.
import type { Buckets } from './buckets.ts';
import type { Identities } from './identities.ts';
import { keyOf } from './node-keys.ts';
import { BY_PID, CUT, GHOST, noRows, PROCESS, SELF_PARENT, UNUSED } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers, compareTexts } from './order.ts';
import { fileName } from './process-identity.ts';
import type { RowStore } from './row-store.ts';
import type { Settlement, StepCounter } from './settlement.ts';

/** Nodes that one name may mean, by time; made once a round for each name that is asked for. */
type Candidates = readonly number[];

/** Keeps parents up to date: looks up anew what changed, and those who depend on it. */
export class Parents {
  /** Ghost of a bucket that has, or had, children and no rows. */
  readonly ghostOf: (number | undefined)[] = [];
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
  readonly #byBucket = new Map<number, Candidates>();
  readonly #byPid = new Map<string, Candidates>();
  readonly #looseGhosts = new Set<number>();
  /** Images of processes that only edges tell of, by bucket. */
  readonly #claims = new Map<number, string>();
  readonly #cuts = new Set<number>();
  readonly #walk: number[] = [];
  #walks = 0;

  constructor(rows: RowStore, buckets: Buckets, nodes: NodeStore, identities: Identities, counter: StepCounter) {
    this.#rows = rows;
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#identities = identities;
    this.#counter = counter;
  }

  settle(settlement: Settlement): void {
    for (const node of settlement.changed.list) this.#rememberNamed(node);
    for (const node of settlement.changed.list) this.#touchDependents(node, settlement);
    for (const node of settlement.unparented.list) {
      if (this.#nodes.type[node] === PROCESS) this.#resolve(node, settlement);
      else if (this.#nodes.type[node] === UNUSED) this.#place(node, -1, -1, settlement);
    }
    for (const ghost of this.#looseGhosts) this.#renameGhost(ghost, settlement);
    this.#looseGhosts.clear();
    this.#byBucket.clear();
    this.#byPid.clear();
    this.#cutCycles(settlement);
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
    const ghost = this.ghostOf[bucket];
    if (ghost !== undefined) this.#looseGhosts.add(ghost);
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

  #compareNodes(a: number, b: number): number {
    const { start, bucket } = this.#nodes;
    return (
      compareNumbers(start[a] ?? NaN, start[b] ?? NaN) ||
      compareTexts(this.#buckets.idOf[bucket[a] ?? 0] ?? '', this.#buckets.idOf[bucket[b] ?? 0] ?? '')
    );
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

  #named(bucket: number): Candidates {
    const known = this.#byBucket.get(bucket);
    if (known) return known;
    const only = this.#identities.onlyLife(bucket);
    if (only === -1) return noRows;
    const found = only >= 0 ? [this.#identities.final(only)] : this.#sorted(this.#identities.livesOf(bucket));
    this.#byBucket.set(bucket, found);
    return found;
  }

  #atPid(host: number, pid: number): Candidates {
    const key = `${host}:${pid}`;
    const known = this.#byPid.get(key);
    if (known) return known;
    const lives = this.#identities.livesAt(host, pid).filter((life) => this.#identities.hasPid(life, pid));
    const found = this.#sorted(lives);
    this.#byPid.set(key, found);
    return found;
  }

  /** The latest candidate that had started by then (by any time, when the child's start is unknown); -1 when only the child is left. */
  #latestBefore(candidates: Candidates, time: number, child: number): number {
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

  #findByPid(row: number, node: number): number {
    const { start, end, host, rows } = this.#nodes;
    const time = start[node] ?? NaN;
    const found = this.#latestBefore(this.#atPid(host[node] ?? 0, this.#rows.ppid[row] ?? NaN), time, node);
    if (found < 0) return -1;
    // Started later, or over before: the pid was another's at that time.
    if ((start[found] ?? NaN) > time || (end[found] ?? NaN) < time) return -1;
    const told = fileName(this.#rows.text(row, 'parentName')).toLowerCase();
    const head = rows[found]?.[0] ?? 0;
    const image = fileName(this.#rows.text(head, 'image') || this.#rows.text(head, 'name')).toLowerCase();
    return told !== '' && image !== '' && told !== image ? -1 : found;
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
      const candidates = this.#named(bucket);
      if (candidates.length === 0) continue;
      const found = this.#latestBefore(candidates, time, node);
      if (found >= 0) {
        nodes.mark(node, SELF_PARENT, 'off');
        this.#place(node, found, -1, settlement);
        return;
      }
      nodes.mark(node, SELF_PARENT, 'on');
    }
    if (nodes.has(node, SELF_PARENT)) {
      this.#place(node, -1, -1, settlement);
      return;
    }
    if (named >= 0) {
      this.#placeBelowGhost(node, this.#rows.parentBucket[named] ?? 0, named, settlement);
      return;
    }
    const row = own.find((at) => (this.#rows.ppid[at] ?? NaN) > 0);
    if (row === undefined) {
      this.#place(node, -1, -1, settlement);
      return;
    }
    const host = nodes.host[node] ?? 0;
    const pid = this.#rows.ppid[row] ?? NaN;
    const waiting = (this.#childrenByPid[host] ??= new Map());
    const children = waiting.get(pid);
    if (children) children.add(node);
    else waiting.set(pid, new Set([node]));
    nodes.mark(node, BY_PID, 'on');
    const found = this.#findByPid(row, node);
    if (found >= 0) {
      this.#place(node, found, -1, settlement);
      return;
    }
    const told = fileName(this.#rows.text(row, 'parentName')).toLowerCase();
    this.#placeBelowGhost(node, this.#buckets.bucket(host, pidGhostId(pid, told)), row, settlement);
  }

  #placeBelowGhost(node: number, bucket: number, row: number, settlement: Settlement): void {
    this.#place(node, this.#ghost(bucket, settlement), row, settlement);
  }

  /** Has a ghost stand for the end of an edge until its process comes. */
  claim(bucket: number, image: string, settlement: Settlement): void {
    const known = this.#claims.get(bucket);
    if (known === undefined || known === '' || (image !== '' && image < known)) this.#claims.set(bucket, image);
    this.#looseGhosts.add(this.#ghost(bucket, settlement));
  }

  /** Image of a ghost as its best witness tells it. */
  ghostImage(ghost: number): string {
    const namer = this.#nodes.namer[ghost] ?? -1;
    const told = namer < 0 ? '' : this.#rows.text(namer, 'parentName');
    return told || (this.#claims.get(this.#nodes.bucket[ghost] ?? -1) ?? '');
  }

  #isClaimed(bucket: number): boolean {
    return this.#claims.has(bucket) && this.#identities.onlyLife(bucket) === -1;
  }

  /** The ghost of a bucket, made when there is none. */
  #ghost(bucket: number, settlement: Settlement): number {
    const nodes = this.#nodes;
    const known = this.ghostOf[bucket];
    if (known !== undefined) {
      if (nodes.type[known] === UNUSED) this.#looseGhosts.add(known);
      return known;
    }
    const ghost = (this.ghostOf[bucket] = nodes.create(UNUSED, this.#buckets.hostOf[bucket] ?? 0, bucket));
    this.#looseGhosts.add(ghost);
    settlement.reassigned.add(bucket);
    return ghost;
  }

  #place(node: number, parent: number, namer: number, settlement: Settlement): void {
    const nodes = this.#nodes;
    const old = nodes.parent[node] ?? -1;
    this.#counter.steps++;
    if (old === parent && nodes.namer[node] === namer) return;
    if (old >= 0 && this.#isGhost(old) && nodes.namer[old] === nodes.namer[node]) nodes.namer[old] = -1;
    if (old >= 0 && this.#isGhost(old)) this.#looseGhosts.add(old);
    nodes.namer[node] = namer;
    if (parent >= 0 && namer >= 0) {
      const best = nodes.namer[parent] ?? -1;
      // A best one that left is found again among all children, when the round is over.
      if (best >= 0 && this.#isBetterNamer(namer, best)) {
        nodes.namer[parent] = namer;
        this.#looseGhosts.add(parent);
      } else if (best < 0) this.#looseGhosts.add(parent);
    }
    if (old === parent) return;
    nodes.link(node, parent);
    settlement.moved.add(node);
    settlement.unscored.add(node);
  }

  #isGhost(node: number): boolean {
    return this.ghostOf[this.#nodes.bucket[node] ?? -1] === node;
  }

  /** A ghost lives as long as it has children, and is called what the best of them calls it. */
  #renameGhost(ghost: number, settlement: Settlement): void {
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
    const name = fileName(this.ghostImage(ghost));
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

  #isOlder(a: number, b: number): boolean {
    const { start, host } = this.#nodes;
    const hostName = (node: number): string => this.#buckets.hosts[host[node] ?? 0] ?? '';
    return (
      (compareNumbers(start[a] ?? NaN, start[b] ?? NaN) ||
        compareTexts(hostName(a), hostName(b)) ||
        compareTexts(keyOf(a, this.#nodes, this.#buckets), keyOf(b, this.#nodes, this.#buckets))) < 0
    );
  }

  /**
   * Parents that go round: each circle is marked at its oldest process, which is shown as a root. A circle that is new has a node
   * that moved; one that was there before has its cut. Every node is walked through once a round at most.
   */
  #cutCycles(settlement: Settlement): void {
    const nodes = this.#nodes;
    const starts = [...this.#cuts];
    for (const node of this.#cuts) nodes.mark(node, CUT, 'off');
    this.#cuts.clear();
    for (const node of settlement.moved.list) if ((nodes.firstChild[node] ?? -1) >= 0) starts.push(node);
    // A circle's age may have changed, too.
    const before = this.#walks;
    for (const from of starts) {
      const walk = ++this.#walks;
      let node = from;
      while (node >= 0 && !((this.#walk[node] ?? 0) > before)) {
        this.#counter.steps++;
        this.#walk[node] = walk;
        node = nodes.parent[node] ?? -1;
      }
      if (node < 0 || this.#walk[node] !== walk) continue;
      let oldest = node;
      for (let at = nodes.parent[node] ?? -1; at !== node; at = nodes.parent[at] ?? -1)
        if (this.#isOlder(at, oldest)) oldest = at;
      nodes.mark(oldest, CUT, 'on');
      this.#cuts.add(oldest);
      settlement.unscored.add(oldest);
    }
    for (const node of starts) settlement.unscored.add(node);
  }
}

const pidGhostId = (pid: number, told: string): string => `pid:${pid}${told === '' ? '' : ` ${told}`}`;
