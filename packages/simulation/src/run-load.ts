// The load generator: the same company, hurried, at a steady rate of events a second.
import { EventsShipper } from './delivery/events-shipper.ts';
import { World } from './world.ts';

const TICK_MS = 100;
const WARM_UP = 12 * 3_600_000;

export interface LoadProgress {
  readonly sent: number;
  readonly accepted: number;
  readonly quarantined: number;
  /** Events that the rate asked for but that the service has not answered yet. */
  readonly behind: number;
  readonly seconds: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  /** Events a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed?: string;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: () => number;
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadResult extends LoadProgress {
  /** Time from sending a batch to its acknowledgement, ms, ascending. */
  readonly latencies: readonly number[];
}

/**
 * Sends `rate` events a second for `seconds`. The rate is kept whatever the service does (open loop): a slow service shows as
 * `behind`, up to a limit of ten seconds' worth, where the generator waits.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { rate, seconds, signal, clock = Date.now } = options;
  const started = clock();
  const world = new World({ seed: options.seed ?? 'load', now: started, days: 1 });
  world.advance(started - WARM_UP);
  world.advance(started);
  world.take(Infinity);
  const url = options.url.replace(/\/+$/, '');
  const shippers = new Map(
    world.company.windows.map((host) => [
      host.name,
      new EventsShipper({ url, token: options.token, company: world.company, host }),
    ]),
  );
  const latencies: number[] = [];
  const underway = new Set<Promise<void>>();
  let sent = 0;
  let accepted = 0;
  let quarantined = 0;
  let failure: unknown;

  const send = (until: number): void => {
    for (const { host, events } of world.take(until).windows) {
      if (events.length === 0) continue;
      sent += events.length;
      const at = performance.now();
      const request = shippers
        .get(host.name)!
        .ship(events, signal)
        .then((receipt) => {
          accepted += receipt.accepted;
          quarantined += receipt.quarantined;
          latencies.push(performance.now() - at);
        })
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => underway.delete(request));
      underway.add(request);
    }
  };
  const progress = (): LoadProgress => ({
    sent,
    accepted,
    quarantined,
    behind: sent - accepted - quarantined,
    seconds: (clock() - started) / 1000,
  });

  while (clock() - started < seconds * 1000 && failure === undefined) {
    signal?.throwIfAborted();
    const now = clock();
    const due = Math.round((rate * Math.min(now - started + TICK_MS, seconds * 1000)) / 1000) - sent;
    while (world.pending < due) world.actAt(now);
    if (due > 0) send(Infinity);
    options.onProgress?.(progress());
    while (progress().behind > rate * 10 && underway.size > 0) await Promise.race(underway);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, now + TICK_MS - clock())));
  }
  await Promise.all(underway);
  if (failure !== undefined) throw failure;
  return { ...progress(), latencies: latencies.sort((a, b) => a - b) };
}
