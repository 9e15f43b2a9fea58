// Compressed record batch -> the same batch uncompressed, for what must look at cells or cut them. Source: Message.fbs, BodyCompression.
import { inflateLz4 } from './lz4';
import type { BatchMetadata } from './read-metadata';
import { ArrowFormatError } from './schema';

/** A buffer starts with its uncompressed length; -1 says that it is not compressed after all. */
const LENGTH_BYTES = 8;
const MAX_BUFFER_BYTES = 1024 * 1024 * 1024;

export interface InflatedBatch {
  readonly metadata: BatchMetadata;
  readonly body: Uint8Array;
}

function uncompressedLength(buffer: Uint8Array): number {
  if (buffer.length < LENGTH_BYTES) throw new ArrowFormatError('Compressed buffer without its length.');
  const length = Number(new DataView(buffer.buffer, buffer.byteOffset, LENGTH_BYTES).getBigInt64(0, true));
  if (length === -1) return buffer.length - LENGTH_BYTES;
  if (length < 0 || length > MAX_BUFFER_BYTES) throw new ArrowFormatError(`Compressed buffer of ${length} bytes.`);
  return length;
}

/** Eight bytes at a position of a body that lies in pieces. */
function lengthAt(body: readonly Uint8Array[], position: number): Uint8Array {
  const out = new Uint8Array(LENGTH_BYTES);
  let start = 0;
  let filled = 0;
  for (const piece of body) {
    const from = position + filled - start;
    if (from < piece.length) {
      const part = piece.subarray(from, from + LENGTH_BYTES - filled);
      out.set(part, filled);
      filled += part.length;
      if (filled === LENGTH_BYTES) return out;
    }
    start += piece.length;
  }
  throw new ArrowFormatError('Compressed buffer without its length.');
}

/** Bytes of a batch's body once it is inflated: what the reader of the frame will need. Nothing is inflated for that. */
export function inflatedBytes(metadata: BatchMetadata, body: readonly Uint8Array[], bodyLength: number): number {
  if (!metadata.compressed) return bodyLength;
  let total = 0;
  for (const { offset, length } of metadata.buffers) {
    if (length === 0) continue;
    const announced = new DataView(lengthAt(body, offset).buffer).getBigInt64(0, true);
    total += announced < 0n ? length - LENGTH_BYTES : Number(announced);
  }
  return total;
}

/** Gives the batch back as it is when it is not compressed. @throws ArrowFormatError for a codec other than LZ4, or broken bytes */
export function inflateBatch(metadata: BatchMetadata, body: Uint8Array): InflatedBatch {
  if (!metadata.compressed) return { metadata, body };
  if (metadata.codec !== 'lz4')
    throw new ArrowFormatError(`Record batch compressed by ${metadata.codec}, which is not read here.`);
  const parts = metadata.buffers.map(({ offset, length }) => {
    if (offset + length > body.length) throw new ArrowFormatError('Record batch buffer lies outside its body.');
    return body.subarray(offset, offset + length);
  });
  let end = 0;
  const buffers = parts.map((part) => {
    const length = part.length === 0 ? 0 : uncompressedLength(part);
    const offset = end;
    end += (length + 7) & ~7;
    return { offset, length };
  });
  const out = new Uint8Array(end);
  parts.forEach((part, index) => {
    const { offset, length } = buffers[index] ?? { offset: 0, length: 0 };
    if (length === 0) return;
    const target = out.subarray(offset, offset + length);
    const content = part.subarray(LENGTH_BYTES);
    if (new DataView(part.buffer, part.byteOffset).getBigInt64(0, true) === -1n) target.set(content);
    else inflateLz4(content, target);
  });
  return { metadata: { ...metadata, buffers, compressed: false }, body: out };
}
