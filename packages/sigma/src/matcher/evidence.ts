// By which fields and values a rule matched an event.
import type { Row } from '@huntboard/schema';
import type { FieldRef } from '../event/field-access.ts';
import { keywordValues } from '../event/keyword-values.ts';
import { readField } from '../event/read-field.ts';
import type { Expr } from '../model/expr.ts';
import type { ResolvedRule } from '../model/rule.ts';
import { evaluate, fitsPattern } from './evaluate.ts';

export interface EvidenceField {
  /** As the rule names it; '' for a value that a keyword found. */
  readonly field: string;
  readonly value: string;
}

/**
 * Each field once, in the order of the rule: those of the conditions that hold and do not stand under a `not`, since what is not
 * in an event is no evidence.
 */
export function collectEvidence(rule: ResolvedRule, row: Row): readonly EvidenceField[] {
  const found = new Map<string, EvidenceField>();
  if (evaluate(rule.logsource, row) && evaluate(rule.expr, row)) collect(rule.expr, row, found);
  return [...found.values()];
}

function collect(expr: Expr<FieldRef>, row: Row, found: Map<string, EvidenceField>): void {
  switch (expr.kind) {
    case 'const':
    case 'not':
    case 'missing':
      return;
    case 'and':
    case 'or':
      for (const item of expr.items) if (expr.kind === 'and' || evaluate(item, row)) collect(item, row, found);
      return;
    case 'keyword': {
      const value = keywordValues(row).find((text) => fitsPattern(text, expr.pattern, expr.cased));
      if (value !== undefined) found.set(`\u0000${value}`, { field: '', value });
      return;
    }
    case 'fieldRef':
      add(expr.field, row, found);
      add(expr.other, row, found);
      return;
    default:
      add(expr.field, row, found);
  }
}

function add(field: FieldRef, row: Row, found: Map<string, EvidenceField>): void {
  const value = readField(row, field);
  if (value !== undefined) found.set(field.name, { field: field.name, value });
}
