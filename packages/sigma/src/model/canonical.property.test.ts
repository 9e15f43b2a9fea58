// The canonical form means the same, for every expression and every event.
import { COL, newEventRow } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import fc from 'fast-check';
import type { FieldRef } from '../event/field-access.ts';
import { evaluate } from '../matcher/evaluate.ts';
import { canonical } from './canonical.ts';
import type { Expr } from './expr.ts';
import { ANY_ONE, ANY_RUN, toPattern } from './pattern.ts';

const FIELDS: readonly FieldRef[] = ['A', 'B'].map((name) => ({ name, access: [{ kind: 'ext', key: name }] }));
const field = fc.constantFrom(...FIELDS);
const word = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'ß', 'İ'), maxLength: 2 });
const pattern = fc.array(fc.oneof(word, fc.constant(ANY_RUN), fc.constant(ANY_ONE)), { maxLength: 3 }).map(toPattern);
const cased = fc.boolean();

const leaf: fc.Arbitrary<Expr<FieldRef>> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('text' as const), field, pattern, cased }) },
  fc.record({ kind: fc.constant('const' as const), value: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('exists' as const, 'missing' as const), field }),
  fc.record({ kind: fc.constant('keyword' as const), pattern, cased }),
  fc.record({
    kind: fc.constant('textList' as const),
    field,
    position: fc.constantFrom('equals' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
    literals: fc.uniqueArray(
      word.filter((text) => text !== ''),
      { minLength: 1, maxLength: 3 },
    ),
    cased,
  }),
  fc.record({
    kind: fc.constant('fieldRef' as const),
    field,
    other: field,
    position: fc.constantFrom('equals' as const, 'contains' as const),
    cased,
  }),
  fc.record({ kind: fc.constant('regex' as const), field, source: fc.constantFrom('a', '^b'), flags: fc.constant([]) }),
);

const expression = fc.letrec<{ expr: Expr<FieldRef> }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ kind: fc.constant('not' as const), item: tie('expr') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      items: fc.array(tie('expr'), { maxLength: 4 }),
    }),
  ),
})).expr;

const row: fc.Arbitrary<Row> = fc.record({ A: fc.option(word), B: fc.option(word) }).map((values) => {
  const event = newEventRow();
  event[COL.ext] = Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [key, value]));
  return event;
});

const nameOf = ({ name }: FieldRef): string => name;

describe('canonical', () => {
  test('means the same', () => {
    fc.assert(
      fc.property(expression, fc.array(row, { minLength: 8, maxLength: 8 }), (expr, rows) => {
        const simple = canonical(expr, nameOf);
        for (const event of rows) expect(evaluate(simple, event)).toBe(evaluate(expr, event));
      }),
      { numRuns: 3000 },
    );
  });

  test('is its own canonical form, and has no constants, doubles or nests inside', () => {
    fc.assert(
      fc.property(expression, (expr) => {
        const simple = canonical(expr, nameOf);
        expect(canonical(simple, nameOf)).toEqual(simple);
        inspect(simple, true);
      }),
      { numRuns: 2000 },
    );
  });

  test('joins literals of one field and one position, keeps their order and their first spelling', () => {
    const text = (literal: string): Expr<string> => ({
      kind: 'text',
      field: 'A',
      pattern: [literal, ANY_RUN],
      cased: false,
    });
    const other: Expr<string> = { kind: 'missing', field: 'A' };
    const expr: Expr<string> = {
      kind: 'or',
      items: [text('b'), other, text('A'), text('a'), { kind: 'or', items: [text('c')] }],
    };
    expect(canonical(expr, (name) => name)).toEqual({
      kind: 'or',
      items: [{ kind: 'textList', field: 'A', position: 'startswith', literals: ['b', 'A', 'c'], cased: false }, other],
    });
  });

  test('takes time that grows with the expression, not with its square', () => {
    const items = Array.from({ length: 100_000 }, (_, index): Expr<string> => ({
      kind: 'text',
      field: `F${index % 50_000}`,
      pattern: [`x${index}`],
      cased: false,
    }));
    const simple = canonical({ kind: 'and', items: [{ kind: 'or', items }, ...items] }, (name) => name);
    expect(simple.kind === 'and' && simple.items.length).toBe(100_001);
  });
});

function inspect(expr: Expr<FieldRef>, isRoot: boolean): void {
  if (!isRoot) expect(expr.kind).not.toBe('const');
  if (expr.kind === 'not') {
    expect(['not', 'const', 'exists', 'missing']).not.toContain(expr.item.kind);
    inspect(expr.item, false);
  }
  if (expr.kind !== 'and' && expr.kind !== 'or') return;
  expect(expr.items.length).toBeGreaterThan(1);
  for (const item of expr.items) {
    expect(item.kind).not.toBe(expr.kind);
    inspect(item, false);
  }
}
