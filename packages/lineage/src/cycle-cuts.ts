// Parents that go round: where each circle is cut.
import type { Buckets } from './buckets.ts';
import { keyOf } from './node-keys.ts';
import { CUT } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers, compareTexts } from './order.ts';
import type { Settlement, StepCounter } from './settlement.ts';

export class CycleCuts {
  readonly #buckets: Buckets;
  readonly #nodes: NodeStore;
  readonly #counter: StepCounter;
  readonly #cuts = new Set<number>();
  readonly #walk: number[] = [];
  #walks = 0;

  constructor(buckets: Buckets, nodes: NodeStore, counter: StepCounter) {
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#counter = counter;
  }

  /**
   * Parents that go round: each circle is marked at its oldest process, which is shown as a root. A circle that is new has a node
   * that moved; one that was there before has its cut. Every node is walked through once a round at most.
   */
  settle(settlement: Settlement): void {
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

  #isOlder(a: number, b: number): boolean {
    const { start, host } = this.#nodes;
    const hostName = (node: number): string => this.#buckets.hosts[host[node] ?? 0] ?? '';
    return (
      (compareNumbers(start[a] ?? NaN, start[b] ?? NaN) ||
        compareTexts(hostName(a), hostName(b)) ||
        compareTexts(keyOf(a, this.#nodes, this.#buckets), keyOf(b, this.#nodes, this.#buckets))) < 0
    );
  }
}
