// Fields, modifiers and values of a detection: what each becomes, and what is refused where.
import type { Expr } from '../model/expr.ts';
import { ANY_ONE, ANY_RUN } from '../model/pattern.ts';
import type { RuleProblem } from '../model/rule.ts';
import { parseRules } from './parse-rules.ts';
import type { ParseOptions } from './parse-rules.ts';

const any: typeof ANY_RUN = ANY_RUN;
const HEAD = 'title: T\nid: 6f3e2987-db24-4c78-a860-b4f4095a7095\nlogsource: {product: windows}\n';

function parse(selection: string, options?: ParseOptions): { expr: Expr<string> | undefined; problems: string[] } {
  const text = `${HEAD}detection:\n  s:\n    ${selection.replaceAll('\n', '\n    ')}\n  condition: s\n`;
  const { documents, problems } = parseRules(text, 'a.yml', options);
  const [rule] = documents;
  return { expr: rule?.kind === 'rule' ? rule.expr : undefined, problems: problems.filter(isOwn).map(line) };
}

function isOwn({ message }: RuleProblem): boolean {
  return !/^there is no (level|status|description)$/.test(message);
}

function line({ severity, code, position }: RuleProblem): string {
  return `${severity} ${code} ${position.line}:${position.column}`;
}

const text = (field: string, ...pattern: (string | symbol)[]): Expr<string> =>
  ({ kind: 'text', field, pattern, cased: false }) as Expr<string>;
const list = (field: string, position: string, ...literals: string[]): Expr<string> =>
  ({ kind: 'textList', field, position, literals, cased: false }) as Expr<string>;
const keyword = (...pattern: (string | symbol)[]): Expr<string> =>
  ({ kind: 'keyword', pattern, cased: false }) as Expr<string>;

