// Text patterns and lists of literals as conditions on a text.
import type { Params } from '@huntboard/query';
import type { ListPosition, TextExpr, TextListExpr } from '../model/expr.ts';
import { ANY_ONE, ANY_RUN, shapeOf } from '../model/pattern.ts';
import type { Pattern } from '../model/pattern.ts';
import { asItIs, foldingFor } from './fold-sql.ts';
import type { Folding } from './fold-sql.ts';
import { orSql, TRUE } from './logic-sql.ts';

/** Most needles that multiSearchAny takes. */
const MAX_NEEDLES = 255;
/** Up to here each literal is its own condition, which reads best; beyond, they are looked up by length. */
const FEW_LITERALS = 8;

/** The text fits the pattern. */
export function patternSql(text: string, caseless: boolean, expr: TextLike, params: Params): string {
  const { pattern } = expr;
  const shape = shapeOf(pattern);
  if (shape.kind === 'any') return TRUE;
  const folding = foldingOf(pattern.filter(isLiteral), caseless, expr.cased, pattern.includes(ANY_ONE));
  const subject = folding.text(text);
  if (shape.kind === 'wildcards') return `${subject} LIKE ${params.text(likePattern(pattern, folding))}`;
  return literalSql(subject, shape.kind, folding.literal(shape.literal), params);
}

/** What a keyword and a text have in common. */
export type TextLike = Pick<TextExpr<unknown>, 'pattern' | 'cased'>;

/** The text fits one of the literals. */
export function textListSql(
  text: string,
  caseless: boolean,
  expr: Pick<TextListExpr<unknown>, 'literals' | 'position' | 'cased'>,
  params: Params,
): string {
  const folding = foldingOf(expr.literals, caseless, expr.cased, false);
  const subject = folding.text(text);
  const literals = [...new Set(expr.literals.map((literal) => folding.literal(literal)))];
  if (literals.length === 1) return literalSql(subject, expr.position, literals[0]!, params);
  switch (expr.position) {
    case 'equals':
      return `${subject} IN ${params.bind('Array(String)', literals)}`;
    case 'contains':
      return orSql(
        chunks(literals).map((chunk) => `multiSearchAny(${subject}, ${params.bind('Array(String)', chunk)})`),
      );
    default:
      return edgeSql(subject, expr.position, literals, params);
  }
}

function foldingOf(literals: readonly string[], caseless: boolean, cased: boolean, counts: boolean): Folding {
  if (cased) return asItIs;
  const folding = foldingFor(literals, counts);
  return caseless ? { text: asItIs.text, literal: folding.literal } : folding;
}

function isLiteral(token: Pattern[number]): token is string {
  return typeof token === 'string';
}

function literalSql(subject: string, position: ListPosition, literal: string, params: Params): string {
  const value = params.text(literal);
  switch (position) {
    case 'equals':
      return `${subject} = ${value}`;
    case 'contains':
      return `position(${subject}, ${value}) > 0`;
    case 'startswith':
      return `startsWith(${subject}, ${value})`;
    case 'endswith':
      return `endsWith(${subject}, ${value})`;
  }
}

/**
 * One of many literals at an end of the text. Literals of one length are looked up at once, so that a long list costs as much as
 * it has lengths. `substring` counts bytes, and gives a shorter text where there are fewer: that never equals a literal.
 */
function edgeSql(
  subject: string,
  position: 'startswith' | 'endswith',
  literals: readonly string[],
  params: Params,
): string {
  if (literals.length <= FEW_LITERALS)
    return orSql(literals.map((literal) => literalSql(subject, position, literal, params)));
  const byLength = new Map<number, string[]>();
  for (const literal of literals) {
    const { length } = new TextEncoder().encode(literal);
    const same = byLength.get(length);
    if (same === undefined) byLength.set(length, [literal]);
    else same.push(literal);
  }
  return orSql(
    [...byLength].map(([length, same]) => {
      if (same.length === 1) return literalSql(subject, position, same[0]!, params);
      const part =
        position === 'startswith' ? `substring(${subject}, 1, ${length})` : `substring(${subject}, -${length})`;
      return `${part} IN ${params.bind('Array(String)', same)}`;
    }),
  );
}

function chunks(literals: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (let i = 0; i < literals.length; i += MAX_NEEDLES) parts.push(literals.slice(i, i + MAX_NEEDLES));
  return parts;
}

/** `%` and `_` are LIKE's wildcards, `_` one code point; a backslash takes their meaning away. */
function likePattern(pattern: Pattern, folding: Folding): string {
  return pattern
    .map((token) => {
      if (token === ANY_RUN) return '%';
      if (token === ANY_ONE) return '_';
      return folding.literal(token).replace(/[%_\\]/g, '\\$&');
    })
    .join('');
}
