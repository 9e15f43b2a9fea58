// Threads that judge pieces. Each has the compiled rules of its own; a piece goes to whichever is free.
import { Worker } from 'node:worker_threads';
import type { Piece } from './cut-events.ts';
import type { JudgeOptions, Verdict } from './judge.ts';

/** What a thread starts with. The rules are text in shared memory, so that threads do not each hold a copy. */
export interface JudgeThreadData extends JudgeOptions {
  readonly rules: SharedArrayBuffer;
}

export interface JudgeRequest {
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly length: number;
  readonly origin: string;
  readonly receivedAt: number;
}

/** The memory of the piece comes back with the verdict, to be used again. */
export type JudgeReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly memory: Uint8Array<ArrayBuffer> };

/** Whoever judges pieces: threads, or this one. */
export interface Judges {
  /** When the rules are compiled. */
  readonly ready: Promise<void>;
  /** Resolves when there is a place for another piece. */
  place(): Promise<void>;
  judge(piece: Piece, origin: string): Promise<Verdict>;
  /** Memory for a piece. */
  take(bytes: number): Uint8Array<ArrayBuffer>;
  close(): Promise<void>;
}

/** One is judged, one waits: a thread is never idle while there is something to do. */
const PIECES_PER_THREAD = 2;
/** Rows are short-lived: a small young generation keeps them in the cache and the process small. */
const YOUNG_MB = 8;
/** Several times what all rules of SigmaHQ need. Within a bound V8 collects before the heap has doubled, without one it lets it grow far. */
const OLD_MB = 768;

interface Thread {
  readonly worker: Worker;
  readonly waiting: { resolve: (verdict: Verdict) => void; reject: (error: Error) => void }[];
}

/** Memory of pieces that are done with, by its size. */
export class MemoryPool {
  private readonly size: number;
  private readonly free: Uint8Array<ArrayBuffer>[] = [];

  constructor(size: number) {
    this.size = size;
  }

  take(bytes: number): Uint8Array<ArrayBuffer> {
    return (bytes <= this.size ? this.free.pop() : undefined) ?? new Uint8Array(Math.max(bytes, this.size));
  }

  give(memory: Uint8Array<ArrayBuffer>): void {
    if (memory.length === this.size) this.free.push(memory);
  }
}

export class JudgePool implements Judges {
  readonly ready: Promise<void>;
  private readonly threads: readonly Thread[];
  private readonly pool: MemoryPool;
  private readonly receivedAt = Date.now();
  private wake: (() => void) | undefined;
  private failure: Error | undefined;

  constructor(threads: number, workerPath: string, data: JudgeThreadData, pieceBytes: number) {
    this.pool = new MemoryPool(pieceBytes);
    const ready: Promise<void>[] = [];
    this.threads = Array.from({ length: threads }, () => {
      const worker = new Worker(workerPath, {
        workerData: data,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
      });
      const thread: Thread = { worker, waiting: [] };
      ready.push(
        new Promise((resolve, reject) => {
          worker.on('message', (reply: JudgeReply) => {
            if (reply.kind === 'ready') resolve();
            else this.done(thread, reply);
          });
          worker.on('error', (error) => {
            reject(error);
            this.fail(error);
          });
        }),
      );
      return thread;
    });
    this.ready = Promise.all(ready).then(() => undefined);
  }

  take(bytes: number): Uint8Array<ArrayBuffer> {
    return this.pool.take(bytes);
  }

  async place(): Promise<void> {
    while (this.failure === undefined && this.threads.every(({ waiting }) => waiting.length >= PIECES_PER_THREAD))
      await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure !== undefined) throw this.failure;
  }

  judge({ memory, length }: Piece, origin: string): Promise<Verdict> {
    const thread = this.threads.reduce((least, one) => (one.waiting.length < least.waiting.length ? one : least));
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      const request: JudgeRequest = { memory, length, origin, receivedAt: this.receivedAt };
      thread.worker.postMessage(request, [memory.buffer]);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }

  private done(thread: Thread, { verdict, memory }: Extract<JudgeReply, { kind: 'verdict' }>): void {
    this.pool.give(memory);
    thread.waiting.shift()?.resolve(verdict);
    this.wake?.();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const thread of this.threads) for (const { reject } of thread.waiting.splice(0)) reject(error);
    this.wake?.();
  }
}
