// One request to the ingest service, repeated while it says that it is busy.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

export interface PostOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
}

/** The service refused for a reason that waiting does not change. */
export class DeliveryError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'DeliveryError';
    this.status = status;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

const BUSY = new Set([408, 425, 429, 500, 502, 503, 504]);
const MAX_PAUSE_MS = 10_000;

/** Posts a gzip'd body. Repeats on 429, 5xx and a refused connection, as shippers do; throws DeliveryError on other refusals. */
export async function post({ url, headers, body, signal }: PostOptions): Promise<unknown> {
  const bytes = await compress(body, { level: 3 });
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    let wait = Math.min(MAX_PAUSE_MS, 100 * 2 ** attempt);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-encoding': 'gzip' },
        body: bytes,
        signal: signal ?? null,
      });
      const text = await response.text();
      if (response.ok) return text === '' ? {} : (JSON.parse(text) as unknown);
      if (!BUSY.has(response.status))
        throw new DeliveryError(response.status, `${url} answered ${response.status}: ${text.slice(0, 300)}`);
      const retryAfter = Number(response.headers.get('retry-after'));
      if (retryAfter > 0) wait = Math.min(MAX_PAUSE_MS, retryAfter * 1000);
    } catch (error) {
      // fetch reports a refused or broken connection as a TypeError with a cause.
      if (!(error instanceof TypeError) || attempt >= 12) throw error;
    }
    await pause(wait, signal);
  }
}
