// A rule's SELECT on the real engine: its time range, its columns, and lists as long as they come.
import { COL, newEventRow } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { startParityStore } from '../../testing/parity/parity-store.ts';
import type { ParityStore } from '../../testing/parity/parity-store.ts';
import type { ResolvedRule, SigmaRule } from '../model/rule.ts';
import { parseRules } from '../parse/parse-rules.ts';
import { resolveRule } from '../resolve/resolve-rule.ts';
import { ruleSql } from './rule-sql.ts';
import type { RuleSqlOptions } from './rule-sql.ts';

let parity: ParityStore;
beforeAll(async () => {
  parity = await startParityStore();
});
afterAll(() => parity?.stop());

const START = Date.UTC(2026, 10, 16, 8);

function ruleOf(detection: string): ResolvedRule {
  const { documents, problems } = parseRules(
    `title: t\nlogsource: { product: windows, category: process_creation }\ndetection:\n${detection.replace(/^/gm, '  ')}\n  condition: s\n`,
    't.yml',
  );
  const errors = problems.filter(({ severity }) => severity !== 'warning');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const resolved = resolveRule(documents[0] as SigmaRule);
  if (!resolved.ok) throw new Error(resolved.problem.message);
  return resolved.value;
}

function started(n: number, commandLine: string): Row {
  const row = newEventRow();
  Object.assign(row, {
    [COL.ts]: START + n * 1000,
    [COL.product]: 'windows',
    [COL.service]: 'sysmon',
    [COL.source]: 'windows',
  });
  Object.assign(row, {
    [COL.category]: 'process',
    [COL.action]: 'start',
    [COL.EventID]: 1,
    [COL.CommandLine]: commandLine,
  });
  row[COL.Channel] = 'Microsoft-Windows-Sysmon/Operational';
  row[COL.event_id] = `00000000-0000-8000-8000-00000000000${n}`;
  return row;
}

async function found(rule: ResolvedRule, options: RuleSqlOptions = {}): Promise<unknown[]> {
  const { text, params } = ruleSql(rule, { columns: ['CommandLine'], ...options });
  const values = Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));
  return (await parity.store.query(text, { params: values })).map(({ CommandLine }) => CommandLine);
}

describe('the SQL of a rule', () => {
  beforeAll(() =>
    parity.load(['whoami /all', 'net user', 'WHOAMI', 'x value99999 y'].map((line, n) => started(n, line))),
  );

  it('finds hits in the order of time, within the range, up to a limit', async () => {
    const rule = ruleOf('s: { CommandLine|contains: whoami }');
    expect(await found(rule)).toEqual(['whoami /all', 'WHOAMI']);
    expect(await found(rule, { from: START + 1, to: START + 3000 })).toEqual(['WHOAMI']);
    expect(await found(rule, { from: START, to: START + 2000 })).toEqual(['whoami /all']);
    expect(await found(rule, { limit: 1 })).toEqual(['whoami /all']);
  });

  it('refuses a column that there is not', () => {
    expect(() => ruleSql(ruleOf('s: { CommandLine: x }'), { columns: ['x`; DROP TABLE events'] })).toThrow('no column');
  });

  it.each([
    ['contains', 'value', 'x value99999 y'],
    ['endswith', 'user-', undefined],
    ['startswith', 'x value', 'x value99999 y'],
  ])('takes a list of 100,000 values (%s)', async (modifier, begin, hit) => {
    const list = Array.from({ length: 100_000 }, (_, n) => `    - '${begin}${n}'`).join('\n');
    expect(await found(ruleOf(`s:\n  CommandLine|${modifier}:\n${list}`))).toEqual(hit === undefined ? [] : [hit]);
  });

  it('takes 100,000 values that are whole', async () => {
    const list = Array.from({ length: 100_000 }, (_, n) => `    - 'net use${n === 4711 ? 'r' : n}'`).join('\n');
    expect(await found(ruleOf(`s:\n  CommandLine:\n${list}`))).toEqual(['net user']);
  });
});
