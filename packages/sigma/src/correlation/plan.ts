// What a correlation is once its references and fields are resolved: the one thing that the stream and the SQL are made of.
import type { CountOperator, ResolvedRule, SigmaCorrelation } from '../model/rule.ts';
import type { ResolvedField } from '../resolve/resolve-field.ts';

export interface Bound<N> {
  readonly operator: CountOperator;
  readonly value: N;
}

/** What is asked of the occurrences in a window; docs/decisions has the exact meaning. Sums are in millionths (see micros.ts). */
export type Measure =
  | { readonly kind: 'count' | 'distinct' | 'share'; readonly bounds: readonly Bound<number>[] }
  | { readonly kind: 'sum' | 'average'; readonly bounds: readonly Bound<bigint>[] }
  | { readonly kind: 'percentile'; readonly percentile: number; readonly bounds: readonly Bound<bigint>[] }
  /** How many of the sources occurred. */
  | { readonly kind: 'present'; readonly bounds: readonly Bound<number>[] }
  | { readonly kind: 'presence'; readonly when: Presence }
  /** All sources, in their order. */
  | { readonly kind: 'ordered' };

/** Which sources (by index) must have occurred in the window and which not. */
export type Presence =
  | { readonly kind: 'const'; readonly value: boolean }
  | { readonly kind: 'source'; readonly index: number }
  | { readonly kind: 'not'; readonly item: Presence }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Presence[] };

/** Where a correlation finds its group and its value in the events of one rule. */
export interface Step {
  readonly group: readonly FieldCases[];
  readonly value?: FieldCases;
}

/** A field by kind of event: the first case that the event is of and in which the field is there. */
export type FieldCases = readonly ResolvedField[];

/** A rule at the end of a path through correlations. */
export interface Leaf {
  readonly key: string;
  readonly rule: ResolvedRule;
  /** For the correlation that names the rule, then for the one that names that correlation, and so on up to the outermost. */
  readonly steps: readonly [Step, ...Step[]];
}

export type Source =
  | { readonly kind: 'rule'; readonly key: string; readonly leaf: Leaf }
  | {
      readonly kind: 'correlation';
      readonly key: string;
      readonly plan: CorrelationPlan;
      /** `moments`: at every moment at which it fires; `onsets`: once for every time it begins to. */
      readonly occurs: 'moments' | 'onsets';
    };

export interface CorrelationPlan {
  /** Of the correlation, as `ruleKey` gives it. */
  readonly key: string;
  readonly correlation: SigmaCorrelation;
  readonly measure: Measure;
  /** What an occurrence must carry beyond its group. */
  readonly value: 'none' | 'text' | 'number';
  /** Milliseconds; a window is (t - timespan, t]. */
  readonly timespan: number;
  /** Milliseconds; no finding reaches over a multiple of it (since the epoch). Whole days, not less than the timespan. */
  readonly period: number;
  /** In the order of the correlation's `rules`. */
  readonly sources: readonly Source[];
  /** Milliseconds of events before a moment that decide whether it fires. */
  readonly lookback: number;
}

/** The rules a plan reads, outermost sources first, each as often as it is named. */
export function leavesOf(plan: CorrelationPlan): readonly Leaf[] {
  return plan.sources.flatMap((source) => (source.kind === 'rule' ? [source.leaf] : leavesOf(source.plan)));
}

/** Whether the window's measure tells its sources apart. */
export function tellsSourcesApart({ kind }: Measure): boolean {
  return kind === 'present' || kind === 'presence' || kind === 'ordered';
}

/** Start of the period that a time (epoch ms) lies in. */
export function periodStart(plan: CorrelationPlan, time: number): number {
  return Math.floor(time / plan.period) * plan.period;
}
