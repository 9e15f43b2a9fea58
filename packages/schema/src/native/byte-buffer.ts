// A growing byte buffer that writes what ClickHouse's Native format is made of: variable-length integers and strings.

/** Longest string that is copied character by character: below it the call into the engine costs more than the copy. */
const SHORT = 64;

/** Grows by doubling, keeps its memory when it is reset: a block's columns are filled again and again. */
export class ByteBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Empties the buffer; its memory stays. */
  reset(): void {
    this.#length = 0;
  }

  /** The bytes written so far; valid until the next write or reset. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The bytes written so far, for good: the buffer goes on, empty, in `next`. */
  exchange(next: Buffer): Uint8Array {
    const written = this.view();
    this.#bytes = next;
    this.#length = 0;
    return written;
  }

  /** A zero byte: the length of an empty string. */
  writeZero(): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = 0;
  }

  writeVarUint(value: number): void {
    this.#reserve(5);
    this.#length = putVarUint(this.#bytes, this.#length, value);
  }

  /** Length and bytes, as ClickHouse writes a String. */
  writeBytes(value: Uint8Array): void {
    this.#reserve(value.length + 5);
    const start = putVarUint(this.#bytes, this.#length, value.length);
    this.#bytes.set(value, start);
    this.#length = start + value.length;
  }

  /** Length and UTF-8 of a string; a surrogate without its partner becomes U+FFFD. */
  writeString(value: string): void {
    const length = value.length;
    this.#reserve(length * 3 + 5);
    const bytes = this.#bytes;
    let start = putVarUint(bytes, this.#length, length);
    if (length <= SHORT) {
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 0x7f) break;
        bytes[start + i] = code;
      }
      if (i === length) {
        this.#length = start + length;
        return;
      }
    }
    // Most strings are ASCII: written behind the length that this means, moved when it was wrong.
    const written = bytes.write(value, start, 'utf8');
    if (written !== length) {
      const moved = this.#length + varUintSize(written);
      if (moved !== start) {
        bytes.copyWithin(moved, start, start + written);
        start = moved;
      }
      putVarUint(bytes, this.#length, written);
    }
    this.#length = start + written;
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Bytes that `putVarUint` needs. */
export function varUintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes an unsigned LEB128 integer below 2^53; returns the position after it. */
export function putVarUint(bytes: Uint8Array, position: number, value: number): number {
  let rest = value;
  let at = position;
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest = rest > 0x7fffffff ? Math.floor(rest / 128) : rest >>> 7;
  }
  bytes[at++] = rest;
  return at;
}
