// Rules of files, resolved and planned, as the service has them: what tests of rules judge events with.
import { readFileSync } from 'node:fs';
import { buildCollection, compileCorrelation, compileMatcher, resolveRule, ruleKey } from '@huntboard/sigma';
import type { CorrelationPlan, Matcher, ResolvedRule, RuleCollection, RuleProblem, RuleText } from '@huntboard/sigma';
import { parse } from 'yaml';
import { z } from 'zod';

export type RuleLists = Readonly<Record<string, readonly string[]>>;

export interface LoadedRuleSet {
  readonly collection: RuleCollection;
  readonly rules: readonly ResolvedRule[];
  readonly plans: readonly CorrelationPlan[];
  readonly matcher: Matcher;
  /** Of parsing, resolving and planning; empty for rules as they should be. */
  readonly problems: readonly RuleProblem[];
  /** Whether the rule or correlation with this key raises alerts of its own. */
  raises(key: string): boolean;
}

/** Reads and compiles rules; problems are kept, not thrown. */
export function loadRuleSet(files: readonly RuleText[], placeholders: RuleLists = {}): LoadedRuleSet {
  const collection = buildCollection(files, { placeholders });
  const problems: RuleProblem[] = [...collection.problems];
  const resolved = new Map(collection.rules.map((rule) => [rule, resolveRule(rule)] as const));
  const rules: ResolvedRule[] = [];
  for (const result of resolved.values()) {
    if (result.ok) {
      rules.push(result.value);
      problems.push(...(result.value.warnings ?? []));
    } else problems.push(result.problem);
  }
  const plans: CorrelationPlan[] = [];
  for (const linked of collection.correlations) {
    const plan = compileCorrelation(linked, (rule) => resolved.get(rule) ?? resolveRule(rule));
    if (plan.ok) plans.push(plan.value);
    else problems.push(plan.problem);
  }
  return {
    collection,
    rules,
    plans,
    matcher: compileMatcher(rules),
    problems,
    raises: (key) => !collection.silent.has(key),
  };
}

/** Keys of all rules and correlations of the set that raise alerts of their own. */
export function raisingKeys(set: LoadedRuleSet): string[] {
  const { rules, correlations } = set.collection;
  return [...rules, ...correlations.map(({ correlation }) => correlation)]
    .map(ruleKey)
    .filter((key) => set.raises(key))
    .sort();
}

const listsSchema = z.record(z.string(), z.array(z.string()));

/** Lists for `|expand` from a YAML file: a name and its values. Throws when it is none. */
export function readRuleLists(path: string): RuleLists {
  return listsSchema.parse(parse(readFileSync(path, 'utf8')));
}
