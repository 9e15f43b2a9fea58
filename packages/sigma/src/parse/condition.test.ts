// Conditions: precedence, quantifiers, patterns, and where a fault is.
import fc from 'fast-check';
import type { Expr } from '../model/expr.ts';
import { conditionTokens, parseCondition } from './condition.ts';

const NAMES = ['selection_a', 'selection_b', 'filter_main', '_hidden', 'keywords'];
const named = (name: string): Expr<string> => ({ kind: 'exists', field: name });
const names = new Map(NAMES.map((name) => [name, named(name)]));

const a = named('selection_a');
const b = named('selection_b');
const f = named('filter_main');
const k = named('keywords');
const h = named('_hidden');
const and = (...items: Expr<string>[]): Expr<string> => ({ kind: 'and', items });
const or = (...items: Expr<string>[]): Expr<string> => ({ kind: 'or', items });
const not = (item: Expr<string>): Expr<string> => ({ kind: 'not', item });

function parse(text: string): unknown {
  const condition = parseCondition(conditionTokens(text), names);
  return 'code' in condition ? `${condition.code} ${condition.token}` : condition.expr;
}

describe('a condition', () => {
  test.each<[string, Expr<string>]>([
    ['selection_a', a],
    ['selection_a or selection_b and keywords', or(a, and(b, k))],
    ['selection_a and selection_b or keywords', or(and(a, b), k)],
    ['not selection_a and selection_b', and(not(a), b)],
    ['not (selection_a and selection_b)', not(and(a, b))],
    ['not not selection_a', not(not(a))],
    ['((selection_a))', a],
    ['(selection_a)and(selection_b)', and(a, b)],
    ['selection_a AND NOT selection_b', and(a, not(b))],
    ['1 of selection_*', or(a, b)],
    ['any of selection_*', or(a, b)],
    ['all of selection_*', and(a, b)],
    ['All Of Selection_*'.replace('Selection', 'selection'), and(a, b)],
    ['1 of them', or(a, b, f, k)],
    ['all of them', and(a, b, f, k)],
    ['1 of *', or(a, b, f, h, k)],
    ['all of *_a', a],
    ['1 of keywords', k],
    ['2 of selection_*', and(a, b)],
    ['1 of selection_* and not 1 of filter_*', and(or(a, b), not(f))],
    ['not all of selection_* or keywords', or(not(and(a, b)), k)],
    ['  selection_a\n  and (\n    selection_b )', and(a, b)],
  ])('%j', (text, expr) => {
    expect(parse(text)).toEqual(expr);
  });

  test.each<[string, string]>([
    ['', 'sigma.condition_syntax 0'],
    ['selection_a and', 'sigma.condition_syntax 2'],
    ['and selection_a', 'sigma.condition_syntax 0'],
    ['selection_a selection_b', 'sigma.condition_syntax 1'],
    ['(selection_a', 'sigma.condition_syntax 2'],
    ['selection_a)', 'sigma.condition_syntax 1'],
    ['()', 'sigma.condition_syntax 1'],
    ['not', 'sigma.condition_syntax 1'],
    ['some of selection_*', 'sigma.condition_syntax 0'],
    ['0 of selection_*', 'sigma.condition_syntax 0'],
    ['1 of', 'sigma.condition_syntax 2'],
    ['1 of (selection_a)', 'sigma.condition_syntax 2'],
    ['selection_c', 'sigma.condition_unknown_name 0'],
    ['selection_a and selection_c', 'sigma.condition_unknown_name 2'],
    ['Selection_a', 'sigma.condition_unknown_name 0'],
    ['__proto__', 'sigma.condition_unknown_name 0'],
    ['1 of nothing_*', 'sigma.condition_unknown_name 2'],
    ['3 of selection_*', 'sigma.condition_unknown_name 0'],
    ['selection_a | count() by User > 5', 'sigma.condition_aggregation 1'],
  ])('%j is refused', (text, fault) => {
    expect(parse(text)).toBe(fault);
  });

  test('nested too deeply or too long is refused, not a crash', () => {
    expect(parse('('.repeat(100_000))).toBe('sigma.condition_syntax 0');
    expect(parse(`${'('.repeat(500)}selection_a${')'.repeat(500)}`)).toMatch(/^sigma\.condition_syntax/);
    expect(parse(`${'not '.repeat(5000)}selection_a`)).toMatch(/^sigma\.condition_syntax/);
    expect(parse(Array(4000).fill('selection_a').join(' or '))).toHaveProperty('items.length', 4000);
  });

  test('a pattern of many stars takes no time that grows by powers', () => {
    const long = new Map([[`${'a'.repeat(200)}b`, a]]);
    expect(parseCondition(conditionTokens(`1 of ${'*a'.repeat(100)}`), long)).toMatchObject({
      code: 'sigma.condition_unknown_name',
    });
  });

  test('N of many holds exactly when N of them do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (truths, need) => {
          fc.pre(need <= truths.length);
          const many = new Map(truths.map((_, index) => [`x${index}`, named(`x${index}`)]));
          const condition = parseCondition([String(need), 'of', 'x*'], many);
          if ('code' in condition) throw new Error(condition.message);
          const holds = evaluate(condition.expr, new Map(truths.map((truth, index) => [`x${index}`, truth])));
          expect(holds).toBe(truths.filter(Boolean).length >= need);
        },
      ),
    );
    const many = new Map(Array.from({ length: 60 }, (_, index) => [`x${index}`, a]));
    expect(parseCondition(['30', 'of', 'x*'], many)).toMatchObject({ code: 'sigma.detection_too_large' });
  });

  test('what is written out reads as the same truth, with no parentheses more than needed', () => {
    const tree = fc.letrec<{ expr: Expr<string> }>((tie) => ({
      expr: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(...NAMES).map(named),
        tie('expr').map(not),
        fc.array(tie('expr'), { minLength: 2, maxLength: 3 }).map((items) => and(...items)),
        fc.array(tie('expr'), { minLength: 2, maxLength: 3 }).map((items) => or(...items)),
      ),
    })).expr;
    fc.assert(
      fc.property(tree, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (expr, truths) => {
        const parsed = parse(write(expr, 0)) as Expr<string>;
        const values = new Map(NAMES.map((name, index) => [name, truths[index]!]));
        expect(evaluate(parsed, values)).toBe(evaluate(expr, values));
      }),
      { numRuns: 1000 },
    );
  });
});

function write(expr: Expr<string>, level: number): string {
  switch (expr.kind) {
    case 'exists':
      return expr.field;
    case 'not':
      return `not ${write(expr.item, 2)}`;
    case 'and':
    case 'or': {
      const own = expr.kind === 'or' ? 0 : 1;
      const text = expr.items.map((item) => write(item, own)).join(` ${expr.kind} `);
      return own < level ? `(${text})` : text;
    }
    default:
      throw new Error(expr.kind);
  }
}

function evaluate(expr: Expr<string>, values: ReadonlyMap<string, boolean>): boolean {
  switch (expr.kind) {
    case 'exists':
      return values.get(expr.field)!;
    case 'not':
      return !evaluate(expr.item, values);
    case 'and':
      return expr.items.every((item) => evaluate(item, values));
    case 'or':
      return expr.items.some((item) => evaluate(item, values));
    default:
      throw new Error(expr.kind);
  }
}
