// Every rule of the pack has its suite, and together they are a set that can be run.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describeRule, loadRuleSet, readRuleLists } from '../testing/index.ts';
import { packPlaceholdersFile, packRulesFolder, ruleFolders } from './pack-files.ts';

const placeholders = readRuleLists(packPlaceholdersFile());
const folders = ruleFolders();

for (const folder of folders) describeRule(folder, { placeholders });

describe('the pack', () => {
  const files = folders.map((folder) => ({
    path: relative(packRulesFolder(), folder),
    text: readFileSync(join(folder, 'rule.yml'), 'utf8'),
  }));

  test('holds rules whose ids and names are their own', () => {
    const set = loadRuleSet(files, placeholders);
    expect(set.problems).toEqual([]);
    expect(folders.length).toBeGreaterThanOrEqual(40);
    const titles = [...set.collection.rules, ...set.collection.correlations.map(({ correlation }) => correlation)]
      .filter((document) => set.raises(document.id!))
      .map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('names no list that the placeholders leave out', () => {
    const { problems } = loadRuleSet(files, placeholders);
    expect(problems.filter(({ message }) => message.includes('%'))).toEqual([]);
    for (const values of Object.values(placeholders)) expect(values.length).toBeGreaterThan(0);
  });
});
