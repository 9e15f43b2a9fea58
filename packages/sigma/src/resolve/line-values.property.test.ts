// A test on a field of several values holds exactly when it holds for one of them.
import fc from 'fast-check';
import { newEventRow, COL } from '@huntboard/schema';
import { evaluate } from '../matcher/evaluate.ts';
import { ANY_RUN, toPattern } from '../model/pattern.ts';
import { extAccess, fieldRef } from './event-test.ts';
import type { EventExpr } from './event-test.ts';
import { overLines } from './line-values.ts';

const field = fieldRef('list', [extAccess('list')]);
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'É'), maxLength: 3 });
const values = fc.array(letters, { minLength: 1, maxLength: 4 });

function holds(expr: EventExpr, value: string): boolean {
  const row = newEventRow();
  row[COL.ext] = ['list', value];
  return evaluate(expr, row);
}

const pattern = fc
  .tuple(fc.boolean(), letters, fc.boolean())
  .map(([start, text, end]) => toPattern([start ? ANY_RUN : '', text, end ? ANY_RUN : '']));

test('patterns', () => {
  fc.assert(
    fc.property(values, pattern, fc.boolean(), (lines, tokens, cased) => {
      const filled = lines.filter((line) => line !== '');
      fc.pre(filled.length > 0 && tokens.length > 0);
      const expr: EventExpr = { kind: 'text', field, pattern: tokens, cased };
      const one = filled.some((line) => holds(expr, line));
      expect(holds(overLines(expr), filled.join('\n'))).toBe(one);
    }),
    { numRuns: 2000 },
  );
});

test('lists of literals at every position', () => {
  fc.assert(
    fc.property(
      values,
      fc.uniqueArray(
        letters.filter((text) => text !== ''),
        { minLength: 2, maxLength: 4 },
      ),
      fc.constantFrom('equals' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
      (lines, literals, position) => {
        const filled = lines.filter((line) => line !== '');
        fc.pre(filled.length > 0);
        const expr: EventExpr = { kind: 'textList', field, position, literals, cased: false };
        const one = filled.some((line) => holds(expr, line));
        expect(holds(overLines(expr), filled.join('\n'))).toBe(one);
      },
    ),
    { numRuns: 2000 },
  );
});

test('regular expressions take the ends of lines as ends', () => {
  const expr: EventExpr = { kind: 'regex', field, source: '^b$', flags: [] };
  expect(holds(overLines(expr), 'a\nb\nc')).toBe(true);
  expect(holds(overLines(expr), 'a\nbb')).toBe(false);
});
