// Files: several documents, actions, heads, and texts that nobody wrote in good faith.
import type { SigmaDocument } from '../model/rule.ts';
import { parseRules } from './parse-rules.ts';
import { Effort, readYaml } from './read-yaml.ts';

const RULE = `title: T
id: 6f3e2987-db24-4c78-a860-b4f4095a7095
status: test
description: D
level: low
logsource:
    product: windows
detection:
    s:
        A: x
    condition: s
`;

function problemsOf(text: string): string[] {
  return parseRules(text, 'a.yml')
    .problems.filter(({ message }) => !/^there is no (id|level|status|description)$/.test(message))
    .map(({ severity, code, position: { line, column } }) => `${severity} ${code} ${line}:${column}`);
}

function titles(documents: readonly SigmaDocument[]): string[] {
  return documents.map(({ title }) => title);
}

describe('a document', () => {
  test('has what its head says, unknown keys included', () => {
    const { documents, problems } = parseRules(
      `title: Whole
id: 6f3e2987-db24-4c78-a860-b4f4095a7095
name: whole
related:
    - id: df0841c0-9846-4e9f-ad8a-7df91571771b
      type: derived
status: experimental
description: |
    One.
    Two.
license: MIT
author: Somebody
references: [https://a.example/x]
date: 2024-01-02
modified: 2024-02-03
tags: [attack.t1059.001, attack.execution]
logsource: {category: process_creation, product: windows, service: x, definition: d}
detection:
    sel: {A: x}
    condition: [sel, not sel]
fields: [A]
falsepositives: Unknown
level: critical
scope: [server]
taxonomy: own
mine: {a: [1, 2.5, null, true], __proto__: x}
`,
      'dir/a.yml',
    );
    expect(problems).toEqual([]);
    expect(documents).toMatchObject([
      {
        kind: 'rule',
        position: { file: 'dir/a.yml', line: 1, column: 1 },
        title: 'Whole',
        name: 'whole',
        related: [{ id: 'df0841c0-9846-4e9f-ad8a-7df91571771b', type: 'derived' }],
        status: 'experimental',
        description: 'One.\nTwo.\n',
        license: 'MIT',
        author: 'Somebody',
        references: ['https://a.example/x'],
        date: '2024-01-02',
        modified: '2024-02-03',
        tags: ['attack.t1059.001', 'attack.execution'],
        logsource: { category: 'process_creation', product: 'windows', service: 'x', definition: 'd' },
        fields: ['A'],
        falsepositives: ['Unknown'],
        level: 'critical',
        scope: ['server'],
        taxonomy: 'own',
        conditions: ['sel', 'not sel'],
        expr: { kind: 'const', value: true },
      },
    ]);
    const { custom } = documents[0]!;
    expect(Object.keys(custom)).toEqual(['mine']);
    expect(JSON.stringify(custom['mine'])).toBe('{"a":[1,2.5,null,true],"__proto__":"x"}');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['no title', RULE.replace('title: T', 'name: t'), 'error sigma.key_missing 1:1'],
    ['no logsource', RULE.replace(/logsource:\n.*\n/, ''), 'error sigma.key_missing 1:1'],
    ['an empty logsource', RULE.replace('product: windows', 'definition: x'), 'error sigma.key_missing 7:5'],
    ['a logsource that is a text', RULE.replace(/logsource:\n.*/, 'logsource: windows'), 'error sigma.key_type 6:12'],
    ['no condition', RULE.replace('    condition: s\n', ''), 'error sigma.key_missing 9:5'],
    [
      'a condition that is a map',
      RULE.replace('condition: s', 'condition: {a: b}'),
      'error sigma.condition_syntax 11:16',
    ],
    ['a detection that is a list', RULE.replace(/detection:[\s\S]*/, 'detection: [a]'), 'error sigma.key_type 8:12'],
    ['nothing to detect', RULE.replace(/detection:[\s\S]*/, ''), 'error sigma.document_kind 1:1'],
    ['two kinds', `${RULE}filter: {}`, 'error sigma.document_kind 1:1'],
    ['a wrong level', RULE.replace('level: low', 'level: lowish'), 'warning sigma.key_value 5:8'],
    ['a wrong date', `${RULE}date: 2024/01/01`, 'warning sigma.convention 12:7'],
    ['a modified before its date', `${RULE}date: 2024-01-01\nmodified: 2023-01-01`, 'warning sigma.convention 13:11'],
    ['a wrong tag', `${RULE}tags: [Attack.T1059]`, 'warning sigma.convention 12:7'],
    ['an id that is no UUID', RULE.replace(/id: .*/, 'id: x1'), 'warning sigma.convention 2:5'],
    [
      'a word that is nowhere',
      RULE.replace('condition: s', 'condition: s and t'),
      'error sigma.condition_unknown_name 11:22',
    ],
    [
      'a fault in a condition over lines',
      RULE.replace('condition: s', 'condition: |\n        s and\n        s or )'),
      'error sigma.condition_syntax 13:14',
    ],
    [
      'a detection that is not used',
      RULE.replace('    condition', '    t: {B: y}\n    condition'),
      'warning sigma.detection_unused 11:5',
    ],
    ['a list as document', '- a\n- b\n', 'error sigma.key_type 1:1'],
    ['a text as document', 'hello', 'error sigma.key_type 1:1'],
  ])('with %s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('knows the id of the rule that a problem belongs to', () => {
    const [problem] = parseRules(RULE.replace('condition: s', 'condition: t'), 'a.yml').problems;
    expect(problem).toEqual({
      severity: 'error',
      code: 'sigma.condition_unknown_name',
      message: 'there is no detection t',
      position: { file: 'a.yml', line: 11, column: 16 },
      ruleId: '6f3e2987-db24-4c78-a860-b4f4095a7095',
    });
  });

  test('marks line ends of every kind and characters of every width where they are', () => {
    const text = RULE.replace('A: x', "'ä😀|nope': x").replaceAll('\n', '\r\n');
    expect(problemsOf(text)).toEqual(['error sigma.modifier_unknown 10:9']);
  });
});

