// What asking a leaf of a condition costs, in units of one short comparison: known before it is compiled, since most never are.
import type { LeafExpr } from './compile-leaf.ts';
import { requiredLiterals } from './regex-literals.ts';

/** Lists longer than this get an automaton or sets, made when they are first needed. */
export const SHORT_LIST = 12;

export function leafCost(expr: LeafExpr): number {
  switch (expr.kind) {
    case 'exists':
    case 'missing':
      return 1;
    case 'text':
      return expr.pattern.length > 3 ? 4 : 1;
    case 'textList':
      if (expr.position === 'equals') return 2;
      return expr.literals.length > SHORT_LIST ? 8 : 1 + expr.literals.length / 2;
    case 'fieldRef':
      return 3;
    case 'compare':
      return 4;
    case 'cidr':
      return 8;
    case 'datePart':
      return 10;
    case 'keyword':
      return 200;
    case 'regex':
      return requiredLiterals(expr.source).length === 0 ? 400 : 60;
  }
}
