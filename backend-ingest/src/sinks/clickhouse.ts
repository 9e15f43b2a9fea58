// The one sink: inserts the blocks of a batch, each under its own deduplication token, until the store has them.
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, type Store } from '@huntboard/clickhouse';
import type { Block } from '../pipeline/lane-messages.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { RefusedBlock } from './dead-letters.ts';

export interface SinkOptions {
  readonly store: Pick<Store, 'insertNative'>;
  readonly telemetry: Telemetry;
  /** First and longest pause between attempts, ms. */
  readonly minRetryMs: number;
  readonly maxRetryMs: number;
  /** An insert that takes longer than this counts as a store that does not answer, ms. */
  readonly stallMs: number;
  readonly now: () => number;
}

export type InsertResult =
  /** `refused`: of the last attempt, the blocks that the store takes in no form. */
  | { readonly kind: 'stored'; readonly refused: readonly RefusedBlock[] }
  /** `stored`: rows by table of the blocks before the one that was refused. */
  | { readonly kind: 'refused'; readonly reason: string; readonly stored: Readonly<Record<string, number>> };

/** The sink was told to stop; what was not inserted stays in the queue. */
export class SinkStoppedError extends Error {
  override readonly name = 'SinkStoppedError';
}

/**
 * Codes of ClickHouse that say: these bytes, whenever they come, cannot be stored (src/Common/ErrorCodes.cpp). Everything else
 * (no table, no rights, no room) is wrong with the store, and the batch waits until somebody has mended it.
 */
const DATA_CODES: ReadonlySet<number> = new Set([
  6, 25, 26, 27, 32, 33, 38, 41, 53, 69, 70, 72, 117, 130, 131, 190, 321, 349, 376,
]);

/** Old events of many weeks may come in one batch; how many, the decoder's limits of time say. */
const SETTINGS = { max_partitions_per_insert_block: '0' } as const;

export class ClickHouseSink {
  private readonly options: SinkOptions;
  private readonly stopping = new AbortController();
  private readonly running = new Set<{ readonly since: number }>();
  private failures = 0;
  /** Called when the store begins or ceases to answer. */
  onChange: () => void = () => undefined;

  constructor(options: SinkOptions) {
    this.options = options;
  }

  /** Whether the store answers inserts: false after a failure, or while one takes too long. */
  get answers(): boolean {
    if (this.failures > 0) return false;
    const { now, stallMs } = this.options;
    for (const { since } of this.running) if (now() - since > stallMs) return false;
    return true;
  }

  /**
   * Inserts the blocks in order. Waits as long as it takes for a store that is down. Throws SinkStoppedError.
   * @param final the blocks hold the quarantine of what was refused: one that is refused as well is told, and the others are inserted
   */
  async insert(token: string, blocks: readonly Block[], final = false): Promise<InsertResult> {
    const stored: Record<string, number> = {};
    const refused: RefusedBlock[] = [];
    for (const [index, block] of blocks.entries()) {
      const { table, rows } = block;
      const reason = await this.insertBlock(`${token}-${index}`, block);
      if (reason === undefined) stored[table] = (stored[table] ?? 0) + rows;
      else if (final) refused.push({ table, rows, reason });
      else return { kind: 'refused', reason, stored };
    }
    return { kind: 'stored', refused };
  }

  /** Undefined: stored; else why the store refuses these bytes for good. */
  private async insertBlock(dedupToken: string, block: Block): Promise<string | undefined> {
    const { telemetry, now } = this.options;
    for (let attempt = 1; ; attempt++) {
      if (this.stopping.signal.aborted) throw new SinkStoppedError('the sink is stopping');
      const run = { since: now() };
      this.running.add(run);
      const bell = setTimeout(() => this.onChange(), this.options.stallMs + 10);
      try {
        await this.options.store.insertNative(block.table, block.parts, {
          dedupToken,
          rows: block.rows,
          settings: SETTINGS,
        });
        telemetry.blockInserted(block.table, block.rows, block.size, (now() - run.since) / 1000);
        if (this.failures > 0) telemetry.storeAnswersAgain(this.failures);
        this.failures = 0;
        return undefined;
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal !== undefined) {
          telemetry.blockRefused(block.table, block.rows, refusal);
          return refusal;
        }
        this.failures++;
        telemetry.insertFailed(block.table, attempt, error as Error);
      } finally {
        clearTimeout(bell);
        this.running.delete(run);
        this.onChange();
      }
      await this.pause(attempt);
    }
  }

  /** Takes a step again and again until it succeeds. Throws SinkStoppedError. */
  async insist(step: () => Promise<void>, onError: (error: Error) => void): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await step();
        return;
      } catch (error) {
        onError(error as Error);
      }
      await this.pause(attempt);
    }
  }

  private async pause(attempt: number): Promise<void> {
    const { minRetryMs, maxRetryMs } = this.options;
    const longest = Math.min(maxRetryMs, minRetryMs * 2 ** Math.min(attempt - 1, 20));
    try {
      await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal: this.stopping.signal });
    } catch {
      throw new SinkStoppedError('the sink is stopping');
    }
  }

  /** Ends attempts that are waiting; what is under way at the store is not called back. */
  stop(): void {
    this.stopping.abort();
  }
}

function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof StoreError) || error.retryable) return undefined;
  return DATA_CODES.has(Number(error.code)) ? error.message : undefined;
}
