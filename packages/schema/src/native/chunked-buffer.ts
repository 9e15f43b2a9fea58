// The bytes of a long column: a growing buffer that becomes a list of pieces instead of one that is copied as it grows.
import { ByteBuffer } from './byte-buffer.ts';
import { CHUNK_BYTES, type ChunkPool } from './chunk-pool.ts';

/**
 * Short columns stay in one buffer, which is used block after block. What is longer than a piece goes on in pieces from the pool;
 * the full ones leave with the block, without a copy.
 */
export class ChunkedBuffer {
  readonly #pool: ChunkPool;
  readonly #tail: ByteBuffer;
  #full: Uint8Array[] = [];
  #fullBytes = 0;

  constructor(pool: ChunkPool) {
    this.#pool = pool;
    this.#tail = new ByteBuffer(4096);
  }

  /** Bytes written since the last reset. */
  get length(): number {
    return this.#fullBytes + this.#tail.length;
  }

  get pieceBytes(): number {
    return this.#fullBytes;
  }

  /** What comes after the full pieces; valid until the next write or reset. */
  get tail(): Uint8Array {
    return this.#tail.view();
  }

  writeZero(): void {
    this.#tail.writeZero();
  }

  writeBytes(value: Uint8Array): void {
    this.#makeRoom(value.length + 5);
    this.#tail.writeBytes(value);
  }

  writeString(value: string): void {
    this.#makeRoom(value.length * 3 + 5);
    this.#tail.writeString(value);
  }

  #makeRoom(bytes: number): void {
    const { length } = this.#tail;
    if (length + bytes <= CHUNK_BYTES || length === 0) return;
    this.#full.push(this.#tail.exchange(this.#pool.take(bytes)));
    this.#fullBytes += length;
  }

  /** The full pieces, which are the caller's from now on. */
  takePieces(): readonly Uint8Array[] {
    const taken = this.#full;
    this.#full = [];
    this.#fullBytes = 0;
    return taken;
  }

  /** Forgets the bytes; pieces that nobody took go back to the pool. */
  reset(): void {
    for (const piece of this.#full) this.#pool.give(piece.buffer);
    this.#full = [];
    this.#fullBytes = 0;
    this.#tail.reset();
  }
}
