// Group and value of an event as SQL: the SQL side of hit.ts.
import { quoteText } from '@huntboard/query';
import type { Params } from '@huntboard/query';
import { conditionSql } from '../sql/condition-sql.ts';
import { existsSql, valueSql } from '../sql/field-sql.ts';
import { foldSql } from '../sql/fold-sql.ts';
import { andSql, FALSE, orSql } from '../sql/logic-sql.ts';
import { LARGEST } from './micros.ts';
import type { CorrelationPlan, FieldCases, Step } from './plan.ts';

export interface KeysSql {
  /** Condition: all fields are there, and the value is one. */
  readonly present: string;
  /** Array(String): folded. */
  readonly group: string;
  /** Array(String): as written. */
  readonly written: string;
  /** By the plan's kind of value: String, Int128 (millionths) or a constant. */
  readonly value: string;
}

export function keysSql(step: Step, kind: CorrelationPlan['value'], params: Params): KeysSql {
  const fields = step.group.map((cases) => casesSql(cases, params));
  const value = step.value && valueOf(casesSql(step.value, params), kind);
  return {
    present: andSql([...fields, ...(value === undefined ? [] : [value])].map(({ present }) => present)),
    group: textsSql(fields.map(({ text }) => foldSql(text))),
    written: textsSql(fields.map(({ text }) => text)),
    value: value?.text ?? 'toUInt8(0)',
  };
}

interface FieldSql {
  readonly text: string;
  readonly present: string;
}

function casesSql(cases: FieldCases, params: Params): FieldSql {
  const [first, ...others] = cases.map(({ when, field }) => ({
    text: valueSql(field, params),
    present: andSql([...(when === undefined ? [] : [conditionSql(when, params)]), existsSql(field, params)]),
  }));
  if (first === undefined) return { text: "''", present: FALSE };
  if (others.length === 0) return first;
  const branches = [first, ...others].map(({ present, text }) => `${present}, toString(${text})`);
  return {
    text: `multiIf(${branches.join(', ')}, '')`,
    present: orSql([first, ...others].map(({ present }) => present)),
  };
}

function textsSql(texts: readonly string[]): string {
  return `CAST([${texts.join(', ')}] AS Array(String))`;
}

/** A number as JSON writes it, with JSON's blanks around it: the grammar of micros.ts. */
const NUMBER = quoteText('^[ \\t\\r\\n]*-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?[ \\t\\r\\n]*$');

function valueOf({ text, present }: FieldSql, kind: CorrelationPlan['value']): FieldSql {
  if (kind === 'text') return { present, text: `toString(${foldSql(text)})` };
  const number = `ifNull(toFloat64OrNull(trim(BOTH ' \\t\\r\\n' FROM toString(${text}))), inf)`;
  const isNumber = `(match(${text}, ${NUMBER}) AND abs(${number}) <= ${LARGEST})`;
  return {
    present: andSql([present, isNumber]),
    text: `toInt128(floor(if(${isNumber}, ${number}, 0) * 1e6 + 0.5))`,
  };
}
