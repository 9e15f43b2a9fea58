// Rules over the events kept with them, by the matcher and as SQL on the real engine: our own pack, and SigmaHQ's regression cases.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPlaceholdersFile, packRulesFolder } from '@huntboard/detections';
import { describeCorpus, readCorpus, readCorpusJson, readSigmaRules } from '@huntboard/testing';
import { readConfig } from '../../config.ts';
import { decodeLimits } from '../../main.ts';
import { checkRules } from './check-rules.ts';
import { findTests } from '../../rules/find-tests.ts';
import { matcherBackEnd } from './judge-by-matcher.ts';
import { sqlBackEnd } from './judge-by-sql.ts';
import { loadRules, readPlaceholders } from './load-rules.ts';
import { runTests, type TestResult } from './run-tests.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'huntboard-rules-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function runAll(paths: readonly string[], options: Parameters<typeof loadRules>[1] = {}): Promise<TestResult[]> {
  const loaded = loadRules(paths, options);
  return runTests(findTests(paths), loaded, [matcherBackEnd(loaded), sqlBackEnd(loaded)], decodeLimits(readConfig({})));
}

const failures = (results: readonly TestResult[]): string[] =>
  results
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ test, backEnd, reason }) => `${test.path} (${backEnd}): ${reason}`);

describe('rules test', () => {
  it('finds the hits of our own rules and leaves their misses alone, both ways', async () => {
    const results = await runAll([packRulesFolder()], { placeholders: readPlaceholders(packPlaceholdersFile()) });
    expect(failures(results)).toEqual([]);
    expect(results.length).toBeGreaterThan(400);
  }, 120_000);

  it('says which events fail', async () => {
    const folder = join(directory, 'wrong');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'rule.yml'),
      'title: t\nlogsource: { product: windows, category: process_creation }\ndetection: { a: { Image|endswith: x.exe }, condition: a }\n',
    );
    const event = (image: string): string =>
      JSON.stringify({
        '@timestamp': '2026-01-01T00:00:00Z',
        winlog: {
          channel: 'Microsoft-Windows-Sysmon/Operational',
          event_id: 1,
          computer_name: 'h',
          event_data: { Image: image },
        },
      });
    writeFileSync(join(folder, 'hits.jsonl'), `${event('C:\\x.exe')}\n${event('C:\\y.exe')}\n`);
    writeFileSync(join(folder, 'misses.jsonl'), `${event('C:\\x.exe')}\n`);
    const results = await runAll([folder]);
    expect(results.map(({ outcome, reason, backEnd }) => [backEnd, outcome, reason])).toEqual([
      ['matcher', 'failed', '1 of 2 events are no hit: line 2'],
      ['sql', 'failed', '1 of 2 events are no hit: line 2'],
      ['matcher', 'failed', '1 of 1 events are hits: line 1'],
      ['sql', 'failed', '1 of 1 events are hits: line 1'],
    ]);
  }, 60_000);
});

describeCorpus('on the rules of SigmaHQ', () => {
  interface Case {
    readonly rule_id: string;
    readonly match_count: number | null;
  }

  it('passes every regression case in the layout of SigmaHQ, both ways', async () => {
    const cases = readCorpusJson<Case[]>('sigma_regression_pairs.json');
    const lines = readCorpus('sigma_regression_events.jsonl.gz').toString('utf8').trimEnd().split('\n');
    const rules = new Map(readSigmaRules().map(({ text }) => [/^id: (\S+)/m.exec(text)?.[1], text]));
    const root = join(directory, 'regression');
    for (const { rule_id: id, match_count: count } of cases) {
      const folder = join(root, id);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'the-rule.yml'), rules.get(id)!);
      const tests = `regression_tests_info:\n  - { name: positive, type: evtx, path: ${id}.evtx${count === null ? '' : `, match_count: ${count}`} }\n`;
      writeFileSync(join(folder, 'info.yml'), `id: ${id}\nrule_metadata:\n  - { id: ${id}, title: t }\n${tests}`);
      writeFileSync(
        join(folder, `${id}.jsonl`),
        lines.filter((line) => line.includes(`"_case": "${id}"`) || line.includes(`"_case":"${id}"`)).join('\n'),
      );
    }
    const loaded = loadRules(cases.map(({ rule_id: id }) => join(root, id, 'the-rule.yml')));
    const limits = decodeLimits(readConfig({}));
    const results = await runTests(findTests([root]), loaded, [matcherBackEnd(loaded), sqlBackEnd(loaded)], limits);
    expect(failures(results)).toEqual([]);
    expect(results).toHaveLength(2 * 132);
  }, 120_000);

  it('compiles every active rule both ways, but for those that want a list', () => {
    const root = join(directory, 'sigmahq');
    for (const { path, text } of readSigmaRules()) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const check = checkRules([root]);
    expect(check).toMatchObject({ rules: 3780, matcher: 3755, sql: 3755, errors: 0 });
    const active = check.unsupported.filter(({ file }) => !file.includes('rules-placeholder'));
    expect(active).toHaveLength(2);
    for (const { reason, line } of check.unsupported) {
      expect(reason).toMatch(/^no list for %[\w-]+% \[sigma\.placeholder_missing\]/);
      expect(line).toBeGreaterThan(1);
    }
  }, 120_000);
});
