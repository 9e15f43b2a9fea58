// A live tail sends every event once, in whatever order the events become visible and however often the store is away.
import fc from 'fast-check';
import type { EventKey } from './tail-window';
import { LATE_POLLS, TailWindow } from './tail-window';

interface Arrival {
  readonly receivedAt: number;
  /** Polls between receipt and visibility. */
  readonly late: number;
}

const POLL_MS = 1_000;

/** Plays arrivals through polls of at most `limit` events; `fails` says which polls find no store, or lose it before the rows came. */
function play(
  arrivals: readonly Arrival[],
  limit: number,
  fails: (poll: number) => string,
): { readonly sent: string[]; readonly polls: number } {
  const window = new TailWindow();
  window.start([{ id: 'before', ingestedAt: 0 }], 0);
  const events = arrivals.map(({ receivedAt, late }, index) => ({
    key: { id: `e${index}`, ingestedAt: receivedAt },
    visibleAt: Math.ceil(receivedAt / POLL_MS) + late,
  }));
  const all = [...events, { key: { id: 'before', ingestedAt: 0 }, visibleAt: -1 }];
  const sent: string[] = [];
  const last = Math.max(0, ...events.map(({ visibleAt }) => visibleAt));
  let poll = 0;
  for (; poll <= last + 10 || sent.length < events.length; poll++) {
    if (poll > last + 5_000) break;
    const failure = fails(poll);
    if (failure === 'keys') continue;
    const since = window.since ?? 0;
    const found: EventKey[] = all
      .filter(({ key, visibleAt }) => visibleAt <= poll && key.ingestedAt >= since)
      .map(({ key }) => key)
      .sort((a, b) => a.ingestedAt - b.ingestedAt)
      .slice(0, limit + window.known + 1);
    const fresh = window.take(found, limit);
    if (failure === 'rows') continue;
    sent.push(...fresh.keys.map(({ id }) => id));
    window.sent(fresh, found);
  }
  return { sent, polls: poll };
}

const arrivals = fc.array(
  fc.record({ receivedAt: fc.integer({ min: 0, max: 120_000 }), late: fc.integer({ min: 0, max: LATE_POLLS - 2 }) }),
  { maxLength: 300 },
);

describe('TailWindow', () => {
  it('sends every event once', () => {
    fc.assert(
      fc.property(
        arrivals,
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.constantFrom('no', 'no', 'keys', 'rows'), { maxLength: 150 }),
        (events, limit, fails) => {
          const { sent } = play(events, limit, (poll) => fails[poll] ?? 'no');
          expect(new Set(sent).size).toBe(sent.length);
          expect(sent).toHaveLength(events.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('forgets what lies behind the window', () => {
    const window = new TailWindow();
    window.start([], 0);
    for (let poll = 0; poll < 1000; poll++) {
      const found = [{ id: `e${poll}`, ingestedAt: poll * POLL_MS }];
      window.sent(window.take(found, 10), found);
    }
    expect(window.known).toBeLessThanOrEqual(LATE_POLLS + 1);
    expect(window.since).toBe((1000 - LATE_POLLS - 1) * POLL_MS);
  });

  it('takes what is there at the start as known', () => {
    const window = new TailWindow();
    const old = { id: 'old', ingestedAt: 50_000 };
    window.start([old], 60_000);
    expect(window.since).toBe(40_000);
    expect(window.take([old, { id: 'new', ingestedAt: 50_000 }], 10).keys.map(({ id }) => id)).toEqual(['new']);
  });
});
