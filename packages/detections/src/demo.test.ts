// The demonstration's attacks raise the alerts that their reader expects, and the quiet days raise none above low.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { COL } from '@huntboard/schema';
import { INVOICE_ALERTS, storyBeginnings, WEB_SERVER_ALERTS } from '@huntboard/simulation';
import { packPlaceholdersFile, packRulesFolder, ruleFolders } from './pack-files.ts';
import { EventJudge, loadRuleSet, readDemo, readRuleLists } from '../testing/index.ts';

const NOW = Date.parse('2026-03-14T03:20:00Z');
interface Raised {
  readonly rule: string;
  readonly level: string;
  readonly host: string;
  readonly ts: number;
}

/** Folder of the rule that each key belongs to; a folder may hold a rule and its correlations. */
function loadPack() {
  const folderOf = new Map<string, string>();
  const levelOf = new Map<string, string>();
  const files = ruleFolders().map((folder) => ({
    path: relative(packRulesFolder(), folder),
    text: readFileSync(join(folder, 'rule.yml'), 'utf8'),
  }));
  const set = loadRuleSet(files, readRuleLists(packPlaceholdersFile()));
  const { rules, correlations } = set.collection;
  for (const document of [...rules, ...correlations.map(({ correlation }) => correlation)]) {
    folderOf.set(document.id!, document.position.file);
    levelOf.set(document.id!, document.level ?? 'medium');
  }
  return { set, folderOf, levelOf };
}

function judgeDemo(): Raised[] {
  const { set, folderOf, levelOf } = loadPack();
  const judge = new EventJudge(set);
  const raised: Raised[] = [];
  const raise = (key: string, host: string, ts: number): void => {
    if (set.raises(key)) raised.push({ rule: folderOf.get(key)!, level: levelOf.get(key)!, host, ts });
  };
  readDemo(NOW, (row) => {
    for (const key of judge.judge(row)) raise(key, row[COL.host] as string, row[COL.ts] as number);
  });
  for (const { key, values, first } of judge.findings())
    raise(key, (values[0] ?? '').toLowerCase().replace(/\..*/, ''), first);
  return raised;
}

let raised: readonly Raised[];
beforeAll(() => {
  raised = judgeDemo();
});

const begins = Math.min(...Object.values(storyBeginnings(NOW)));

test.each([
  ['invoice', INVOICE_ALERTS],
  ['web server', WEB_SERVER_ALERTS],
])('the story of the %s raises what its reader expects', (_, expected) => {
  const found = new Set(raised.filter(({ ts }) => ts >= begins).map(({ rule, host }) => `${host} ${rule}`));
  expect(expected.filter((alert) => !found.has(alert))).toEqual([]);
});

test('before the attacks nothing is raised above low', () => {
  const loud = raised.filter(({ ts, level }) => ts < begins && level !== 'low' && level !== 'informational');
  expect(loud).toEqual([]);
});

test('nothing is raised above low but what belongs to a story', () => {
  const told = new Set<string>([...INVOICE_ALERTS, ...WEB_SERVER_ALERTS]);
  const loud = raised.filter(({ level }) => level !== 'low' && level !== 'informational');
  expect([...new Set(loud.map(({ rule, host }) => `${host} ${rule}`))].filter((alert) => !told.has(alert))).toEqual([]);
});
