// Tests of rules must be found in both layouts, with what they ask for.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTests } from './find-tests.ts';

const root = mkdtempSync(join(tmpdir(), 'huntboard-tests-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const info = (path: string, more = ''): string =>
  `rule_metadata:\n    - id: 11111111-0000-4000-8000-000000000000\nregression_tests_info:\n    - name: Positive\n      type: evtx\n${more}      path: ${path}\n`;

test('a folder with rule.yml: hits must all hit, misses must not', () => {
  write('pack/a/rule.yml');
  write('pack/a/hits.jsonl');
  write('pack/a/hits-xml.xml');
  write('pack/a/misses.json.gz');
  write('pack/a/README.md');
  write('pack/b/rule.yml');
  symlinkSync(join(root, 'pack'), join(root, 'pack/a/circle'));
  const folder = join(root, 'pack/a');
  const subject = { kind: 'file', file: join(folder, 'rule.yml') };
  expect(findTests([join(root, 'pack')])).toEqual(
    (
      [
        ['hits-xml.xml', 'every'],
        ['hits.jsonl', 'every'],
        ['misses.json.gz', 'none'],
      ] as const
    ).map(([name, kind]) => {
      const path = join(folder, name);
      return { path, subject, expect: { kind }, events: { path } };
    }),
  );
});

test('a folder with info.yml: the decoded events beside the binary ones, at least so many hits', () => {
  write('sigma/regression_data/x/info.yml', info('regression_data/x/1.evtx', '      match_count: 3\n'));
  write('sigma/regression_data/x/1.json');
  write('sigma/regression_data/y/info.yml', info('regression_data/y/2.evtx'));
  write('sigma/regression_data/z/info.yml', 'rule_metadata:\n    - id: a\n# regression_tests_info:\n');
  const tests = findTests([join(root, 'sigma')]);
  expect(tests.map(({ expect: wanted }) => wanted)).toEqual([
    { kind: 'atLeast', count: 3 },
    { kind: 'atLeast', count: 1 },
  ]);
  expect(tests[0]!.events).toEqual({ path: join(root, 'sigma/regression_data/x/1.json') });
  expect(tests[1]!.events).toEqual({ missing: expect.stringMatching(/no decoded events beside .*2\.evtx/) as string });
});

test('a description that is none is named', () => {
  write('broken/info.yml', 'rule_metadata: 3');
  expect(() => findTests([join(root, 'broken')])).toThrow(/info\.yml does not describe tests/);
  // Who only counts goes on with the others.
  write('mixed/a/info.yml', 'rule_metadata: 3');
  write('mixed/b/rule.yml');
  write('mixed/b/hits.jsonl');
  const refused: string[] = [];
  const found = findTests([join(root, 'mixed'), join(root, 'nowhere')], ({ message }) => refused.push(message));
  expect(found.map(({ path }) => path)).toEqual([join(root, 'mixed/b/hits.jsonl')]);
  expect(refused).toEqual([
    expect.stringContaining('does not describe tests'),
    expect.stringContaining('no such directory'),
  ]);
});
