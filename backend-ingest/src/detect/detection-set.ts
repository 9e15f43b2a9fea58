// What a lane's thread needs to judge events: rules as bytes, and what the configuration says of each. Plain data that crosses threads.
import type { Level } from '@huntboard/sigma';
import type { Indicator, IndicatorType } from '../iocs/indicator.ts';

/** How hits of a rule become alerts. */
export interface AlertPolicy {
  /** Columns, or keys of the long tail, that make a hit another alert, besides those that always do. */
  readonly dedup: readonly string[];
  /** Hits of the same key within it are one alert, ms. */
  readonly windowMs: number;
}

/** An exception that may apply, and the number of its condition. */
export interface MayApply {
  readonly exception: number;
  readonly condition: number;
}

/** A rule as alerts name it. */
export interface RuleFacts extends AlertPolicy {
  /** What `rule_ids` and alerts carry. */
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly tags: readonly string[];
  /** It is there for correlations: its hits stay on the events and raise nothing. */
  readonly silent: boolean;
  /** Correlations want to know of its hits. */
  readonly watched: boolean;
  readonly exceptions: readonly MayApply[];
}

export interface ExceptionFacts {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  /** Epoch ms; from then on it hides nothing. */
  readonly expires: number;
}

export interface DetectionSet {
  /** Names the rules and the configuration they were made of: equal sets have equal versions. */
  readonly version: string;
  /** In the order of the encoded rules. */
  readonly rules: readonly RuleFacts[];
  /** `encodeRules` of the rules. */
  readonly encoded: SharedArrayBuffer;
  readonly exceptions: readonly ExceptionFacts[];
  /** `encodeRules` of the conditions of exceptions, each as a rule. */
  readonly conditions: string;
  readonly indicators: readonly Indicator[];
  readonly indicatorExceptions: Readonly<Record<IndicatorType, readonly MayApply[]>>;
  /** Alerts about indicators fold within it, ms. */
  readonly windowMs: number;
}

export interface DetectionLimits {
  /** Days an alert is kept. */
  readonly alertDays: number;
  /** Alerts of one rule in one batch; hits beyond them fold into one more. */
  readonly maxAlertsPerRule: number;
  /** Share of the time of judging that one rule may take, 0 to 1; beyond it the rule is switched off. */
  readonly maxShare: number;
}
