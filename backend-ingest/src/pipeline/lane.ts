// A lane: one decode thread and the batches it fills, from delivery to the store, with the back-pressure between them.
import { Worker } from 'node:worker_threads';
import type { DetectionSet } from '../detect/detection-set.ts';
import type { ClickHouseSink } from '../sinks/clickhouse.ts';
import type { DeadLetters } from '../sinks/dead-letters.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { BatchStorer } from './batch-storer.ts';
import { Fifo } from './fifo.ts';
import { InFlight, type Decoded, type InFlightEntry } from './in-flight.ts';
import type { DecodeMode, DetectionReport, FromWorker, SealedBatch, ToWorker, WorkerOptions } from './lane-messages.ts';
import type { DurableQueue } from './queue/durable-queue.ts';
import type { Batch, QueueEntry } from './queue/ledger.ts';
import { SpillNotes } from './spill-notes.ts';
import { Wake } from './wake.ts';

export interface LaneOptions {
  readonly number: number;
  readonly queue: DurableQueue;
  readonly sink: ClickHouseSink;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  readonly workerPath: string;
  readonly worker: WorkerOptions;
  /** An open batch is sealed this many ms after its first events. */
  readonly sealAfterMs: number;
  /** Sealed batches that wait in memory for the store. */
  readonly maxSealed: number;
  /** Bytes (estimated, decompressed) that are with the thread at the same time. */
  readonly maxInFlightBytes: number;
  /** Rules will come: until they do, deliveries are counted and answered, and decoded again when they can be judged. */
  readonly awaitRules: boolean;
  /** A batch is in the store. */
  readonly onStored: (sealed: SealedBatch) => void;
  /** The thread tells of its rules. */
  readonly onDetection: (report: DetectionReport) => void;
  readonly onFatal: (error: Error) => void;
}

interface Job {
  readonly entry: QueueEntry;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly estimate: number;
  readonly resolve: NonNullable<InFlightEntry['resolve']>;
}

interface Step {
  readonly entry: QueueEntry;
  readonly mode: DecodeMode;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly refusal?: string;
}

export class Lane {
  private readonly options: LaneOptions;
  private readonly worker: Worker;
  private readonly wake = new Wake();
  /** Rung when a delivery was decoded or a batch stored. */
  private readonly progress = new Wake();
  private readonly fresh = new Fifo<Job>();
  private readonly backlog = new Fifo<QueueEntry>();
  private readonly replays: Batch[] = [];
  private readonly inFlight = new InFlight();
  private readonly storer: BatchStorer;
  private readonly spills: SpillNotes;
  private freshBytes = 0;
  private replaying: { readonly batch: Batch; next: number } | undefined;
  private awaitedSeal: Batch | undefined;
  private openEntries = 0;
  private sealTimer: NodeJS.Timeout | undefined;
  private sealDue = false;
  private turn = 0;
  private judges: boolean;
  private stopped = false;
  private readonly loop: Promise<void>;
  readonly ready: Promise<void>;

  constructor(options: LaneOptions) {
    this.options = options;
    this.judges = !options.awaitRules;
    const { number: lane, queue, sink, deadLetters, telemetry, onFatal } = options;
    this.spills = new SpillNotes(queue);
    this.storer = new BatchStorer({
      lane,
      queue,
      sink,
      deadLetters,
      telemetry,
      onSplit: (batches) => this.replays.push(...batches),
      onStored: options.onStored,
      onDone: (memory) => this.freed(memory),
      onFatal,
    });
    this.worker = new Worker(options.workerPath, { workerData: options.worker });
    let started!: () => void;
    this.ready = new Promise((resolve, reject) => {
      started = resolve;
      this.worker.once('error', reject);
    });
    this.ready.catch(() => undefined);
    this.worker.on('message', (message: FromWorker) => {
      if (message.type === 'ready') started();
      else if (message.type === 'decoded' || message.type === 'sealed') this.receive(message);
      else options.onDetection(message);
    });
    this.worker.on('error', (error) => options.onFatal(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', (code) => {
      if (!this.stopped) options.onFatal(new Error(`the thread of lane ${options.number} ended with code ${code}`));
    });
    this.loop = this.run().catch((error: unknown) => options.onFatal(error as Error));
  }

