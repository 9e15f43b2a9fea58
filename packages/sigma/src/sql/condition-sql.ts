// One expression of a rule as one SQL condition over `events`, with the verdict that the matcher gives: never NULL, never an error.
import type { Params } from '@huntboard/query';
import type { FieldRef } from '../event/field-access.ts';
import type { Expr, FieldRefExpr, KeywordExpr } from '../model/expr.ts';
import { asItIs, foldSql } from './fold-sql.ts';
import { existsSql, fieldConditionSql, valueSql } from './field-sql.ts';
import type { Side } from './field-sql.ts';
import { keywordSql, keywordsSql } from './keyword-sql.ts';
import { andSql, FALSE, notSql, orSql, TRUE } from './logic-sql.ts';

type Kind = Expr<FieldRef>['kind'];
type ExprOf<K extends Kind, E = Expr<FieldRef>> = E extends { readonly kind: Kind }
  ? K extends E['kind']
    ? E
    : never
  : never;
type Compilers = {
  readonly [K in Kind]: (expr: ExprOf<K>, params: Params, side: Side) => string;
};

const COMPILERS: Compilers = {
  const: (expr) => (expr.value ? TRUE : FALSE),
  and: (expr, params, side) => andSql(expr.items.map((item) => compile(item, params, side))),
  or: (expr, params, side) => orSql(alternatives(expr.items, params, side)),
  not: (expr, params, side) => notSql(compile(expr.item, params, side === 'positive' ? 'negated' : 'positive')),
  text: fieldConditionSql,
  textList: fieldConditionSql,
  regex: fieldConditionSql,
  cidr: fieldConditionSql,
  compare: fieldConditionSql,
  datePart: fieldConditionSql,
  exists: (expr, params) => existsSql(expr.field, params),
  missing: (expr, params) => notSql(existsSql(expr.field, params)),
  fieldRef: (expr, params) => fieldRefSql(expr, params),
  keyword: (expr, params) => keywordSql(expr, params),
};

/**
 * The condition over columns of `events`, of type Bool or UInt8; values stand in `params` as typed parameters.
 * @throws when a regular expression is none; rules with such are refused before.
 */
export function conditionSql(expr: Expr<FieldRef>, params: Params): string {
  return compile(expr, params, 'positive');
}

function compile(expr: Expr<FieldRef>, params: Params, side: Side): string {
  // The table has for each kind the function that takes it, which the compiler cannot follow through an index.
  const compiler = COMPILERS[expr.kind] as (expr: Expr<FieldRef>, params: Params, side: Side) => string;
  return compiler(expr, params, side);
}

/** Keywords of one list are searched together. */
function alternatives(items: readonly Expr<FieldRef>[], params: Params, side: Side): string[] {
  const keywords = items.filter((item): item is KeywordExpr => item.kind === 'keyword');
  const others = items.filter((item) => item.kind !== 'keyword').map((item) => compile(item, params, side));
  return [...others, ...keywordsSql(keywords, params)];
}

function fieldRefSql(expr: FieldRefExpr<FieldRef>, params: Params): string {
  const fold = expr.cased ? asItIs.text : foldSql;
  const value = fold(valueSql(expr.field, params));
  const other = fold(valueSql(expr.other, params));
  return andSql([existsSql(expr.field, params), existsSql(expr.other, params), comparison(expr, value, other)]);
}

function comparison({ position }: FieldRefExpr<FieldRef>, value: string, other: string): string {
  switch (position) {
    case 'equals':
      return `${value} = ${other}`;
    case 'contains':
      return `position(${value}, ${other}) > 0`;
    case 'startswith':
      return `startsWith(${value}, ${other})`;
    case 'endswith':
      return `endsWith(${value}, ${other})`;
  }
}
