// Brings the sealed batches of a lane into the store, one after the other: manifest, insert, books, memory back to the thread.
import type { ClickHouseSink } from '../sinks/clickhouse.ts';
import { SinkStoppedError } from '../sinks/clickhouse.ts';
import type { DeadLetters, RefusedBlock } from '../sinks/dead-letters.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { buffersOf, type Outcome, type SealedBatch } from './lane-messages.ts';
import type { DurableQueue } from './queue/durable-queue.ts';
import type { Batch, QueueEntry } from './queue/ledger.ts';
import type { RowCounts } from './queue/marks.ts';

export interface BatchStorerOptions {
  readonly lane: number;
  readonly queue: DurableQueue;
  readonly sink: ClickHouseSink;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  /** A batch was refused: its parts, to be decoded again. */
  readonly onSplit: (batches: readonly Batch[]) => void;
  /** A batch is in the store. */
  readonly onStored: (sealed: SealedBatch) => void;
  /** A batch is done with; the memory of its blocks is free. */
  readonly onDone: (memory: readonly ArrayBuffer[]) => void;
  readonly onFatal: (error: Error) => void;
}

export class BatchStorer {
  private readonly options: BatchStorerOptions;
  private chain: Promise<void> = Promise.resolve();
  private count = 0;

  constructor(options: BatchStorerOptions) {
    this.options = options;
  }

  /** Batches in memory that are not in the store yet. */
  get waiting(): number {
    return this.count;
  }

  /** Stores the batch after those before it; `begun` when an earlier process or a split has written its manifest. */
  add(sealed: SealedBatch, begun: Batch | undefined): void {
    this.count++;
    this.chain = this.chain
      .then(() => this.store(sealed, begun))
      .catch((error: unknown) => {
        // What a stopping sink left undone stays in the queue, under its manifest.
        if (!(error instanceof SinkStoppedError)) this.options.onFatal(error as Error);
      });
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await this.chain;
  }

  private async store(sealed: SealedBatch, begun: Batch | undefined): Promise<void> {
    const { queue, sink, telemetry, lane } = this.options;
    const entries = sealed.sequences.map((sequence) => queue.ledger.entries.get(sequence)!);
    const batch = begun ?? (await queue.markManifest(lane, entries, sealed.blockRows, sealed.blockBytes));
    const token = `${queue.queueId}-${batch.lane}-${batch.batch}`;
    const result = await sink.insert(token, sealed.blocks, batch.refusal !== undefined);
    if (result.kind === 'refused') {
      const stored = storedByEntry(sealed, result.stored);
      this.options.onSplit(await queue.markSplit(batch, result.reason, stored));
    } else {
      for (const entry of result.refused.length > 0 ? entries : []) await this.giveUp(entry, result.refused);
      const changed = entries.filter((entry) => entry.events !== entry.loggedEvents);
      if (changed.length > 0) queue.markCounts(changed);
      queue.markDone({ batch: batch.batch, ...byOutcome(sealed) });
      telemetry.batchStored(sealed, entries);
      this.options.onStored(sealed);
    }
    this.count--;
    this.options.onDone(sealed.blocks.flatMap(({ table, parts }) => (table === 'events' ? buffersOf(parts) : [])));
  }

  /** Keeps a delivery beside the store, which takes it in no form: nothing is lost, and the lane goes on. */
  private async giveUp(entry: QueueEntry, refused: readonly RefusedBlock[]): Promise<void> {
    const { queue, sink, deadLetters, telemetry } = this.options;
    const write = async (): Promise<void> => {
      const body = await queue.read(entry);
      const path = await deadLetters.write({ queueId: queue.queueId, entry, body, refused });
      telemetry.deadLetterWritten(entry.meta.input, path, refused);
    };
    await sink.insist(write, (error) => telemetry.deadLetterNotWritten(error));
  }
}

/** Whose rows the stored ones are: blocks hold the rows of the entries in their order. */
function storedByEntry(sealed: SealedBatch, stored: Readonly<Record<string, number>>): [number, RowCounts][] {
  const left: RowCounts = { ...stored };
  return sealed.sequences.flatMap((sequence, index): [number, RowCounts][] => {
    const rows: RowCounts = {};
    for (const [table, count] of Object.entries(sealed.rows[index]!)) {
      const taken = Math.min(count, left[table] ?? 0);
      if (taken > 0) rows[table] = taken;
      left[table] = (left[table] ?? 0) - taken;
    }
    return Object.keys(rows).length === 0 ? [] : [[sequence, rows]];
  });
}

function byOutcome(sealed: SealedBatch): Record<keyof Outcome, Record<string, number>> {
  const sums: Record<keyof Outcome, Record<string, number>> = { stored: {}, filtered: {}, quarantined: {} };
  for (const [input, outcome] of Object.entries(sealed.outcomes)) {
    sums.stored[input] = outcome.stored;
    sums.filtered[input] = outcome.filtered;
    sums.quarantined[input] = outcome.quarantined;
  }
  return sums;
}
