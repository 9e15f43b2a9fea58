// One group of one correlation: its window, and the episode that it is in.
import type { CorrelationFinding } from './finding.ts';
import { EVIDENCE, findingId } from './finding.ts';
import type { CorrelationPlan } from './plan.ts';
import { tellsSourcesApart } from './plan.ts';
import type { Moment, WindowMeasure } from './window-measure.ts';
import { windowMeasure } from './window-measure.ts';

interface Shown {
  readonly id: string;
  readonly ts: number;
}

export interface GroupSnapshot {
  readonly group: readonly string[];
  readonly window: readonly Moment[];
  readonly fired: boolean;
  readonly finding?: CorrelationFinding;
}

export interface Judged {
  readonly fires: boolean;
  /** It fires, and did not at the moment before (or that is a timespan ago). */
  readonly begins: boolean;
}

export class GroupWindow {
  readonly #plan: CorrelationPlan;
  readonly #group: readonly string[];
  readonly #measure: WindowMeasure;
  #window: Moment[] = [];
  /** Moments before this index have left the window. */
  #start = 0;
  #size = 0;
  #last = -Infinity;
  #fired = false;
  #finding: CorrelationFinding | undefined;

  constructor(plan: CorrelationPlan, group: readonly string[]) {
    this.#plan = plan;
    this.#group = group;
    this.#measure = windowMeasure(plan.measure, plan.sources.length);
  }

  static restore(plan: CorrelationPlan, snapshot: GroupSnapshot): GroupWindow {
    const window = new GroupWindow(plan, snapshot.group);
    for (const moment of snapshot.window) window.#enter(moment);
    window.#fired = snapshot.fired;
    window.#finding = snapshot.finding;
    return window;
  }

  /** Occurrences held. */
  get size(): number {
    return this.#size;
  }

  /** Time of the latest moment. */
  get last(): number {
    return this.#last;
  }

  /** The episode as it stands; undefined when the latest moment does not fire. */
  get finding(): CorrelationFinding | undefined {
    return this.#fired ? this.#finding : undefined;
  }

  /** Takes the next moment, later than all before. `written`: the group's values as its first event wrote them. */
  judge(moment: Moment, written: readonly string[]): Judged {
    const { timespan, period } = this.#plan;
    const previous = this.#last;
    const continues = this.#fired && moment.t - previous < timespan;
    const after = moment.t - timespan;
    this.#leave(after);
    this.#enter(moment);
    const { fires, value } = this.#measure.judge(moment, after);
    this.#fired = fires;
    if (!fires) return { fires, begins: false };
    const goesOn = continues && Math.floor(previous / period) === Math.floor(moment.t / period);
    this.#finding = goesOn ? extended(this.#finding!, moment) : this.#begin(moment, value, written);
    return { fires, begins: !continues };
  }

  toSnapshot(): GroupSnapshot {
    return {
      group: this.#group,
      window: this.#window.slice(this.#start),
      fired: this.#fired,
      ...(this.finding !== undefined && { finding: this.finding }),
    };
  }

  #enter(moment: Moment): void {
    this.#window.push(moment);
    this.#size += moment.occurrences.length;
    this.#last = moment.t;
    this.#measure.add(moment);
  }

  #leave(after: number): void {
    for (let first = this.#window[this.#start]; first !== undefined && first.t <= after;) {
      this.#measure.remove(first);
      this.#size -= first.occurrences.length;
      first = this.#window[++this.#start];
    }
    if (this.#start > 64 && this.#start * 2 > this.#window.length) {
      this.#window = this.#window.slice(this.#start);
      this.#start = 0;
    }
  }

  #begin(moment: Moment, value: number | null, written: readonly string[]): CorrelationFinding {
    const { key } = this.#plan;
    return {
      id: findingId(key, this.#group, moment.t),
      key,
      group: this.#group,
      values: written,
      first: moment.t,
      last: moment.t,
      count: this.#size,
      value,
      events: this.#evidence(),
    };
  }

  /** The latest occurrences in the window, and the latest of each source where sources count. */
  #evidence(): readonly Shown[] {
    const shown = new Map<string, Shown>();
    const missing = new Set(tellsSourcesApart(this.#plan.measure) ? this.#plan.sources.keys() : []);
    let left = EVIDENCE;
    for (let i = this.#window.length - 1; i >= this.#start && (left > 0 || missing.size > 0); i--) {
      const { t, occurrences } = this.#window[i]!;
      const found = new Set<number>();
      for (let j = occurrences.length - 1; j >= 0; j--) {
        const { id, sources } = occurrences[j]!;
        const isNew = sources.filter((source) => missing.has(source) && !found.has(source));
        if (left > 0 || isNew.length > 0) shown.set(id, { id, ts: t });
        for (const source of isNew) found.add(source);
        left--;
      }
      for (const source of found) missing.delete(source);
    }
    return [...shown.values()].sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1));
  }
}

function extended(finding: CorrelationFinding, moment: Moment): CorrelationFinding {
  return { ...finding, last: moment.t, count: finding.count + moment.occurrences.length };
}
