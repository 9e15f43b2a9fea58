// Runs files through the judges: read, decompress, cut, judge; gives the verdicts in the order of the files and of their lines.
import { EventCutter, type PieceLimits } from './cut-events.ts';
import type { Verdict } from './judge.ts';
import type { Judges } from './judge-pool.ts';
import { InputError, openInput, type Input } from './open-input.ts';

/** Where verdicts go, in order. */
export interface ScanSink {
  /** @param firstLine Number of the line at which the piece begins, from 1. */
  verdict(input: Input, firstLine: number, verdict: Verdict): void;
  /** The file could not be read to its end. */
  failed(input: Input, reason: string): void;
  /** Bytes read from the file. */
  read(input: Input, bytes: number): void;
}

/** Large enough that a message to a thread costs nothing, small enough that the pieces in flight do not matter. */
export const PIECES: PieceLimits = { bytes: 2 * 1024 * 1024, maxBytes: 32 * 1024 * 1024 };

/** Delivers in order what is finished out of order. */
class InOrder {
  private last: Promise<void> = Promise.resolve();
  private failure: unknown;

  add<T>(result: Promise<T>, deliver: (value: T) => void): void {
    this.last = this.last.then(async () => {
      try {
        deliver(await result);
      } catch (error) {
        this.failure ??= error;
      }
    });
    // Its turn may come long after it failed.
    result.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.last;
    if (this.failure !== undefined) throw this.failure as Error;
  }
}

async function scanFile(input: Input, judges: Judges, order: InOrder, sink: ScanSink): Promise<void> {
  const cutter = new EventCutter(PIECES, (bytes) => judges.take(bytes));
  let line = 1;
  const give = async (pieces: ReturnType<EventCutter['end']>): Promise<void> => {
    for (const piece of pieces) {
      await judges.place();
      order.add(judges.judge(piece, input.path), (verdict) => {
        sink.verdict(input, line, verdict);
        line += verdict.lines;
      });
    }
  };
  try {
    for await (const chunk of openInput(input.path, (bytes) => sink.read(input, bytes))) await give(cutter.push(chunk));
    await give(cutter.end());
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // What came before the failure is judged, the cut event included: the decoder will refuse it.
    await give(cutter.end());
    order.add(Promise.resolve(), () => sink.failed(input, error.message));
  }
}

/** Scans files one after the other; pieces of several may be judged at the same time. */
export async function scanFiles(inputs: readonly Input[], judges: Judges, sink: ScanSink): Promise<void> {
  const order = new InOrder();
  for (const input of inputs) await scanFile(input, judges, order, sink);
  await order.end();
}
