// What a Sigma file holds: rules, correlations, filters, each with where it stands.
import type { Expr } from './expr.ts';
import type { FieldRef } from '../event/field-access.ts';
import type { RuleQuestion } from '../questions/question.ts';

export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical';
export type Status = 'stable' | 'test' | 'experimental' | 'deprecated' | 'unsupported';

/** A place in a file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface LogSource {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  readonly definition?: string;
}

/** What rules, correlations and filters have in common. */
export interface DocumentHead {
  readonly position: Position;
  readonly title: string;
  readonly id?: string;
  readonly name?: string;
  readonly status?: Status;
  readonly description?: string;
  readonly author?: string;
  readonly references: readonly string[];
  readonly date?: string;
  readonly modified?: string;
  readonly tags: readonly string[];
  readonly level?: Level;
  readonly fields: readonly string[];
  readonly falsepositives: readonly string[];
  readonly scope: readonly string[];
  readonly taxonomy: string;
  readonly license?: string;
  readonly related: readonly { readonly id: string; readonly type: string }[];
  /** Ours: what whoever opens its alert is to ask, each with its query. */
  readonly questions: readonly RuleQuestion[];
  /** Keys that the specification does not name, as parsed. */
  readonly custom: Readonly<Record<string, unknown>>;
}

export interface SigmaRule extends DocumentHead {
  readonly kind: 'rule';
  readonly logsource: LogSource;
  /** All conditions of the rule, joined by or, in canonical form; fields by name. */
  readonly expr: Expr<string>;
  /** The detection items by name and the conditions as written, for `explain`. */
  readonly detections: Readonly<Record<string, Expr<string>>>;
  readonly conditions: readonly string[];
}

export type CorrelationType =
  'event_count' | 'value_count' | 'temporal' | 'temporal_ordered' | 'value_sum' | 'value_avg' | 'value_percentile';

export type CountOperator = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';

export interface CorrelationCondition {
  /** All must hold: `gte: 5, lt: 10`. */
  readonly bounds: readonly { readonly operator: CountOperator; readonly value: number }[];
  /** Field of value_count, value_sum, value_avg and value_percentile. */
  readonly field?: string;
  /** 0 to 100, of value_percentile. */
  readonly percentile?: number;
  /**
   * Extended condition of temporal types, `(a or b) and not c`: only const, and, or, not and `exists`, whose field is a reference as in
   * `rules`; it holds when that rule occurred.
   */
  readonly expression?: Expr<string>;
}

export interface SigmaCorrelation extends DocumentHead {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Names or ids as written, with their place. */
  readonly rules: readonly { readonly ref: string; readonly position: Position }[];
  readonly groupBy: readonly string[];
  /** Milliseconds. */
  readonly timespan: number;
  /** Alias → rule reference → field. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly condition: CorrelationCondition;
  /** Whether the rules it refers to also raise alerts of their own. */
  readonly generate: boolean;
}

export interface SigmaFilter extends DocumentHead {
  readonly kind: 'filter';
  readonly logsource: LogSource;
  /** Rules by id or name; `any`: all of the log source. */
  readonly rules: readonly string[] | 'any';
  /** Already as written in the filter's condition: an event passes when this holds. */
  readonly expr: Expr<string>;
}

export type SigmaDocument = SigmaRule | SigmaCorrelation | SigmaFilter;

/** What is wrong with a file or a rule. `error`: the document is left out; `unsupported`: it is valid, but cannot be run; `warning`: it runs. */
export interface RuleProblem {
  readonly severity: 'error' | 'unsupported' | 'warning';
  /** Heading in docs/errors.md, e.g. `sigma.condition_syntax`. */
  readonly code: string;
  readonly message: string;
  readonly position: Position;
  readonly ruleId?: string;
}

/** A rule ready for both back ends: filters merged in, log source and fields resolved. */
export interface ResolvedRule {
  readonly rule: SigmaRule;
  /** Log source and detection, both over fields of events. */
  readonly logsource: Expr<FieldRef>;
  readonly expr: Expr<FieldRef>;
  /** What resolution has to say about a rule that runs, e.g. that no source is known for its log source. */
  readonly warnings?: readonly RuleProblem[];
}

/** `id`, or the name, or file:line for a rule that has neither: what alerts and `rule_ids` carry. */
export function ruleKey(rule: DocumentHead): string {
  return rule.id ?? rule.name ?? `${rule.position.file}:${rule.position.line}`;
}
