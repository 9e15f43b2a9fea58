// The deliveries that are with a lane's thread, and how many bytes they are thought to have once decompressed.
import type { Outcome, BodyProblem } from './lane-messages.ts';
import type { QueueEntry } from './queue/ledger.ts';

/** What a sender is told. */
export interface Decoded {
  readonly outcome: Outcome;
  readonly problem?: BodyProblem;
}

export interface InFlightEntry {
  readonly estimate: number;
  readonly replay: boolean;
  readonly resolve: ((decoded: Decoded) => void) | undefined;
}

export class InFlight {
  private readonly bySequence = new Map<number, InFlightEntry>();
  /** Decompressed bytes per byte of body, as it was lately. */
  private ratio = 10;
  bytes = 0;

  get size(): number {
    return this.bySequence.size;
  }

  /** Decompressed bytes to expect of an entry. */
  estimate(entry: QueueEntry): number {
    return entry.meta.encoding === 'identity' ? entry.bytes : entry.bytes * this.ratio;
  }

  has(entry: QueueEntry): boolean {
    return this.bySequence.has(entry.sequence);
  }

  /** Whether one is on its way that belongs to no replay. */
  get hasNew(): boolean {
    for (const one of this.bySequence.values()) if (!one.replay) return true;
    return false;
  }

  add(entry: QueueEntry, one: InFlightEntry): void {
    this.bySequence.set(entry.sequence, one);
    this.bytes += one.estimate;
  }

  /** Takes an entry out that has been decoded; undefined when it was not in. */
  take(entry: QueueEntry, decodedBytes: number): InFlightEntry | undefined {
    const one = this.bySequence.get(entry.sequence);
    if (one === undefined) return undefined;
    this.bySequence.delete(entry.sequence);
    this.bytes -= one.estimate;
    if (entry.meta.encoding !== 'identity') this.ratio += (decodedBytes / Math.max(1, entry.bytes) - this.ratio) * 0.1;
    return one;
  }
}
