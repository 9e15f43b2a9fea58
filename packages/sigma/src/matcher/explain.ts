// Why a rule matches an event or not: the condition as a tree, each part with its verdict and the value it looked at.
import type { Row } from '@huntboard/schema';
import type { FieldRef } from '../event/field-access.ts';
import { readField } from '../event/read-field.ts';
import type { Expr } from '../model/expr.ts';
import type { ResolvedRule } from '../model/rule.ts';
import { describeLeaf } from './describe-leaf.ts';
import { evaluate } from './evaluate.ts';

export interface Explanation {
  readonly verdict: boolean;
  /** `and`, `or`, `not`, or a test in words: `Image ends with \cmd.exe`. */
  readonly text: string;
  /** Of a test: the fields it looked at; null for a missing one. */
  readonly values?: Readonly<Record<string, string | null>>;
  readonly parts?: readonly Explanation[];
}

export interface RuleExplanation {
  readonly verdict: boolean;
  readonly logsource: Explanation;
  readonly condition: Explanation;
}

export function explainRule(rule: Pick<ResolvedRule, 'logsource' | 'expr'>, row: Row): RuleExplanation {
  const logsource = explain(rule.logsource, row);
  const condition = explain(rule.expr, row);
  return { verdict: logsource.verdict && condition.verdict, logsource, condition };
}

export function explain(expr: Expr<FieldRef>, row: Row): Explanation {
  const verdict = evaluate(expr, row);
  switch (expr.kind) {
    case 'and':
    case 'or':
      return { verdict, text: expr.kind, parts: expr.items.map((item) => explain(item, row)) };
    case 'not':
      return { verdict, text: 'not', parts: [explain(expr.item, row)] };
    case 'const':
      return { verdict, text: expr.value ? 'always' : 'never' };
    case 'keyword':
      return { verdict, text: describeLeaf(expr) };
    case 'fieldRef':
      return {
        verdict,
        text: describeLeaf(expr),
        values: { ...valueOf(expr.field, row), ...valueOf(expr.other, row) },
      };
    default:
      return { verdict, text: describeLeaf(expr), values: valueOf(expr.field, row) };
  }
}

function valueOf(field: FieldRef, row: Row): Readonly<Record<string, string | null>> {
  return { [field.name]: readField(row, field) ?? null };
}
