// What crosses a thread or a restart must mean the same as before.
import { ANY_ONE, ANY_RUN, type Expr, type FieldRef, type ResolvedRule } from '@huntboard/sigma';
import { decodeRules, encodeRules } from './encode-rules.ts';

const image: FieldRef = { name: 'Image', access: [{ kind: 'column', column: 'Image' }] };
const extra: FieldRef = { name: 'Extra', access: [{ kind: 'ext', key: 'Extra' }] };
const expr: Expr<FieldRef> = {
  kind: 'and',
  items: [
    { kind: 'text', field: image, pattern: [ANY_RUN, 'a\ud800\n', ANY_ONE], cased: true },
    { kind: 'or', items: [{ kind: 'keyword', pattern: [ANY_RUN, 'x', ANY_RUN], cased: false }] },
    {
      kind: 'not',
      item: { kind: 'textList', field: { ...image }, position: 'endswith', literals: ['0', ''], cased: false },
    },
    { kind: 'fieldRef', field: image, other: extra, position: 'contains', cased: false },
    { kind: 'cidr', field: extra, network: { bytes: [10, 0, 0, 0], prefix: 8 } },
    { kind: 'regex', field: extra, source: 'a+', flags: ['i', 's'] },
    { kind: 'compare', field: extra, operator: 'gte', value: 1.5 },
    { kind: 'const', value: true },
  ],
};
const rule = {
  rule: {
    kind: 'rule',
    position: { file: 'a.yml', line: 3, column: 1 },
    title: 'A',
    id: 'x',
    level: 'high',
    tags: ['attack.t1'],
    references: ['r'],
    fields: [],
    falsepositives: [],
    scope: [],
    taxonomy: 'sigma',
    related: [],
    questions: [],
    custom: {},
    logsource: { product: 'windows' },
    expr: { kind: 'const', value: true },
    detections: {},
    conditions: ['a'],
  },
  logsource: { kind: 'missing', field: extra },
  expr,
} as const satisfies ResolvedRule;

test('expressions come back equal, with equal fields as one object', () => {
  const [back] = decodeRules(encodeRules([rule]));
  expect(back!.expr).toEqual(expr);
  expect(back!.logsource).toEqual(rule.logsource);
  const { items } = back!.expr as unknown as { items: readonly { field?: FieldRef; item?: { field: FieldRef } }[] };
  expect(items[2]!.item!.field).toBe(items[0]!.field);
});

test('a rule keeps its name, place, level, status, tags and log source', () => {
  const [back] = decodeRules(encodeRules([rule]));
  const { position, title, id, level, tags, logsource } = rule.rule;
  expect(back!.rule).toMatchObject({ kind: 'rule', position, title, id, level, tags, logsource });
});
