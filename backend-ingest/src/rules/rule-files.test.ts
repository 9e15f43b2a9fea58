// Rule directories as they are met: nested, linked in circles, with other files in between.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRuleFiles, readRuleFiles } from './rule-files.ts';

const root = mkdtempSync(join(tmpdir(), 'huntboard-rules-'));
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(() => {
  for (const name of ['b/c', '.git', 'regression_data/x', 'elsewhere'])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of [
    'b/2.yml',
    'b/1.yaml',
    'b/c/3.YML',
    'b/README.md',
    '.git/4.yml',
    'regression_data/x/info.yml',
    'a.yml',
  ])
    writeFileSync(join(root, name), name);
  symlinkSync(root, join(root, 'b', 'up'));
  symlinkSync(join(root, 'nowhere'), join(root, 'b', 'dangling.yml'));
});

const names = (paths: readonly string[]): string[] =>
  findRuleFiles(paths).map(({ path }) => path.slice(root.length + 1));

test('finds .yml and .yaml in the order of names, and goes round no circle', () => {
  expect(names([root])).toEqual(['a.yml', 'b/1.yaml', 'b/2.yml', 'b/c/3.YML']);
});

test('takes a file as it is given, also under another name', () => {
  expect(names([join(root, 'b/README.md')])).toEqual(['b/README.md']);
  expect(readRuleFiles(findRuleFiles([join(root, 'a.yml')]))).toEqual([{ path: join(root, 'a.yml'), text: 'a.yml' }]);
});

test('says what is not there', () => {
  expect(() => findRuleFiles([join(root, 'nowhere')])).toThrow(/no such file or directory: .*nowhere/);
});

test('refuses a file that is no rule by its size', () => {
  expect(() => readRuleFiles([{ path: 'x.yml', size: 1e9, modified: 0 }])).toThrow(/is it a rule/);
});
