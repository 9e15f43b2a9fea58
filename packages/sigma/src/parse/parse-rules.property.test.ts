// Files that nobody wrote in good faith: whatever the text, there is an answer, and every problem has a place in the file.
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ruleProblemCodes } from '../model/problem-codes.ts';
import { parseRules } from './parse-rules.ts';

const RULE = `title: T
id: 6f3e2987-db24-4c78-a860-b4f4095a7095
name: t
related: [{id: df0841c0-9846-4e9f-ad8a-7df91571771b, type: derived}]
status: test
date: 2024-01-02
tags: [attack.t1059]
logsource:
    product: windows
detection:
    list: &list
        - Image|endswith: ['\\a.exe', "\\x41*"]
          CommandLine|re: '^a+\\s(b|c)$'
        - {Address|cidr: 10.0.0.0/8, Size|gte: 0x10, Hash: null}
    filter_a: {Data|base64offset|contains: 'a b', Other|fieldref: Data}
    filter_b: *list
    condition: list and not 1 of filter_*
---
title: C
correlation:
    type: value_count
    rules: [t]
    group-by: [User]
    timespan: 5m
    condition: {field: Image, gte: 3}
    aliases: {user: {t: User}}
---
title: F
logsource: {category: process_creation}
filter:
    rules: any
    s: {User|startswith: adm_}
    condition: not s
`;

/** All that must hold of any text. Ends within the time that one test has. */
function check(text: string): void {
  const { documents, problems } = parseRules(text, 'a.yml');
  const lines = text.split('\n');
  const places = [...documents.map(({ position }) => position), ...problems.map(({ position }) => position)];
  // One comparison for all: these are very many.
  const astray = places.filter(
    ({ line, column }) => !(line >= 1 && line <= lines.length && column >= 1 && column <= lines[line - 1]!.length + 1),
  );
  const unnamed = problems.filter(({ code, message }) => message === '' || !ruleProblemCodes.includes(code));
  if (astray.length + unnamed.length > 0) expect({ astray, unnamed }).toEqual({ astray: [], unnamed: [] });
}

const KEYS = [
  ...[
    'title',
    'id',
    'name',
    'status',
    'level',
    'date',
    'tags',
    'related',
    'references',
    'fields',
    'action',
    'generate',
  ],
  ...['logsource', 'product', 'category', 'service', 'detection', 'condition', 'timeframe', 'sel', 'filter', 'rules'],
  ...[
    'correlation',
    'type',
    'group-by',
    'timespan',
    'aliases',
    'field',
    'gte',
    'percentile',
    '<<',
    '__proto__',
    '',
    '|',
  ],
  ...[
    'Image|endswith',
    'Image|re',
    'Image|re|i',
    'A|cidr',
    'A|lt',
    'A|base64offset|contains',
    '|all',
    'A|expand',
    'A|x',
  ],
];
const TEXTS = [
  ...['sel', '1 of them', 'all of sel*', 'sel and (', 'not not sel', '2 of *', 'x | count() > 1', 'any', '5m', '0s'],
  ...['value_count', 'temporal', 'event_count', 'global', 'repeat', 'reset', 'C:\\*\\?.exe', '%list%', '(?=x)', '[a'],
  ...['10.0.0.0/99', '::/0', 'windows', '', ' ', '2024-01-02', '\u2028', '\uD800', '*', '&a', '- a: b', '# no'],
];

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'tree' },
    fc.oneof(fc.constantFrom<unknown>(...TEXTS), fc.anything({ maxDepth: 0, withBigInt: true }), fc.string()),
    fc.array(tie('tree'), { maxLength: 4, depthIdentifier: 'tree' }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('tree'), {
      maxKeys: 6,
      depthIdentifier: 'tree',
    }),
  ),
}));

const document = fc.record(
  {
    title: fc.oneof(fc.constant('T'), tree),
    id: fc.oneof(fc.constantFrom('6f3e2987-db24-4c78-a860-b4f4095a7095', 'x'), tree),
    logsource: fc.oneof(fc.constant({ product: 'windows' }), tree),
    detection: fc.oneof(fc.record({ sel: tree, condition: fc.constantFrom(...TEXTS) }), tree),
    correlation: tree,
    filter: tree,
    action: tree,
    related: tree,
    custom: tree,
  },
  { requiredKeys: ['title', 'logsource'] },
);

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.nat({ max: 12 }),
  put: fc.oneof(
    fc.constantFrom(
      ...TEXTS,
      ...KEYS,
      '---\n',
      '...\n',
      '\r\n',
      '\t',
      ': ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      "'",
      '"',
      '!!set ',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ),
});

describe('parseRules never throws, and every problem has a place in the file', () => {
  test('for any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), check), {
      numRuns: 1000,
    });
  });

  test('for text out of signs that mean something in YAML', () => {
    const piece = fc.constantFrom(
      ...'{}[]:,-?&*!|>%@#\'"\\ \n\r\t~0a<\uFEFF\u0085',
      '---\n',
      '...\n',
      ': ',
      '- ',
      '!!',
      '&a ',
      '*a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => check(pieces.join(''))),
      { numRuns: 1000 },
    );
  });

  test('for YAML of any structure, with the keys of rules over values of any type', () => {
    const files = fc.array(fc.oneof(document, tree), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(files, fc.boolean(), (documents, flow) =>
        check(documents.map((one) => toYaml(one, flow)).join('---\n')),
      ),
      { numRuns: 500 },
    );
  });

  test('for a valid file with changes anywhere', () => {
    expect(parseRules(RULE, 'a.yml').documents.map(({ kind }) => kind)).toEqual(['rule', 'correlation', 'filter']);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        let text = RULE;
        for (const { at, drop, put } of changes) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + put + text.slice(start + drop);
        }
        check(text);
      }),
      { numRuns: 500 },
    );
  });

  test('for a valid file that breaks off anywhere', () => {
    for (let end = 0; end < RULE.length; end += 3) check(RULE.slice(0, end));
  });
});

function toYaml(value: unknown, flow: boolean): string {
  return stringify(value, { collectionStyle: flow ? 'flow' : 'any', aliasDuplicateObjects: false }) ?? '';
}

describe('a file of very many signs of one kind has an answer', () => {
  const many = (piece: string): string => piece.repeat(50_000 / piece.length);

  test.each([
    '9',
    '[',
    '- ',
    '{',
    '"',
    "'",
    '\n',
    '# ',
    '---\n',
    '&a ',
    '? ',
    '!',
    'a: ',
    '\\',
    '\t',
    '*a\n',
    '%',
    '| ',
  ])('such as %j', (piece) => {
    check(many(piece));
    check(RULE.replace("'a b'", `"${many(piece).replace(/["\\\n]/g, '.')}"`));
  });

  test('such as faults in the conditions of many rules', () => {
    const rule = 'title: T\nlogsource: {product: x}\ndetection: {s: {A: b}, condition: "\\x73 and t"}\n';
    const text = Array(1_000).fill(rule).join('---\n');
    expect(parseRules(text, 'a.yml').problems.filter(({ severity }) => severity === 'error')).toHaveLength(1_000);
    check(text);
  });
});
