// The order of actions: a number that grows with each one, also when the clock is set back or the service starts anew.
import type { Store } from '@huntboard/clickhouse';

/** Numbers within a millisecond before the sequence runs ahead of the clock; a JavaScript number stays exact until the year 2240. */
const PER_MS = 1024;

const TABLES = ['alert_actions', 'incident_actions', 'exception_actions', 'journal'] as const;

/** Numbers from the clock, but always beyond the last one given and the last one stored. */
export class Sequence {
  private readonly store: Pick<Store, 'query'>;
  private readonly now: () => number;
  private last = 0;
  private begun = false;

  constructor(store: Pick<Store, 'query'>, now: () => number) {
    this.store = store;
    this.now = now;
  }

  /** Looks once at what is stored. Rejects with StoreError. */
  async begin(): Promise<void> {
    if (this.begun) return;
    const each = TABLES.map((table) => `SELECT max(seq) AS seq FROM ${table}`).join(' UNION ALL ');
    const [row] = await this.store.query<{ seq: string }>(`SELECT max(seq) AS seq FROM (${each})`);
    this.last = Math.max(this.last, Number(row?.seq ?? 0));
    this.begun = true;
  }

  /** Looks again at what is stored: another service may have acted. */
  forget(): void {
    this.begun = false;
  }

  next(): number {
    this.last = Math.max(this.last + 1, Math.floor(this.now()) * PER_MS);
    return this.last;
  }
}
