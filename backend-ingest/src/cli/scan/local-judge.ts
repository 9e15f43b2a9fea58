// Judges pieces on this thread: for little input, where starting threads takes longer than the work, and for one core.
import type { Matcher } from '@huntboard/sigma';
import type { Piece } from './cut-events.ts';
import { Judge, type JudgeOptions, type Verdict } from './judge.ts';
import { MemoryPool, type Judges } from './judge-pool.ts';

export class LocalJudge implements Judges {
  readonly ready = Promise.resolve();
  private readonly judging: Judge;
  private readonly pool: MemoryPool;
  private readonly receivedAt = Date.now();

  constructor(matcher: Matcher, options: JudgeOptions, pieceBytes: number) {
    this.judging = new Judge(matcher, options);
    this.pool = new MemoryPool(pieceBytes);
  }

  take(bytes: number): Uint8Array<ArrayBuffer> {
    return this.pool.take(bytes);
  }

  place(): Promise<void> {
    return Promise.resolve();
  }

  judge(piece: Piece, origin: string): Promise<Verdict> {
    const verdict = this.judging.judge(piece, origin, this.receivedAt);
    this.pool.give(piece.memory);
    return Promise.resolve(verdict);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
