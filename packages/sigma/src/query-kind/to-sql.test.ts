// What a rule's text asks for, and what is told when it cannot be asked.
import { compileQuery, queryRegistry, QUERY_KINDS } from '@huntboard/query';
import type { QueryContext, QueryModel } from '@huntboard/query';
import type { SigmaQuery } from './model.ts';
import { readRuleText } from './read-rule-text.ts';
import { sigmaKind } from './to-sql.ts';

const context: QueryContext = {
  timeRange: { from: 1_714_557_600_000, to: 1_714_561_200_000 },
  intervalMs: 60_000,
  maxDataPoints: 500,
  maxRows: 1000,
};
const registry = queryRegistry<QueryModel | SigmaQuery>({ ...QUERY_KINDS, sigma: sigmaKind });

export const RULE = `title: Encoded PowerShell
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\\powershell.exe'
    CommandLine|contains: ' -enc'
  condition: selection
level: high
`;

function told(model: object, more: Partial<QueryContext> = {}): string {
  const parsed = registry.parse({ kind: 'sigma', ...model });
  const compiled = parsed.ok ? registry.compile(parsed.value, { ...context, ...more }) : parsed;
  return compiled.ok
    ? compiled.value.statements.map(({ text }) => text).join('\n')
    : `${compiled.error.code}: ${compiled.error.message}`;
}

describe('a sigma query', () => {
  it('stands in one registry with the kinds below it', () => {
    const events = registry.parse({ kind: 'events' });
    if (!events.ok) throw new Error(events.error.message);
    expect(registry.compile(events.value, context)).toEqual(compileQuery(events.value as QueryModel, context));
    expect(registry.parse({ kind: 'nonsense' })).toMatchObject({
      error: { code: 'query.unknown_kind', message: expect.stringContaining('sigma') },
    });
  });

  it('is the rule in the time range, as a table, as log lines, as counts', () => {
    expect(told({ rule: RULE })).toMatch(
      /^SELECT `ts`.* FROM events WHERE ts >= .*endsWith.* ORDER BY ts DESC LIMIT 1000$/s,
    );
    expect(told({ rule: RULE, format: 'logs' })).toContain('AS body');
    expect(told({ rule: RULE, format: 'histogram' })).toContain('count() AS events');
    expect(told({ rule: RULE, columns: ['host', 'Key'] })).toMatch(
      /^SELECT `host`, ext\[\{p\d+:String\}\] AS `Key` FROM/,
    );
  });

  it('holds no value of the rule in its text', () => {
    const evil = "x' OR 1=1 -- {p0:String}";
    const rule = RULE.replace("' -enc'", JSON.stringify(evil));
    expect(told({ rule, hosts: [evil] }, { filters: [{ field: 'User', operator: '=', value: evil }] })).not.toContain(
      'OR 1=1',
    );
  });

  it('asks each rule of the text by itself, and a correlation instead of the rules that are there for it', () => {
    expect(told({ rule: `${RULE}---\n${RULE}` }).match(/ FROM events WHERE ts >= /g)).toHaveLength(2);
    const correlation = `---\ntitle: Many\ncorrelation:\n  type: event_count\n  rules: [enc]\n  group-by: [User]\n  timespan: 5m\n  condition: {gte: 2}\n`;
    const text = told({ rule: `${RULE}name: enc\n${correlation}` });
    expect(text).toMatch(/^SELECT .* AS first, .* group_written\[1\] AS `User`/);
    expect(told({ rule: `${RULE}name: enc\n${correlation}`, format: 'logs' })).toContain('show them as a table');
    expect(told({ rule: `${RULE}name: enc\n${correlation}`, format: 'histogram' })).toContain('count() AS findings');
  });

  it('says at which line and column a rule is wrong, and runs none of a text that is wrong in part', () => {
    const broken = RULE.replace('condition: selection', 'condition: selektion');
    expect(told({ rule: `${RULE}---\n${broken}` })).toMatch(
      /^query\.rule: The Sigma rule cannot be run: line \d+, column \d+: .*selektion.*\[sigma\./,
    );
    expect(
      told({ rule: RULE.replace('Image|endswith', 'Image|expand').replace("'\\powershell.exe'", "'%images%'") }),
    ).toContain('[sigma.placeholder_missing]');
    expect(told({ rule: '  ' })).toMatch(/^query\.empty/);
    expect(told({ rule: 'hello' })).toMatch(/^query\.rule/);
    expect(told({ rule: 'a: [' })).toMatch(/^query\.rule/);
    expect(told({ rule: `${RULE}---\n`.repeat(21) })).toContain('at most 20');
  });
});

describe('readRuleText', () => {
  it('tells titles, levels and problems with their places', () => {
    const { heads, problems } = readRuleText(
      `${RULE}---\n${RULE.replace('condition: selection', 'condition: selektion')}`,
    );
    expect(heads.map(({ title, level }) => [title, level])).toEqual([['Encoded PowerShell', 'high']]);
    expect(problems.map(({ position: { line }, severity }) => [line, severity])).toContainEqual([20, 'error']);
  });
});