describe('a value becomes what its modifiers say', () => {
  test.each<[string, Expr<string>]>([
    ['A: x', text('A', 'x')],
    ["A: ''", text('A')],
    ['A: null', { kind: 'missing', field: 'A' }],
    ['A:', { kind: 'missing', field: 'A' }],
    ['A: 4688', text('A', '4688')],
    ['A: 0x17', text('A', '23')],
    ["A: '0x17'", text('A', '0x17')],
    ['A: 18446744073709551615', text('A', '18446744073709551615')],
    ['A: 1.50', text('A', '1.50')],
    ['A: true', text('A', 'true')],
    ['A: yes', text('A', 'yes')],
    ['A: 2024-01-01', text('A', '2024-01-01')],
    ["A: '*'", { kind: 'exists', field: 'A' }],
    ["A: 'a*?'", text('A', 'a', any, ANY_ONE)],
    ['A: [x, y, X]', list('A', 'equals', 'x', 'y')],
    ['A: [x, null]', { kind: 'or', items: [text('A', 'x'), { kind: 'missing', field: 'A' }] }],
    ['A|contains: x', text('A', any, 'x', any)],
    ['A|startswith: x', text('A', 'x', any)],
    ["A|endswith: '\\x.exe'", text('A', any, '\\x.exe')],
    ['A|contains: [x, y]', list('A', 'contains', 'x', 'y')],
    ['A|contains: 46', text('A', any, '46', any)],
    ['A|contains|all: [x, y]', { kind: 'and', items: [text('A', any, 'x', any), text('A', any, 'y', any)] }],
    ['A|all|contains: [x, y]', { kind: 'and', items: [text('A', any, 'x', any), text('A', any, 'y', any)] }],
    ['A|cased: x', { kind: 'text', field: 'A', pattern: ['x'], cased: true }],
    ['A|cased|startswith: x', { kind: 'text', field: 'A', pattern: ['x', any], cased: true }],
    ['A|exists: true', { kind: 'exists', field: 'A' }],
    ['A|exists: false', { kind: 'missing', field: 'A' }],
    [
      'A|neq: x',
      {
        kind: 'and',
        items: [
          { kind: 'exists', field: 'A' },
          { kind: 'not', item: text('A', 'x') },
        ],
      },
    ],
    [
      'A|neq|contains: [x, y]',
      {
        kind: 'and',
        items: [
          { kind: 'exists', field: 'A' },
          { kind: 'not', item: list('A', 'contains', 'x', 'y') },
        ],
      },
    ],
    ['A|neq: null', { kind: 'exists', field: 'A' }],
    ["A|re: 'a\\d+'", { kind: 'regex', field: 'A', source: 'a\\d+', flags: [] }],
    ["A|re|s|i: 'a.b'", { kind: 'regex', field: 'A', source: 'a.b', flags: ['i', 's'] }],
    ["A|re|m: '^a'", { kind: 'regex', field: 'A', source: '^a', flags: ['m'] }],
    ["A|re|startswith: 'a|b'", { kind: 'regex', field: 'A', source: '\\A(?:a|b)', flags: [] }],
    ["A|re|endswith: 'a|b'", { kind: 'regex', field: 'A', source: '(?:a|b)\\z', flags: [] }],
    ['A|cidr: 10.0.0.0/8', { kind: 'cidr', field: 'A', network: { bytes: [10, 0, 0, 0], prefix: 8 } }],
    ['A|cidr: 192.168.1.7', { kind: 'cidr', field: 'A', network: { bytes: [192, 168, 1, 7], prefix: 32 } }],
    [
      "A|cidr: 'fe80::/10'",
      { kind: 'cidr', field: 'A', network: { bytes: [0xfe, 0x80, ...Array<number>(14).fill(0)], prefix: 10 } },
    ],
    ["A|cidr: '::ffff:10.0.0.0/104'", { kind: 'cidr', field: 'A', network: { bytes: [10, 0, 0, 0], prefix: 8 } }],
    ['A|gt: 5', { kind: 'compare', field: 'A', operator: 'gt', value: 5 }],
    ["A|lte: '-1.5'", { kind: 'compare', field: 'A', operator: 'lte', value: -1.5 }],
    ['A|hour: 3', { kind: 'datePart', field: 'A', part: 'hour', value: 3 }],
    [
      'A|hour|gte: 22',
      {
        kind: 'or',
        items: [
          { kind: 'datePart', field: 'A', part: 'hour', value: 22 },
          { kind: 'datePart', field: 'A', part: 'hour', value: 23 },
        ],
      },
    ],
    ['A|fieldref: B', { kind: 'fieldRef', field: 'A', other: 'B', position: 'equals', cased: false }],
    ['A|fieldref|endswith: B', { kind: 'fieldRef', field: 'A', other: 'B', position: 'endswith', cased: false }],
    ['A|contains|fieldref|cased: B', { kind: 'fieldRef', field: 'A', other: 'B', position: 'contains', cased: true }],
    ["A|windash|contains: ' -f'", list('A', 'contains', ' -f', ' /f', ' –f', ' —f', ' ―f')],
    ["A|contains|windash: ' -f'", list('A', 'contains', ' -f', ' /f', ' –f', ' —f', ' ―f')],
    ['A|base64offset|contains: foobar', list('A', 'contains', 'Zm9vYmFy', 'Zvb2Jhc', 'mb29iYX')],
    ['A|wide|base64|contains: cmd', text('A', any, 'YwBtAGQA', any)],
    ["'|all': [x, 5]", { kind: 'and', items: [keyword(any, 'x', any), keyword(any, '5', any)] }],
    ["'|startswith': x", keyword('x', any)],
    ['- x\n- y*z', { kind: 'or', items: [keyword(any, 'x', any), keyword(any, 'y', any, 'z', any)] }],
    ['just a word', keyword(any, 'just a word', any)],
    [
      '- A: x\n  B: y\n- A: z',
      { kind: 'or', items: [{ kind: 'and', items: [text('A', 'x'), text('B', 'y')] }, text('A', 'z')] },
    ],
    ['- A: x\n- word', { kind: 'or', items: [text('A', 'x'), keyword(any, 'word', any)] }],
    ['A.b-c[0] d: x', text('A.b-c[0] d', 'x')],
    ['__proto__: x\nconstructor: y', { kind: 'and', items: [text('__proto__', 'x'), text('constructor', 'y')] }],
  ])('%s', (selection, expr) => {
    expect(parse(selection)).toEqual({ expr, problems: [] });
  });
});

