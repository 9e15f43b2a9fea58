// The groups of one correlation on the stream, and those of the correlations inside it: takes all hits of one time at once.
import type { CorrelationFinding } from './finding.ts';
import { GroupWindow } from './group-window.ts';
import type { GroupSnapshot } from './group-window.ts';
import type { CorrelationHit, Keys } from './hit.ts';
import type { CorrelationPlan } from './plan.ts';
import { leavesOf } from './plan.ts';
import type { Occurrence } from './window-measure.ts';

/** An event at a level: its keys there and further out. */
interface Arrival {
  readonly id: string;
  readonly source: number;
  readonly keys: readonly (Keys | null)[];
}

interface OpenOccurrence {
  readonly id: string;
  readonly value: string;
  readonly sources: Set<number>;
  readonly arrivals: Arrival[];
}

/** An event at which a correlation fired, for the correlation around it. */
export interface Fired {
  readonly id: string;
  /** Further out. */
  readonly keys: readonly (Keys | null)[];
  /** It stands for the moment at which the correlation began to fire. */
  readonly isOnset: boolean;
}

/** What one group gets at one time. */
interface OpenMoment {
  readonly group: readonly string[];
  readonly occurrences: Map<string, OpenOccurrence>;
}

export interface LevelSnapshot {
  readonly groups: readonly GroupSnapshot[];
  readonly inner: readonly LevelSnapshot[];
}

export interface Limits {
  /** Groups that a correlation keeps at most. */
  readonly groups: number;
  /** Occurrences that a correlation keeps at most, over all groups. */
  readonly occurrences: number;
}

/** What had to be forgotten because of the limits: findings may be missing. */
export interface Forgotten {
  groups: number;
  occurrences: number;
}

export class LevelState {
  readonly #plan: CorrelationPlan;
  readonly #limits: Limits;
  readonly #forgotten: Forgotten;
  readonly #onFinding: (finding: CorrelationFinding) => void;
  readonly #inner: readonly (LevelState | undefined)[];
  /** First leaf of each source. */
  readonly #leaves: readonly number[];
  /** In the order of their latest moment, the oldest first. */
  #groups = new Map<string, GroupWindow>();
  #size = 0;

  constructor(
    plan: CorrelationPlan,
    firstLeaf: number,
    limits: Limits,
    forgotten: Forgotten,
    onFinding: (finding: CorrelationFinding) => void,
  ) {
    this.#plan = plan;
    this.#limits = limits;
    this.#forgotten = forgotten;
    this.#onFinding = onFinding;
    const leaves: number[] = [];
    let leaf = firstLeaf;
    this.#inner = plan.sources.map((source) => {
      leaves.push(leaf);
      if (source.kind === 'rule') {
        leaf++;
        return undefined;
      }
      const level = new LevelState(source.plan, leaf, limits, forgotten, () => undefined);
      leaf += leavesOf(source.plan).length;
      return level;
    });
    this.#leaves = [...leaves, leaf];
  }

  /** Judges all hits of the time `t`, later than all before; gives what the correlation around it takes as events. */
  tick(t: number, hits: readonly CorrelationHit[]): readonly Fired[] {
    this.#expire(t);
    const fired: Fired[] = [];
    for (const [key, moment] of this.#moments(this.#arrivals(t, hits))) {
      const open = [...moment.occurrences.values()].sort((a, b) => compare(a.id, b.id));
      const occurrences: Occurrence[] = open.map(({ id, value, sources }) => ({
        id,
        value,
        sources: [...sources].sort((a, b) => a - b),
      }));
      const window = this.#touch(key, moment.group);
      const before = window.size;
      const judged = window.judge({ t, occurrences }, writtenOf(open));
      this.#size += window.size - before;
      if (!judged.fires) continue;
      this.#onFinding(window.finding!);
      for (const { id, keys } of open.flatMap(({ arrivals }) => arrivals))
        fired.push({ id, keys: keys.slice(1), isOnset: judged.begins && id === open[0]!.id });
    }
    this.#shrink();
    return fired;
  }

  toSnapshot(): LevelSnapshot {
    return {
      groups: [...this.#groups.values()].map((group) => group.toSnapshot()),
      inner: this.#inner.flatMap((level) => level?.toSnapshot() ?? []),
    };
  }

  restore(snapshot: LevelSnapshot): void {
    this.#groups = new Map(
      snapshot.groups.map((group) => [groupKey(group.group), GroupWindow.restore(this.#plan, group)]),
    );
    this.#size = [...this.#groups.values()].reduce((size, group) => size + group.size, 0);
    this.#inner.filter((level) => level !== undefined).forEach((level, i) => level.restore(snapshot.inner[i]!));
  }

  #arrivals(t: number, hits: readonly CorrelationHit[]): Arrival[] {
    const arrivals: Arrival[] = [];
    this.#plan.sources.forEach((source, index) => {
      const from = this.#leaves[index]!;
      const to = this.#leaves[index + 1]!;
      const mine = hits.filter(({ leaf }) => leaf >= from && leaf < to);
      if (source.kind === 'rule') for (const { id, keys } of mine) arrivals.push({ id, keys, source: index });
      else if (mine.length > 0) {
        for (const { id, keys, isOnset } of this.#inner[index]!.tick(t, mine))
          if (isOnset || source.occurs === 'moments') arrivals.push({ id, keys, source: index });
      }
    });
    return arrivals;
  }

  #moments(arrivals: readonly Arrival[]): Map<string, OpenMoment> {
    const moments = new Map<string, OpenMoment>();
    for (const arrival of arrivals) {
      const keys = arrival.keys[0];
      if (keys === undefined || keys === null) continue;
      const key = groupKey(keys.group);
      let moment = moments.get(key);
      if (moment === undefined) moments.set(key, (moment = { group: keys.group, occurrences: new Map() }));
      const identity = `${arrival.id} ${keys.value}`;
      let occurrence = moment.occurrences.get(identity);
      if (occurrence === undefined) {
        occurrence = { id: arrival.id, value: keys.value, sources: new Set(), arrivals: [] };
        moment.occurrences.set(identity, occurrence);
      }
      occurrence.sources.add(arrival.source);
      occurrence.arrivals.push(arrival);
    }
    return moments;
  }

  #touch(key: string, group: readonly string[]): GroupWindow {
    const window = this.#groups.get(key) ?? new GroupWindow(this.#plan, group);
    this.#groups.delete(key);
    this.#groups.set(key, window);
    return window;
  }

  /** A group whose latest moment is a timespan ago is as good as new. */
  #expire(t: number): void {
    for (const [key, window] of this.#groups) {
      if (window.last > t - this.#plan.timespan) return;
      this.#groups.delete(key);
      this.#size -= window.size;
    }
  }

  #shrink(): void {
    for (const [key, window] of this.#groups) {
      if (this.#groups.size <= this.#limits.groups && this.#size <= this.#limits.occurrences) return;
      this.#groups.delete(key);
      this.#size -= window.size;
      this.#forgotten.groups++;
      this.#forgotten.occurrences += window.size;
    }
  }
}

function groupKey(group: readonly string[]): string {
  return JSON.stringify(group);
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The group's values as the first event wrote them, where it fits several sources as the first of these reads it. */
function writtenOf(open: readonly OpenOccurrence[]): readonly string[] {
  const first = open.filter(({ id }) => id === open[0]!.id).flatMap(({ arrivals }) => arrivals);
  const written = ({ keys }: Arrival): readonly string[] => keys[0]!.written;
  first.sort((a, b) => a.source - b.source || compare(groupKey(written(a)), groupKey(written(b))));
  return written(first[0]!);
}
