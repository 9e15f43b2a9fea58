// A window that slides over the moments of one group, and what its measure says: each occurrence goes in once and out once.
import { within } from './bounds.ts';
import type { Bound, Measure, Presence } from './plan.ts';

/** An event in a group. An event that fits several sources is one occurrence, as long as group and value are the same. */
export interface Occurrence {
  readonly id: string;
  /** As the plan's `value` says: folded text, or millionths as a decimal. */
  readonly value: string;
  /** Indices of the sources it fits, ascending. */
  readonly sources: readonly number[];
}

/** All occurrences of a group at one time: they are simultaneous. */
export interface Moment {
  readonly t: number;
  readonly occurrences: readonly Occurrence[];
}

export interface Verdict {
  readonly fires: boolean;
  /** What was measured, where that is one number. */
  readonly value: number | null;
}

/** The occurrences that a measure looks at, kept up to date. */
export interface WindowMeasure {
  add(moment: Moment): void;
  remove(moment: Moment): void;
  /** After `moment` was added and what is too old was removed; `after` (exclusive) is where the window begins. */
  judge(moment: Moment, after: number): Verdict;
}

export function windowMeasure(measure: Measure, sources: number): WindowMeasure {
  switch (measure.kind) {
    case 'count':
      return countMeasure(measure.bounds);
    case 'distinct':
      return distinctMeasure(measure.bounds);
    case 'share':
      return shareMeasure(measure.bounds);
    case 'sum':
    case 'average':
      return sumMeasure(measure.kind, measure.bounds);
    case 'percentile':
      return percentileMeasure(measure.percentile, measure.bounds);
    case 'present':
      return presenceMeasure((present) => within(present.filter(Boolean).length, measure.bounds), sources);
    case 'presence':
      return presenceMeasure((present) => holds(measure.when, present), sources);
    case 'ordered':
      return orderedMeasure(sources);
  }
}

function countMeasure(bounds: readonly Bound<number>[]): WindowMeasure {
  let count = 0;
  return {
    add: ({ occurrences }) => void (count += occurrences.length),
    remove: ({ occurrences }) => void (count -= occurrences.length),
    judge: () => ({ fires: within(count, bounds), value: count }),
  };
}

/** How often each value is in the window. */
function valueCounts(): { readonly counts: Map<string, number>; change(moment: Moment, by: number): void } {
  const counts = new Map<string, number>();
  const change = ({ occurrences }: Moment, by: number): void => {
    for (const { value } of occurrences) {
      const count = (counts.get(value) ?? 0) + by;
      if (count === 0) counts.delete(value);
      else counts.set(value, count);
    }
  };
  return { counts, change };
}

function distinctMeasure(bounds: readonly Bound<number>[]): WindowMeasure {
  const { counts, change } = valueCounts();
  return {
    add: (moment) => change(moment, 1),
    remove: (moment) => change(moment, -1),
    judge: () => ({ fires: within(counts.size, bounds), value: counts.size }),
  };
}

function shareMeasure(bounds: readonly Bound<number>[]): WindowMeasure {
  const { counts, change } = valueCounts();
  let all = 0;
  return {
    add: (moment) => {
      change(moment, 1);
      all += moment.occurrences.length;
    },
    remove: (moment) => {
      change(moment, -1);
      all -= moment.occurrences.length;
    },
    judge: ({ occurrences }) => {
      const scaled = bounds.map(({ operator, value }) => ({ operator, value: value * all }));
      return { fires: occurrences.some(({ value }) => within(100 * counts.get(value)!, scaled)), value: null };
    },
  };
}

function sumMeasure(kind: 'sum' | 'average', bounds: readonly Bound<bigint>[]): WindowMeasure {
  let sum = 0n;
  let count = 0;
  const change = ({ occurrences }: Moment, sign: 1n | -1n): void => {
    for (const { value } of occurrences) sum += sign * BigInt(value);
    count += Number(sign) * occurrences.length;
  };
  return {
    add: (moment) => change(moment, 1n),
    remove: (moment) => change(moment, -1n),
    judge: () => {
      const factor = kind === 'sum' ? 1n : BigInt(count);
      const scaled = bounds.map(({ operator, value }) => ({ operator, value: value * factor }));
      return { fires: within(sum, scaled), value: Number(sum) / 1e6 / Number(factor) };
    },
  };
}

/** Place (from 1) of the percentile among `count` sorted values, by the nearest-rank method. */
export function percentileRank(percentile: number, count: number): number {
  return Math.max(1, Math.ceil((percentile * count) / 100));
}

/** The value at the rank is not above x when at least `rank` values are not, so counts say all. */
function percentileMeasure(percentile: number, bounds: readonly Bound<bigint>[]): WindowMeasure {
  const below = bounds.map(() => 0);
  const upTo = bounds.map(() => 0);
  let all = 0;
  const change = ({ occurrences }: Moment, by: number): void => {
    all += by * occurrences.length;
    for (const { value } of occurrences) {
      const number = BigInt(value);
      bounds.forEach((bound, i) => {
        if (number < bound.value) below[i]! += by;
        if (number <= bound.value) upTo[i]! += by;
      });
    }
  };
  const rankHolds = ({ operator }: Bound<bigint>, isBelow: boolean, isUpTo: boolean): boolean => {
    switch (operator) {
      case 'lt':
        return isBelow;
      case 'lte':
        return isUpTo;
      case 'gt':
        return !isUpTo;
      case 'gte':
        return !isBelow;
      case 'eq':
        return isUpTo && !isBelow;
      case 'neq':
        return isBelow || !isUpTo;
    }
  };
  return {
    add: (moment) => change(moment, 1),
    remove: (moment) => change(moment, -1),
    judge: () => {
      const rank = percentileRank(percentile, all);
      return { fires: bounds.every((bound, i) => rankHolds(bound, below[i]! >= rank, upTo[i]! >= rank)), value: null };
    },
  };
}

function presenceMeasure(fires: (present: readonly boolean[]) => boolean, sources: number): WindowMeasure {
  const last = new Array<number>(sources).fill(-Infinity);
  return {
    add: ({ t, occurrences }) => {
      for (const occurrence of occurrences) for (const source of occurrence.sources) last[source] = t;
    },
    remove: () => undefined,
    judge: (_, after) => {
      const present = last.map((t) => t > after);
      return { fires: fires(present), value: present.filter(Boolean).length };
    },
  };
}

export function holds(when: Presence, present: readonly boolean[]): boolean {
  switch (when.kind) {
    case 'const':
      return when.value;
    case 'source':
      return present[when.index]!;
    case 'not':
      return !holds(when.item, present);
    case 'and':
      return when.items.every((item) => holds(item, present));
    case 'or':
      return when.items.some((item) => holds(item, present));
  }
}

/** `starts[i]`: the latest time at which a chain through the sources 0 to i began. */
function orderedMeasure(sources: number): WindowMeasure {
  const starts = new Array<number>(sources).fill(-Infinity);
  return {
    add: ({ t, occurrences }) => {
      const seen = new Set(occurrences.flatMap((occurrence) => occurrence.sources));
      for (let i = 0; i < sources; i++) {
        if (!seen.has(i)) continue;
        const start = i === 0 ? t : starts[i - 1]!;
        if (start > starts[i]!) starts[i] = start;
      }
    },
    remove: () => undefined,
    judge: (_, after) => ({ fires: starts[sources - 1]! > after, value: sources }),
  };
}
