// The load generator: the same company, hurried, at a steady rate of events a second.
import { EventsShipper } from './delivery/events-shipper.ts';
import { World } from './world.ts';

const TICK_MS = 100;

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
  const morning = clock();
  const world = new World({ seed: options.seed ?? 'load', now: morning, days: 1 });
  world.advance(morning);
  world.take(Infinity);
  // The company is at work now; the time that took does not count.
  const started = clock();
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

  /** Sends what is due when `elapsed` ms have passed. */
  const catchUp = (elapsed: number): void => {
    const due = Math.round((rate * Math.min(elapsed, seconds * 1000)) / 1000) - sent;
    if (due <= 0) return;
    while (world.pending < due) world.actAt(clock());
    send(Infinity);
  };

  while (clock() - started < seconds * 1000 && failure === undefined) {
    signal?.throwIfAborted();
    const now = clock();
    catchUp(now - started + TICK_MS);
    options.onProgress?.(progress());
    while (progress().behind > rate * 10 && underway.size > 0) await Promise.race(underway);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, now + TICK_MS - clock())));
  }
  // A machine that was too busy to keep the pace sends the rest at the end: the number of events is what was asked for.
  if (failure === undefined) catchUp(seconds * 1000);
  await Promise.all(underway);
  if (failure !== undefined) throw failure;
  return { ...progress(), latencies: latencies.sort((a, b) => a - b) };
}
