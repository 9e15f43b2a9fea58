// Writes a ClickHouse HTTP response: held back while it is small, compressed if asked for, with exceptions before or after it began.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import { frontException, httpStatusOf } from './exception.ts';
import type { ClickHouseException } from './exception.ts';

type Zstd = { createZstdCompress?: () => Transform };

/** Bytes that are held back before the status goes out, as a server does: an early error still gets its own status. */
const HOLD_BYTES = 1024 * 1024;
/** ... but not for longer than this, so that a slow stream is seen from its first rows. */
const HOLD_MS = 250;
/** Between the last byte of a failed stream and its break: clients drop what they have not read yet when a transfer breaks. */
const LINGER_MS = 100;

/** Picks the encoding for a response from what the client accepts: the cheapest to make first. */
export function chooseEncoding(acceptEncoding: string | undefined): string | undefined {
  if (acceptEncoding === undefined) return undefined;
  const accepted = new Set<string>();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name, ...rest] = part.trim().split(';');
    if (!rest.some((r) => /^\s*q=0(\.0*)?\s*$/.test(r))) accepted.add((name as string).trim());
  }
  if (accepted.has('zstd') && (zlib as Zstd).createZstdCompress !== undefined) return 'zstd';
  return ['gzip', 'deflate', 'br'].find((e) => accepted.has(e));
}

function encoderOf(encoding: string, level: number): Transform {
  switch (encoding) {
    case 'zstd':
      return ((zlib as Zstd).createZstdCompress as () => Transform)();
    case 'deflate':
      return zlib.createDeflate({ level });
    case 'br':
      return zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: Math.min(level, 5) } });
    default:
      return zlib.createGzip({ level });
  }
}

export interface ResponseOptions {
  readonly compress: boolean;
  readonly level: number;
  /** Hold everything back until the end of the query. */
  readonly waitForEnd: boolean;
  /** Bytes that may be held back for `waitForEnd`. */
  readonly maxHeld: number;
}

export class ClickHouseResponse {
  readonly #response: ServerResponse;
  readonly #version: string;
  readonly #options: ResponseOptions;
  readonly #encoding: string | undefined;
  readonly #exceptionTag = randomBytes(8).toString('hex');
  #encoder: Transform | undefined;
  #began = false;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #contentType = 'text/plain; charset=UTF-8';

  constructor(request: IncomingMessage, response: ServerResponse, version: string, options: ResponseOptions) {
    this.#response = response;
    this.#version = version;
    this.#options = options;
    this.#encoding = options.compress
      ? chooseEncoding(request.headers['accept-encoding'] as string | undefined)
      : undefined;
  }

  header(name: string, value: string | readonly string[]): void {
    if (!this.#response.headersSent) this.#response.setHeader(name, value);
  }

  set contentType(contentType: string) {
    this.#contentType = contentType;
  }

  /** Takes bytes of the result. Resolves when there is room for more; rejects when the client has gone away. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#began) return this.#send(bytes);
    this.#held.push(bytes);
    this.#heldBytes += bytes.byteLength;
    if (this.#options.waitForEnd) {
      if (this.#heldBytes > this.#options.maxHeld) {
        throw frontException(
          'TOO_MANY_ROWS_OR_BYTES',
          `Result with wait_end_of_query is larger than ${this.#options.maxHeld} bytes`,
        );
      }
      return undefined;
    }
    if (this.#heldBytes >= HOLD_BYTES) return this.#begin();
    this.#timer ??= setTimeout(() => void this.#begin().catch(() => undefined), HOLD_MS);
    return undefined;
  }

  /** The result is whole. */
  async end(): Promise<void> {
    const whole = !this.#began && this.#encoding === undefined;
    if (whole) {
      clearTimeout(this.#timer);
      this.#began = true;
      this.#response.statusCode = 200;
      this.#response.setHeader('Content-Type', this.#contentType);
      this.#response.setHeader('Content-Length', this.#heldBytes);
      this.#response.end(this.#held.length === 1 ? this.#held[0] : Buffer.concat(this.#held));
      return;
    }
    await this.#begin();
    (this.#encoder ?? this.#response).end();
  }

  /** Tells the client what went wrong: as a status and a text, or at the end of a stream that is then broken off. */
  async fail(error: ClickHouseException): Promise<void> {
    clearTimeout(this.#timer);
    const response = this.#response;
    const text = error.toText(this.#version);
    if (response.destroyed || response.writableEnded) return;
    if (!this.#began) {
      this.#began = true;
      this.#held = [];
      response.statusCode = httpStatusOf(error.code);
      response.setHeader('X-ClickHouse-Exception-Code', String(error.code));
      response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
      if (response.statusCode === 401)
        response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse server HTTP API"');
      response.end(text);
      return;
    }
    await this.#breakOff(text);
  }

  async #begin(): Promise<void> {
    if (this.#began) return;
    this.#began = true;
    clearTimeout(this.#timer);
    const response = this.#response;
    response.statusCode = 200;
    response.setHeader('Content-Type', this.#contentType);
    response.setHeader('X-ClickHouse-Exception-Tag', this.#exceptionTag);
    if (this.#encoding !== undefined) {
      response.setHeader('Content-Encoding', this.#encoding);
      response.setHeader('Vary', 'Accept-Encoding');
      this.#encoder = encoderOf(this.#encoding, this.#options.level);
      this.#encoder.pipe(response, { end: true });
    }
    const held = this.#held;
    this.#held = [];
    for (const bytes of held) await this.#send(bytes);
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const response = this.#response;
    const sink = this.#encoder ?? response;
    const gone = (): ClickHouseException => frontException('NETWORK_ERROR', 'The client went away');
    if (response.destroyed) throw gone();
    if (sink.write(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        sink.off('drain', settle);
        response.off('close', settle);
        if (response.destroyed) reject(gone());
        else resolve();
      };
      sink.once('drain', settle);
      response.once('close', settle);
    });
  }

  // The block that servers since 25.11 end a failed stream with, in a chunk of its own. Then the transfer is left broken, so that even a
  // client that looks for nothing knows that the result is not whole: plain ones without the last chunk of the transfer, compressed ones
  // without the end of the compressed data (a client that still decompresses would lose the exception to a broken connection).
  async #breakOff(text: string): Promise<void> {
    const message = Buffer.from(text);
    const tag = this.#exceptionTag;
    const block = Buffer.concat([
      Buffer.from(`\r\n__exception__\r\n${tag}\r\n`),
      message,
      Buffer.from(`${message.length} ${tag}\r\n__exception__\r\n`),
    ]);
    const response = this.#response;
    const encoder = this.#encoder;
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
    if (encoder === undefined) {
      await Promise.race([closed, new Promise<void>((resolve) => response.write(block, () => resolve()))]);
      await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
      response.socket?.destroySoon();
      return;
    }
    const flushed = (): Promise<void> =>
      new Promise((resolve) => (encoder as Transform & zlib.Zlib).flush(() => resolve()));
    await Promise.race([closed, flushed()]);
    encoder.write(block);
    await Promise.race([closed, flushed()]);
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
    encoder.unpipe(response);
    for (let rest: unknown = encoder.read(); rest !== null; rest = encoder.read()) response.write(rest as Buffer);
    response.end();
    encoder.destroy();
  }
}
