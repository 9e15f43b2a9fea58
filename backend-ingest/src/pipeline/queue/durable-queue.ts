// The durable queue: deliveries and marks in one log, made durable in groups, given back segment by segment.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { Counters, Ledger, type Batch, type QueueEntry } from './ledger.ts';
import { lockDirectory } from './lock.ts';
import type { DoneMark, EntryMeta, ManifestMark, SplitMark } from './marks.ts';
import { encodeRecord, RecordType, type LogRecord } from './record.ts';
import { recoverLedger, type Recovery } from './recover.ts';
import { Segments } from './segments.ts';

export interface QueueOptions {
  readonly directory: string;
  /** Bytes on disk at which deliveries are refused. */
  readonly maxBytes: number;
  /** Deliveries at which more are refused: each takes memory in the index. */
  readonly maxEntries: number;
  readonly segmentBytes: number;
  readonly now: () => number;
  /** The disk failed to make data durable: nothing can be promised any more, the process has to start anew. */
  readonly onFatal: (error: Error) => void;
  /** The disk refuses bytes (full); told at each attempt. */
  readonly onWriteError: (error: Error) => void;
}

/** The queue is full: the sender has to keep its events and to come again. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/** The disk refused to take the bytes (full, read-only): nothing was kept. */
export class QueueWriteError extends Error {
  override readonly name = 'QueueWriteError';
}

export interface Appended {
  readonly entry: QueueEntry;
  /** The bytes are in the file (they outlive the process), and the body's memory is free. */
  readonly written: Promise<void>;
  /** The bytes are on the disk (they outlive the machine). */
  readonly durable: Promise<void>;
}

