// Memory for the long columns of blocks, in pieces of one size: handed out, sent away with a block, and handed back.

/** Long enough that a block has few pieces, short enough that none is a burden to allocate. */
export const CHUNK_BYTES = 512 * 1024;

/**
 * Pieces of memory that wait to be used again. Fresh memory costs more in page faults than filling it does, and a block that is
 * put together from pieces needs neither one large piece nor a copy.
 */
export class ChunkPool {
  readonly #free: Uint8Array[] = [];
  readonly #limit: number;

  /** @param limit pieces that are kept at most */
  constructor(limit = 128) {
    this.#limit = limit;
  }

  /** A piece of at least `size` bytes; those of the usual size are used again. */
  take(size: number): Buffer {
    if (size > CHUNK_BYTES) return Buffer.allocUnsafeSlow(size);
    const free = this.#free.pop();
    return free === undefined ? Buffer.allocUnsafeSlow(CHUNK_BYTES) : Buffer.from(free.buffer, 0, CHUNK_BYTES);
  }

  /** Takes back the memory of a piece. False: it is none, its size is another. */
  give(memory: ArrayBufferLike): boolean {
    if (memory.byteLength !== CHUNK_BYTES) return false;
    if (this.#free.length < this.#limit) this.#free.push(new Uint8Array(memory));
    return true;
  }
}
