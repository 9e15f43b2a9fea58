// One service of an installation acts for people: whoever holds the lease in the store. Two that acted at once would not see each other.
import type { Store } from '@huntboard/clickhouse';
import { AppError } from '../errors.ts';

/** By the clock of the store: a lease that was not renewed for so long is nobody's. */
const EXPIRES_S = 60;
/** By a clock of this process that is never set: how long a lease is trusted without looking, and how often it is renewed. */
const TRUSTED_MS = 40_000;
const RENEW_MS = 20_000;

export interface ControlLeaseOptions {
  readonly store: Pick<Store, 'query' | 'command'>;
  /** Identity of this service: stays when it starts anew. */
  readonly service: string;
  /** What people call it. */
  readonly node: string;
  /** Milliseconds of a clock that only goes on. */
  readonly monotonic: () => number;
}

/**
 * Whoever wants the lease says so in a row and then looks for the rows of others: of two who want it at once at least one sees the
 * other, and steps back. Who holds it keeps it, unless it meets another that holds it as well (the clock of the store jumped): then the
 * greater id steps back.
 */
export class ControlLease {
  private readonly options: ControlLeaseOptions;
  private renewedAt: number | undefined;

  constructor(options: ControlLeaseOptions) {
    this.options = options;
  }

  private get trusted(): boolean {
    return this.renewedAt !== undefined && this.options.monotonic() - this.renewedAt < TRUSTED_MS;
  }

  /**
   * Holds the lease from now on; true: it did not before, so what is known of the store may be old. Rejects with AppError
   * `control_held` when another service holds it, with StoreError.
   */
  async hold(): Promise<boolean> {
    const { service, monotonic } = this.options;
    const holds = this.trusted;
    const age = holds ? monotonic() - this.renewedAt! : Infinity;
    if (age < RENEW_MS) return false;
    const began = monotonic();
    await this.write(1);
    const others = await this.holders();
    const stronger = holds ? others.find((other) => other.service < service) : others[0];
    if (stronger !== undefined) {
      await this.release();
      throw new AppError('control_held', 'control', { detail: `by ${stronger.node}`, retryAfter: EXPIRES_S });
    }
    this.renewedAt = began;
    return !holds;
  }

  /** The node that acts for people in place of this one; undefined: none does. Rejects with StoreError. */
  async heldBy(): Promise<string | undefined> {
    return this.trusted ? undefined : (await this.holders())[0]?.node;
  }

  /** Gives it back, if it was held or asked for. Rejects with StoreError. */
  async release(): Promise<void> {
    this.renewedAt = undefined;
    await this.write(0);
  }

  private holders(): Promise<{ readonly service: string; readonly node: string }[]> {
    return this.options.store.query(
      `SELECT service, node FROM control_leases FINAL
WHERE service != {service:String} AND held = 1 AND beat_at > now64(3) - toIntervalSecond(${EXPIRES_S}) ORDER BY service`,
      { params: { service: this.options.service } },
    );
  }

  private async write(held: 0 | 1): Promise<void> {
    const { store, service, node } = this.options;
    await store.command(
      `INSERT INTO control_leases (service, beat, node, held, beat_at)
SELECT {service:String}, (SELECT max(beat) FROM control_leases WHERE service = {service:String}) + 1, {node:String}, {held:UInt8}, now64(3)`,
      { params: { service, node, held }, idempotent: true },
    );
  }
}
