// Makes a parsed rule ready for both back ends: its log source and every field become places in an event.
import type { FieldRef } from '../event/field-access.ts';
import { canonical } from '../model/canonical.ts';
import type { Expr } from '../model/expr.ts';
import type { Result } from '../model/result.ts';
import type { LogSource, ResolvedRule, RuleProblem, SigmaRule } from '../model/rule.ts';
import { adaptLiterals } from './adapt-literals.ts';
import { allOf, anyOf, not } from './event-test.ts';
import type { EventExpr } from './event-test.ts';
import { overLines } from './line-values.ts';
import { isList } from './product-fields.ts';
import { resolveFieldCases } from './resolve-field.ts';
import type { ResolvedField } from './resolve-field.ts';
import { resolveLogSource } from './resolve-log-source.ts';

/** The rule with places for fields; a problem of severity `unsupported` when its log source means nothing. */
export function resolveRule(rule: SigmaRule): Result<ResolvedRule> {
  const logsource = resolveLogSource(rule.logsource);
  if (!logsource.ok)
    return { ok: false, problem: problem(rule, 'unsupported', 'sigma.logsource_empty', logsource.reason) };
  const resolved = {
    rule,
    logsource: logsource.value,
    expr: canonical(resolveExpr(rule.expr, rule.logsource), fieldKey),
  };
  return {
    ok: true,
    value:
      logsource.warning === undefined
        ? resolved
        : { ...resolved, warnings: [problem(rule, 'warning', 'sigma.logsource_unknown', logsource.warning)] },
  };
}

const fieldKey = (field: FieldRef): string => JSON.stringify(field);

/** Field names become places, by the log source that gives them their meaning. */
export function resolveExpr(expr: Expr<string>, logsource: LogSource): EventExpr {
  switch (expr.kind) {
    case 'const':
    case 'keyword':
      return expr;
    case 'and':
      return allOf(...expr.items.map((item) => resolveExpr(item, logsource)));
    case 'or':
      return anyOf(expr.items.map((item) => resolveExpr(item, logsource)));
    case 'not':
      return not(resolveExpr(expr.item, logsource));
    case 'missing':
      return not(present(resolveFieldCases(expr.field, logsource), (field) => ({ kind: 'exists', field })));
    case 'fieldRef':
      return present(resolveFieldCases(expr.field, logsource), (field) =>
        present(resolveFieldCases(expr.other, logsource), (other) => ({ ...expr, field, other })),
      );
    default:
      return present(resolveFieldCases(expr.field, logsource), (field) => adapt({ ...expr, field }, logsource));
  }
}

/** The test in the forms that values have in events of this product. */
function adapt(expr: EventExpr & { readonly field: FieldRef }, { product = '', service = '' }: LogSource): EventExpr {
  const adapted = adaptLiterals(expr, product.toLowerCase());
  return isList(product.toLowerCase(), service.toLowerCase(), expr.field.name) ? overLines(adapted) : adapted;
}

/** The test on any of the kinds of event that can have the field. All tests made so are false when the field is missing. */
function present(cases: readonly ResolvedField[], test: (field: FieldRef) => EventExpr): EventExpr {
  return anyOf(cases.map(({ when, field }) => (when === undefined ? test(field) : allOf(when, test(field)))));
}

function problem(rule: SigmaRule, severity: RuleProblem['severity'], code: string, message: string): RuleProblem {
  const { position, id } = rule;
  return { severity, code, message, position, ...(id === undefined ? {} : { ruleId: id }) };
}
