// Reads an Arrow IPC stream as it arrives and keeps each record batch as the bytes it came in: nothing large is copied.
import type { BatchBytes } from './assemble-file';
import { inflatedBytes } from './inflate-batch';
import { readMessage } from './read-metadata';
import type { BatchMetadata } from './read-metadata';
import type { ArrowSchema } from './schema';
import { ArrowFormatError } from './schema';

/** Hot path: one call a network chunk. */
const CONTINUATION = 0xffffffff;
const TAIL_BYTES = 64 * 1024;

/** A batch's bytes beside its parsed metadata. */
export interface StreamBatch extends BatchBytes {
  readonly metadata: BatchMetadata;
  readonly body: readonly Uint8Array[];
}

export interface ArrowStreamContent {
  readonly schema: ArrowSchema;
  readonly batches: readonly StreamBatch[];
  readonly rows: number;
  /** Bytes received, the whole stream. */
  readonly bytes: number;
  /** Bytes of the batches' bodies, inflated where they are compressed. */
  readonly inflatedBytes: number;
}

/**
 * The stream ended without its end marker, or is not Arrow at all: the sender failed half-way. `tail` holds the last
 * bytes as text, where ClickHouse writes its exception.
 */
export class ArrowStreamCutError extends Error {
  override readonly name = 'ArrowStreamCutError';
  readonly tail: string;

  constructor(message: string, tail: string) {
    super(message);
    this.tail = tail;
  }
}

/** The answer is larger than the caller allowed. */
export class ArrowStreamTooLargeError extends Error {
  override readonly name = 'ArrowStreamTooLargeError';
  readonly limit: number;

  constructor(limit: number) {
    super(`The answer is larger than ${limit} bytes.`);
    this.limit = limit;
  }
}

/** Bytes in arrival order, taken from the front in pieces. */
class ByteQueue {
  #chunks: Uint8Array[] = [];
  #head = 0;
  length = 0;

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** Up to `count` bytes as views of what arrived. */
  take(count: number): Uint8Array[] {
    const out: Uint8Array[] = [];
    let left = Math.min(count, this.length);
    this.length -= left;
    while (left > 0) {
      const first = this.#chunks[0];
      if (first === undefined) break;
      const piece = first.subarray(this.#head, Math.min(first.length, this.#head + left));
      out.push(piece);
      left -= piece.length;
      this.#head += piece.length;
      if (this.#head === first.length) {
        this.#chunks.shift();
        this.#head = 0;
      }
    }
    return out;
  }

  /** Exactly `count` bytes in one piece; only called when they are there. */
  takeWhole(count: number): Uint8Array {
    const pieces = this.take(count);
    const only = pieces[0];
    return pieces.length === 1 && only !== undefined ? only : new Uint8Array(Buffer.concat(pieces));
  }
}

type Stage =
  | { readonly at: 'prefix' }
  | { readonly at: 'metadata'; readonly prefix: Uint8Array; readonly length: number }
  | {
      readonly at: 'body';
      readonly head: Uint8Array;
      readonly metadata: BatchMetadata;
      readonly length: number;
      readonly body: Uint8Array[];
      got: number;
    }
  | { readonly at: 'end' }
  | { readonly at: 'broken' };

/** Push parser of an Arrow stream. Feed it chunks, then call `finish`. */
export class ArrowStreamReader {
  #stage: Stage = { at: 'prefix' };
  readonly #queue = new ByteQueue();
  #schema: ArrowSchema | undefined;
  readonly #batches: StreamBatch[] = [];
  #rows = 0;
  #bytes = 0;
  #inflated = 0;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#remember(chunk);
    this.#queue.push(chunk);
    while (this.#step());
  }

