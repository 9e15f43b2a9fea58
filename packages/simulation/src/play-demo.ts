// The demonstration: three days of a small company with two attacks in the last hours, then its life as it goes on.
import { Fleet, type Delivered, type FleetOptions } from './delivery/fleet.ts';
import { HELP_BEFORE_INVOICE, invoiceStory } from './stories/invoice.ts';
import { webServerStory } from './stories/web-server.ts';
import { World } from './world.ts';

const HOUR = 3_600_000;
const DAYS = 2.95;
/** The attacks begin so long before now, and their beacons go on so long after it. */
const INVOICE_BEFORE = 5.6 * HOUR;
const GUESSING_BEFORE = 4.9 * HOUR;
const AFTERMATH = 6 * HOUR;
/** History is produced and delivered in steps, so that it never lies in memory as a whole. */
const STEP = 2 * HOUR;
const LIVE_TICK_MS = 1000;

export interface DemoProgress extends Delivered {
  /** Part of the history that is delivered, 0 to 1. */
  readonly fraction: number;
}

export interface DemoOptions extends FleetOptions {
  /** The same seed gives the same company and story. */
  readonly seed?: string;
  /** Epoch ms that the history leads up to. */
  readonly now?: number;
  readonly clock?: () => number;
  readonly onProgress?: (progress: DemoProgress) => void;
  /** Whether the company lives on after its history is in. */
  readonly live?: 'live' | 'history-only';
  /** Told when the live part fails for good; the history is in by then. */
  readonly onError?: (error: unknown) => void;
}

export interface Demo {
  /** What the history delivered. */
  readonly history: Delivered;
  /** Ends the live part; resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Epoch ms at which the first trace of each attack is left in a history that leads up to `now`. */
export function storyBeginnings(now: number): { readonly invoice: number; readonly webServer: number } {
  return { invoice: now - INVOICE_BEFORE - HELP_BEFORE_INVOICE, webServer: now - GUESSING_BEFORE };
}

/** The company with its two stories scheduled, ready to advance. */
export function createDemoWorld(seed: string, now: number): World {
  const world = new World({ seed, now, days: DAYS });
  invoiceStory(world, now - INVOICE_BEFORE, now + AFTERMATH);
  webServerStory(world, now - GUESSING_BEFORE, now + AFTERMATH);
  return world;
}

/** Plays the demonstration against an ingest service. Resolves when the history is delivered; the live part goes on until `stop`. */
export async function playDemo(options: DemoOptions): Promise<Demo> {
  const clock = options.clock ?? Date.now;
  const now = options.now ?? clock();
  const world = createDemoWorld(options.seed ?? 'nordwind', now);
  const fleet = new Fleet(world, options);
  await fleet.enroll();
  let events = 0;
  let quarantined = 0;
  const deliver = async (until: number): Promise<void> => {
    world.advance(until);
    const delivered = await fleet.deliver(until);
    events += delivered.events;
    quarantined += delivered.quarantined;
  };
  for (let until = world.startsAt + STEP; ; until += STEP) {
    const end = Math.min(until, now);
    await deliver(end);
    options.onProgress?.({ events, quarantined, fraction: (end - world.startsAt) / (now - world.startsAt) });
    if (end === now) break;
  }
  const history = { events, quarantined };
  if (options.live === 'history-only') return { history, stop: () => Promise.resolve() };

  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = async (): Promise<void> => {
    try {
      await deliver(clock());
    } catch (error) {
      if (!stopped) options.onError?.(error);
      return;
    }
    if (!stopped) timer = setTimeout(() => (underway = next()), LIVE_TICK_MS);
  };
  let underway = next();
  return {
    history,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await underway;
    },
  };
}
