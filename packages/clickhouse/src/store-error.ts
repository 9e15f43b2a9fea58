// Every failure of the store as one typed error: which code, whether it is worth trying again, whether anything was executed.
import { types } from 'node:util';
import { ClickHouseError } from '@clickhouse/client';

/** `no`: the server certainly did nothing, so that even a statement that must not run twice may be sent again. */
export type Executed = 'no' | 'maybe';

interface Verdict {
  readonly retryable: boolean;
  readonly executed: Executed;
}

const again = (executed: Executed): Verdict => ({ retryable: true, executed });
const FINAL: Verdict = { retryable: false, executed: 'maybe' };

/**
 * Codes of the server (ClickHouse, src/Common/ErrorCodes.cpp) after which the same request can succeed later.
 * What is not listed is final: bad SQL, missing tables, refused access, exceeded limits of the query.
 */
export const RETRYABLE_SERVER_CODES: Readonly<Record<number, { readonly name: string; readonly executed: Executed }>> =
  {
    202: { name: 'TOO_MANY_SIMULTANEOUS_QUERIES', executed: 'no' },
    203: { name: 'NO_FREE_CONNECTION', executed: 'maybe' },
    209: { name: 'SOCKET_TIMEOUT', executed: 'maybe' },
    210: { name: 'NETWORK_ERROR', executed: 'maybe' },
    225: { name: 'NO_ZOOKEEPER', executed: 'maybe' },
    236: { name: 'ABORTED', executed: 'maybe' },
    241: { name: 'MEMORY_LIMIT_EXCEEDED', executed: 'maybe' },
    242: { name: 'TABLE_IS_READ_ONLY', executed: 'no' },
    243: { name: 'NOT_ENOUGH_SPACE', executed: 'maybe' },
    252: { name: 'TOO_MANY_PARTS', executed: 'no' },
    279: { name: 'ALL_CONNECTION_TRIES_FAILED', executed: 'maybe' },
    285: { name: 'TOO_FEW_LIVE_REPLICAS', executed: 'maybe' },
    286: { name: 'UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE', executed: 'maybe' },
    319: { name: 'UNKNOWN_STATUS_OF_INSERT', executed: 'maybe' },
    439: { name: 'CANNOT_SCHEDULE_TASK', executed: 'maybe' },
    473: { name: 'DEADLOCK_AVOIDED', executed: 'maybe' },
    745: { name: 'SERVER_OVERLOADED', executed: 'no' },
    999: { name: 'KEEPER_EXCEPTION', executed: 'maybe' },
  };

/** Codes of Node's sockets and resolver: the server is away, restarting, or was cut off. */
const NETWORK_CODES: Readonly<Record<string, Executed>> = {
  ECONNREFUSED: 'no',
  EAI_AGAIN: 'no',
  ENOTFOUND: 'no',
  EHOSTUNREACH: 'no',
  ENETUNREACH: 'no',
  ECONNRESET: 'maybe',
  ECONNABORTED: 'maybe',
  EPIPE: 'maybe',
  ETIMEDOUT: 'maybe',
  ERR_STREAM_PREMATURE_CLOSE: 'maybe',
};

/** Codes of failures that neither the server nor Node has one for. */
export const storeErrorCodes = ['TIMEOUT', 'ABORTED', 'UNEXPECTED_RESPONSE'] as const;

/** An error under one of our own codes. */
const ours = (code: (typeof storeErrorCodes)[number], message: string, verdict: Verdict, cause: unknown): StoreError =>
  new StoreError(code, code, message, verdict, cause);

export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Server code as a number in text (`60`), a Node code (`ECONNREFUSED`), or one of `storeErrorCodes`. */
  readonly code: string;
  /** Name of the server's code, e.g. UNKNOWN_TABLE; the code itself elsewhere. */
  readonly type: string;
  readonly retryable: boolean;
  readonly executed: Executed;

  constructor(code: string, type: string, message: string, verdict: Verdict, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.type = type;
    this.retryable = verdict.retryable;
    this.executed = verdict.executed;
  }
}

/** What the caller's own signals say about a request that broke off. */
export interface Interruption {
  readonly aborted: boolean;
  readonly timedOut: boolean;
}

/** Turns what a request threw into a StoreError; bugs (TypeError and the like) are thrown on as they are. */
export function toStoreError(thrown: unknown, interruption: Interruption): StoreError {
  if (thrown instanceof StoreError) return thrown;
  if (interruption.aborted) return ours('ABORTED', 'the request was aborted', FINAL, thrown);
  if (interruption.timedOut) return ours('TIMEOUT', 'the store did not answer in time', again('maybe'), thrown);
  if (thrown instanceof ClickHouseError) {
    const known = RETRYABLE_SERVER_CODES[Number(thrown.code)];
    const verdict = known ? again(known.executed) : FINAL;
    return new StoreError(thrown.code, thrown.type ?? known?.name ?? thrown.code, thrown.message, verdict, thrown);
  }
  // Also an error of another realm, as Node's own are to code that runs in a context of its own.
  if (!types.isNativeError(thrown)) throw thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  if (code !== undefined) {
    const executed = NETWORK_CODES[code];
    return new StoreError(code, code, thrown.message || code, executed ? again(executed) : FINAL, thrown);
  }
  if (thrown.constructor !== Error) throw thrown;
  // An answer that is not ClickHouse's: a proxy that cannot reach it, a server that broke off.
  return ours('UNEXPECTED_RESPONSE', thrown.message, again('maybe'), thrown);
}
