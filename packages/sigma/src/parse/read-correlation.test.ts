// Correlations and filters as they are written, and where what is wrong with them stands.
import { describeCorpus, readCorpus, readTar } from '@huntboard/testing';
import type { CorrelationCondition, SigmaDocument } from '../model/rule.ts';
import { parseRules } from './parse-rules.ts';

const HEAD = 'title: T\ncorrelation:\n';

/** The body from line 3 on, two blanks in. */
function body(...lines: readonly string[]): string {
  return HEAD + lines.map((line) => `  ${line}\n`).join('');
}

function only(text: string): SigmaDocument {
  const { documents, problems } = parseRules(text, 'a.yml');
  expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  return documents[0]!;
}

function problemsOf(text: string): string[] {
  return parseRules(text, 'a.yml')
    .problems.filter(({ message }) => !/^there is no (id|level|status|description)$/.test(message))
    .map(({ severity, code, position: { line, column } }) => `${severity} ${code} ${line}:${column}`);
}

describe('a correlation', () => {
  test.each<[string, string, CorrelationCondition]>([
    [
      'event_count',
      '{gte: 5, lt: 10}',
      {
        bounds: [
          { operator: 'gte', value: 5 },
          { operator: 'lt', value: 10 },
        ],
      },
    ],
    ['value_count', '{field: A, neq: 1}', { field: 'A', bounds: [{ operator: 'neq', value: 1 }] }],
    ['value_sum', '{field: [A], gt: 1.5}', { field: 'A', bounds: [{ operator: 'gt', value: 1.5 }] }],
    ['value_avg', '{field: A, eq: -1}', { field: 'A', bounds: [{ operator: 'eq', value: -1 }] }],
    [
      'value_percentile',
      '{field: A, percentile: 99, lte: 1}',
      { field: 'A', percentile: 99, bounds: [{ operator: 'lte', value: 1 }] },
    ],
    ['temporal', '{gte: 2}', { bounds: [{ operator: 'gte', value: 2 }] }],
    ['temporal_ordered', '{gte: 2}', { bounds: [{ operator: 'gte', value: 2 }] }],
  ])('of type %s has its condition', (type, condition, expected) => {
    const read = only(body(`type: ${type}`, 'rules: [a, b]', 'timespan: 1m', `condition: ${condition}`));
    expect(read).toMatchObject({ kind: 'correlation', type, rules: [{ ref: 'a' }, { ref: 'b' }], groupBy: [] });
    expect(read).toMatchObject({ condition: expected, generate: false });
  });

  test('of a temporal type may do without a condition', () => {
    expect(only(body('type: temporal', 'rules: a', 'timespan: 1m'))).toMatchObject({ condition: { bounds: [] } });
  });

  test('may have an extended condition, which names the rules when nothing else does', () => {
    const expected = {
      rules: [{ ref: 'a' }, { ref: 'b' }, { ref: 'c' }],
      condition: {
        bounds: [],
        expression: {
          kind: 'and',
          items: [
            {
              kind: 'or',
              items: [
                { kind: 'exists', field: 'a' },
                { kind: 'exists', field: 'b' },
              ],
            },
            { kind: 'not', item: { kind: 'exists', field: 'c' } },
          ],
        },
      },
    };
    const condition = 'condition: (a or b) and not c';
    expect(only(body('type: temporal', 'timespan: 1m', condition))).toMatchObject(expected);
    expect(only(body('type: temporal', 'rules: [a, b, c]', 'timespan: 1m', condition))).toMatchObject(expected);
  });

  test.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1M', 2_629_746_000],
    ['1y', 31_556_952_000],
  ])('with the timespan %s has %d milliseconds', (text, timespan) => {
    expect(only(body('type: temporal', 'rules: a', `timespan: ${text}`))).toMatchObject({ timespan });
  });

  test('has fields to group by, aliases and generate, which may also stand beside it', () => {
    const lines = ['type: temporal', 'rules: [a, b]', 'timespan: 1m', 'group-by: [u, Computer]'];
    const aliases = 'aliases: {u: {a: User, b: TargetUser}}';
    const read = only(body(...lines, aliases, 'generate: true'));
    expect(read).toMatchObject({ groupBy: ['u', 'Computer'], generate: true });
    expect(read.kind === 'correlation' && JSON.stringify(read.aliases)).toBe('{"u":{"a":"User","b":"TargetUser"}}');
    expect(only(`${body(...lines)}generate: true\n`)).toMatchObject({ generate: true });
  });

  test.each<[string, string, string, string]>([
    ['an unknown type', 'type: temporal', 'type: often', 'error sigma.key_value 3:9'],
    ['no type', 'type: temporal', 'x: y', 'error sigma.key_missing 3:3'],
    ['no rules', 'rules: [a, b]', 'x: y', 'error sigma.key_missing 3:3'],
    ['an empty list of rules', '[a, b]', '[]', 'error sigma.key_missing 4:10'],
    ['a rule that is a map', '[a, b]', '[a, {b: c}]', 'error sigma.key_type 4:14'],
    ['a rule twice', '[a, b]', '[a, b, a]', 'warning sigma.convention 4:17'],
    ['a timespan without a unit', '1m', '15', 'error sigma.key_value 5:13'],
    ['a timespan of nothing', '1m', '0s', 'error sigma.key_value 5:13'],
    [
      'fields to group by that are maps',
      'timespan: 1m',
      'timespan: 1m\n  group-by: [{a: b}]',
      'error sigma.key_type 6:14',
    ],
    ['an alias that is a text', 'timespan: 1m', 'timespan: 1m\n  aliases: {u: User}', 'error sigma.key_type 6:16'],
    ['a generate that is a text', 'timespan: 1m', 'timespan: 1m\n  generate: sure', 'error sigma.key_type 6:13'],
    [
      'an unknown rule in its condition',
      '1m',
      '1m\n  condition: a and b and d',
      'error sigma.condition_unknown_name 6:26',
    ],
    ['a rule not in its condition', '1m', '1m\n  condition: a', 'warning sigma.detection_unused 6:14'],
    ['an unknown operator', '1m', '1m\n  condition: {gte: 1, over: 2}', 'error sigma.correlation_condition 6:23'],
    ['a bound that is a text', '1m', "1m\n  condition: {gte: '1'}", 'error sigma.correlation_condition 6:20'],
    ['a condition without a bound', '1m', '1m\n  condition: {field: A}', 'error sigma.correlation_condition 6:14'],
  ])('with %s says so where it stands', (_, from, to, problem) => {
    const text = body('type: temporal', 'rules: [a, b]', 'timespan: 1m');
    expect(problemsOf(text.replace(from, to))).toEqual([problem]);
  });

  test.each<[string, string, string]>([
    ['value_count', '{gte: 1}', 'error sigma.correlation_condition 6:14'],
    ['value_count', '{field: [A, B], gte: 1}', 'unsupported sigma.correlation_unsupported 6:22'],
    ['value_percentile', '{field: A, percentile: 101, gte: 1}', 'error sigma.correlation_condition 6:14'],
    ['event_count', 'a and b', 'error sigma.correlation_condition 6:14'],
  ])('of type %s cannot have the condition %s', (type, condition, problem) => {
    const text = body(`type: ${type}`, 'rules: [a, b]', 'timespan: 1m', `condition: ${condition}`);
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('that counts needs a condition', () => {
    expect(problemsOf(body('type: event_count', 'rules: a', 'timespan: 1m'))).toEqual(['error sigma.key_missing 3:3']);
  });
});