describe('several documents', () => {
  test('are all read, and one with an error leaves the others alone', () => {
    const text = [
      RULE,
      RULE.replace('condition: s', 'condition: ('),
      '',
      '# nothing',
      RULE.replace('title: T', 'title: U'),
    ];
    const { documents, problems } = parseRules(text.join('---\n'), 'a.yml');
    expect(titles(documents)).toEqual(['T', 'U']);
    expect(problems).toMatchObject([{ code: 'sigma.condition_syntax', position: { line: 23, column: 16 } }]);
  });

  test('after a YAML error are still read', () => {
    const { documents, problems } = parseRules(`title: [a, b\n---\n${RULE}`, 'a.yml');
    expect(titles(documents)).toEqual(['T']);
    expect(problems).toMatchObject([{ code: 'sigma.yaml_syntax' }]);
  });

  test('get what global documents say, until a reset; repeat says the one before again with changes', () => {
    const { documents, problems } = parseRules(
      `action: global
title: Shared
id: 6f3e2987-db24-4c78-a860-b4f4095a7095
detection: {condition: s}
---
logsource: {product: windows, service: security}
detection: {s: {EventID: 1}}
---
action: repeat
logsource: {service: system}
detection: {t: {EventID: 2}, condition: s or t}
---
action: global
level: high
---
title: Own
logsource: {product: linux}
detection: {s: {EventID: 3}}
---
action: reset
---
logsource: {product: linux}
detection: {s: {EventID: 4}}
`,
      'a.yml',
    );
    expect(documents).toMatchObject([
      {
        title: 'Shared',
        logsource: { product: 'windows', service: 'security' },
        expr: { kind: 'text', pattern: ['1'] },
      },
      { title: 'Shared', logsource: { product: 'windows', service: 'system' }, expr: { literals: ['1', '2'] } },
      { title: 'Own', level: 'high', expr: { pattern: ['3'] } },
    ]);
    expect(documents.map(({ id }) => id)).toEqual(['6f3e2987-db24-4c78-a860-b4f4095a7095', undefined, undefined]);
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'sigma.key_missing', position: { line: 22 } },
    ]);
    expect(problems.filter(({ code }) => code === 'sigma.duplicate_id')).toHaveLength(2);
  });

  test('cannot repeat nothing, nor act in a way that is unknown', () => {
    expect(problemsOf('action: repeat\ntitle: x\n---\naction: explode\n')).toEqual([
      'error sigma.document_kind 1:1',
      'error sigma.document_kind 4:9',
    ]);
  });
});

