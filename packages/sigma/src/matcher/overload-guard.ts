// Switches off a rule that burns more than its share, so that one bad rule cannot stop the stream.
import type { RuleCounters } from './rule-counters.ts';

export interface OverloadLimits {
  /** Part of all time of matching that one rule may take. */
  readonly share: number;
  /** However large its share, a rule is left alone below this mean over all events. */
  readonly nanosecondsPerEvent: number;
  /** Timed events after which the guard looks; one event in 64 is timed. */
  readonly window: number;
}

export const OVERLOAD_LIMITS: OverloadLimits = { share: 0.4, nanosecondsPerEvent: 10_000, window: 512 };

/** Why a rule was switched off. */
export interface Overload {
  readonly ruleIndex: number;
  readonly share: number;
  readonly nanosecondsPerEvent: number;
}

/** One event in so many is timed; which ones is random, so that no rhythm in the events can hide a rule. */
const TIMED = 64;
/** Fewer timed calls say nothing. */
const LEAST_CALLS = 16;
/** A call that took so long is made again, nanoseconds: a slow rule is slow each time, a machine that stood still is not. */
const LONG_CALL = 20_000;
const REPEATS = 3;
/** Searches cannot be made again: of a window this part, the longest, counts as the longest of the others. */
const TRIMMED = 1 / 8;

/** Time of a rule in a window. The two longest calls are left out, for what the repeats did not clear. */
class RuleTime {
  calls = 0;
  #sum = 0;
  #longest = 0;
  #second = 0;

  add(nanoseconds: number): void {
    this.calls++;
    this.#sum += nanoseconds;
    if (nanoseconds > this.#longest) {
      this.#second = this.#longest;
      this.#longest = nanoseconds;
    } else if (nanoseconds > this.#second) this.#second = nanoseconds;
  }

  get steady(): number {
    return this.#sum - this.#longest - this.#second;
  }
}

export class OverloadGuard {
  readonly #limits: OverloadLimits;
  readonly #counters: RuleCounters;
  readonly #report: (overload: Overload) => void;
  readonly #now: () => number;
  readonly #spent = new Map<number, RuleTime>();
  readonly #searches: Float64Array;
  #asked = 0;
  #events = 0;
  #random = 0x2545f491;
  #untilTimed = 1;

  /** @param now Monotonic clock in nanoseconds. It may stand still or jump, as it does for a thread that waits for a core. */
  constructor(counters: RuleCounters, limits: OverloadLimits, report: (overload: Overload) => void, now: () => number) {
    this.#counters = counters;
    this.#limits = limits;
    this.#searches = new Float64Array(limits.window);
    this.#report = report;
    this.#now = now;
  }

  /** Whether this event is to be timed. */
  isDue(): boolean {
    if (--this.#untilTimed > 0) return false;
    // xorshift32: even enough, and the same in every run.
    let next = this.#random;
    next ^= next << 13;
    next ^= next >>> 17;
    next ^= next << 5;
    this.#random = next;
    this.#untilTimed = 1 + ((next >>> 8) % (2 * TIMED - 1));
    return true;
  }

  /** Does the part of a timed event that serves all rules. */
  search(search: () => void): void {
    const start = this.#now();
    search();
    this.#searches[this.#events] = this.#now() - start;
  }

  /** Asks a rule about a timed event. Tests are pure, so that a call that took long can be made again: the shortest counts. */
  ask(ruleIndex: number, test: () => boolean): boolean {
    let start = this.#now();
    const isHit = test();
    let nanoseconds = this.#now() - start;
    for (let n = 0; n < REPEATS && nanoseconds > LONG_CALL; n++) {
      start = this.#now();
      test();
      nanoseconds = Math.min(nanoseconds, this.#now() - start);
    }
    this.#asked += nanoseconds;
    this.#counters.nanoseconds[ruleIndex]! += nanoseconds * TIMED;
    let time = this.#spent.get(ruleIndex);
    if (time === undefined) this.#spent.set(ruleIndex, (time = new RuleTime()));
    time.add(nanoseconds);
    return isHit;
  }

  /** Ends a timed event. */
  endEvent(): void {
    if (++this.#events < this.#limits.window) return;
    const total = this.#asked + trimmedSum(this.#searches);
    for (const [ruleIndex, { calls, steady }] of this.#spent) {
      const share = steady / total;
      const nanosecondsPerEvent = steady / this.#events;
      if (calls < LEAST_CALLS || share <= this.#limits.share || nanosecondsPerEvent <= this.#limits.nanosecondsPerEvent)
        continue;
      this.#counters.disabled[ruleIndex] = 1;
      this.#report({ ruleIndex, share, nanosecondsPerEvent });
    }
    this.#spent.clear();
    this.#searches.fill(0);
    this.#asked = 0;
    this.#events = 0;
  }
}

/** Sorts the values. */
function trimmedSum(values: Float64Array): number {
  values.sort();
  const kept = Math.ceil(values.length * (1 - TRIMMED));
  let sum = 0;
  for (let i = 0; i < kept; i++) sum += values[i]!;
  return sum + (values.length - kept) * (values[kept - 1] ?? 0);
}
