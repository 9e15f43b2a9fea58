// The books of the queue: which deliveries are in it, which batches are on their way, and the counters that must add up.
import type {
  Checkpoint,
  CountsMark,
  DoneMark,
  EntryMeta,
  ManifestMark,
  RowCounts,
  SplitMark,
  Totals,
} from './marks.ts';

/** A delivery that is in the queue until its batch is in the store. */
export interface QueueEntry {
  readonly sequence: number;
  readonly receivedAt: number;
  readonly meta: EntryMeta;
  readonly bytes: number;
  /** Number of the segment and place of the body in it; set when the entry was written. */
  segment: number;
  bodyOffset: number;
  /** Events in it; undefined until it was decoded once. */
  events: number | undefined;
  /** What the log says about `events`. */
  loggedEvents: number;
  /** Its first rows by table that are in the store, from batches that were refused half-way. */
  stored?: RowCounts;
}

export interface Batch {
  readonly batch: number;
  readonly lane: number;
  readonly blockRows: number;
  readonly blockBytes: number;
  readonly refusal: string | undefined;
  readonly entries: readonly QueueEntry[];
}

const noTotals = (): Totals => ({ received: 0, stored: 0, filtered: 0, quarantined: 0, bytes: 0 });

/** Counters by input, as they stand after a number of records. */
export class Counters {
  readonly byInput = new Map<string, Totals>();
  nextSequence = 1;
  nextBatch = 1;

  of(input: string): Totals {
    let totals = this.byInput.get(input);
    if (totals === undefined) this.byInput.set(input, (totals = noTotals()));
    return totals;
  }

  add(field: keyof Totals, perInput: Readonly<Record<string, number>>): void {
    for (const [input, count] of Object.entries(perInput)) this.of(input)[field] += count;
  }

  applyEntry(sequence: number, input: string, bytes: number): void {
    this.nextSequence = Math.max(this.nextSequence, sequence + 1);
    this.of(input).bytes += bytes;
  }

  applyBatch(batch: number): void {
    this.nextBatch = Math.max(this.nextBatch, batch + 1);
  }

  applyDone(mark: DoneMark): void {
    this.add('stored', mark.stored);
    this.add('filtered', mark.filtered);
    this.add('quarantined', mark.quarantined);
  }

  restore(checkpoint: Checkpoint): void {
    this.nextSequence = Math.max(this.nextSequence, checkpoint.nextSequence);
    this.nextBatch = Math.max(this.nextBatch, checkpoint.nextBatch);
    this.byInput.clear();
    for (const [input, totals] of Object.entries(checkpoint.totals)) this.byInput.set(input, { ...totals });
  }

  toCheckpoint(queueId: string): Checkpoint {
    const totals: Record<string, Totals> = {};
    for (const [input, value] of this.byInput) totals[input] = { ...value };
    return { queueId, nextSequence: this.nextSequence, nextBatch: this.nextBatch, totals };
  }
}

/** Entries, batches and counters as they stand now. The order of entries is the order of their sequence. */
export class Ledger {
  readonly counters = new Counters();
  readonly entries = new Map<number, QueueEntry>();
  readonly batches = new Map<number, Batch>();
  /** Events by input that are durable but not yet in the store, among the entries that were decoded. */
  readonly queued = new Map<string, number>();
  /** Entries that were not decoded yet, so that nobody knows their events. */
  uncounted = 0;

  addEntry(entry: QueueEntry): void {
    this.uncounted++;
    this.entries.set(entry.sequence, entry);
    this.counters.applyEntry(entry.sequence, entry.meta.input, entry.bytes);
  }

  /** The disk refused the entry: as if it had never come. */
  dropEntry(entry: QueueEntry): void {
    this.entries.delete(entry.sequence);
    if (entry.events === undefined) this.uncounted--;
    this.counters.of(entry.meta.input).bytes -= entry.bytes;
  }

  private queue(input: string, count: number): void {
    this.queued.set(input, (this.queued.get(input) ?? 0) + count);
  }

  /** Says how many events an entry holds; a later word replaces an earlier one. */
  setEvents(entry: QueueEntry, events: number): void {
    const change = events - (entry.events ?? 0);
    if (entry.events === undefined) this.uncounted--;
    entry.events = events;
    if (change === 0) return;
    this.counters.of(entry.meta.input).received += change;
    this.queue(entry.meta.input, change);
  }

  /** [sequence, events] of the entries, and by how much the log's count of received events changes with them. */
  countsMark(entries: readonly QueueEntry[]): CountsMark {
    const received: Record<string, number> = {};
    const counts = entries.map((entry): [number, number] => {
      const events = entry.events ?? 0;
      received[entry.meta.input] = (received[entry.meta.input] ?? 0) + events - entry.loggedEvents;
      entry.loggedEvents = events;
      return [entry.sequence, events];
    });
    return { entries: counts, received };
  }

  private resolve(counts: readonly (readonly [number, number])[]): QueueEntry[] {
    return counts.flatMap(([sequence]) => this.entries.get(sequence) ?? []);
  }

  /** Recovery: takes over what a mark says about the events of its entries. */
  recoverCounts(mark: CountsMark): void {
    this.counters.add('received', mark.received);
    for (const [sequence, events] of mark.entries) {
      const entry = this.entries.get(sequence);
      if (entry === undefined) continue;
      this.queue(entry.meta.input, events - (entry.events ?? 0));
      if (entry.events === undefined) this.uncounted--;
      entry.events = entry.loggedEvents = events;
    }
  }

  addBatch(mark: ManifestMark): Batch {
    const { batch, lane, blockRows, blockBytes } = mark;
    const made: Batch = {
      batch,
      lane,
      blockRows,
      blockBytes,
      refusal: mark.refusal,
      entries: this.resolve(mark.entries),
    };
    this.batches.set(batch, made);
    this.counters.applyBatch(batch);
    return made;
  }

  /** Replaces a batch by smaller ones. */
  splitBatch(mark: SplitMark): readonly Batch[] {
    const old = this.batches.get(mark.batch);
    if (old === undefined) return [];
    this.batches.delete(mark.batch);
    for (const [sequence, rows] of mark.stored ?? []) {
      const entry = this.entries.get(sequence);
      if (entry === undefined) continue;
      const sum = { ...entry.stored };
      for (const [table, count] of Object.entries(rows)) sum[table] = (sum[table] ?? 0) + count;
      entry.stored = sum;
    }
    return mark.into.map((part) => this.addBatch({ ...old, ...part, received: {} } as ManifestMark));
  }

  /** The batch is in the store: its entries leave the queue. Returns them. */
  finishBatch(mark: DoneMark): readonly QueueEntry[] {
    const batch = this.batches.get(mark.batch);
    this.counters.applyDone(mark);
    if (batch === undefined) return [];
    this.batches.delete(mark.batch);
    for (const entry of batch.entries) {
      this.entries.delete(entry.sequence);
      if (entry.events === undefined) this.uncounted--;
      this.queue(entry.meta.input, -(entry.events ?? 0));
    }
    return batch.entries;
  }

  /** Receipt time of the oldest entry, epoch ms; undefined when the queue is empty. */
  oldest(): number | undefined {
    for (const entry of this.entries.values()) return entry.receivedAt;
    return undefined;
  }
}
