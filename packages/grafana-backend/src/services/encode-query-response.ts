// Writes pluginv2.QueryDataResponse: frames may be 100 MB, so their pieces are copied once, into the final buffer.
import type { QueryFault } from '../datasource';
import type { EncodedFrame } from '../frames/frame';

export interface RefResponse {
  readonly refId: string;
  readonly frames: readonly EncodedFrame[];
  readonly error?: QueryFault;
}

/** Protobuf tags (field number << 3 | wire type) of the messages written here. */
const TAG = {
  responses: 0x0a,
  key: 0x0a,
  value: 0x12,
  frames: 0x0a,
  error: 0x12,
  status: 0x20,
  errorSource: 0x2a,
} as const;

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++;
  return length;
}

const fieldLength = (bytes: number): number => 1 + varintLength(bytes) + bytes;

interface Sized {
  readonly ref: RefResponse;
  readonly key: Buffer;
  readonly error: Buffer;
  readonly source: Buffer;
  readonly status: number;
  readonly valueLength: number;
  readonly entryLength: number;
}

function measure(ref: RefResponse): Sized {
  const key = Buffer.from(ref.refId);
  const error = Buffer.from(ref.error?.message ?? '');
  const source = Buffer.from(ref.error?.source ?? '');
  const status = ref.error?.status ?? 200;
  let valueLength = 1 + varintLength(status);
  for (const frame of ref.frames) valueLength += fieldLength(frame.byteLength);
  if (error.length > 0) valueLength += fieldLength(error.length);
  if (source.length > 0) valueLength += fieldLength(source.length);
  return {
    ref,
    key,
    error,
    source,
    status,
    valueLength,
    entryLength: fieldLength(key.length) + fieldLength(valueLength),
  };
}

class Writer {
  readonly out: Buffer;
  #at = 0;

  constructor(length: number) {
    this.out = Buffer.allocUnsafe(length);
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.out[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.out[this.#at++] = rest;
  }

  head(tag: number, length: number): void {
    this.varint(tag);
    this.varint(length);
  }

  bytes(piece: Uint8Array): void {
    this.out.set(piece, this.#at);
    this.#at += piece.length;
  }
}

/** Hot path. The answer's bytes; format stays 0 (Arrow), the default, and so is not written. */
export function encodeQueryResponse(refs: readonly RefResponse[]): Buffer {
  const sized = refs.map(measure);
  const writer = new Writer(sized.reduce((sum, { entryLength }) => sum + fieldLength(entryLength), 0));
  for (const { ref, key, error, source, status, valueLength, entryLength } of sized) {
    writer.head(TAG.responses, entryLength);
    writer.head(TAG.key, key.length);
    writer.bytes(key);
    writer.head(TAG.value, valueLength);
    for (const frame of ref.frames) {
      writer.head(TAG.frames, frame.byteLength);
      for (const chunk of frame.chunks) writer.bytes(chunk);
    }
    if (error.length > 0) {
      writer.head(TAG.error, error.length);
      writer.bytes(error);
    }
    writer.head(TAG.status, status);
    if (source.length > 0) {
      writer.head(TAG.errorSource, source.length);
      writer.bytes(source);
    }
  }
  return writer.out;
}