  /** What has come so far, or what it will be inflated, whichever is more. */
  get bytes(): number {
    return Math.max(this.#bytes, this.#inflated);
  }

  /** @throws ArrowStreamCutError when the end marker or the schema is missing */
  finish(): ArrowStreamContent {
    if (this.#stage.at !== 'end' || this.#schema === undefined || this.#queue.length > 0) {
      const tail = Buffer.concat(this.#tail).toString('utf8');
      throw new ArrowStreamCutError(
        `The answer broke off after ${this.#rows} rows: the end marker of the Arrow stream is missing.`,
        tail,
      );
    }
    return {
      schema: this.#schema,
      batches: this.#batches,
      rows: this.#rows,
      bytes: this.#bytes,
      inflatedBytes: this.#inflated,
    };
  }

  #remember(chunk: Uint8Array): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    while (this.#tail.length > 1 && this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#tailBytes -= this.#tail.shift()?.length ?? 0;
    }
  }

  /** Advances by one stage; false when more bytes are needed. */
  #step(): boolean {
    const stage = this.#stage;
    switch (stage.at) {
      case 'prefix':
        return this.#readPrefix();
      case 'metadata':
        return this.#readMetadata(stage);
      case 'body': {
        const pieces = this.#queue.take(stage.length - stage.got);
        for (const piece of pieces) {
          stage.body.push(piece);
          stage.got += piece.length;
        }
        if (stage.got < stage.length) return false;
        this.#addBatch(stage.head, stage.metadata, stage.body, stage.length);
        return true;
      }
      default:
        return false;
    }
  }

  #readPrefix(): boolean {
    if (this.#queue.length < 8) return false;
    const prefix = this.#queue.takeWhole(8);
    const view = new DataView(prefix.buffer, prefix.byteOffset, 8);
    const length = view.getInt32(4, true);
    if (view.getUint32(0, true) !== CONTINUATION || length < 0) this.#stage = { at: 'broken' };
    else this.#stage = length === 0 ? { at: 'end' } : { at: 'metadata', prefix, length };
    return true;
  }

  #readMetadata(stage: Extract<Stage, { at: 'metadata' }>): boolean {
    if (this.#queue.length < stage.length) return false;
    const flat = this.#queue.takeWhole(stage.length);
    const message = readMessage(flat);
    if (message.kind === 'schema') {
      if (this.#schema !== undefined) throw new ArrowFormatError('Arrow stream with two schemas.');
      this.#schema = message.schema;
      this.#stage = { at: 'prefix' };
      return true;
    }
    if (this.#schema === undefined) throw new ArrowFormatError('Arrow stream starts without a schema.');
    const head = new Uint8Array(8 + flat.length);
    head.set(stage.prefix, 0);
    head.set(flat, 8);
    this.#stage = { at: 'body', head, metadata: message.batch, length: message.bodyLength, body: [], got: 0 };
    return true;
  }

  #addBatch(head: Uint8Array, metadata: BatchMetadata, body: readonly Uint8Array[], bodyLength: number): void {
    if (head.length % 8 !== 0 || bodyLength % 8 !== 0)
      throw new ArrowFormatError('Record batch is not padded to 8 bytes.');
    this.#rows += metadata.rows;
    this.#inflated += inflatedBytes(metadata, body, bodyLength);
    this.#batches.push({
      chunks: [head, ...body],
      metadataLength: head.length,
      bodyLength,
      rows: metadata.rows,
      metadata,
      body,
    });
    this.#stage = { at: 'prefix' };
  }
}

/**
 * Reads a whole Arrow stream. `maxBytes` bounds what comes and what it inflates to.
 * @throws ArrowStreamCutError, ArrowStreamTooLargeError, ArrowFormatError, UnsupportedArrowTypeError, and what the source throws
 */
export async function readArrowStream(
  source: AsyncIterable<Uint8Array>,
  limits: { readonly maxBytes?: number } = {},
): Promise<ArrowStreamContent> {
  const reader = new ArrowStreamReader();
  const maxBytes = limits.maxBytes ?? Infinity;
  for await (const chunk of source) {
    reader.push(chunk);
    if (reader.bytes > maxBytes) throw new ArrowStreamTooLargeError(maxBytes);
  }
  return reader.finish();
}