describe('all of windash keeps the dashes of one value together', () => {
  test('contains|all|windash', () => {
    expect(parse("A|contains|all|windash: [' -a', ' -b']").expr).toEqual({
      kind: 'and',
      items: [
        list('A', 'contains', ' -a', ' /a', ' –a', ' —a', ' ―a'),
        list('A', 'contains', ' -b', ' /b', ' –b', ' —b', ' ―b'),
      ],
    });
  });
});

describe('placeholders', () => {
  const placeholders = { servers: ['srv*', 'DC01'], empty: [], domains: ['a.org', 'b.org'], nets: ['10.0.0.0/8'] };

  test.each<[string, Expr<string>]>([
    ["A|expand: '%servers%'", { kind: 'or', items: [text('A', 'srv', any), text('A', 'DC01')] }],
    ["A|expand|endswith: '.%domains%'", list('A', 'endswith', '.a.org', '.b.org')],
    [
      "A|contains|expand: '%domains%/%domains%'",
      list('A', 'contains', 'a.org/a.org', 'a.org/b.org', 'b.org/a.org', 'b.org/b.org'),
    ],
    ["A|expand: '\\%domains%domains%'", list('A', 'equals', '%domainsa.org', '%domainsb.org')],
    ["A|expand: '100%'", text('A', '100%')],
    ["A|expand|cidr: '%nets%'", { kind: 'cidr', field: 'A', network: { bytes: [10, 0, 0, 0], prefix: 8 } }],
    ["A|expand: '%empty%'", { kind: 'const', value: false }],
    ["A: '%servers%'", text('A', '%servers%')],
  ])('%s', (selection, expr) => {
    expect(parse(selection, { placeholders })).toEqual({ expr, problems: [] });
  });

  test('a list that is not there makes the rule unsupported, however it is called', () => {
    for (const name of ['users', 'constructor', '__proto__', 'toString'])
      expect(parse(`A|expand: '%${name}%'`, { placeholders })).toEqual({
        expr: undefined,
        problems: ['unsupported sigma.placeholder_missing 6:15'],
      });
  });
});

