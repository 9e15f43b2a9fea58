// Writes a ClickHouse HTTP response: headers once, the body compressed if asked for, exceptions before or after the stream began.
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import { ClickHouseException, httpStatusOf } from './exception.ts';

type Zstd = { createZstdCompress?: () => Transform };

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

export interface Summary {
  readonly read_rows: string;
  readonly read_bytes: string;
  readonly written_rows: string;
  readonly written_bytes: string;
  readonly total_rows_to_read: string;
  readonly result_rows: string;
  readonly result_bytes: string;
  readonly elapsed_ns: string;
}

export class ClickHouseResponse {
  readonly #response: ServerResponse;
  readonly #version: string;
  readonly #encoding: string | undefined;
  readonly #level: number;
  #encoder: Transform | undefined;
  #began = false;

  constructor(request: IncomingMessage, response: ServerResponse, version: string, compress: { readonly enabled: boolean; readonly level: number }) {
    this.#response = response;
    this.#version = version;
    this.#encoding = compress.enabled ? chooseEncoding(request.headers['accept-encoding'] as string | undefined) : undefined;
    this.#level = compress.level;
  }

  get began(): boolean {
    return this.#began;
  }

  header(name: string, value: string): void {
    if (!this.#response.headersSent) this.#response.setHeader(name, value);
  }

  /** Sends status and headers. After this an exception can only be appended to the body. */
  begin(contentType: string): void {
    if (this.#began) return;
    this.#began = true;
    const response = this.#response;
    response.statusCode = 200;
    response.setHeader('Content-Type', contentType);
    if (this.#encoding !== undefined) {
      response.setHeader('Content-Encoding', this.#encoding);
      this.#encoder = encoderOf(this.#encoding, this.#level);
      this.#encoder.pipe(response);
    }
  }

  /** Resolves when the client has taken enough for more to come; rejects when it has gone away. */
  async write(bytes: Uint8Array): Promise<void> {
    const sink = this.#encoder ?? this.#response;
    if (this.#response.destroyed) throw new ClickHouseException(210, 'NETWORK_ERROR', 'The client went away');
    if (sink.write(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        sink.off('drain', drained);
        this.#response.off('close', closed);
      };
      const drained = (): void => {
        done();
        resolve();
      };
      const closed = (): void => {
        done();
        reject(new ClickHouseException(210, 'NETWORK_ERROR', 'The client went away'));
      };
      sink.once('drain', drained);
      this.#response.once('close', closed);
    });
  }

  end(): void {
    (this.#encoder ?? this.#response).end();
  }

  /** Tells the client what went wrong: as a status and a text, or at the end of a stream that is then broken off. */
  async fail(error: ClickHouseException): Promise<void> {
    const text = error.toText(this.#version);
    const response = this.#response;
    if (response.destroyed) return;
    if (!this.#began) {
      this.#began = true;
      response.statusCode = httpStatusOf(error.code);
      response.setHeader('X-ClickHouse-Exception-Code', String(error.code));
      response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
      if (response.statusCode === 401) response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse server HTTP API"');
      response.end(text);
      return;
    }
    await this.write(Buffer.from(text)).catch(() => undefined);
    const flushed = new Promise<void>((resolve) => {
      if (this.#encoder === undefined) response.write('', () => resolve());
      else this.#encoder.end(() => setImmediate(resolve));
      response.once('close', resolve);
    });
    if (this.#encoder !== undefined) this.#encoder.unpipe(response), this.#encoder.on('data', (chunk: Buffer) => response.write(chunk));
    await flushed;
    // No last chunk: the client sees a transfer that was cut, as from a server.
    response.socket?.end();
    response.socket?.destroySoon();
  }
}