describe('a filter', () => {
  const FILTER = `title: F
logsource: {product: windows}
filter:
  rules: [a, b]
  s: {User: adm}
  condition: not s
`;

  test('has its rules, its log source and what an event must be to pass', () => {
    expect(only(FILTER)).toMatchObject({
      kind: 'filter',
      rules: ['a', 'b'],
      logsource: { product: 'windows' },
      expr: { kind: 'not', item: { field: 'User', pattern: ['adm'] } },
    });
  });

  test.each(['any', 'All', '[]'])('with the rules %s is for all', (rules) => {
    expect(only(FILTER.replace('[a, b]', rules))).toMatchObject({ rules: 'any' });
  });

  test.each<[string, string, string, string]>([
    ['no rules', '  rules: [a, b]\n', '', 'error sigma.key_missing 4:3'],
    ['a rule that is a list', '[a, b]', '[a, [b]]', 'error sigma.key_type 4:14'],
    ['no condition', '  condition: not s\n', '', 'error sigma.key_missing 4:3'],
    ['no log source', 'logsource: {product: windows}\n', '', 'error sigma.key_missing 1:1'],
    ['an unknown name', 'not s', 'not t', 'error sigma.condition_unknown_name 6:18'],
  ])('with %s says so where it stands', (_, from, to, problem) => {
    expect(problemsOf(FILTER.replace(from, to))).toEqual([problem]);
  });
});

describeCorpus('the samples of the specification', () => {
  const files = readTar(readCorpus('sigma-specification-schemas.tar.gz')).filter(({ path }) => path.endsWith('.yml'));

  test('are there', () => {
    expect(files).toHaveLength(12);
  });

  test.each(files.map(({ path, text }): [string, string] => [path, text]))('%s is a document', (path, text) => {
    const { documents, problems } = parseRules(text, path);
    expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    const [kind] = ['correlation', 'filter', 'rule'].filter((name) => path.includes(`/${name}`));
    expect(documents.map((document) => document.kind)).toEqual([kind]);
  });
});
