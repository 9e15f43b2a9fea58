// Filters into the rules they are for.
import { canonical } from '../model/canonical.ts';
import type { LogSource, RuleProblem, SigmaFilter, SigmaRule } from '../model/rule.ts';
import { collectionProblem } from './collection-problem.ts';
import { DocumentIndex } from './document-index.ts';

/** Every rule with the filters that name it (or name `any`) and whose log source it has: a hit must pass all of them. */
export function mergeFilters(
  rules: readonly SigmaRule[],
  filters: readonly SigmaFilter[],
  problems: RuleProblem[],
): readonly SigmaRule[] {
  if (filters.length === 0) return rules;
  const index = new DocumentIndex(rules);
  const passes = new Map<SigmaRule, SigmaFilter['expr'][]>();
  for (const filter of filters)
    for (const rule of targets(filter, rules, index, problems))
      passes.set(rule, [...(passes.get(rule) ?? []), filter.expr]);
  return rules.map((rule) => {
    const exprs = passes.get(rule);
    if (exprs === undefined) return rule;
    return { ...rule, expr: canonical({ kind: 'and', items: [rule.expr, ...exprs] }, (field) => field) };
  });
}

function targets(
  filter: SigmaFilter,
  rules: readonly SigmaRule[],
  index: DocumentIndex<SigmaRule>,
  problems: RuleProblem[],
): ReadonlySet<SigmaRule> {
  if (filter.rules === 'any') return new Set(rules.filter((rule) => covers(filter.logsource, rule.logsource)));
  const found = new Set<SigmaRule>();
  for (const ref of filter.rules) {
    const named = index.find(ref);
    const covered = named.filter((rule) => covers(filter.logsource, rule.logsource));
    for (const rule of covered) found.add(rule);
    if (covered.length > 0) continue;
    const why = named.length === 0 ? `there is no rule ${ref}` : `rule ${ref} has another log source than the filter`;
    problems.push(collectionProblem('warning', 'sigma.filter_rule_unknown', why, filter));
  }
  return found;
}

/** What the filter says of the log source holds for the rule's. */
function covers(filter: LogSource, rule: LogSource): boolean {
  return (['product', 'category', 'service'] as const).every(
    (key) => filter[key] === undefined || filter[key].toLowerCase() === rule[key]?.toLowerCase(),
  );
}
