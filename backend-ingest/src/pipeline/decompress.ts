// Content-Encoding undone with a limit on what comes out, so that a small body cannot fill the memory.
import * as zlib from 'node:zlib';
import type { BodyProblem, DecodeLimits } from './lane-messages.ts';

type Inflate = (body: Uint8Array, options: { maxOutputLength: number; chunkSize: number }) => Uint8Array;

const MIN_CHUNK_BYTES = 64 * 1024;
const MAX_CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * Bytes to inflate at a time. A gzip body ends with its length (RFC 1952, ISIZE): inflated in one piece it is not copied together
 * from many. The body may lie about it, which only costs the copy.
 */
function chunkBytes(body: Uint8Array, encoding: string): number {
  if (encoding !== 'gzip' || body.length < 18) return MIN_CHUNK_BYTES * 4;
  const told = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(body.length - 4, true);
  // One byte more than needed tells zlib that it is done.
  return Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, told + 64));
}

/** Node has zstd from 22.15 on. */
const zstd = (zlib as unknown as { zstdDecompressSync?: Inflate }).zstdDecompressSync;

const INFLATE: Readonly<Record<string, Inflate>> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  // RFC 9110 says zlib format; some send raw deflate: the first byte of zlib is 0x?8 with a checked second one.
  deflate: (body, options) => (isZlib(body) ? zlib.inflateSync(body, options) : zlib.inflateRawSync(body, options)),
  br: zlib.brotliDecompressSync,
  ...(zstd === undefined ? {} : { zstd }),
};

function isZlib(body: Uint8Array): boolean {
  return body.length > 1 && (body[0]! & 0x0f) === 8 && ((body[0]! << 8) | body[1]!) % 31 === 0;
}

/** Encodings that can be undone here, identity included. */
export const supportedEncodings: readonly string[] = ['identity', ...Object.keys(INFLATE)];

export type Decompressed =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: BodyProblem };

/** Decompresses a body; never throws on what the body holds. */
export function decompress(body: Uint8Array, encoding: string, limits: DecodeLimits): Decompressed {
  if (encoding === 'identity') return { ok: true, bytes: body };
  const inflate = INFLATE[encoding];
  if (inflate === undefined)
    return { ok: false, problem: { code: 'encoding_not_supported', detail: `Content-Encoding ${encoding}` } };
  const byRatio = Math.max(limits.ratioFloorBytes, body.length * limits.maxRatio);
  const maxOutputLength = Math.min(limits.maxDecodedBytes, byRatio);
  try {
    return { ok: true, bytes: inflate(body, { maxOutputLength, chunkSize: chunkBytes(body, encoding) }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      return {
        ok: false,
        problem: {
          code: 'body_too_large',
          detail: `more than ${maxOutputLength} bytes after decompression (${encoding})`,
        },
      };
    return { ok: false, problem: { code: 'body_not_decodable', detail: `${encoding}: ${message}` } };
  }
}
