// Which queries run and which ran last: the query log, KILL by query_id, and places per user.
import { frontException } from './exception.ts';
import type { ClickHouseException } from './exception.ts';

const TEXT_KEPT = 4096;

/** One line of the query log; sizes in bytes, times in milliseconds since the epoch. */
export interface QueryLogEntry {
  readonly query_id: string;
  readonly user: string;
  readonly kind: string;
  readonly query: string;
  readonly started: number;
  readonly state: 'waiting' | 'running' | 'finished' | 'failed';
  readonly elapsed_ms: number;
  readonly result_rows: number;
  readonly result_bytes: number;
  readonly written_rows: number;
  readonly exception_code: number;
  readonly exception: string;
}

export interface QueryStart {
  readonly queryId: string;
  readonly user: string;
  readonly kind: string;
  readonly query: string;
  /** Stops the query; called at most once. */
  readonly kill: () => void;
}

/** A query from its arrival to its end. */
export class RunningQuery {
  readonly start: QueryStart;
  readonly started = Date.now();
  readonly #t0 = performance.now();
  readonly ended: Promise<void>;
  #settle: () => void = () => undefined;
  state: QueryLogEntry['state'] = 'waiting';
  killed = false;
  resultRows = 0;
  resultBytes = 0;
  writtenRows = 0;

  constructor(start: QueryStart) {
    this.start = start;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.start.kill();
  }

  settle(): void {
    this.#settle();
  }

  toEntry(error?: ClickHouseException): QueryLogEntry {
    return {
      query_id: this.start.queryId,
      user: this.start.user,
      kind: this.start.kind,
      query: this.start.query.slice(0, TEXT_KEPT),
      started: this.started,
      state: this.state,
      elapsed_ms: Math.round((performance.now() - this.#t0) * 1000) / 1000,
      result_rows: this.resultRows,
      result_bytes: this.resultBytes,
      written_rows: this.writtenRows,
      exception_code: error?.code ?? 0,
      exception: error?.message ?? '',
    };
  }
}

export class QueryLog {
  readonly #size: number;
  readonly #running = new Map<string, RunningQuery>();
  #ended: QueryLogEntry[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Throws 216 when a query with this id runs. */
  begin(start: QueryStart): RunningQuery {
    if (this.#running.has(start.queryId)) {
      throw frontException(
        'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING',
        `Query with id = ${start.queryId} is already running.`,
      );
    }
    const query = new RunningQuery(start);
    this.#running.set(start.queryId, query);
    return query;
  }

  end(query: RunningQuery, error: ClickHouseException | undefined): void {
    this.#running.delete(query.start.queryId);
    query.state = error === undefined ? 'finished' : 'failed';
    this.record(query.toEntry(error));
    query.settle();
  }

  /** Notes what was refused before it could run. */
  record(entry: QueryLogEntry): void {
    if (this.#size === 0) return;
    this.#ended.push(entry);
    if (this.#ended.length > this.#size * 2) this.#ended = this.#ended.slice(-this.#size);
  }

  find(queryId: string): RunningQuery | undefined {
    return this.#running.get(queryId);
  }

  /** Running queries, then ended ones, newest first. */
  entries(): readonly QueryLogEntry[] {
    return [...[...this.#running.values()].map((q) => q.toEntry()), ...this.#ended.slice(-this.#size).reverse()];
  }
}

/** Lets so many of a user's queries run at a time; the others wait in order. */
export class Places {
  readonly #limit: number;
  #taken = 0;
  readonly #queue: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves with the function that gives the place back. Rejects with `signal`'s reason when that comes first. */
  async take(signal: AbortSignal): Promise<() => void> {
    if (this.#taken >= this.#limit) {
      await new Promise<void>((resolve, reject) => {
        const go = (): void => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = (): void => {
          this.#queue.splice(this.#queue.indexOf(go), 1);
          reject(signal.reason as Error);
        };
        this.#queue.push(go);
        signal.addEventListener('abort', leave, { once: true });
      });
    } else {
      this.#taken++;
    }
    let given = false;
    return () => {
      if (given) return;
      given = true;
      // The place passes on without being free in between, so that nobody overtakes.
      const next = this.#queue.shift();
      if (next === undefined) this.#taken--;
      else next();
    };
  }
}
