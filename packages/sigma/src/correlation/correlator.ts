// All correlations of a rule set on the stream: fed with events and the rules that matched them.
import type { Row } from '@huntboard/schema';
import type { ResolvedRule } from '../model/rule.ts';
import { CorrelationState } from './correlation-state.ts';
import type { CorrelationOptions, CorrelationOverflow, CorrelationSnapshot } from './correlation-state.ts';
import type { CorrelationFinding } from './finding.ts';
import { hitReader } from './hit.ts';
import { leavesOf } from './plan.ts';
import type { CorrelationPlan } from './plan.ts';

export class Correlator {
  readonly #states: readonly CorrelationState[];
  /** For each rule of the matcher: who wants to know. */
  readonly #listeners: readonly (readonly ((row: Row) => void)[])[];

  /**
   * @param rules as the matcher numbers them; those that correlations refer to must be among them (the same objects)
   * @param snapshots of correlations with the same key go on where they were taken
   */
  constructor(
    plans: readonly CorrelationPlan[],
    rules: readonly ResolvedRule[],
    options: CorrelationOptions & { readonly snapshots?: readonly CorrelationSnapshot[] } = {},
  ) {
    const snapshots = new Map((options.snapshots ?? []).map((snapshot) => [snapshot.key, snapshot]));
    this.#states = plans.map((plan) => {
      const snapshot = snapshots.get(plan.key);
      return snapshot === undefined
        ? new CorrelationState(plan, options)
        : CorrelationState.restore(plan, snapshot, options);
    });
    const listeners = rules.map((): ((row: Row) => void)[] => []);
    const numbers = new Map(rules.map((rule, number) => [rule.rule, number]));
    for (const state of this.#states) {
      const read = hitReader(state.plan);
      leavesOf(state.plan).forEach(({ rule, key }, leaf) => {
        const number = numbers.get(rule.rule);
        if (number === undefined) throw new Error(`${state.plan.key} needs the rule ${key}, which is not in the set`);
        listeners[number]!.push((row) => {
          const hit = read(leaf, row);
          if (hit !== undefined) state.add(hit);
        });
      });
    }
    this.#listeners = listeners;
  }

  /** An event, and the numbers of the rules that matched it. Values are copied: the row may be used again. */
  observe(row: Row, matched: Iterable<number>): void {
    for (const rule of matched) for (const listen of this.#listeners[rule]!) listen(row);
  }

  /** Whether a match of the rule (by its number) is of use here. */
  wants(rule: number): boolean {
    return this.#listeners[rule]!.length > 0;
  }

  /** What began or grew since the last call. */
  take(): CorrelationFinding[] {
    return this.#states.flatMap((state) => state.take());
  }

  /** Nothing before this time (epoch ms) will come any more. */
  advanceTo(time: number): void {
    for (const state of this.#states) state.advanceTo(time);
  }

  /** Judges all that waits. */
  end(): void {
    for (const state of this.#states) state.end();
  }

  /** By the key of the correlation; only those where something was passed over. */
  overflow(): ReadonlyMap<string, CorrelationOverflow> {
    const reports = this.#states.map(({ plan, overflow }) => [plan.key, overflow] as const);
    return new Map(reports.filter(([, { late, groups, occurrences }]) => late + groups + occurrences > 0));
  }

  toSnapshot(): CorrelationSnapshot[] {
    return this.#states.map((state) => state.toSnapshot());
  }
}
