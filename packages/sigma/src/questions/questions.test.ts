// Questions of a rule: what is written right is asked with the event's values, what is wrong is named and harms nothing else.
import { compileQuery, parseQuery } from '@huntboard/query';
import { bindQuestion, fieldsOf } from './bind-question.ts';
import { checkQuestions } from './check-questions.ts';
import { parseQuestions, printQuestions } from './question.ts';
import { parseRules } from '../parse/parse-rules.ts';

const RULE = `title: Shell
id: 2b6a3a52-6a7b-4a44-9d0e-0f7b2c6f5d11
description: A shell
status: test
level: low
logsource: {product: windows, category: process_creation}
detection: {selection: {Image: a}, condition: selection}
`;
const ELSEWHERE = {
  ask: 'Where else did $Image|name run?',
  query: { kind: 'rarity', from: 'seen', seenKind: 'image', search: '$Image' },
  before: '30d',
  answers: [{ of: 'hosts', atLeast: 4, means: 'Likely a roll-out.' }, { means: 'Look closely at $host.' }],
};
const CHILDREN = {
  ask: 'What did it start?',
  query: {
    kind: 'events',
    categories: ['process'],
    hosts: ['$host'],
    filters: [{ any: [{ field: 'parent_guid', operator: '=', value: '$proc_guid' }] }],
  },
  answers: [{ atMost: 0, means: 'Nothing.' }],
};

const parsed = (questions: unknown) => parseRules(`${RULE}questions: ${JSON.stringify(questions)}\n`, 'rule.yml');

test('questions are read with their times, and survive the store', () => {
  const { documents, problems } = parsed([ELSEWHERE, CHILDREN]);
  expect(problems).toEqual([]);
  const [{ questions } = { questions: [] }] = documents;
  expect(questions).toMatchObject([
    { before: 30 * 86_400_000, after: 3_600_000, show: [] },
    { before: 3_600_000, answers: [{ of: 'rows', atMost: 0 }] },
  ]);
  expect(parseQuestions(printQuestions(questions))).toEqual(questions);
  expect([printQuestions([]), parseQuestions(''), parseQuestions('[{"ask":1}]'), parseQuestions('{')]).toEqual(['', [], [], []]); // prettier-ignore
});

test.each([
  ['no list', { ask: 'x' }, 'questions: must be a list of questions'],
  ['an unknown key', [{ ...CHILDREN, hint: 'x' }], 'questions[0]: Unrecognized key: "hint"'],
  ['no text', [{ ...CHILDREN, ask: ' ' }], 'questions[0].ask: '],
  ['a wrong time', [{ ...CHILDREN, before: '3 weeks' }], 'questions[0].before: must be a time'],
  ['no meaning', [{ ...CHILDREN, answers: [] }], 'questions[0].answers: '],
  ['SQL', [{ ...CHILDREN, query: { kind: 'sql', sql: 'SELECT 1' } }], 'questions[0].query.kind: must be one of events'],
  ['a key that the kind lacks', [{ ...CHILDREN, query: { kind: 'events', field: 'Image' } }], 'questions[0].query.field: a query of kind events has no such key'], // prettier-ignore
  ['a field that is none', [{ ...CHILDREN, query: { kind: 'events', search: '$Imag' } }], 'questions[0].query.search: $Imag is no field of an event'], // prettier-ignore
  ['a field as a name', [{ ...CHILDREN, query: { kind: 'values', field: '$Image' } }], 'questions[0].query.field: $Image cannot stand in this key'], // prettier-ignore
  ['a field as a pattern', [{ ...CHILDREN, query: { kind: 'events', filters: [{ field: 'Image', operator: 'regex', value: '$Image' }] } }], 'questions[0].query.filters[0].value: $Image cannot stand in the value of a regex'], // prettier-ignore
  ['what the kind does not take', [{ ...CHILDREN, query: { kind: 'rarity', from: 'seen', categories: ['dns'] } }], 'questions[0].query: What was seen is remembered'], // prettier-ignore
])('%s: the question is left out with its place, the rule and the others stay', (_, wrong, message) => {
  const list = Array.isArray(wrong) ? [...(wrong as unknown[]), ELSEWHERE] : wrong;
  const { documents, problems } = parsed(list);
  expect(documents).toHaveLength(1);
  expect(documents[0]!.questions).toHaveLength(Array.isArray(wrong) ? 1 : 0);
  expect(problems).toEqual([
    expect.objectContaining({ severity: 'warning', code: 'sigma.question', message: expect.stringContaining(message) }),
  ]);
  expect(problems[0]!.position).toMatchObject({ file: 'rule.yml', line: 8 });
});

test('a rule has a few questions, and a document that multiplies itself by aliases has none', () => {
  expect(checkQuestions(Array.from({ length: 9 }, () => CHILDREN))).toMatchObject({
    questions: { length: 8 },
    faults: [{ path: [8] }],
  });
  const bomb = `a: &a [${'x, '.repeat(100)}x]\nb: &b [${'*a, '.repeat(60)}*a]\nquestions: *b\n`;
  const { documents, problems } = parseRules(RULE + bomb, 'rule.yml');
  expect(documents[0]!.questions).toEqual([]);
  expect(problems).toMatchObject([{ code: 'sigma.question', message: expect.stringContaining('nodes') }]);
});

test('values of the event are bound as parameters and never become text of a statement', () => {
  const { questions } = checkQuestions([ELSEWHERE, CHILDREN]);
  expect(fieldsOf(questions).toSorted()).toEqual(['Image', 'host', 'proc_guid']);
  const nasty = `C:\\x'; DROP TABLE events; -- {p0:String} $host\\a"b.exe`;
  const values = { Image: nasty, host: 'ws1', proc_guid: '00000000-0000-8000-8000-000000000001' };
  const [elsewhere, children] = questions.map((question) => bindQuestion(question, values));
  expect(elsewhere).toMatchObject({ ask: 'Where else did a"b.exe run?', model: { search: nasty }, missing: [] });
  expect(elsewhere!.answers[1]!.means).toBe('Look closely at ws1.');
  expect(children!.model).toMatchObject({ hosts: ['ws1'], filters: [{ any: [{ value: values.proc_guid }] }] });
  const model = parseQuery(elsewhere!.model);
  const compiled = model.ok
    ? compileQuery(model.value, { timeRange: { from: 0, to: 1 }, intervalMs: 1, maxDataPoints: 1, maxRows: 1 })
    : model;
  const [statement] = compiled.ok ? compiled.value.statements : [];
  expect(statement!.text).not.toContain('DROP');
  expect(Object.values(statement!.params).map(({ value }) => value)).toContain(nasty);
});

test('what the event does not have is named, and a text that begins with a dollar sign stands for itself when it is doubled', () => {
  const { questions, faults } = checkQuestions([
    { ...CHILDREN, ask: 'What of $ParentImage|name?', query: { kind: 'events', search: '$ext.Key', hosts: ['$$host', '$Recycle.Bin'] } }, // prettier-ignore
  ]);
  expect(faults).toEqual([]);
  expect(bindQuestion(questions[0]!, {})).toMatchObject({
    ask: 'What of (no ParentImage)?',
    missing: ['ext.Key'],
    model: { hosts: ['$host', '$Recycle.Bin'] },
  });
});
