// Files joined: duplicates, filters, correlations and what they refer to.
import { buildCollection } from './build-collection.ts';
import type { RuleCollection, RuleText } from './build-collection.ts';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Head keys come first, so that positions can be read off. */
function rule(name: string, more = '', logsource = 'product: windows, category: process_creation'): string {
  return `title: ${name}\nname: ${name}\n${more}logsource: {${logsource}}\ndetection: {s: {A: ${name}}, condition: s}\n`;
}

function correlation(name: string, rules: readonly string[], more = ''): string {
  return `title: ${name}\nname: ${name}\ncorrelation:\n  type: temporal\n  rules: [${rules.join(', ')}]\n  timespan: 5m\n${more}`;
}

function filter(rules: string, logsource = 'product: windows'): string {
  return `title: f\nlogsource: {${logsource}}\nfilter: {rules: ${rules}, s: {User: adm}, condition: not s}\n`;
}

function build(...texts: readonly string[]): RuleCollection {
  return buildCollection(texts.map((text, index): RuleText => ({ path: `${index}.yml`, text })));
}

function faults({ problems }: RuleCollection): string[] {
  return problems
    .filter(({ code }) => code !== 'sigma.convention')
    .map(({ code, message, position: { file, line, column } }) => `${code} ${file}:${line}:${column} ${message}`);
}

function names({ correlations }: RuleCollection): string[] {
  return correlations.map((linked) => linked.correlation.title);
}

function filtered({ rules }: RuleCollection): string[] {
  return rules.filter(({ expr }) => expr.kind === 'and').map(({ title }) => title);
}

describe('a filter', () => {
  const rules = [rule('a', `id: ${id(0xa)}\n`), rule('b'), rule('c', '', 'product: linux')];

  test.each<[string, string, string[]]>([
    ['the rule with its id, in any case', `[${id(10).toUpperCase()}]`, ['a']],
    ['the rule with its name', '[b]', ['b']],
    ['a single rule without a list', 'b', ['b']],
    ['every rule of its log source, for any', 'any', ['a', 'b']],
    ['every rule of its log source, for an empty list', '[]', ['a', 'b']],
  ])('goes into %s', (_, refs, expected) => {
    const built = build(...rules, filter(refs));
    expect(filtered(built)).toEqual(expected);
    expect(faults(built)).toEqual([]);
    expect(built.filters).toHaveLength(1);
  });

  test('must let a hit pass, and so must every other filter', () => {
    const built = build(rule('b'), filter('[b]'), filter('any').replace('adm', 'svc'));
    expect(built.rules[0]!.expr).toMatchObject({
      kind: 'and',
      items: [{ field: 'A' }, { kind: 'not', item: { pattern: ['adm'] } }, { kind: 'not', item: { pattern: ['svc'] } }],
    });
  });

  test('leaves a rule of another log source and an unknown one alone, with a warning', () => {
    const built = build(...rules, filter('[c, nobody]'));
    expect(filtered(built)).toEqual([]);
    expect(faults(built)).toEqual([
      'sigma.filter_rule_unknown 3.yml:1:1 rule c has another log source than the filter',
      'sigma.filter_rule_unknown 3.yml:1:1 there is no rule nobody',
    ]);
  });
});

describe('an id that is there twice', () => {
  test('belongs to the first document, and the problem names both places', () => {
    const built = build(rule('a', `id: ${id(1)}\n`), `${rule('b')}---\n${rule('c', `id: ${id(1)}\n`)}`);
    expect(built.rules.map(({ title }) => title)).toEqual(['a', 'b']);
    expect(faults(built)).toEqual([`sigma.duplicate_id 1.yml:6:1 ${id(1)} is taken in 0.yml:1`]);
  });
});

