// What is folded away of a condition for a kind of event, and that it goes on saying the same.
import type { EventColumn } from '@huntboard/schema';
import fc from 'fast-check';
import { randomEvent, RANDOM_COLUMNS } from '../../testing/parity/random-events.ts';
import { randomRule } from '../../testing/parity/random-rules.ts';
import type { FieldRef } from '../event/field-access.ts';
import { fold } from '../event/fold.ts';
import { readColumn } from '../event/read-field.ts';
import type { Expr } from '../model/expr.ts';
import { evaluate } from './evaluate.ts';
import { collectNamed, specialise } from './specialise.ts';
import type { Known } from './specialise.ts';

type Condition = Expr<FieldRef>;

const field = (...columns: readonly EventColumn[]): FieldRef => ({
  name: columns[0]!,
  access: columns.map((column) => ({ kind: 'column', column })),
});
const is = (ref: FieldRef, text: string): Condition => ({ kind: 'text', field: ref, pattern: [text], cased: false });
const TRUE: Condition = { kind: 'const', value: true };
const FALSE: Condition = { kind: 'const', value: false };
const image = is(field('Image'), 'a.exe');
const known = new Map<EventColumn, Known>([
  ['Channel', { kind: 'text', text: 'Security' }],
  ['service', { kind: 'missing' }],
  ['action', { kind: 'unnamed' }],
]);

describe('specialise', () => {
  it.each<[string, Condition, Condition]>([
    ['a known text', is(field('Channel'), 'security'), TRUE],
    ['another text', is(field('Channel'), 'System'), FALSE],
    ['a missing field', is(field('service'), 'x'), FALSE],
    ['what is missing', { kind: 'missing', field: field('service') }, TRUE],
    ['a text that no rule names', is(field('action'), 'start'), FALSE],
    ['the existence of such a text', { kind: 'exists', field: field('action') }, TRUE],
    ['a place behind a missing one', is(field('service', 'Channel'), 'security'), TRUE],
    ['not', { kind: 'not', item: is(field('Channel'), 'security') }, FALSE],
    ['and, to what is left', { kind: 'and', items: [is(field('Channel'), 'security'), image] }, image],
    ['and, by one that fails', { kind: 'and', items: [image, is(field('Channel'), 'x')] }, FALSE],
    ['or, by one that holds', { kind: 'or', items: [image, is(field('Channel'), 'security')] }, TRUE],
    ['or, to what is left', { kind: 'or', items: [image, is(field('Channel'), 'x')] }, image],
  ])('decides %s', (_, expr, expected) => expect(specialise(expr, known)).toEqual(expected));

  it('keeps part of a text that no rule names, and the same object where nothing is known', () => {
    const contains: Condition = {
      kind: 'textList',
      field: field('action'),
      position: 'contains',
      literals: ['a', 'b'],
      cased: false,
    };
    expect(specialise(contains, known)).toBe(contains);
    const both: Condition = { kind: 'and', items: [image, { kind: 'not', item: contains }] };
    expect(specialise(both, known)).toBe(both);
    const behind = is(field('Image', 'Channel'), 'security');
    expect(specialise(behind, known)).toBe(behind);
  });

  it('says of an event what the whole condition says', () => {
    const columns = fc.uniqueArray(fc.constantFrom(...RANDOM_COLUMNS), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(randomRule, { minLength: 1, maxLength: 5 }), randomEvent, columns, (rules, row, chosen) => {
        const named = new Map(chosen.map((column) => [column, new Set<string>()]));
        for (const rule of rules) collectNamed(rule, named);
        const facts = new Map<EventColumn, Known>();
        for (const column of chosen) {
          const text = readColumn(row, column);
          const isNamed = text !== undefined && [...named.get(column)!].some((one) => fold(one) === fold(text));
          facts.set(
            column,
            text === undefined ? { kind: 'missing' } : isNamed ? { kind: 'text', text } : { kind: 'unnamed' },
          );
        }
        for (const rule of rules) expect(evaluate(specialise(rule, facts), row)).toBe(evaluate(rule, row));
      }),
      { numRuns: 1000 },
    );
  });
});
