// A request body as a stream of decompressed bytes that cannot be a bomb, and the spool file that insert data waits in.
import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import { ClickHouseException, frontException } from './exception.ts';
import type { EmbeddedLimits } from '../options.ts';

const FREE_BYTES = 16 * 1024 * 1024;
const WRITE_BYTES = 4 * 1024 * 1024;

type Zstd = { createZstdDecompress?: () => Transform };

function decoderOf(encoding: string): Transform | undefined {
  switch (encoding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'zstd': {
      const create = (zlib as Zstd).createZstdDecompress;
      if (create !== undefined) return create();
      throw frontException(
        'UNSUPPORTED_MEDIA_TYPE',
        'Content-Encoding zstd needs Node 22.15 or newer: send gzip, deflate or br',
      );
    }
    default:
      throw frontException(
        'UNSUPPORTED_MEDIA_TYPE',
        `Unknown Content-Encoding ${encoding}: send gzip, deflate, br or zstd`,
      );
  }
}

/** The decompressed bytes of a request body. Throws 290 over the size limit or when it inflates like a bomb, 354 when it does not inflate. */
export async function* readBody(request: IncomingMessage, limits: EmbeddedLimits): AsyncGenerator<Buffer> {
  const encoding = String(request.headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
  const decoder = decoderOf(encoding);
  let compressed = 0;
  let plain = 0;
  if (decoder !== undefined) {
    request.on('data', (chunk: Buffer) => (compressed += chunk.length));
    request.on('error', (error) => decoder.destroy(error));
    request.on('aborted', () => decoder.destroy(new Error('aborted')));
    request.pipe(decoder);
  }
  try {
    // A refused body must not take the connection with it: the client is to read why.
    const source = (decoder ?? request).iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of source) {
      plain += chunk.length;
      if (plain > limits.bodyBytes)
        throw frontException('LIMIT_EXCEEDED', `Request body is larger than ${limits.bodyBytes} bytes`);
      if (decoder !== undefined && plain > FREE_BYTES && plain > compressed * limits.inflateRatio) {
        throw frontException(
          'LIMIT_EXCEEDED',
          `Request body inflates to more than ${limits.inflateRatio} times its size`,
        );
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ClickHouseException) throw error;
    if (request.errored !== null || request.aborted)
      throw frontException('NETWORK_ERROR', 'The client went away while it sent the request');
    throw frontException(
      'ZLIB_INFLATE_FAILED',
      `Cannot decompress the request body (${encoding}): ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    if (decoder !== undefined) {
      request.unpipe(decoder);
      decoder.destroy();
    }
  }
}

/** A file with the data of one insert. */
export interface SpoolFile {
  readonly path: string;
  readonly bytes: number;
  remove(): Promise<void>;
}

/** Writes data to a fresh file in `dir`, in few large writes. The file is gone when this rejects. */
export async function spool(dir: string, head: Buffer, rest: AsyncIterable<Buffer>): Promise<SpoolFile> {
  const path = join(dir, `${randomUUID()}.data`);
  const remove = (): Promise<void> => rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  let bytes = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const flush = async (): Promise<void> => {
    let parts = pending;
    pending = [];
    pendingBytes = 0;
    while (parts.length > 0) {
      const { bytesWritten } = await file.writev(parts);
      parts = without(parts, bytesWritten);
    }
  };
  try {
    const add = (chunk: Buffer): void => {
      bytes += chunk.length;
      pendingBytes += chunk.length;
      pending.push(chunk);
    };
    if (head.length > 0) add(head);
    for await (const chunk of rest) {
      add(chunk);
      if (pendingBytes >= WRITE_BYTES) await flush();
    }
    if (pendingBytes > 0) await flush();
    await file.close();
    return { path, bytes, remove };
  } catch (error) {
    await file.close().catch(() => undefined);
    await remove();
    throw error;
  }
}

// What is left of a list of buffers after its first `written` bytes.
function without(parts: readonly Buffer[], written: number): Buffer[] {
  let skip = written;
  const left: Buffer[] = [];
  for (const part of parts) {
    if (skip >= part.length) {
      skip -= part.length;
    } else {
      left.push(skip === 0 ? part : part.subarray(skip));
      skip = 0;
    }
  }
  return left;
}
