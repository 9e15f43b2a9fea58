// Property: random rules over random events have the verdict of the naive interpreter, in every stage of learning.
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import fc from 'fast-check';
import { randomEvent } from '../../testing/parity/random-events.ts';
import { randomRule } from '../../testing/parity/random-rules.ts';
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import { evaluate } from './evaluate.ts';
import { compileMatcher } from './matcher.ts';
import { resolvedRule } from './testing/resolved-rule.ts';

type Condition = Expr<FieldRef>;

const channel: Condition = {
  kind: 'text',
  field: { name: 'Channel', access: [{ kind: 'column', column: 'Channel' }] },
  pattern: ['one'],
  cased: false,
};
const logsource = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Condition>({ kind: 'const', value: true }) },
  { weight: 1, arbitrary: fc.constant(channel) },
  { weight: 1, arbitrary: fc.constant<Condition>({ kind: 'not', item: channel }) },
  { weight: 1, arbitrary: randomRule },
);

function matched(conditions: readonly (readonly [Condition, Condition])[], rows: readonly Row[], times: number) {
  const matcher = compileMatcher(conditions.map(([source, expr]) => resolvedRule(expr, source)));
  const passes: string[][] = [];
  for (let pass = 0; pass < times; pass++)
    passes.push(
      rows.map((row) => {
        const hits: number[] = [];
        matcher.match(row, (rule) => hits.push(rule));
        return hits.join();
      }),
    );
  return passes;
}

const naive = (conditions: readonly (readonly [Condition, Condition])[], rows: readonly Row[]): string[] =>
  rows.map((row) =>
    conditions.flatMap(([source, expr], rule) => (evaluate(source, row) && evaluate(expr, row) ? [rule] : [])).join(),
  );

describe('compileMatcher', () => {
  const conditions = fc.array(fc.tuple(logsource, randomRule), { minLength: 5, maxLength: 60 });

  it('gives the verdicts of the interpreter, in ascending order, on kinds of events that change all the time', () => {
    fc.assert(
      fc.property(conditions, fc.array(randomEvent, { minLength: 1, maxLength: 30 }), (rules, rows) => {
        const expected = naive(rules, rows);
        for (const verdicts of matched(rules, rows, 2)) expect(verdicts).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('gives them before, while and after it learns from one kind of event', () => {
    const kind = fc.constantFrom('one', 'two');
    fc.assert(
      fc.property(conditions, kind, fc.array(randomEvent, { minLength: 40, maxLength: 40 }), (rules, name, rows) => {
        for (const row of rows) {
          for (const column of ['EventID', 'product', 'service', 'category', 'action'] as const)
            row[COL[column]] = column === 'EventID' ? 1 : name;
          row[COL.Channel] = name;
          row[COL.blank_fields] = [];
        }
        const expected = naive(rules, rows);
        // 40 events × 220: more than both rounds of learning want.
        const passes = matched(rules, rows, 220);
        for (const pass of [0, 1, 4, 50, 219]) expect(passes[pass]).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });
});
