// Counts of entries that were decoded while the store was down, written to the queue's log in groups.
import type { DurableQueue } from './queue/durable-queue.ts';
import type { QueueEntry } from './queue/ledger.ts';

/** So many entries make a group, or this time. */
const GROUP = 64;
const GROUP_MS = 500;

export class SpillNotes {
  private readonly queue: DurableQueue;
  private readonly entries: QueueEntry[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(queue: DurableQueue) {
    this.queue = queue;
  }

  add(entry: QueueEntry): void {
    this.entries.push(entry);
    if (this.entries.length >= GROUP) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GROUP_MS);
  }

  /** Writes what is waiting; entries that are gone by now need no note. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const there = this.entries.splice(0).filter((entry) => this.queue.ledger.entries.has(entry.sequence));
    if (there.length > 0) this.queue.markCounts(there);
  }
}
