// A rule that costs too much is switched off with an alert about itself, and a set that cannot be used leaves the former one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALERTS_COL, COL, newEventRow, type Row } from '@huntboard/schema';
import { AlertFolder } from '../detect/alert-folder.ts';
import { loadSet } from '../detect/load-set.ts';
import type { LoadedSet } from '../detect/loaded-set.ts';
import { writeRule } from '../testing/rule-files.ts';
import { RuleDetector, type Overloaded } from './detect-rules.ts';

const LIMITS = { alertDays: 400, maxAlertsPerRule: 10, maxShare: 0.3 };
let rules: string;

beforeEach(() => {
  rules = mkdtempSync(join(tmpdir(), 'huntboard-detect-'));
});
afterEach(() => rmSync(rules, { recursive: true, force: true }));

const load = (cache = ''): LoadedSet =>
  loadSet({
    directories: [rules],
    rulesFile: '',
    exceptionsFile: '',
    panelExceptionsFile: '',
    placeholderFiles: [],
    indicators: '',
    windowMs: 3_600_000,
    cache,
  });

function processStart(commandLine: string): Row {
  const row = newEventRow();
  const values = { product: 'windows', category: 'process', action: 'start', EventID: 1, CommandLine: commandLine };
  for (const [name, value] of Object.entries({ ...values, Channel: 'Microsoft-Windows-Sysmon/Operational' }))
    row[COL[name as keyof typeof COL]] = value;
  row[COL.source] = 'windows';
  row[COL.event_id] = '01a20bf4-9391-7837-8000-000003000000';
  row[COL.ingested_at] = row[COL.ts] = 1_780_000_000_000;
  row[COL.raw] = new Uint8Array();
  return row;
}

describe('detect-rules', () => {
  it('switches off a rule that takes more than its share, tells of it once, and goes on with the others', () => {
    writeRule(rules, 1, 'needle');
    const slow = [
      'title: Slow',
      'id: 00000000-0000-4000-8000-000000000002',
      'status: test',
      'logsource: { product: windows, category: process_creation }',
      "detection: { selection: { CommandLine|re: '([a-z]+[0-9]+)+$' }, condition: selection }",
    ];
    writeFileSync(join(rules, 'slow.yml'), slow.join('\n'));
    const told: Overloaded[] = [];
    const events = {
      onOverload: (one: Overloaded) => told.push(one),
      onFailure: (text: string) => told.push({ rule: text, share: 0, nanosecondsPerEvent: 0 }),
    };
    const detector = new RuleDetector(load().set, LIMITS, events);
    const folder = new AlertFolder(LIMITS);
    const text = 'abcdefgh12345678'.repeat(300);
    for (let n = 0; n < 80_000 && told.length === 0; n++) detector.detect(processStart(`${text} needle-`), folder);
    expect(told).toMatchObject([{ rule: '00000000-0000-4000-8000-000000000002' }]);
    const raised = folder.drain().map(({ row }) => [row[ALERTS_COL.rule_id], row[ALERTS_COL.count]]);
    expect(raised.filter(([rule]) => rule === 'huntboard:rule-overload')).toEqual([['huntboard:rule-overload', 1]]);
    const row = processStart(`${text} needle-`);
    detector.detect(row, folder);
    expect(row[COL.rule_ids]).toEqual(['00000000-0000-4000-8000-000000000001']);
    // The two, and the canary's.
    expect(detector.costs().disabled).toEqual([0, 1, 0]);
  });

  it('gives equal sets equal versions, and loads from the cache what has not changed', () => {
    const id = writeRule(rules, 1, 'one');
    const cache = join(rules, '.cache');
    const first = load(cache);
    const again = load(cache);
    expect([first.cached, again.cached]).toEqual([false, true]);
    expect(again.set).toEqual(first.set);
    writeRule(rules, 2, 'two');
    const changed = load(cache);
    expect(changed.cached).toBe(false);
    expect(changed.set.version).not.toBe(first.set.version);
    expect(changed.set.rules.map((rule) => rule.id)).toContain(id);
  });
});