describe('a correlation', () => {
  test('is linked to what it calls by id or name, in its own order', () => {
    const built = build(rule('a', `id: ${id(1)}\n`), rule('b'), correlation('x', ['b', id(1)]));
    expect(built.correlations[0]!.members.map(({ ref, document }) => [ref, document.title])).toEqual([
      ['b', 'b'],
      [id(1), 'a'],
    ]);
    expect(faults(built)).toEqual([]);
  });

  test('is left out when what it refers to is unknown, ambiguous or itself left out, and says where', () => {
    const built = build(
      rule('a'),
      rule('a'),
      rule('bad', `id: ${id(2)}\n`).replace('condition: s', 'condition: t'),
      correlation('x', ['a']),
      correlation('y', ['nobody']),
      correlation('z', [id(2)]),
      correlation('over', ['y']),
    );
    expect(names(built)).toEqual([]);
    expect(faults(built).slice(1)).toEqual([
      'sigma.correlation_rule_ambiguous 3.yml:5:11 2 rules are called a',
      'sigma.correlation_rule_unknown 4.yml:5:11 there is no rule nobody',
      `sigma.correlation_rule_unknown 5.yml:5:11 rule ${id(2)} was left out because of its own problem`,
      'sigma.correlation_rule_unknown 6.yml:5:11 correlation y was left out',
    ]);
  });

  test('comes after those that it refers to', () => {
    const built = build(
      correlation('top', ['mid', 'a']),
      correlation('mid', ['low']),
      correlation('low', ['a']),
      rule('a'),
    );
    expect(names(built)).toEqual(['low', 'mid', 'top']);
    expect(built.correlations[2]!.members[0]).toMatchObject({ kind: 'correlation', linked: built.correlations[1] });
  });

  test('may rest on correlations up to eight deep; one more is left out, and what rests on it', () => {
    const chain = Array.from({ length: 10 }, (_, n) => correlation(`c${n + 1}`, [n === 0 ? 'a' : `c${n}`]));
    const built = build(rule('a'), ...chain);
    expect(names(built)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8']);
    expect(faults(built)).toEqual([
      'sigma.correlation_unsupported 10.yml:1:1 it rests on correlations more than 8 deep',
      'sigma.correlation_unsupported 9.yml:1:1 it rests on correlations more than 8 deep',
    ]);
  });

  test('that leads into a circle is left out, and the others run on', () => {
    const built = build(
      correlation('x', ['y']),
      correlation('y', ['x']),
      correlation('self', ['a, self']),
      correlation('above', ['x']),
      correlation('fine', ['a']),
      rule('a'),
    );
    expect(names(built)).toEqual(['fine']);
    expect(faults(built)).toEqual([
      'sigma.correlation_cycle 0.yml:5:11 y leads into a circle of correlations',
      'sigma.correlation_cycle 1.yml:5:11 x leads into a circle of correlations',
      'sigma.correlation_cycle 2.yml:5:14 self leads into a circle of correlations',
      'sigma.correlation_cycle 3.yml:5:11 x leads into a circle of correlations',
    ]);
  });

  test('silences what it refers to, unless one that does says generate', () => {
    const built = build(
      rule('a'),
      rule('b'),
      correlation('x', ['a', 'b']),
      correlation('y', ['b'], '  generate: true\n'),
    );
    expect([...built.silent]).toEqual(['a']);
  });

  test('warns of an alias for a rule that it does not have', () => {
    const built = build(rule('a'), correlation('x', ['a'], '  aliases: {u: {a: User, b: User}}\n'));
    expect(faults(built)).toEqual(['sigma.correlation_rule_unknown 1.yml:1:1 alias u: the correlation has no rule b']);
    expect(names(built)).toEqual(['x']);
  });
});

test('the collection is the same in whatever order the files are given', () => {
  const files = [
    rule('a'),
    rule('b', `id: ${id(1)}\n`),
    rule('c', `id: ${id(1)}\n`),
    filter('[a]'),
    correlation('x', ['y']),
  ]
    .concat(correlation('y', ['a', 'b']), correlation('z', ['gone']))
    .map((text, index): RuleText => ({ path: `${index}.yml`, text }));
  expect(buildCollection([...files].reverse())).toEqual(buildCollection(files));
});