  /** Estimated decompressed bytes that senders wait for. */
  get waitingBytes(): number {
    return this.freshBytes + this.inFlight.bytes;
  }

  get waitingEntries(): number {
    return this.fresh.length + this.inFlight.size;
  }

  /** Entries that have to be decoded (again) from the queue. */
  get backlogEntries(): number {
    return this.backlog.length;
  }

  /** Takes over what an earlier process left: batches that were begun, and entries by themselves. */
  recover(batches: readonly Batch[], entries: readonly QueueEntry[]): void {
    this.replays.push(...batches);
    for (const entry of entries) this.backlog.push(entry);
    this.wake.ring();
  }

  /** Decodes a delivery that was written to the queue. The body's memory goes to the thread. */
  decode(entry: QueueEntry, body: Uint8Array<ArrayBuffer>): Promise<Decoded> {
    return new Promise((resolve) => {
      const estimate = this.inFlight.estimate(entry);
      this.fresh.push({ entry, body, estimate, resolve });
      this.freshBytes += estimate;
      this.wake.ring();
    });
  }

  setTables(tables: Readonly<Record<string, string>>): void {
    this.post({ type: 'tables', tables });
  }

  /** Judges what it decodes from now on by these rules; `undefined`: there are none to wait for. */
  setRules(set: DetectionSet | undefined): void {
    if (set !== undefined) this.post({ type: 'rules', set });
    this.judges = true;
    this.wake.ring();
  }

  /** Asks for what the rules cost; `onDetection` is told. */
  askCosts(): void {
    this.post({ type: 'costs' });
  }

  /** Something changed outside (the store answers again, or does not). */
  nudge(): void {
    this.wake.ring();
  }

