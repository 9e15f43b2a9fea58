// The pipeline: durable queue, lanes and sink as one; what inputs talk to.
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRows, pipelineStats } from '@huntboard/schema';
import type { Store } from '@huntboard/clickhouse';
import type { DetectionSet } from '../detect/detection-set.ts';
import { ClickHouseSink } from '../sinks/clickhouse.ts';
import { DeadLetters } from '../sinks/dead-letters.ts';
import type { PipelineSnapshot, Telemetry } from '../telemetry/telemetry.ts';
import type { DetectionReport, SealedBatch, WorkerOptions } from './lane-messages.ts';
import type { Decoded } from './in-flight.ts';
import { Lane } from './lane.ts';
import { DurableQueue } from './queue/durable-queue.ts';
import type { EntryMeta, Totals } from './queue/marks.ts';

export interface PipelineOptions {
  readonly queue: {
    readonly directory: string;
    readonly maxBytes: number;
    readonly maxEntries: number;
    readonly segmentBytes: number;
  };
  readonly store: Pick<Store, 'insertNative' | 'ping'>;
  readonly telemetry: Telemetry;
  readonly workerPath: string;
  readonly worker: Omit<WorkerOptions, 'queueId'>;
  readonly lanes: number;
  /** `setRules` will be called: until then nothing is stored, since it could not be judged. */
  readonly awaitRules: boolean;
  readonly onDetection: (report: DetectionReport) => void;
  /** A batch is in the store. */
  readonly onStored: (sealed: SealedBatch) => void;
  readonly sealAfterMs: number;
  readonly maxSealed: number;
  readonly maxInFlightBytes: number;
  /** Estimated decompressed bytes a lane may owe its senders before more are refused. */
  readonly maxWaitingBytes: number;
  readonly retry: { readonly minMs: number; readonly maxMs: number; readonly stallMs: number };
  /** 0: no rows of pipeline_stats. */
  readonly statsEveryMs: number;
  readonly node: string;
  readonly now: () => number;
  /** Where deliveries go that the store takes in no form. */
  readonly deadLetterDirectory: string;
  readonly onFatal: (error: Error) => void;
}

/** Whether a delivery would be taken now. */
export type Admission =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly code: 'queue_full' | 'busy' | 'draining'; readonly retryAfter: number };

const OPEN: Admission = { kind: 'open' };

export class Pipeline {
  readonly queue: DurableQueue;
  readonly sink: ClickHouseSink;
  private readonly options: PipelineOptions;
  private readonly lanes: readonly Lane[];
  private readonly statsTimer: NodeJS.Timeout | undefined;
  private draining = false;

  private constructor(options: PipelineOptions, queue: DurableQueue, sink: ClickHouseSink, lanes: readonly Lane[]) {
    this.options = options;
    this.queue = queue;
    this.sink = sink;
    this.lanes = lanes;
    sink.onChange = () => lanes.forEach((lane) => lane.nudge());
    options.telemetry.observe(() => this.snapshot());
    if (options.statsEveryMs > 0) {
      this.statsTimer = setInterval(() => void this.writeStats(), options.statsEveryMs);
      this.statsTimer.unref();
    }
  }

  /** Opens the queue, starts the lanes and takes up what an earlier process left. Throws QueueLockedError. */
  static async start(options: PipelineOptions): Promise<Pipeline> {
    const { telemetry, now, onFatal } = options;
    const onWriteError = (error: Error): void => telemetry.queueNotWritable(error);
    const queue = await DurableQueue.open({ ...options.queue, now, onFatal, onWriteError });
    const { minMs, maxMs, stallMs } = options.retry;
    const sink = new ClickHouseSink({
      store: options.store,
      telemetry,
      minRetryMs: minMs,
      maxRetryMs: maxMs,
      stallMs,
      now,
    });
    const deadLetters = new DeadLetters(options.deadLetterDirectory);
    const { workerPath, sealAfterMs, maxSealed, maxInFlightBytes } = options;
    const worker: WorkerOptions = { ...options.worker, queueId: queue.queueId };
    const lanes = Array.from(
      { length: options.lanes },
      (_, number) =>
        new Lane({
          number,
          queue,
          sink,
          deadLetters,
          telemetry,
          workerPath,
          worker,
          sealAfterMs,
          maxSealed,
          maxInFlightBytes,
          awaitRules: options.awaitRules,
          onDetection: options.onDetection,
          onStored: options.onStored,
          onFatal,
        }),
    );
    await Promise.all(lanes.map((lane) => lane.ready));
    const pipeline = new Pipeline(options, queue, sink, lanes);
    pipeline.recover();
    return pipeline;
  }

  private recover(): void {
    const { queue, lanes } = this;
    const batches = [...queue.ledger.batches.values()];
    const entries = queue.looseEntries();
    const { tornBytes, damagedBytes } = queue.recovery;
    const facts = {
      queueId: queue.queueId,
      batches: batches.length,
      entries: entries.length,
      bytes: queue.bytes,
      tornBytes,
    };
    this.options.telemetry.queueRecovered(facts, damagedBytes);
    lanes.forEach((lane, number) => {
      const mine = <T>(_: T, index: number): boolean => index % lanes.length === number;
      lane.recover(batches.filter(mine), entries.filter(mine));
    });
  }