describe('a hostile file', () => {
  test('with aliases that grow by powers is refused before it grows', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let level = 0; level < 20; level++) {
      const name = `a${level}`;
      const above = level === 0 ? 'a' : `a${level - 1}`;
      lines.push(`${name}: &${name} [${Array(9).fill(`*${above}`).join(',')}]`);
    }
    expect(problemsOf(`${lines.join('\n')}\n---\n${RULE}`)).toEqual(['error sigma.yaml_limits 7:9']);
    expect(titles(parseRules(`${lines.join('\n')}\n---\n${RULE}`, 'a').documents)).toEqual(['T']);
  });

  test('with many documents that are each just small enough ends soon', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 0; level < 4; level++)
      bomb.push(
        `b${level}: &b${level} [${Array(9)
          .fill(level === 0 ? '*a' : `*b${level - 1}`)
          .join(',')}]`,
      );
    const one = `${bomb.join('\n')}\ntitle: x\ndetection: {s: *b3, condition: s}\nlogsource: {product: x}\n`;
    const { documents, problems } = parseRules(Array(200).fill(one).join('---\n'), 'a.yml');
    expect(documents).toEqual([]);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['sigma.yaml_limits']));
  });

  test('with too much under keys of its own is refused, aliases counted as often as they are used', () => {
    const ten = (what: string): string => `[${Array(10).fill(what).join(',')}]`;
    const mine = `mine: {a: &a ${ten('x')}, b: &b ${ten('*a')}, c: &c ${ten('*b')}, d: ${ten('*c')}}\n`;
    expect(problemsOf(`${RULE}other: x\n${mine}`)).toEqual(['error sigma.yaml_limits 13:1']);
    expect(problemsOf(RULE + mine.replace(/, d: .*/, '}'))).toEqual([]);
    expect(problemsOf(`${RULE}mine: [${Array(9_999).fill('x').join(',')}]`)).toEqual([]);
    expect(problemsOf(`${RULE}mine: [${Array(9_999).fill('x').join(',')}]\nmore: x`)).toEqual([
      'error sigma.yaml_limits 13:1',
    ]);
  });

  test('with merge keys that grow by each other costs no more than it is long, and the rest is read', () => {
    const chain = (length: number): string =>
      Array.from({ length }, (_, n) => `m${n}: &m${n} {${n === 0 ? '' : `<<: *m${n - 1}, `}k${n}: v}`).join('\n');
    expect(problemsOf(`${chain(100)}\n${RULE}`)).toEqual([]);
    for (const length of [3_000, 6_000]) {
      const text = `${chain(length)}\n${RULE}`;
      const effort = new Effort(text);
      const allowed = effort.left;
      expect(allowed).toBeLessThan(3_000_000);
      const { log } = readYaml(text, 'a.yml', effort);
      expect(log.problems.map(({ code }) => code)).toEqual(['sigma.yaml_limits']);
      // It stops at the first step beyond: one map of entries at most.
      expect(effort.left).toBeGreaterThan(-length);
    }
    expect(titles(parseRules(`${RULE}---\n${chain(3_000)}`, 'a.yml').documents)).toEqual(['T']);
  });

  test('of many documents with aliases costs, in all, no more than it is long', () => {
    const ten = (what: string): string => `[${Array(10).fill(what).join(',')}]`;
    const one = `a: &a ${ten('x')}\nb: &b ${ten('*a')}\nc: &c ${ten('*b')}\nd: &d ${ten('*c')}\ne: &e ${ten('*d')}\nf: ${ten('*e')}\n`;
    const text = Array(500)
      .fill(one.replace(/f: .*\n/, ''))
      .join('---\n');
    const effort = new Effort(text);
    const { documents } = readYaml(text, 'a.yml', effort);
    expect(documents.length).toBeGreaterThan(5);
    expect(documents.length).toBeLessThan(30);
  });

  test('with half of a surrogate pair is refused, whole ones are text', () => {
    expect(problemsOf(RULE.replace('A: x', 'A: "x\\ud800"'))).toEqual(['error sigma.yaml_syntax 10:12']);
    expect(problemsOf(RULE.replace('A: x', '"A\\uDFFF": x'))).toEqual(['error sigma.yaml_syntax 10:9']);
    expect(problemsOf(RULE.replace('A: x', 'A: x\ud800'))).toEqual(['error sigma.yaml_syntax 10:12']);
    const [rule] = parseRules(RULE.replace('A: x', 'A: "\\U0001F600😀"'), 'a.yml').documents;
    expect(rule).toMatchObject({ expr: { pattern: ['😀😀'] } });
    const placeholders = { list: ['a\ud800'] };
    const [expanded] = parseRules(RULE.replace('A: x', 'A|expand: "%list%"'), 'a.yml', { placeholders }).documents;
    expect(expanded).toMatchObject({ expr: { pattern: ['a\ufffd'] } });
  });

  test('with an alias into itself, or to nothing, is refused', () => {
    expect(problemsOf('a: &a [*a]')).toEqual(['error sigma.yaml_syntax 1:8']);
    expect(problemsOf('a: &a {b: {c: *a}}')).toEqual(['error sigma.yaml_syntax 1:15']);
    expect(problemsOf('a: *b')).toEqual(['error sigma.yaml_syntax 1:4']);
  });

  test('that nests without end is refused', () => {
    expect(problemsOf(`a: ${'['.repeat(200)}${']'.repeat(200)}`)).toEqual(['error sigma.yaml_limits 1:43']);
    expect(problemsOf('['.repeat(100_000))).toHaveLength(1);
    expect(problemsOf(Array.from({ length: 60 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'))).toEqual([
      'error sigma.yaml_limits 40:40',
    ]);
  });

  test('with the same key twice is refused, also in great numbers', () => {
    expect(problemsOf('a: 1\nb: 2\na: 3\n')).toEqual(['error sigma.yaml_syntax 3:1']);
    const fields = Array.from({ length: 50_000 }, (_, index) => `        F${index}: x`).join('\n');
    expect(problemsOf(RULE.replace('        A: x', fields))).toEqual([]);
  });

  test('with keys of the prototype is a file like any other', () => {
    const text = RULE.replace('    s:', '    __proto__:')
      .replace('condition: s', 'condition: __proto__ or 1 of constr*')
      .replace('    condition', '    constructor: {toString: y}\n    condition');
    const { documents, problems } = parseRules(`${text}__proto__: {a: 1}\nhasOwnProperty: x\n`, 'a.yml');
    expect(problems).toEqual([]);
    const [rule] = documents;
    expect(rule?.kind === 'rule' && Object.keys(rule.detections)).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(rule!.custom)).toEqual(['__proto__', 'hasOwnProperty']);
  });

  test('with merge keys gets what they merge', () => {
    const text = `x: &x {A: x, B: z}\n${RULE.replace('        A: x', '        <<: *x\n        B: y')}`;
    const [rule] = parseRules(text, 'a.yml').documents;
    expect(rule).toMatchObject({ expr: { kind: 'and', items: [{ field: 'B', pattern: ['y'] }, { field: 'A' }] } });
  });

  test('with tags that run code elsewhere is text here', () => {
    expect(problemsOf(RULE.replace('A: x', 'A: !!python/object/apply:os.system ["x"]'))).toEqual([]);
    expect(problemsOf(RULE.replace('A: x', 'A: !!binary aGVsbG8='))).toEqual([]);
  });

  test('of bytes that are no text is refused', () => {
    expect(problemsOf('\u0000\u0001\u0002')).toHaveLength(1);
    expect(problemsOf('\uFEFF' + RULE)).toEqual([]);
    expect(problemsOf('')).toEqual([]);
  });
});
