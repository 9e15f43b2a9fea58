// Sends the canary on its way every few minutes, through the door that shippers use, and listens for its alert in the store.
import type { Store } from '@huntboard/clickhouse';
import { windowStart } from '../detect/alert-row.ts';
import { canaryBody } from './canary-event.ts';
import { CANARY_RULE, CANARY_WINDOW_MS } from './canary-rule.ts';

/** Within this its alert must be there. */
const PATIENCE_MS = 60_000;
const LISTEN_MS = 1000;

/** How it went with a canary. */
export type CanaryResult =
  | { readonly kind: 'heard'; readonly seconds: number }
  | { readonly kind: 'missing'; readonly seconds: number }
  | { readonly kind: 'refused'; readonly status: number };

export interface CanaryOptions {
  /** Delivers a body as a shipper does; resolves with the status of the answer. */
  readonly deliver: (body: string) => Promise<number>;
  readonly store: Pick<Store, 'query'>;
  /** ms between canaries. */
  readonly everyMs: number;
  readonly node: string;
  readonly queue: string;
  readonly now: () => number;
  readonly onResult: (result: CanaryResult, sentAt: number) => void;
}

/** The last alert of this service's canary in a window: when its last event was received, epoch ms. */
const LAST = `SELECT toUnixTimestamp64Milli(max(updated_at)) AS at FROM alerts
WHERE window_start = fromUnixTimestamp64Milli({window:Int64}, 'UTC') AND rule_id = {rule:String} AND position(dedup_key, {queue:String}) > 0`;

export class Canary {
  private readonly options: CanaryOptions;
  private readonly ended = new AbortController();
  private readonly life: Promise<void>;

  constructor(options: CanaryOptions) {
    this.options = options;
    this.life = this.live();
  }

  private async live(): Promise<void> {
    const { everyMs, now, onResult } = this.options;
    for (;;) {
      const sentAt = now();
      const result = await this.sing(sentAt);
      if (result === undefined) return;
      onResult(result, sentAt);
      await this.pause(Math.max(LISTEN_MS, sentAt + everyMs - now()));
      if (this.ended.signal.aborted) return;
    }
  }

  /** One canary; undefined when the service ends meanwhile. */
  private async sing(sentAt: number): Promise<CanaryResult | undefined> {
    const { deliver, everyMs, node, queue, now } = this.options;
    const interval = Math.round(everyMs / 1000);
    const status = await deliver(canaryBody({ at: sentAt, node, queue, interval })).catch(() => 500);
    if (status !== 200) return this.ended.signal.aborted ? undefined : { kind: 'refused', status };
    const seconds = (): number => (now() - sentAt) / 1000;
    const patience = Math.min(PATIENCE_MS, everyMs);
    while (!this.ended.signal.aborted) {
      if (await this.isHeard(sentAt)) return { kind: 'heard', seconds: seconds() };
      if (seconds() * 1000 >= patience) return { kind: 'missing', seconds: seconds() };
      await this.pause(LISTEN_MS);
    }
    return undefined;
  }

  /** A store that does not answer has not heard it. */
  private async isHeard(sentAt: number): Promise<boolean> {
    const { store, queue } = this.options;
    const params = { window: windowStart(sentAt, CANARY_WINDOW_MS), rule: CANARY_RULE, queue: queue.toLowerCase() };
    const rows = await store.query<{ at: string }>(LAST, { params }).catch(() => []);
    return Number(rows[0]?.at ?? 0) >= sentAt;
  }

  private pause(ms: number): Promise<void> {
    const { signal } = this.ended;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, ms);
      timer.unref();
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.life;
  }
}
