// What the matcher tells beside its hits: evidence, explanations, counters, rules that are off.
import { COL, newEventRow } from '@huntboard/schema';
import type { Row, RowValue } from '@huntboard/schema';
import { buildCollection } from '../collection/build-collection.ts';
import { resolveRule } from '../resolve/resolve-rule.ts';
import type { ResolvedRule } from '../model/rule.ts';
import { compileMatcher } from './matcher.ts';

function rulesOf(...detections: readonly string[]): ResolvedRule[] {
  const files = detections.map((detection, n) => ({
    path: `${n}.yml`,
    text: `title: Rule ${n}\nid: 00000000-0000-4000-8000-00000000000${n}\nstatus: test\nlevel: low\nlogsource: { product: windows, category: process_creation }\ndetection: ${detection}\n`,
  }));
  return buildCollection(files).rules.map((rule) => {
    const resolved = resolveRule(rule);
    if (!resolved.ok) throw new Error(resolved.problem.message);
    return resolved.value;
  });
}

function processStart(values: Partial<Record<keyof typeof COL, RowValue>>): Row {
  const row = newEventRow();
  const fixed = { product: 'windows', service: 'sysmon', category: 'process', action: 'start', EventID: 1 };
  const all = { ...fixed, Channel: 'Microsoft-Windows-Sysmon/Operational', ...values };
  for (const [name, value] of Object.entries(all)) row[COL[name as keyof typeof COL]] = value;
  return row;
}

const hitsOf = (matcher: ReturnType<typeof compileMatcher>, row: Row): number[] => {
  const hits: number[] = [];
  matcher.match(row, (rule) => hits.push(rule));
  return hits;
};

const [whoami] = rulesOf(
  "{ selection: { Image|endswith: '\\whoami.exe', CommandLine|contains: ['/all', '/priv'] }, known: { User: svc }, condition: selection and not known }",
);
const event = processStart({ Image: 'C:\\Windows\\whoami.exe', CommandLine: 'whoami /ALL', User: 'anna' });

describe('evidence', () => {
  it('names the fields and values by which a rule matched, in the order of the rule, without what stands under not', () => {
    const matcher = compileMatcher([whoami!]);
    expect(hitsOf(matcher, event)).toEqual([0]);
    const fields = matcher.evidence(event, 0).map(({ field, value }) => [field, value]);
    expect(fields).toContainEqual(['Image', 'C:\\Windows\\whoami.exe']);
    expect(fields).toContainEqual(['CommandLine', 'whoami /ALL']);
    expect(fields.map(([field]) => field)).not.toContain('User');
  });

  it('is empty for an event that the rule does not match', () => {
    const matcher = compileMatcher([whoami!]);
    expect(matcher.evidence(processStart({ Image: 'C:\\whoami.exe' }), 0)).toEqual([]);
  });

  it('takes of alternatives those that hold, and gives the value that a keyword found', () => {
    const matcher = compileMatcher(
      rulesOf(
        "{ a: { User: anna }, b: { Image|endswith: '\\x.exe' }, condition: a or b }",
        '{ words: [needle], condition: words }',
      ),
    );
    const row = processStart({ Image: 'C:\\y.exe', User: 'anna', CommandLine: 'a NEEDLE here' });
    expect(matcher.evidence(row, 0)).toEqual([{ field: 'User', value: 'anna' }]);
    expect(matcher.evidence(row, 1)).toEqual([{ field: '', value: 'a NEEDLE here' }]);
  });
});

describe('explain', () => {
  it('gives each part its verdict and the value it looked at, null where there was none', () => {
    const matcher = compileMatcher([whoami!]);
    const { verdict, condition } = matcher.explain(processStart({ Image: 'C:\\Windows\\whoami.exe' }), 0);
    expect(verdict).toBe(false);
    expect(condition.text).toBe('and');
    const parts = condition.parts!.map((part) => [part.verdict, part.text, part.values]);
    expect(parts).toContainEqual([true, "Image ends with '\\whoami.exe'", { Image: 'C:\\Windows\\whoami.exe' }]);
    expect(parts).toContainEqual([false, "CommandLine contains one of '/all', '/priv'", { CommandLine: null }]);
    const negated = condition.parts!.find(({ text }) => text === 'not')!;
    expect([negated.verdict, negated.parts![0]!.verdict]).toEqual([true, false]);
  });

  it('tells a log source that does not fit from a condition that does', () => {
    const matcher = compileMatcher([whoami!]);
    const row = processStart({
      Image: 'C:\\whoami.exe',
      CommandLine: '/all',
      category: 'file',
      action: 'create',
      EventID: 11,
    });
    const { verdict, logsource, condition } = matcher.explain(row, 0);
    expect([verdict, logsource.verdict, condition.verdict]).toEqual([false, false, true]);
  });
});

describe('counters', () => {
  it('count what each rule was asked and what it hit', () => {
    const matcher = compileMatcher(
      rulesOf('{ s: { User: anna }, condition: s }', '{ s: { User: otto }, condition: s }'),
    );
    for (let n = 0; n < 10; n++) matcher.match(processStart({ User: n < 7 ? 'Anna' : 'eve' }), () => undefined);
    expect([...matcher.counters.hits]).toEqual([7, 0]);
    expect(matcher.counters.evaluations[0]).toBeGreaterThanOrEqual(7);
    expect(matcher.counters.evaluations[1]).toBeLessThanOrEqual(10);
  });

  it('know for which rules events of their log source came since they were asked, whatever the values', () => {
    const matcher = compileMatcher(
      rulesOf('{ s: { User: anna }, condition: s }', '{ s: { EventID: 4688, User: anna }, condition: s }'),
    );
    expect(matcher.counters.takeSeen()).toEqual([]);
    for (let n = 0; n < 3; n++) expect(hitsOf(matcher, processStart({ User: 'eve' }))).toEqual([]);
    expect(matcher.counters.takeSeen()).toEqual([0]);
    expect(matcher.counters.takeSeen()).toEqual([]);
    matcher.match(processStart({ User: 'eve' }), () => undefined);
    expect(matcher.counters.takeSeen()).toEqual([0]);
  });

  it('stand still for a rule that is off, until it is on again', () => {
    const matcher = compileMatcher(
      rulesOf('{ s: { User: anna }, condition: s }', '{ s: { User|contains: nn }, condition: s }'),
    );
    const row = processStart({ User: 'anna' });
    matcher.setEnabled(0, false);
    expect(hitsOf(matcher, row)).toEqual([1]);
    expect([...matcher.counters.evaluations]).toEqual([0, 1]);
    matcher.setEnabled(0, true);
    expect(hitsOf(matcher, row)).toEqual([0, 1]);
  });
});

describe('kinds of events', () => {
  it('keeps no more plans than it may, and judges on', () => {
    const matcher = compileMatcher(rulesOf('{ s: { EventID: [1, 4688], User: anna }, condition: s }'), { maxPlans: 4 });
    for (let n = 0; n < 100; n++) {
      const kind = processStart({
        User: 'anna',
        service: n % 2 === 0 ? 'sysmon' : '',
        EventID: n,
        action: n % 3 === 0 ? 'start' : '',
      });
      matcher.match(kind, () => undefined);
    }
    expect(matcher.size().plans).toBeLessThanOrEqual(4);
    expect(hitsOf(matcher, processStart({ User: 'anna' }))).toEqual([0]);
  });
});
