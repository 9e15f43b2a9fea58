// A rule for tests of the matcher: any condition, under any log source.
import type { FieldRef } from '../../event/field-access.ts';
import type { Expr } from '../../model/expr.ts';
import type { ResolvedRule, SigmaRule } from '../../model/rule.ts';
import { parseRules } from '../../parse/parse-rules.ts';

const [head] = parseRules(
  'title: t\nlogsource: {product: x}\ndetection: {s: {A: x}, condition: s}\n',
  't.yml',
).documents;

export function resolvedRule(
  expr: Expr<FieldRef>,
  logsource: Expr<FieldRef> = { kind: 'const', value: true },
): ResolvedRule {
  return { rule: head as SigmaRule, logsource, expr };
}
