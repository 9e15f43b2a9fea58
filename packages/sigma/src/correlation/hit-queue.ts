// Hits that wait until nothing earlier can come: a binary heap by time.
import type { CorrelationHit } from './hit.ts';

export class HitQueue {
  readonly #heap: CorrelationHit[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the earliest hit; infinite when there is none. */
  get earliest(): number {
    return this.#heap[0]?.ts ?? Infinity;
  }

  push(hit: CorrelationHit): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(hit);
    while (i > 0) {
      const parent = (i - 1) >>> 1;
      if (heap[parent]!.ts <= hit.ts) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = hit;
  }

  /** Takes all hits of the earliest time. */
  takeEarliest(): CorrelationHit[] {
    const time = this.earliest;
    const hits: CorrelationHit[] = [];
    while (this.#heap.length > 0 && this.#heap[0]!.ts === time) hits.push(this.#takeFirst());
    return hits;
  }

  /** In no order. */
  toArray(): readonly CorrelationHit[] {
    return [...this.#heap];
  }

  #takeFirst(): CorrelationHit {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.ts < heap[child]!.ts) child++;
      if (heap[child]!.ts >= last.ts) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}
