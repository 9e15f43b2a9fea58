// A comparison on one place: by the column's own type where that is exact and can use an index, else on the text.
import type { Params } from '@huntboard/query';
import { fold } from '../event/fold.ts';
import type { ValueExpr } from '../matcher/evaluate.ts';
import { shapeOf } from '../model/pattern.ts';
import type { AccessSql, ColumnSql } from './access-sql.ts';
import type { Side } from './field-sql.ts';
import { tokenFilterSql } from './index-tokens-sql.ts';
import { andSql, FALSE } from './logic-sql.ts';
import { patternSql, textListSql } from './text-sql.ts';
import { cidrSql, compareNumberSql, compareTextSql, dateColumnSql, dateTextSql, regexSql } from './value-sql.ts';

/** The comparison on a text expression; of a missing value it says what it says of the text in its place. */
export function textConditionSql(place: Pick<AccessSql, 'text' | 'caseless'>, expr: ValueExpr, params: Params): string {
  const { text, caseless } = place;
  switch (expr.kind) {
    case 'text':
      return patternSql(text, caseless, expr, params);
    case 'textList':
      return textListSql(text, caseless, expr, params);
    case 'regex':
      return regexSql(text, expr, params);
    case 'cidr':
      return cidrSql(text, expr.network, params);
    case 'compare':
      return compareTextSql(text, expr, params);
    case 'datePart':
      return dateTextSql(text, expr, params);
  }
}

/** The comparison by the column's type; undefined where only its text serves. */
export function columnConditionSql(column: ColumnSql, expr: ValueExpr, params: Params, side: Side): string | undefined {
  switch (column.kind) {
    case 'text':
      return column.textIndex && side === 'positive' ? filteredSql(column.name, expr, params) : undefined;
    case 'integer':
      if (expr.kind === 'compare') return compareNumberSql(`toFloat64(${column.name})`, expr, params);
      return equalSql(column, expr, integerText, params);
    case 'time':
      return expr.kind === 'datePart' ? dateColumnSql(column.name, expr, params) : undefined;
    case 'uuid':
      return equalSql(column, expr, uuidText, params);
  }
}

/** The exact condition behind what the text index can tell. */
function filteredSql(column: string, expr: ValueExpr, params: Params): string | undefined {
  if (expr.kind !== 'text' && expr.kind !== 'textList') return undefined;
  const filter = tokenFilterSql(column, expr, params);
  if (filter === undefined) return undefined;
  return andSql([filter, textConditionSql({ text: column, caseless: false }, expr, params)]);
}

/** Equality with values that the column can hold; with others it never holds. */
function equalSql(
  column: ColumnSql,
  expr: ValueExpr,
  toValue: (literal: string, type: string) => string | undefined,
  params: Params,
): string | undefined {
  const literals = equalLiterals(expr);
  if (literals === undefined) return undefined;
  const values = literals.flatMap((literal) => toValue(literal, column.type) ?? []);
  // '' of a UUID that was sent empty is no value of its type.
  if (column.kind === 'uuid' && literals.includes('')) return undefined;
  if (values.length === 0) return FALSE;
  if (values.length === 1) return `${column.name} = ${params.bind(column.type, values[0]!)}`;
  // One by one: the items of a list of numbers would arrive in quotes, which the engine does not read as numbers.
  return `${column.name} IN (${values.map((value) => params.bind(column.type, value)).join(', ')})`;
}

function equalLiterals(expr: ValueExpr): readonly string[] | undefined {
  if (expr.kind === 'textList' && expr.position === 'equals')
    return expr.cased ? expr.literals : expr.literals.map(fold);
  if (expr.kind !== 'text') return undefined;
  const shape = shapeOf(expr.pattern);
  if (shape.kind !== 'equals') return undefined;
  return [expr.cased ? shape.literal : fold(shape.literal)];
}

const BITS: Readonly<Record<string, number>> = { UInt8: 8, UInt16: 16, UInt32: 32, UInt64: 64 };

/** The literal, when it is how a number of this type is written. */
function integerText(literal: string, type: string): string | undefined {
  const isSigned = type === 'Int64';
  if (!(isSigned ? /^(0|-?[1-9][0-9]{0,19})$/ : /^(0|[1-9][0-9]{0,19})$/).test(literal)) return undefined;
  const number = BigInt(literal);
  const fits = isSigned ? BigInt.asIntN(64, number) === number : number < 1n << BigInt(BITS[type]!);
  return fits ? literal : undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function uuidText(literal: string): string | undefined {
  return UUID.test(literal) && /[1-9a-f]/.test(literal) ? literal : undefined;
}
