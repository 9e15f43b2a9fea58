// LZ4 frames, read only. Source: lz4_Frame_format.md and lz4_Block_format.md of github.com/lz4/lz4. Checksums are not verified:
// the bytes came over TCP from the store, and what is broken shows as lengths that do not fit.
import { ArrowFormatError } from './schema';

const MAGIC = 0x184d2204;
const MIN_MATCH = 4;

const broken = (what: string): ArrowFormatError => new ArrowFormatError(`Broken LZ4 data: ${what}.`);

/** Hot path. Decodes one block into `out` at `at`; matches may reach back into what was written before. Gives the new end. */
function decodeBlock(block: Uint8Array, out: Uint8Array, at: number): number {
  const end = block.length;
  let read = 0;
  let write = at;
  const length = (start: number): number => {
    let total = start;
    if (start !== 15) return total;
    let more = 255;
    while (more === 255) {
      if (read >= end) throw broken('a length runs over the end');
      more = block[read++] ?? 0;
      total += more;
    }
    return total;
  };
  while (read < end) {
    const token = block[read++] ?? 0;
    const literals = length(token >> 4);
    if (read + literals > end || write + literals > out.length) throw broken('literals run over the end');
    out.set(block.subarray(read, read + literals), write);
    read += literals;
    write += literals;
    // The last sequence of a block has literals alone.
    if (read === end) break;
    const offset = (block[read] ?? 0) | ((block[read + 1] ?? 0) << 8);
    read += 2;
    const match = length(token & 15) + MIN_MATCH;
    const from = write - offset;
    if (offset === 0 || from < 0 || write + match > out.length) throw broken('a match lies outside');
    // An overlapping match repeats what it has just written.
    if (offset >= match) out.copyWithin(write, from, from + match);
    else for (let i = 0; i < match; i++) out[write + i] = out[from + i] ?? 0;
    write += match;
  }
  return write;
}

/** One frame into `out`, which it must fill exactly. @throws ArrowFormatError for bytes that are no such frame */
export function inflateLz4(frame: Uint8Array, out: Uint8Array): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 7 || view.getUint32(0, true) !== MAGIC) throw broken('the magic number is missing');
  const flags = view.getUint8(4);
  if (flags >> 6 !== 1) throw broken('a version that is not known');
  const blockChecksum = (flags & 0x10) !== 0;
  let read = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  let write = 0;
  for (;;) {
    if (read + 4 > frame.length) throw broken('the end mark is missing');
    const word = view.getUint32(read, true);
    read += 4;
    if (word === 0) break;
    const size = word & 0x7fffffff;
    if (read + size > frame.length) throw broken('a block runs over the end');
    const block = frame.subarray(read, read + size);
    if (word >>> 31 === 0) write = decodeBlock(block, out, write);
    else {
      if (write + size > out.length) throw broken('a block is longer than announced');
      out.set(block, write);
      write += size;
    }
    read += size + (blockChecksum ? 4 : 0);
  }
  if (write !== out.length) throw broken(`${write} bytes instead of ${out.length}`);
}
