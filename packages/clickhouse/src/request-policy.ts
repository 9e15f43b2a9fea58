// How one request is tried: with a time limit an attempt, again with growing pauses when that can help.
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import type { IDefaultPolicyContext } from 'cockatiel';
import { StoreError, toStoreError } from './store-error.ts';

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface RetryOptions {
  /** Attempts in all, default 4; 1 never repeats. */
  readonly attempts?: number;
  /** First pause, default 100 ms; grows exponentially with jitter. */
  readonly initialMs?: number;
  /** Longest pause, default 10 s. */
  readonly maxMs?: number;
}

/** `repeatable`: doing it twice does no harm. `once`: only what certainly did not happen is tried again. */
export type Repetition = 'repeatable' | 'once';

export type Attempt = <T>(
  repetition: Repetition,
  request: RequestOptions,
  run: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** Runs requests; what is thrown is a StoreError by then. `requestMs` limits each attempt by its own. */
export function requestPolicy(requestMs: number, options: RetryOptions): Attempt {
  const policies = {
    repeatable: retryPolicy(options, (error) => error.retryable),
    once: retryPolicy(options, (error) => error.retryable && error.executed === 'no'),
  };
  return (repetition, request, run) =>
    policies[repetition].execute(
      (_context: IDefaultPolicyContext) => limited(requestMs, request.signal, run),
      request.signal,
    );
}

function retryPolicy(options: RetryOptions, worthwhile: (error: StoreError) => boolean) {
  return retry(
    handleWhen((error) => error instanceof StoreError && worthwhile(error)),
    {
      // cockatiel counts repetitions, we count attempts.
      maxAttempts: (options.attempts ?? 4) - 1,
      backoff: new ExponentialBackoff({ initialDelay: options.initialMs ?? 100, maxDelay: options.maxMs ?? 10_000 }),
    },
  );
}

async function limited<T>(
  requestMs: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const request = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    request.abort();
  }, requestMs);
  // By hand, since AbortSignal.any keeps something of every request on a signal that lives long.
  const abort = (): void => request.abort();
  outer?.addEventListener('abort', abort, { once: true });
  try {
    // The client does not hear of an abort that comes before its request has begun.
    outer?.throwIfAborted();
    return await Promise.race([run(request.signal), rejectedOnAbort(request.signal)]);
  } catch (thrown) {
    throw toStoreError(thrown, { aborted: outer?.aborted ?? false, timedOut });
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  }
}

function rejectedOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
