// The text of a sigma query: what it asks for, what is wrong with it and where. The editor shows it, the compiler runs it.
import { buildCollection } from '../collection/build-collection.ts';
import { compileCorrelation } from '../correlation/compile-correlation.ts';
import type { CorrelationPlan } from '../correlation/plan.ts';
import type { DocumentHead, ResolvedRule, RuleProblem } from '../model/rule.ts';
import { ruleKey } from '../model/rule.ts';
import { resolveRule } from '../resolve/resolve-rule.ts';

export type Hunt =
  | { readonly kind: 'rule'; readonly rule: ResolvedRule }
  | { readonly kind: 'correlation'; readonly plan: CorrelationPlan };

export interface RuleTextReading {
  /** What is hunted: all rules and correlations, but those that are only there for a correlation. */
  readonly hunts: readonly Hunt[];
  /** Every document that was read, in the order of the text. */
  readonly heads: readonly DocumentHead[];
  /** By place; lines and columns of the text. */
  readonly problems: readonly RuleProblem[];
}

/** Never throws on data. */
export function readRuleText(text: string): RuleTextReading {
  const { rules, correlations, filters, silent, problems } = buildCollection([{ path: 'rule', text }]);
  const found: RuleProblem[] = [...problems];
  const hunts: Hunt[] = [];
  for (const rule of rules) {
    const resolved = resolveRule(rule);
    if (!resolved.ok) found.push(resolved.problem);
    else {
      found.push(...(resolved.value.warnings ?? []));
      if (!silent.has(ruleKey(rule))) hunts.push({ kind: 'rule', rule: resolved.value });
    }
  }
  for (const linked of correlations) {
    const plan = compileCorrelation(linked);
    if (!plan.ok) found.push(plan.problem);
    else if (!silent.has(plan.value.key)) hunts.push({ kind: 'correlation', plan: plan.value });
  }
  const place = ({ position: { line, column } }: Pick<RuleProblem, 'position'>): number => line * 100_000 + column;
  const heads = [...rules, ...correlations.map(({ correlation }) => correlation), ...filters];
  return {
    hunts,
    heads: heads.sort((a, b) => place(a) - place(b)),
    problems: unique(found).sort((a, b) => place(a) - place(b)),
  };
}

/** A rule that a correlation refers to is resolved for both, and says what is wrong with it twice. */
function unique(problems: readonly RuleProblem[]): RuleProblem[] {
  const byText = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...byText.values()];
}
