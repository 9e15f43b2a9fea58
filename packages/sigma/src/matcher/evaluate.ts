// The reference interpreter: what every kind of expression means, said as plainly as can be. Back ends are tested against it.
import type { Row } from '@huntboard/schema';
import type { FieldRef } from '../event/field-access.ts';
import { fold } from '../event/fold.ts';
import { keywordValues } from '../event/keyword-values.ts';
import { readField } from '../event/read-field.ts';
import type { CompareExpr, Expr, ListPosition } from '../model/expr.ts';
import type { Pattern } from '../model/pattern.ts';
import { compileRegex } from './compile-regex.ts';
import type { SearchRegex } from './compile-regex.ts';
import { matchPattern } from './match-pattern.ts';
import { inNetwork } from './parse-address.ts';
import { readDatePart } from './read-date-part.ts';

/** A number as JSON writes it, with JSON's blanks around it. */
const NUMBER = /^[ \t\r\n]*(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)[ \t\r\n]*$/;

/**
 * Whether the expression holds for the event. Slow and simple: no index, no order, no sharing.
 * @throws when a regular expression is none; rules with such are refused before.
 */
export function evaluate(expr: Expr<FieldRef>, row: Row): boolean {
  switch (expr.kind) {
    case 'const':
      return expr.value;
    case 'and':
      return expr.items.every((item) => evaluate(item, row));
    case 'or':
      return expr.items.some((item) => evaluate(item, row));
    case 'not':
      return !evaluate(expr.item, row);
    case 'exists':
      return readField(row, expr.field) !== undefined;
    case 'missing':
      return readField(row, expr.field) === undefined;
    case 'keyword':
      return keywordValues(row).some((value) => fitsPattern(value, expr.pattern, expr.cased));
    case 'fieldRef': {
      const value = readField(row, expr.field);
      const other = readField(row, expr.other);
      if (value === undefined || other === undefined) return false;
      return fitsLiteral(cased(value, expr.cased), cased(other, expr.cased), expr.position);
    }
    default: {
      const value = readField(row, expr.field);
      return value !== undefined && evaluateValue(expr, value);
    }
  }
}

/** The kinds that look at one value. */
export type ValueExpr = Extract<
  Expr<FieldRef>,
  { kind: 'text' | 'textList' | 'regex' | 'cidr' | 'compare' | 'datePart' }
>;

export function evaluateValue(expr: ValueExpr, value: string): boolean {
  switch (expr.kind) {
    case 'text':
      return fitsPattern(value, expr.pattern, expr.cased);
    case 'textList': {
      const text = cased(value, expr.cased);
      return expr.literals.some((literal) => fitsLiteral(text, cased(literal, expr.cased), expr.position));
    }
    case 'regex':
      return regexOf(expr.source, expr.flags).test(value);
    case 'cidr':
      return inNetwork(value, expr.network);
    case 'compare':
      return compareNumber(value, expr);
    case 'datePart':
      return readDatePart(value, expr.part) === expr.value;
  }
}

function cased(text: string, keep: boolean): string {
  return keep ? text : fold(text);
}

/** Whether one value fits, folded on both sides unless case counts. */
export function fitsPattern(value: string, pattern: Pattern, keep: boolean): boolean {
  const folded = keep ? pattern : pattern.map((token) => (typeof token === 'string' ? fold(token) : token));
  return matchPattern(cased(value, keep), folded);
}

export function fitsLiteral(text: string, literal: string, position: ListPosition): boolean {
  switch (position) {
    case 'equals':
      return text === literal;
    case 'contains':
      return text.includes(literal);
    case 'startswith':
      return text.startsWith(literal);
    case 'endswith':
      return text.endsWith(literal);
  }
}

export function compareNumber(value: string, expr: Pick<CompareExpr<unknown>, 'operator' | 'value'>): boolean {
  const digits = NUMBER.exec(value)?.[1];
  if (digits === undefined) return false;
  const number = Number(digits);
  switch (expr.operator) {
    case 'gt':
      return number > expr.value;
    case 'gte':
      return number >= expr.value;
    case 'lt':
      return number < expr.value;
    case 'lte':
      return number <= expr.value;
  }
}

const compiled = new Map<string, SearchRegex>();

/** Compiling costs a thousand times a search; the interpreter keeps a bounded number. */
function regexOf(source: string, flags: readonly ('i' | 'm' | 's')[]): SearchRegex {
  const key = `${flags.join('')}/${source}`;
  let regex = compiled.get(key);
  if (regex === undefined) {
    if (compiled.size >= 10_000) compiled.clear();
    regex = compileRegex({ source, flags });
    compiled.set(key, regex);
  }
  return regex;
}
