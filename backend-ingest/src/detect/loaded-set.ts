// What loading rules takes and gives, as it crosses from thread to thread.
import type { Level, RuleProblem, RuleQuestion } from '@huntboard/sigma';
import type { EncodedCorrelation } from '../rules/encode-rules.ts';
import type { DetectionSet, ExceptionFacts } from './detection-set.ts';

/** Where rules come from, and what is said about them. Empty paths are not given. */
export interface DetectionSources {
  readonly directories: readonly string[];
  readonly rulesFile: string;
  readonly exceptionsFile: string;
  /** Exceptions made in the panel, as the control API writes them; '' or not there: none. */
  readonly panelExceptionsFile: string;
  /** Lists for `expand`; a later file goes before an earlier one, list by list. */
  readonly placeholderFiles: readonly string[];
  /** Directory of files with indicators; empty: there are none. */
  readonly indicators: string;
  readonly windowMs: number;
  /** Directory in which compiled sets are kept; empty: none is. */
  readonly cache: string;
}

export type RuleState = 'active' | 'silent' | 'disabled' | 'error' | 'unsupported';

/** A rule as the service shows it. */
export interface RuleListing {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly status: string;
  readonly kind: 'rule' | 'correlation';
  readonly file: string;
  readonly line: number;
  readonly state: RuleState;
  readonly reason: string;
  readonly tags: readonly string[];
  /** As the rule names it. */
  readonly logsource: { readonly product: string; readonly category: string; readonly service: string };
  /** Of a correlation: the ids of the rules it rests on. */
  readonly rests: readonly string[];
  /** What whoever opens its alert is to ask. */
  readonly questions: readonly RuleQuestion[];
  /** Files of recorded events that it must hit or leave alone. */
  readonly tests: number;
}

/** Correlations that run, with the rules they rest on. */
export interface CorrelationSet {
  /** `encodeRules` of the rules. */
  readonly rules: string;
  readonly encoded: readonly EncodedCorrelation[];
  /** In the order of the correlations. */
  readonly facts: readonly CorrelationFacts[];
  /** `encodeRules` of the conditions of exceptions. */
  readonly conditions: string;
}

/** An exception that may hide what a correlation finds. */
export interface CorrelationException extends ExceptionFacts {
  /** Its condition for events that a rule (by its key) matched, by number. */
  readonly conditions: readonly { readonly rule: string; readonly condition: number }[];
}

export interface CorrelationFacts {
  readonly id: string;
  readonly level: Level;
  /** It is there for other correlations. */
  readonly silent: boolean;
  readonly exceptions: readonly CorrelationException[];
}

export interface LoadedSet {
  readonly set: DetectionSet;
  readonly correlations: CorrelationSet;
  readonly listings: readonly RuleListing[];
  readonly problems: readonly RuleProblem[];
  /** Directories that are not there, files that cannot be read. */
  readonly unreadable: readonly string[];
  /** Directories whose changes matter. */
  readonly watch: readonly string[];
  readonly cached: boolean;
}
