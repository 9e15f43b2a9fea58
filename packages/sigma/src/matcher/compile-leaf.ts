// A test of one field, compiled to a closure over its slot. Closures, not generated code: a browser whose content policy forbids
// `eval` compiles rules too, V8 compiles one closure body for all rules instead of thousands of functions on the first pass, and
// few enough rules are judged per event that the call costs nothing that could be measured.
import { fold } from '../event/fold.ts';
import type { FieldRef } from '../event/field-access.ts';
import type { Expr, RegexExpr, TextExpr, TextListExpr } from '../model/expr.ts';
import { shapeOf } from '../model/pattern.ts';
import type { Pattern } from '../model/pattern.ts';
import { Automaton, searchForm } from './automaton.ts';
import { compileRegex } from './compile-regex.ts';
import { compareNumber, fitsLiteral } from './evaluate.ts';
import type { FieldSlot, FieldSlots } from './field-slot.ts';
import { SHORT_LIST } from './leaf-cost.ts';
import { compilePattern } from './match-pattern.ts';
import { inNetwork } from './parse-address.ts';
import { readDatePart } from './read-date-part.ts';
import { requiredLiterals } from './regex-literals.ts';

/** Whether a condition holds for the event under the cursor. */
export type Test = () => boolean;

export type LeafExpr = Exclude<Expr<FieldRef>, { kind: 'const' | 'and' | 'or' | 'not' }>;

const ASCII = /^[\x00-\x7f]*$/;

export function compileLeaf(expr: LeafExpr, slots: FieldSlots): Test {
  switch (expr.kind) {
    case 'text':
      return compileText(expr, slots.get(expr.field));
    case 'textList':
      return compileTextList(expr, slots.get(expr.field));
    case 'regex':
      return compileRegexTest(expr, slots.get(expr.field));
    case 'keyword':
      return compileKeyword(expr.pattern, expr.cased, slots);
    case 'exists': {
      const slot = slots.get(expr.field);
      return () => slot.value() !== undefined;
    }
    case 'missing': {
      const slot = slots.get(expr.field);
      return () => slot.value() === undefined;
    }
    case 'fieldRef': {
      const slot = slots.get(expr.field);
      const other = slots.get(expr.other);
      const { position, cased } = expr;
      return () => {
        const value = cased ? slot.value() : slot.folded();
        const target = cased ? other.value() : other.folded();
        return value !== undefined && target !== undefined && fitsLiteral(value, target, position);
      };
    }
    case 'cidr': {
      const slot = slots.get(expr.field);
      return onValue(slot, (value) => inNetwork(value, expr.network));
    }
    case 'compare': {
      const slot = slots.get(expr.field);
      return onValue(slot, (value) => compareNumber(value, expr));
    }
    case 'datePart': {
      const slot = slots.get(expr.field);
      return onValue(slot, (value) => readDatePart(value, expr.part) === expr.value);
    }
  }
}

function onValue(slot: FieldSlot, fits: (value: string) => boolean): Test {
  return () => {
    const value = slot.value();
    return value !== undefined && fits(value);
  };
}

function onFolded(slot: FieldSlot, fits: (value: string) => boolean): Test {
  return () => {
    const value = slot.folded();
    return value !== undefined && fits(value);
  };
}

function foldPattern(pattern: Pattern, cased: boolean): Pattern {
  return cased ? pattern : pattern.map((token) => (typeof token === 'string' ? fold(token) : token));
}

/** A pattern as a test of texts that are folded already, if they must be. */
function patternTest(pattern: Pattern): (value: string) => boolean {
  const shape = shapeOf(pattern);
  switch (shape.kind) {
    case 'any':
      return () => true;
    case 'wildcards':
      return compilePattern(pattern);
    default: {
      const { literal } = shape;
      if (shape.kind === 'equals') return (value) => value === literal;
      if (shape.kind === 'contains') return (value) => value.includes(literal);
      if (shape.kind === 'startswith') return (value) => value.startsWith(literal);
      return (value) => value.endsWith(literal);
    }
  }
}