  private post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const step = this.next();
      if (step === undefined) await this.wake.wait();
      else await this.send(step);
    }
  }

  private get hasRoom(): boolean {
    return this.judges && this.storer.waiting < this.options.maxSealed && this.awaitedSeal === undefined;
  }

  /** What to do next; undefined: wait. Replays go first and alone; then backlog and new deliveries take turns. */
  private next(): Step | undefined {
    if (this.inFlight.size > 0 && this.inFlight.bytes >= this.options.maxInFlightBytes) return undefined;
    if (this.hasRoom) {
      // By age only when the store has nothing to do: while it inserts, the batch may as well grow.
      const sealByAge = this.sealDue && this.storer.waiting === 0;
      if (sealByAge || (this.replays.length > 0 && this.replaying === undefined && this.openEntries > 0))
        this.sealOpen();
      this.beginReplay();
      if (this.replaying !== undefined) {
        const step = this.nextOfReplay(this.replaying);
        if (step !== undefined) return step;
      } else if (this.replays.length === 0) {
        const useBacklog = this.backlog.length > 0 && (this.fresh.length === 0 || this.turn++ % 2 === 0);
        if (useBacklog) return { entry: this.backlog.shift()!, mode: 'fill' };
        if (this.fresh.length > 0) return this.takeFresh('fill');
      }
    }
    // Senders must not wait for a store that is down, nor for rules: count now, decode again when it is back.
    if (this.fresh.length > 0 && (!this.judges || !this.options.sink.answers)) return this.takeFresh('count');
    return undefined;
  }

  private takeFresh(mode: DecodeMode): Step {
    const job = this.fresh.shift()!;
    this.freshBytes -= job.estimate;
    this.inFlight.add(job.entry, { estimate: job.estimate, replay: false, resolve: job.resolve });
    return { entry: job.entry, mode, body: job.body };
  }

  private beginReplay(): void {
    if (this.replaying !== undefined || this.replays.length === 0 || this.openEntries > 0) return;
    // An entry on its way to the thread in mode fill would end up in the batch of the replay.
    if (this.inFlight.hasNew) return;
    const batch = this.replays.shift()!;
    this.replaying = { batch, next: 0 };
    this.post({ type: 'begin', blockRows: batch.blockRows, blockBytes: batch.blockBytes });
  }

  private nextOfReplay(replaying: { readonly batch: Batch; next: number }): Step | undefined {
    const { batch } = replaying;
    const entry = batch.entries[replaying.next++];
    if (entry !== undefined)
      return { entry, mode: 'fill', ...(batch.refusal === undefined ? {} : { refusal: batch.refusal }) };
    this.replaying = undefined;
    this.awaitedSeal = batch;
    this.post({ type: 'seal', batch: batch.batch });
    if (batch.entries.length === 0) {
      // Every entry of it is gone already: nothing to insert.
      this.awaitedSeal = undefined;
      this.options.queue.markDone({ batch: batch.batch, stored: {}, filtered: {}, quarantined: {} });
    }
    return undefined;
  }

  private async send(step: Step): Promise<void> {
    const { entry, mode, refusal } = step;
    const replay = this.replaying !== undefined && mode === 'fill';
    if (!this.inFlight.has(entry))
      this.inFlight.add(entry, { estimate: this.inFlight.estimate(entry), replay, resolve: undefined });
    const body = step.body ?? (await this.options.queue.read(entry));
    const { sequence, receivedAt, meta } = entry;
    const extra = {
      ...(refusal === undefined ? {} : { refusal }),
      ...(entry.stored === undefined ? {} : { stored: entry.stored }),
    };
    this.post({ type: 'entry', sequence, receivedAt, meta, body, mode, ...extra }, [body.buffer]);
  }

  private receive(message: Extract<FromWorker, { type: 'decoded' | 'sealed' }>): void {
    if (message.type === 'sealed') this.receiveSealed(message.sealed, message.batch);
    else this.receiveDecoded(message);
    this.wake.ring();
    this.progress.ring();
  }

  private receiveDecoded(message: Extract<FromWorker, { type: 'decoded' }>): void {
    const { sequence, outcome, mode, problem, decodedBytes } = message;
    const { queue, telemetry, sealAfterMs } = this.options;
    const entry = queue.ledger.entries.get(sequence);
    const tracked = entry === undefined ? undefined : this.inFlight.take(entry, decodedBytes);
    if (entry === undefined || tracked === undefined)
      throw new Error(`entry ${sequence} was decoded but is not in the books`);
    queue.ledger.setEvents(entry, outcome.stored + outcome.filtered + outcome.quarantined);
    if (tracked.resolve !== undefined) telemetry.bodyDecoded(entry.meta.input, entry.bytes, decodedBytes);
    if (mode === 'count') this.spill(entry);
    else if (!tracked.replay && this.openEntries++ === 0) this.startSealTimer(sealAfterMs);
    tracked.resolve?.({ outcome, ...(problem === undefined ? {} : { problem }) });
  }

  private startSealTimer(ms: number): void {
    clearTimeout(this.sealTimer);
    this.sealTimer = setTimeout(() => {
      this.sealDue = true;
      this.wake.ring();
    }, ms);
  }

  private sealOpen(): void {
    this.sealDue = false;
    if (this.openEntries > 0) this.post({ type: 'seal' });
  }

  private spill(entry: QueueEntry): void {
    this.backlog.push(entry);
    this.spills.add(entry);
  }

  private receiveSealed(sealed: SealedBatch, replayed: number | undefined): void {
    const batch = replayed === undefined ? undefined : this.awaitedSeal;
    if (batch !== undefined) {
      this.awaitedSeal = undefined;
    } else {
      this.openEntries -= sealed.sequences.length;
      clearTimeout(this.sealTimer);
      this.sealDue = false;
      if (this.openEntries > 0) this.startSealTimer(this.options.sealAfterMs);
    }
    this.storer.add(sealed, batch);
  }

  private freed(memory: readonly ArrayBuffer[]): void {
    if (memory.length > 0) this.post({ type: 'recycle', memory }, memory);
    this.wake.ring();
    this.progress.ring();
  }

  /** Resolves when everything that came in is in the store, as far as the store answers. */
  async drain(): Promise<void> {
    while (this.waitingEntries > 0 || this.openEntries > 0 || this.storer.waiting > 0) {
      if (this.openEntries > 0) this.sealDue = true;
      this.wake.ring();
      await this.progress.wait();
    }
  }

  /** Ends the thread. What is not in the store stays in the queue. */
  async stop(): Promise<void> {
    clearTimeout(this.sealTimer);
    this.spills.flush();
    await this.storer.settled();
    this.stopped = true;
    this.wake.ring();
    await this.worker.terminate();
    await this.loop;
  }
}