interface Pending {
  readonly record: LogRecord;
  readonly entry: QueueEntry | undefined;
  /** What the counters of the log become with this record. */
  readonly apply: (counters: Counters) => void;
  readonly written: Deferred<void>;
  readonly durable: Deferred<void>;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function deferred(): Deferred<void> {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Whoever needs the outcome awaits it; a record nobody waits for must not end the process.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

const NO_BODY = new Uint8Array(0);
const GROUP_BYTES = 16 * 1024 * 1024;
/** Pause before marks are written again to a disk that refused them. */
const RETRY_MS = 500;

export class DurableQueue {
  readonly ledger = new Ledger();
  readonly recovery: Recovery;
  readonly queueId: string;
  private readonly options: QueueOptions;
  private readonly segments: Segments;
  private readonly unlock: () => void;
  /** Counters as a recovery would find them: they follow the log, not the present. */
  private readonly logged = new Counters();
  private pending: Pending[] = [];
  private pendingBytes = 0;
  private flushing: Promise<void> | undefined;
  private closed = false;

  private constructor(
    options: QueueOptions,
    segments: Segments,
    ledger: Ledger,
    recovery: Recovery,
    unlock: () => void,
  ) {
    this.options = options;
    this.segments = segments;
    this.ledger = ledger;
    this.recovery = recovery;
    this.unlock = unlock;
    this.queueId = recovery.queueId ?? randomBytes(6).toString('hex');
    this.logged.restore(ledger.counters.toCheckpoint(this.queueId));
  }

  /** Opens the queue in a directory and recovers what is in it. Throws QueueLockedError when another process has it. */
  static async open(options: QueueOptions): Promise<DurableQueue> {
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    const unlock = lockDirectory(options.directory);
    try {
      const segments = new Segments(options.directory);
      const ledger = new Ledger();
      const recovery = await recoverLedger(segments, ledger);
      const queue = new DurableQueue(options, segments, ledger, recovery, unlock);
      // Never append behind a torn tail: a new segment begins with what the old ones added up to.
      await queue.rotate();
      await segments.sync();
      await segments.reclaim();
      return queue;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.segments.bytes;
  }

  /** Entries by themselves: not part of a batch that was begun. Oldest first. */
  looseEntries(): QueueEntry[] {
    const taken = new Set<number>();
    for (const batch of this.ledger.batches.values()) for (const entry of batch.entries) taken.add(entry.sequence);
    return [...this.ledger.entries.values()].filter((entry) => !taken.has(entry.sequence));
  }

  /** Whether `bytes` more would still be taken. */
  hasRoom(bytes: number): boolean {
    const { maxBytes, maxEntries } = this.options;
    return this.segments.bytes + this.pendingBytes + bytes <= maxBytes && this.ledger.entries.size < maxEntries;
  }

  /** Appends a delivery. `body` must not be touched before `written` settles. Throws QueueFullError. */
  append(meta: EntryMeta, body: Uint8Array): Appended {
    if (this.closed || !this.hasRoom(body.length)) throw new QueueFullError('the queue is full');
    const entry: QueueEntry = {
      sequence: this.ledger.counters.nextSequence,
      receivedAt: this.options.now(),
      meta,
      bytes: body.length,
      segment: 0,
      bodyOffset: 0,
      events: undefined,
      loggedEvents: 0,
    };
    this.ledger.addEntry(entry);
    const record: LogRecord = { type: RecordType.entry, sequence: entry.sequence, time: entry.receivedAt, meta, body };
    const pending = this.push(record, entry, (counters) =>
      counters.applyEntry(entry.sequence, meta.input, body.length),
    );
    return { entry, written: pending.written.promise, durable: pending.durable.promise };
  }

  /** Notes how many events these entries hold; durable with whatever is written next. */
  markCounts(entries: readonly QueueEntry[]): void {
    const mark = this.ledger.countsMark(entries);
    this.push(this.mark(RecordType.counts, mark), undefined, (counters) => counters.add('received', mark.received));
  }

  /** Begins a batch: durable before its insert may begin. */
  async markManifest(
    lane: number,
    entries: readonly QueueEntry[],
    blockRows: number,
    blockBytes: number,
  ): Promise<Batch> {
    const batch = this.ledger.counters.nextBatch;
    const manifest: ManifestMark = { batch, lane, blockRows, blockBytes, ...this.ledger.countsMark(entries) };
    const made = this.ledger.addBatch(manifest);
    const pending = this.push(this.mark(RecordType.manifest, manifest), undefined, (counters) => {
      counters.applyBatch(batch);
      counters.add('received', manifest.received);
    });
    await pending.durable.promise;
    return made;
  }

  /**
   * Replaces a batch that the store refuses by smaller ones, or by the quarantine of its only entry. `stored` tells the rows of
   * entries that the store took before it refused.
   */
  async markSplit(batch: Batch, refusal: string, stored: SplitMark['stored'] = []): Promise<readonly Batch[]> {
    const half = Math.ceil(batch.entries.length / 2);
    const parts =
      batch.entries.length < 2 ? [batch.entries] : [batch.entries.slice(0, half), batch.entries.slice(half)];
    const first = this.ledger.counters.nextBatch;
    const into = parts.map((entries, index) => ({
      batch: first + index,
      entries: entries.map((entry): [number, number] => [entry.sequence, entry.events ?? 0]),
      ...(parts.length === 1 ? { refusal } : {}),
    }));
    const mark: SplitMark = { batch: batch.batch, into, ...(stored.length === 0 ? {} : { stored }) };
    const made = this.ledger.splitBatch(mark);
    const last = first + parts.length - 1;
    const pending = this.push(this.mark(RecordType.split, mark), undefined, (counters) => counters.applyBatch(last));
    await pending.durable.promise;
    return made;
  }

  /** Ends a batch that is in the store: its entries are given back. A lost mark only means one more, deduplicated, insert. */
  markDone(mark: DoneMark): void {
    const entries = this.ledger.finishBatch(mark);
    this.push(this.mark(RecordType.done, mark), undefined, (counters) => counters.applyDone(mark), entries);
  }

  /** Body of an entry, in memory of its own. */
  read(entry: QueueEntry): Promise<Uint8Array<ArrayBuffer>> {
    return this.segments.read(entry.segment, entry.bodyOffset, entry.bytes);
  }

  private mark(type: RecordType, meta: unknown): LogRecord {
    return { type, sequence: 0, time: this.options.now(), meta, body: NO_BODY };
  }

  private push(
    record: LogRecord,
    entry: QueueEntry | undefined,
    apply: (counters: Counters) => void,
    finished: readonly QueueEntry[] = [],
  ): Pending {
    const pending: Pending = { record, entry, apply, written: deferred(), durable: deferred() };
    if (finished.length > 0) void pending.durable.promise.then(() => this.giveBack(finished)).catch(() => undefined);
    this.pending.push(pending);
    this.pendingBytes += record.body.length;
    this.flushing ??= this.flush();
    return pending;
  }

  private async giveBack(entries: readonly QueueEntry[]): Promise<void> {
    const byNumber = new Map(this.segments.list.map((segment) => [segment.number, segment]));
    for (const entry of entries) {
      const segment = byNumber.get(entry.segment);
      if (segment !== undefined) segment.live--;
    }
    await this.segments.reclaim();
  }

  private takeGroup(): Pending[] {
    let bytes = 0;
    let count = 0;
    while (count < this.pending.length && bytes < GROUP_BYTES) bytes += this.pending[count++]!.record.body.length;
    this.pendingBytes -= bytes;
    return this.pending.splice(0, count);
  }

  private async flush(): Promise<void> {
    // Whoever calls in this turn of the event loop shares the first write.
    await Promise.resolve();
    while (this.pending.length > 0) {
      const group = this.takeGroup();
      try {
        await this.write(group);
      } catch (error) {
        await this.fail(group, error);
        continue;
      }
      for (const { written } of group) written.resolve();
      try {
        await this.segments.sync();
      } catch (error) {
        for (const { durable } of group) durable.reject(error);
        this.options.onFatal(error as Error);
        return;
      }
      for (const { durable } of group) durable.resolve();
    }
    // In the same turn as the last look at what is pending: whoever comes next starts a new run.
    this.flushing = undefined;
  }

  private async write(group: readonly Pending[]): Promise<void> {
    if (this.segments.current!.bytes >= this.options.segmentBytes) await this.rotate();
    const segment = this.segments.current!;
    const buffers: Uint8Array[] = [];
    let offset = segment.bytes;
    for (const { record, entry } of group) {
      const encoded = encodeRecord(record);
      buffers.push(...encoded);
      if (entry !== undefined) {
        entry.segment = segment.number;
        entry.bodyOffset = offset + encoded[0]!.length;
      }
      for (const buffer of encoded) offset += buffer.length;
    }
    await this.segments.append(buffers);
    for (const { entry, apply } of group) {
      if (entry !== undefined) segment.live++;
      apply(this.logged);
    }
  }

  /** A write failed (disk full): deliveries were not taken; marks must not get lost, so they are written once there is room. */
  private async fail(group: readonly Pending[], error: unknown): Promise<void> {
    const failure = new QueueWriteError(`the queue cannot be written: ${(error as Error).message}`, { cause: error });
    const marks: Pending[] = [];
    for (const pending of group) {
      const { entry, written, durable } = pending;
      if (entry === undefined) {
        marks.push(pending);
        continue;
      }
      this.ledger.dropEntry(entry);
      written.reject(failure);
      durable.reject(failure);
    }
    this.options.onWriteError(failure);
    if (marks.length === 0) return;
    this.pending.unshift(...marks);
    if (this.closed) {
      this.pending = [];
      return;
    }
    await setTimeout(RETRY_MS);
  }

  private async rotate(): Promise<void> {
    // The old segment must be durable before the new one begins.
    await this.segments.sync();
    await this.segments.rotate();
    const checkpoint = this.logged.toCheckpoint(this.queueId);
    await this.segments.append(encodeRecord(this.mark(RecordType.checkpoint, checkpoint)));
  }

  /** Writes what is pending and closes the files. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.flushing !== undefined) await this.flushing;
    await this.segments.close();
    this.unlock();
  }
}