function compileText({ pattern, cased }: TextExpr<FieldRef>, slot: FieldSlot): Test {
  const fits = patternTest(foldPattern(pattern, cased));
  return (cased ? onValue : onFolded)(slot, fits);
}

function compileTextList(expr: TextListExpr<FieldRef>, slot: FieldSlot): Test {
  const { position, cased } = expr;
  const literals = cased ? expr.literals : [...new Set(expr.literals.map(fold))];
  const on = cased ? onValue : onFolded;
  if (position === 'equals') {
    const set = new Set(literals);
    return on(slot, (value) => set.has(value));
  }
  if (literals.length <= SHORT_LIST) return on(slot, fitsOne(literals, position));
  let fits: ((value: string) => boolean) | undefined;
  const make = (): ((value: string) => boolean) =>
    position === 'contains' ? containsOne(literals, cased) : endsIn(literals, position);
  return on(slot, (value) => (fits ??= make())(value));
}

function fitsOne(
  literals: readonly string[],
  position: 'contains' | 'startswith' | 'endswith',
): (value: string) => boolean {
  if (position === 'contains')
    return (value) => {
      for (const literal of literals) if (value.includes(literal)) return true;
      return false;
    };
  if (position === 'startswith')
    return (value) => {
      for (const literal of literals) if (value.startsWith(literal)) return true;
      return false;
    };
  return (value) => {
    for (const literal of literals) if (value.endsWith(literal)) return true;
    return false;
  };
}

/** Many literals anywhere: one pass, certain where all is ASCII; else it is the filter before the plain search. */
function containsOne(literals: readonly string[], cased: boolean): (value: string) => boolean {
  const automaton = new Automaton([...new Set(literals.map(searchForm))]);
  const fits = fitsOne(literals, 'contains');
  const isCertain = !cased && literals.every((literal) => ASCII.test(literal));
  return (value) => automaton.findsAny(value) && ((isCertain && ASCII.test(value)) || fits(value));
}

/** Many literals at one end: one look-up for each length. */
function endsIn(literals: readonly string[], position: 'startswith' | 'endswith'): (value: string) => boolean {
  const byLength = new Map<number, Set<string>>();
  for (const literal of literals) {
    const set = byLength.get(literal.length);
    if (set === undefined) byLength.set(literal.length, new Set([literal]));
    else set.add(literal);
  }
  const sets = [...byLength].sort(([a], [b]) => a - b);
  return (value) => {
    for (const [length, set] of sets) {
      if (length > value.length) return false;
      if (set.has(position === 'startswith' ? value.slice(0, length) : value.slice(value.length - length))) return true;
    }
    return false;
  };
}

/** Letters beyond ASCII that RE2 takes for k and s when case does not count. */
const STRANGE_LETTERS = /[\u212a\u017f]/;

/** The search is a last resort: first a required literal must stand in the text. */
function compileRegexTest(expr: RegexExpr<FieldRef>, slot: FieldSlot): Test {
  const regex = compileRegex(expr);
  const [guard] = requiredLiterals(expr.source);
  if (guard === undefined) return onValue(slot, (value) => regex.test(value));
  const holdsLiteral = guard.length <= SHORT_LIST ? fitsOne(guard, 'contains') : containsOne(guard, false);
  const foldsCase = expr.flags.includes('i') || expr.source.includes('(?');
  return () => {
    const folded = slot.folded();
    if (folded === undefined) return false;
    const value = slot.value()!;
    if (!holdsLiteral(folded) && !(foldsCase && STRANGE_LETTERS.test(value))) return false;
    return regex.test(value);
  };
}

/** Without regard to case the text is folded as a whole, since most values are short and do not match. */
function compileKeyword(pattern: Pattern, cased: boolean, slots: FieldSlots): Test {
  const fits = patternTest(foldPattern(pattern, cased));
  return () => {
    for (const value of slots.keywords()) if (fits(cased ? value : fold(value))) return true;
    return false;
  };
}
