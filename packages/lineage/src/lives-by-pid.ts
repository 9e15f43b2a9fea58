// Lives by host and pid: who had a process id; made once something asks.
import { noRows } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import type { RowStore } from './row-store.ts';

export class LivesByPid {
  readonly #rows: RowStore;
  readonly #nodes: NodeStore;
  /** Rows of each life, which is a node. */
  readonly #lifeRows: readonly (readonly number[])[];
  #index: Map<number, number[]>[] | undefined;
  readonly #pidOf: number[] = [];

  constructor(rows: RowStore, nodes: NodeStore, lifeRows: readonly (readonly number[])[]) {
    this.#rows = rows;
    this.#nodes = nodes;
    this.#lifeRows = lifeRows;
  }

  /** Takes note of the rows that a life has now. */
  note(life: number): void {
    if (this.#index) this.#add(this.#index, life);
  }

  /** Lives that have, or once had, a row with this pid. */
  at(host: number, pid: number): readonly number[] {
    if (!this.#index) {
      this.#index = [];
      for (let life = 0; life < this.#lifeRows.length; life++) this.#add(this.#index, life);
    }
    return this.#index[host]?.get(pid) ?? noRows;
  }

  /** Whether a life has a row with this pid now. */
  has(life: number, pid: number): boolean {
    return (this.#lifeRows[life] ?? noRows).some((row) => this.#rows.pid[row] === pid);
  }

  #add(hosts: Map<number, number[]>[], life: number): void {
    const index = (hosts[this.#nodes.host[life] ?? 0] ??= new Map());
    for (const row of this.#lifeRows[life] ?? noRows) {
      const pid = this.#rows.pid[row] ?? NaN;
      if (!(pid > 0) || this.#pidOf[life] === pid) continue;
      const lives = index.get(pid);
      if (!lives) index.set(pid, [life]);
      else if (this.#pidOf[life] === undefined || !lives.includes(life)) lives.push(life);
      this.#pidOf[life] ??= pid;
    }
  }
}
