// A correlation on the stream: takes hits in any order, holds them until nothing earlier can come, judges them in the order of time.
import type { CorrelationFinding } from './finding.ts';
import type { CorrelationHit } from './hit.ts';
import { HitQueue } from './hit-queue.ts';
import { LevelState } from './level-state.ts';
import type { Forgotten, LevelSnapshot } from './level-state.ts';
import type { CorrelationPlan } from './plan.ts';

export interface CorrelationOptions {
  /** Milliseconds that a hit may be behind the latest one; without it everything waits for `end`, as far as `maxHits` goes. */
  readonly lateness?: number;
  /** Hits that wait, and occurrences in windows: each at most so many. Default one million. */
  readonly maxHits?: number;
  /** Groups at most. Default 100,000. */
  readonly maxGroups?: number;
}

/** What went by unjudged; all zero means that the findings are those that SQL gives over the same events. */
export interface CorrelationOverflow {
  /** Hits that came later than the lateness allows, or after the queue was full. */
  readonly late: number;
  /** Groups that were forgotten because there were too many, or too much in them, and the occurrences in these. */
  readonly groups: number;
  readonly occurrences: number;
}

export interface CorrelationSnapshot {
  readonly version: 1;
  readonly key: string;
  readonly latest: number;
  readonly judged: number;
  readonly late: number;
  readonly forgotten: Readonly<Forgotten>;
  readonly waiting: readonly CorrelationHit[];
  readonly level: LevelSnapshot;
  readonly findings: readonly CorrelationFinding[];
}

const HITS = 1_000_000;
const GROUPS = 100_000;

export class CorrelationState {
  readonly plan: CorrelationPlan;
  readonly #lateness: number;
  readonly #maxHits: number;
  readonly #queue = new HitQueue();
  readonly #forgotten: Forgotten = { groups: 0, occurrences: 0 };
  readonly #level: LevelState;
  #findings = new Map<string, CorrelationFinding>();
  #latest = -Infinity;
  /** Everything up to here has been judged. */
  #judged = -Infinity;
  #late = 0;

  constructor(plan: CorrelationPlan, options: CorrelationOptions = {}) {
    this.plan = plan;
    this.#lateness = options.lateness ?? Infinity;
    this.#maxHits = options.maxHits ?? HITS;
    const limits = { groups: options.maxGroups ?? GROUPS, occurrences: this.#maxHits };
    this.#level = new LevelState(plan, 0, limits, this.#forgotten, (finding) =>
      this.#findings.set(finding.id, finding),
    );
  }

  /** Goes on where a snapshot was taken. @throws when it is of another correlation */
  static restore(
    plan: CorrelationPlan,
    snapshot: CorrelationSnapshot,
    options: CorrelationOptions = {},
  ): CorrelationState {
    if (snapshot.key !== plan.key) throw new Error(`a snapshot of ${snapshot.key} is none of ${plan.key}`);
    const state = new CorrelationState(plan, options);
    state.#latest = finite(snapshot.latest);
    state.#judged = finite(snapshot.judged);
    state.#late = snapshot.late;
    Object.assign(state.#forgotten, snapshot.forgotten);
    for (const hit of snapshot.waiting) state.#queue.push(hit);
    state.#level.restore(snapshot.level);
    state.#findings = new Map(snapshot.findings.map((finding) => [finding.id, finding]));
    return state;
  }

  add(hit: CorrelationHit): void {
    if (hit.ts <= this.#judged) {
      this.#late++;
      return;
    }
    this.#queue.push(hit);
    if (hit.ts > this.#latest) this.#latest = hit.ts;
    if (this.#queue.earliest < this.#latest - this.#lateness) this.advanceTo(this.#latest - this.#lateness);
    while (this.#queue.size > this.#maxHits) this.#judgeEarliest();
  }

  /** Nothing before this time (epoch ms) will come any more. */
  advanceTo(time: number): void {
    while (this.#queue.earliest < time) this.#judgeEarliest();
    if (time - 1 > this.#judged) this.#judged = time - 1;
  }

  /** Nothing will come any more. */
  end(): void {
    while (this.#queue.size > 0) this.#judgeEarliest();
  }

  /** The findings that began or grew since the last call; one that grows comes again, under the same id. */
  take(): CorrelationFinding[] {
    const findings = [...this.#findings.values()];
    this.#findings.clear();
    return findings;
  }

  get overflow(): CorrelationOverflow {
    return { late: this.#late, ...this.#forgotten };
  }

  toSnapshot(): CorrelationSnapshot {
    return {
      version: 1,
      key: this.plan.key,
      // JSON knows no infinity; before all time stands the earliest time there is.
      latest: Math.max(this.#latest, -8.64e15),
      judged: Math.max(this.#judged, -8.64e15),
      late: this.#late,
      forgotten: { ...this.#forgotten },
      waiting: this.#queue.toArray(),
      level: this.#level.toSnapshot(),
      findings: [...this.#findings.values()],
    };
  }

  #judgeEarliest(): void {
    const time = this.#queue.earliest;
    this.#level.tick(time, this.#queue.takeEarliest());
    this.#judged = time;
  }
}

function finite(time: number): number {
  return time <= -8.64e15 ? -Infinity : time;
}
