// Writes what was refused, for the audit: the first of a kind one by one, the same again and again as one row with its number.
import { randomUUID } from 'node:crypto';
import type { Store } from '@huntboard/clickhouse';
import { encodeRows, refusedActions } from '@huntboard/schema';

export interface Refused {
  readonly actor: string;
  readonly role: string;
  readonly resource: string;
  readonly action: string;
  readonly targets: readonly string[];
  readonly code: string;
  readonly message: string;
  readonly origin: string;
  readonly requestId: string;
}

/** Kinds that are counted at the same time; whoever invents more of them is counted as one. */
const MAX_KINDS = 500;
const MAX_TARGETS = 100;
const MAX_TEXT = 500;
/** How many of a kind are written one by one, and how long more of it are only counted. */
const ONE_BY_ONE = 20;
const QUIET_MS = 10_000;
/** Rows that wait for the store. */
const MAX_WAITING = 2000;

interface Kind {
  last: Refused;
  since: number;
  written: number;
  /** Beyond those. */
  more: number;
}

const cut = (text: string): string => text.slice(0, MAX_TEXT);

export interface RefusalLogOptions {
  readonly store: Pick<Store, 'insertNative'>;
  readonly now: () => number;
  /** The audit could not be written; it is tried again. */
  readonly onError: (error: Error) => void;
}

export class RefusalLog {
  private readonly options: RefusalLogOptions;
  private readonly kinds = new Map<string, Kind>();
  private waiting: { readonly refused: Refused; readonly ts: number; readonly count: number }[] = [];
  private batch: { readonly rows: Uint8Array; readonly count: number; readonly token: string } | undefined;
  private writing: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(options: RefusalLogOptions) {
    this.options = options;
    this.timer = setInterval(() => {
      this.takeCounted(QUIET_MS);
      void this.write();
    }, QUIET_MS / 2).unref();
  }

  /** Notes it; resolves when it is in the store, or the store did not take it for now. */
  add(refused: Refused): Promise<void> {
    const key = JSON.stringify([refused.actor, refused.resource, refused.action, refused.code, refused.origin]);
    const known = this.kinds.get(key) ?? (this.kinds.size >= MAX_KINDS ? this.kinds.get('') : undefined);
    if (known !== undefined) {
      known.last = refused;
      if (known.written >= ONE_BY_ONE) {
        known.more++;
        return Promise.resolve();
      }
      known.written++;
      this.keep(refused, 1);
      return this.write();
    }
    this.kinds.set(this.kinds.size >= MAX_KINDS ? '' : key, {
      last: refused,
      since: this.options.now(),
      written: 1,
      more: 0,
    });
    this.keep(refused, 1);
    return this.write();
  }

  private keep(refused: Refused, count: number): void {
    if (this.waiting.length < MAX_WAITING) this.waiting.push({ refused, ts: this.options.now(), count });
  }

  /** Ends kinds that are older than this, with a row for what was only counted. */
  private takeCounted(ageMs: number): void {
    const now = this.options.now();
    for (const [key, { last, since, more }] of this.kinds) {
      // A clock that was set back ends them as well.
      if (now - since < ageMs && now >= since) continue;
      this.kinds.delete(key);
      if (more > 0) this.keep(last, more);
    }
  }

  private write(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.batch !== undefined || this.waiting.length > 0) {
      this.batch ??= this.takeBatch();
      const { rows, count, token } = this.batch;
      try {
        await this.options.store.insertNative('refused_actions', rows, { rows: count, dedupToken: token });
        this.batch = undefined;
      } catch (error) {
        this.options.onError(error as Error);
        return;
      }
    }
  }

  private takeBatch(): NonNullable<RefusalLog['batch']> {
    const taken = this.waiting;
    this.waiting = [];
    const rows = taken.map(({ refused, ts, count }) => ({
      ts,
      actor: cut(refused.actor),
      role: cut(refused.role),
      resource: refused.resource,
      action: cut(refused.action),
      targets: refused.targets.slice(0, MAX_TARGETS),
      code: refused.code,
      message: cut(refused.message),
      origin: refused.origin,
      request_id: refused.requestId,
      count,
    }));
    return { rows: encodeRows(refusedActions, rows), count: rows.length, token: `refused-${randomUUID()}` };
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.takeCounted(0);
    await this.write();
  }
}
