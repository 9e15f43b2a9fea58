// Receives a request body into memory of its own (so that it can be given to a thread), never more than allowed.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';

/** Bytes of bodies that are being received at the same time, over all connections. */
export class BodyBudget {
  private readonly max: number;
  private used = 0;

  constructor(max: number) {
    this.max = max;
  }

  /** Takes bytes from the budget; undefined when there are not enough, else the function that gives them back (once). */
  reserve(bytes: number): (() => void) | undefined {
    // One body always fits when nothing else is there, however small the budget.
    if (this.used > 0 && this.used + bytes > this.max) return undefined;
    this.used += bytes;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.used -= bytes;
    };
  }
}

/** Length that the request announces; undefined when it is sent in chunks. */
export function announcedLength(request: IncomingMessage): number | undefined {
  const header = request.headers['content-length'];
  return header === undefined ? undefined : Number(header);
}

/** Reads the whole body. Rejects with AppError body_too_large beyond `maxBytes`. */
export function readBody(request: IncomingMessage, maxBytes: number, source: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    let memory = new Uint8Array(Math.min(announcedLength(request) ?? 64 * 1024, maxBytes));
    let length = 0;
    const fail = (error: Error): void => {
      request.off('data', take);
      request.resume();
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      const end = length + chunk.length;
      if (end > maxBytes) {
        fail(new AppError('body_too_large', source, { detail: `more than ${maxBytes} bytes` }));
        return;
      }
      if (end > memory.length) {
        const wider = new Uint8Array(Math.min(maxBytes, Math.max(end, memory.length * 2)));
        wider.set(memory.subarray(0, length));
        memory = wider;
      }
      memory.set(chunk, length);
      length = end;
    };
    request.on('data', take);
    request.once('end', () => resolve(length === memory.length ? memory : memory.slice(0, length)));
    request.once('error', fail);
    request.once('aborted', () => fail(new AppError('bad_request', source, { detail: 'the sender went away' })));
  });
}
