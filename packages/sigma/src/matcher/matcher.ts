// All rules as one object that judges events: its cost grows with what could match, not with the number of rules.
import type { Row } from '@huntboard/schema';
import type { ResolvedRule } from '../model/rule.ts';
import { ConditionCompiler } from './compile-condition.ts';
import { collectEvidence } from './evidence.ts';
import type { EvidenceField } from './evidence.ts';
import { explainRule } from './explain.ts';
import type { RuleExplanation } from './explain.ts';
import { FieldSlots } from './field-slot.ts';
import type { Cursor } from './field-slot.ts';
import { Atoms } from './literal-atoms.ts';
import { LiteralFrequencies } from './literal-frequencies.ts';
import { OverloadGuard, OVERLOAD_LIMITS } from './overload-guard.ts';
import type { Overload, OverloadLimits } from './overload-guard.ts';
import { PlanFinder } from './plan-finder.ts';
import type { OnHit } from './plan.ts';
import { RuleCounters } from './rule-counters.ts';

export interface MatcherOptions {
  /** What an earlier matcher learned about the events; the new one goes on learning in it. */
  readonly frequencies?: LiteralFrequencies;
  readonly overload?: Partial<OverloadLimits>;
  /** A rule was switched off, since it burnt more than its share. */
  readonly onOverload?: (overload: Overload) => void;
  /** Monotonic clock in milliseconds, with fractions. */
  readonly now?: () => number;
  /** Kinds of events whose plans are kept; the oldest go first. */
  readonly maxPlans?: number;
}

export interface MatcherSize {
  readonly rules: number;
  /** Kinds of events seen. */
  readonly plans: number;
  /** Literals that stand for rules. */
  readonly atoms: number;
  /** Memory of the automata. */
  readonly bytes: number;
}

export interface Matcher {
  readonly rules: readonly ResolvedRule[];
  readonly counters: RuleCounters;
  readonly frequencies: LiteralFrequencies;
  /**
   * Judges one event. `onHit` is called for each rule that matches, in ascending order of its index in `rules`; it may read the
   * row and ask for evidence, but not match another event. The row may be used again afterwards.
   */
  match(row: Row, onHit: OnHit): void;
  /** Fields and values of the event by which the rule matched it; empty when it does not match. */
  evidence(row: Row, ruleIndex: number): readonly EvidenceField[];
  /** Why the rule matches the event or not, condition by condition. */
  explain(row: Row, ruleIndex: number): RuleExplanation;
  /** Switches a rule on again, or off. */
  setEnabled(ruleIndex: number, enabled: boolean): void;
  size(): MatcherSize;
}

const MAX_PLANS = 512;
/** Serials stay small integers. */
const LAST_SERIAL = 0x3fff_ffff;

/**
 * Compiles rules for judging events one by one. Quick: what a kind of event needs is built when the first event of that kind
 * comes, and built anew when the matcher has learned from the first hundreds how often which literals occur.
 * A regular expression that RE2 refuses makes `match` throw when its rule is first asked; parsing has reported such rules.
 */
export function compileMatcher(rules: readonly ResolvedRule[], options: MatcherOptions = {}): Matcher {
  return new RuleMatcher(rules, options);
}

class RuleMatcher implements Matcher {
  readonly rules: readonly ResolvedRule[];
  readonly counters: RuleCounters;
  readonly frequencies: LiteralFrequencies;
  readonly #cursor: Cursor = { row: [], serial: 0 };
  readonly #slots: FieldSlots;
  readonly #atoms: Atoms;
  readonly #finder: PlanFinder;
  readonly #guard: OverloadGuard;

  constructor(rules: readonly ResolvedRule[], options: MatcherOptions) {
    this.rules = rules;
    this.counters = new RuleCounters(rules.length);
    this.frequencies = options.frequencies ?? new LiteralFrequencies();
    this.#slots = new FieldSlots(this.#cursor);
    this.#atoms = new Atoms(this.#slots);
    const context = {
      cursor: this.#cursor,
      slots: this.#slots,
      atoms: this.#atoms,
      conditions: new ConditionCompiler(this.#slots),
      counters: this.counters,
    };
    this.#finder = new PlanFinder(rules, context, this.frequencies, options.maxPlans ?? MAX_PLANS);
    const limits = { ...OVERLOAD_LIMITS, ...options.overload };
    const now = options.now ?? (() => performance.now());
    const report = options.onOverload ?? (() => undefined);
    this.#guard = new OverloadGuard(this.counters, limits, report, () => now() * 1e6);
  }

  match(row: Row, onHit: OnHit): void {
    const cursor = this.#cursor;
    if (cursor.serial === LAST_SERIAL) this.#startAnew();
    cursor.serial++;
    cursor.row = row;
    const plan = this.#finder.find(row);
    plan.usedAt = cursor.serial;
    if (!this.#guard.isDue()) return plan.judge(onHit);
    plan.judgeTimed(onHit, this.#guard);
    this.#guard.endEvent();
  }

  evidence(row: Row, ruleIndex: number): readonly EvidenceField[] {
    return collectEvidence(this.rules[ruleIndex]!, row);
  }

  explain(row: Row, ruleIndex: number): RuleExplanation {
    return explainRule(this.rules[ruleIndex]!, row);
  }

  setEnabled(ruleIndex: number, enabled: boolean): void {
    this.counters.disabled[ruleIndex] = enabled ? 0 : 1;
  }

  size(): MatcherSize {
    const plans = [...this.#finder.plans];
    return {
      rules: this.rules.length,
      plans: plans.length,
      atoms: this.#atoms.size,
      bytes: plans.reduce((sum, plan) => sum + plan.bytes, 0),
    };
  }

  #startAnew(): void {
    this.#cursor.serial = 0;
    this.#slots.forget();
    for (const plan of this.#finder.plans) plan.usedAt = 0;
  }
}
