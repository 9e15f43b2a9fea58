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

/** Time of a rule in a window. The two longest calls are left out: in them the thread may have waited for others. */
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
  readonly #spent = new Map<number, RuleTime>();
  #total = 0;
  #events = 0;
  #random = 0x2545f491;
  #untilTimed = 1;

  constructor(counters: RuleCounters, limits: OverloadLimits, report: (overload: Overload) => void) {
    this.#counters = counters;
    this.#limits = limits;
    this.#report = report;
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

  readonly spent = (ruleIndex: number, nanoseconds: number): void => {
    this.#counters.nanoseconds[ruleIndex]! += nanoseconds * TIMED;
    let time = this.#spent.get(ruleIndex);
    if (time === undefined) this.#spent.set(ruleIndex, (time = new RuleTime()));
    time.add(nanoseconds);
  };

  /** Ends a timed event that took so long in all. */
  endEvent(nanoseconds: number): void {
    this.#total += nanoseconds;
    if (++this.#events < this.#limits.window) return;
    for (const [ruleIndex, { calls, steady }] of this.#spent) {
      const share = steady / this.#total;
      const nanosecondsPerEvent = steady / this.#events;
      if (calls < LEAST_CALLS || share <= this.#limits.share || nanosecondsPerEvent <= this.#limits.nanosecondsPerEvent)
        continue;
      this.#counters.disabled[ruleIndex] = 1;
      this.#report({ ruleIndex, share, nanosecondsPerEvent });
    }
    this.#spent.clear();
    this.#total = 0;
    this.#events = 0;
  }
}