describe('what has no meaning is refused at its place', () => {
  test.each<[string, string]>([
    ['A|contians: x', 'error sigma.modifier_unknown 6:5'],
    ['A|: x', 'error sigma.modifier_unknown 6:5'],
    ['A|constructor: x', 'error sigma.modifier_unknown 6:5'],
    ["'': x", 'error sigma.detection_shape 6:5'],
    ['A|contains|contains: x', 'error sigma.modifier_chain 6:5'],
    ['A|contains|startswith: x', 'error sigma.modifier_chain 6:5'],
    ['A|contains|base64: x', 'error sigma.modifier_chain 6:5'],
    ['A|base64|wide: x', 'error sigma.modifier_chain 6:5'],
    ['A|base64|base64offset: x', 'error sigma.modifier_chain 6:5'],
    ['A|wide|utf16: x', 'error sigma.modifier_chain 6:5'],
    ['A|base64|windash: x', 'error sigma.modifier_chain 6:5'],
    ['A|i: x', 'error sigma.modifier_chain 6:5'],
    ['A|i|re: x', 'error sigma.modifier_chain 6:5'],
    ['A|re|cased: x', 'error sigma.modifier_chain 6:5'],
    ['A|re|windash: x', 'error sigma.modifier_chain 6:5'],
    ['A|re|expand: x', 'error sigma.modifier_chain 6:5'],
    ['A|re|cidr: x', 'error sigma.modifier_chain 6:5'],
    ['A|cidr|contains: 10.0.0.0/8', 'error sigma.modifier_chain 6:5'],
    ['A|gt|lt: 5', 'error sigma.modifier_chain 6:5'],
    ['A|gt|contains: 5', 'error sigma.modifier_chain 6:5'],
    ['A|hour|day: 5', 'error sigma.modifier_chain 6:5'],
    ['A|exists|contains: true', 'error sigma.modifier_chain 6:5'],
    ['A|year|gt: 2020', 'unsupported sigma.modifier_chain 6:16'],
    ['A|exists: yes', 'error sigma.modifier_value 6:15'],
    ['A|exists: [true, 5]', 'error sigma.modifier_value 6:22'],
    ['A|contains: null', 'error sigma.modifier_value 6:17'],
    ['A|contains: [x, null]', 'error sigma.modifier_value 6:21'],
    ['A|cidr: 10.0.0.0/33', 'error sigma.modifier_value 6:13'],
    ['A|cidr: 10.0.0', 'error sigma.modifier_value 6:13'],
    ['A|cidr: 10.*', 'error sigma.modifier_value 6:13'],
    ['A|gt: x', 'error sigma.modifier_value 6:11'],
    ['A|gt: .inf', 'error sigma.modifier_value 6:11'],
    ['A|hour: x', 'error sigma.modifier_value 6:13'],
    ["A|re: ''", 'error sigma.modifier_value 6:11'],
    ['A|fieldref: null', 'error sigma.modifier_value 6:17'],
    ['A|base64: "a*"', 'error sigma.modifier_value 6:15'],
    ['A|base64offset|contains: x', 'error sigma.modifier_value 6:30'],
    ["A|re: 'a('", 'error sigma.regex_syntax 6:11'],
    ["A|re: '(?=a)b'", 'unsupported sigma.regex_unsupported 6:11'],
    ["A|re: '(a)\\1'", 'unsupported sigma.regex_unsupported 6:11'],
    ["'|re': a", 'unsupported sigma.keyword_modifier 6:5'],
    ["'|exists': true", 'unsupported sigma.keyword_modifier 6:5'],
    ['A: {b: c}', 'error sigma.detection_shape 6:8'],
    ['A: [[b]]', 'error sigma.detection_shape 6:9'],
    ['A: []', 'error sigma.detection_shape 6:8'],
    ['{}', 'error sigma.detection_shape 6:5'],
    ['[]', 'error sigma.detection_shape 6:5'],
    ['[[]]', 'error sigma.detection_shape 6:6'],
    ["''", 'error sigma.detection_shape 6:5'],
    ['- x\n- null', 'error sigma.detection_shape 7:7'],
    ["A|contains|windash: '" + ' -a'.repeat(9) + "'", 'error sigma.modifier_value 6:25'],
  ])('%s', (selection, problem) => {
    expect(parse(selection)).toEqual({ expr: undefined, problems: [problem] });
  });
});

describe('what is allowed but hardly meant is a warning', () => {
  test.each<[string, string]>([
    ["A|contains: ''", 'warning sigma.value_suspicious 6:17'],
    ["A|contains: [x, '']", 'warning sigma.value_suspicious 6:21'],
    ['A|cidr: 10.1.0.0/8', 'warning sigma.value_suspicious 6:13'],
    ['A|hour: 24', 'warning sigma.value_suspicious 6:13'],
    ['A|contains|all: x', 'warning sigma.convention 6:5'],
  ])('%s', (selection, problem) => {
    const { expr, problems } = parse(selection);
    expect(expr).toBeDefined();
    expect(problems).toEqual([problem]);
  });
});

test('a list of 100,000 values is one list', () => {
  const values = Array.from({ length: 100_000 }, (_, index) => `      - 'value${index}.example.org'`);
  const { expr, problems } = parse(`A|endswith:\n${values.join('\n')}`);
  expect(problems).toEqual([]);
  expect(expr?.kind === 'textList' && expr.literals.length).toBe(100_000);
});
