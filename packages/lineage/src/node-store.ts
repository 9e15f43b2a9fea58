// Nodes as arrays: what each is, its parent as told, its children as a linked list, so that moving one costs one step.

export const nodeTypes = ['unused', 'process', 'ghost', 'host'] as const;
export const UNUSED = 0;
export const PROCESS = 1;
export const GHOST = 2;
export const HOST = 3;

/** Flags of a node. */
export const BY_PID = 1;
export const SELF_PARENT = 2;
export const JOINED = 4;
export const CUT = 8;

/** Nodes keep their numbers. One that is no longer needed (absorbed by another, a ghost whose process came) is `UNUSED`. */
export class NodeStore {
  readonly type: number[] = [];
  readonly flags: number[] = [];
  readonly host: number[] = [];
  /** Bucket whose id is the node's; -1 for hosts. */
  readonly bucket: number[] = [];
  /** Rows of the node, most trusted first. */
  readonly rows: (readonly number[])[] = [];
  /** Parent as told: circles are cut where it is shown. */
  readonly parent: number[] = [];
  readonly firstChild: number[] = [];
  readonly #next: number[] = [];
  readonly #previous: number[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly pid: number[] = [];
  readonly name: string[] = [];
  readonly kind: number[] = [];
  /** Row by which a child names its parent, and the row that names a ghost best; -1 without. */
  readonly namer: number[] = [];

  get size(): number {
    return this.type.length;
  }

  create(type: number, host: number, bucket: number): number {
    const node = this.size;
    this.type.push(type);
    this.flags.push(0);
    this.host.push(host);
    this.bucket.push(bucket);
    this.rows.push(noRows);
    this.parent.push(-1);
    this.firstChild.push(-1);
    this.#next.push(-1);
    this.#previous.push(-1);
    this.start.push(NaN);
    this.end.push(NaN);
    this.pid.push(NaN);
    this.name.push('');
    this.kind.push(0);
    this.namer.push(-1);
    return node;
  }

  has(node: number, flag: number): boolean {
    return ((this.flags[node] ?? 0) & flag) !== 0;
  }

  mark(node: number, flag: number, on: 'on' | 'off'): void {
    const flags = this.flags[node] ?? 0;
    this.flags[node] = on === 'on' ? flags | flag : flags & ~flag;
  }

  /** Moves a node below another one (-1: below none). */
  link(node: number, parent: number): void {
    const old = this.parent[node] ?? -1;
    if (old === parent) return;
    const next = this.#next[node] ?? -1;
    const previous = this.#previous[node] ?? -1;
    if (old >= 0) {
      if (previous >= 0) this.#next[previous] = next;
      else this.firstChild[old] = next;
      if (next >= 0) this.#previous[next] = previous;
    }
    this.parent[node] = parent;
    this.#previous[node] = -1;
    this.#next[node] = -1;
    if (parent < 0) return;
    const first = this.firstChild[parent] ?? -1;
    this.#next[node] = first;
    if (first >= 0) this.#previous[first] = node;
    this.firstChild[parent] = node;
  }

  /** Children as told, in no order that means anything. */
  *children(node: number): Generator<number> {
    for (let child = this.firstChild[node] ?? -1; child >= 0;) {
      const next = this.#next[child] ?? -1;
      yield child;
      child = next;
    }
  }
}

export const noRows: readonly number[] = [];