  /** Whether a delivery of so many bytes would be taken now. */
  admission(bytes: number): Admission {
    if (this.draining) return { kind: 'closed', code: 'draining', retryAfter: 5 };
    if (!this.queue.hasRoom(bytes)) return { kind: 'closed', code: 'queue_full', retryAfter: 30 };
    if (this.idlest().waitingBytes > this.options.maxWaitingBytes)
      return { kind: 'closed', code: 'busy', retryAfter: 1 };
    return OPEN;
  }

  private idlest(): Lane {
    let best = this.lanes[0]!;
    for (const lane of this.lanes) if (lane.waitingBytes < best.waitingBytes) best = lane;
    return best;
  }

  /**
   * Takes a delivery. Resolves when it is durable and decoded; the body's memory is gone then. Throws QueueFullError and
   * QueueWriteError, with nothing kept.
   */
  async accept(meta: EntryMeta, body: Uint8Array<ArrayBuffer>): Promise<Decoded> {
    const { entry, written, durable } = this.queue.append(meta, body);
    await written;
    const decoded = this.idlest().decode(entry, body);
    await durable;
    return decoded;
  }

  /** Tells the lanes which table stands behind an osquery query. */
  setTables(tables: Readonly<Record<string, string>>): void {
    for (const lane of this.lanes) lane.setTables(tables);
  }

  /** Receipt (epoch ms) up to which everything is in the store; undefined while it does not answer. */
  storedUpTo(): number | undefined {
    if (!this.sink.answers) return undefined;
    return (this.queue.ledger.oldest() ?? this.options.now()) - 1;
  }

  /** Gives all lanes the rules to judge by; undefined when there will be none. */
  setRules(set: DetectionSet | undefined): void {
    for (const lane of this.lanes) lane.setRules(set);
  }

  /** Asks all lanes for what the rules cost: `onDetection` is told once by each. */
  askCosts(): number {
    for (const lane of this.lanes) lane.askCosts();
    return this.lanes.length;
  }

  /** The books at this moment. */
  snapshot(): PipelineSnapshot {
    const { ledger, bytes } = this.queue;
    const inputs: Record<string, Totals & { queued: number }> = {};
    for (const [input, totals] of ledger.counters.byInput)
      inputs[input] = { ...totals, queued: ledger.queued.get(input) ?? 0 };
    const sum = (of: (lane: Lane) => number): number => this.lanes.reduce((total, lane) => total + of(lane), 0);
    const oldest = ledger.oldest();
    return {
      inputs,
      queueBytes: bytes,
      queueEntries: ledger.entries.size,
      backlogEntries: sum((lane) => lane.backlogEntries),
      uncountedEntries: ledger.uncounted,
      waitingBytes: sum((lane) => lane.waitingBytes),
      lagSeconds: oldest === undefined ? 0 : Math.max(0, this.options.now() - oldest) / 1000,
      storeAnswers: this.sink.answers,
    };
  }

  /** Writes one row of pipeline_stats for each input; a row that is missed is not made up for. */
  async writeStats(): Promise<void> {
    const { inputs, lagSeconds, storeAnswers } = this.snapshot();
    const { node, now, store, telemetry } = this.options;
    const names = Object.keys(inputs);
    if (!storeAnswers || names.length === 0) return;
    const rows = names.map((input) => ({
      ts: now(),
      node,
      input,
      ...inputs[input],
      lag_ms: Math.round(lagSeconds * 1000),
    }));
    try {
      const dedupToken = `stats-${this.queue.queueId}-${rows[0]!.ts}`;
      await store.insertNative('pipeline_stats', encodeRows(pipelineStats, rows), { rows: rows.length, dedupToken });
    } catch (error) {
      telemetry.statsNotWritten(error as Error);
    }
  }

  /** From now on nothing is taken. */
  beginDrain(): void {
    this.draining = true;
  }

  /** Stores what is in memory, at most for `deadlineMs`, and closes the queue. What is left there is stored by the next process. */
  async stop(deadlineMs: number): Promise<void> {
    this.beginDrain();
    clearInterval(this.statsTimer);
    const cancel = new AbortController();
    const deadline = sleep(deadlineMs, undefined, { signal: cancel.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.lanes.map((lane) => lane.drain())), deadline]);
    cancel.abort();
    this.sink.stop();
    await Promise.all(this.lanes.map((lane) => lane.stop()));
    // What is known of entries that are in no batch yet: the next process begins with whole books.
    const known = [...this.queue.ledger.entries.values()].filter(
      ({ events, loggedEvents }) => events !== undefined && events !== loggedEvents,
    );
    if (known.length > 0) this.queue.markCounts(known);
    await this.queue.close();
  }
}
