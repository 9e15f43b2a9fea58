// `huntboard rules test DIR…`: runs rules over the events that are kept with them.
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { decodeLimits } from '../../main.ts';
import { CommandError } from '../report-failure.ts';
import { ruleSources } from './default-rules.ts';
import { findTests } from '../../rules/find-tests.ts';
import { matcherBackEnd } from './judge-by-matcher.ts';
import { sqlBackEnd } from './judge-by-sql.ts';
import { loadRules, readPlaceholders } from './load-rules.ts';
import { runTests, type TestResult } from './run-tests.ts';
import { repeat } from './selection-options.ts';

interface Options {
  readonly rules?: readonly string[];
  readonly placeholders?: string;
  readonly sql?: true;
  readonly json?: true;
}

const count = (results: readonly TestResult[], outcome: TestResult['outcome']): number =>
  results.filter((result) => result.outcome === outcome).length;

function tell(results: readonly TestResult[]): string {
  const lines = results
    .filter(({ outcome }) => outcome !== 'passed')
    .map(
      ({ outcome, test, rule, reason, backEnd }) =>
        `${outcome === 'failed' ? '✗' : '-'} ${test.path}${backEnd === '' ? '' : ` (${backEnd})`}\n    ${rule === test.path ? '' : `${rule}: `}${reason}`,
    );
  const skipped = count(results, 'skipped');
  const summary = [
    `${count(results, 'passed')} passed`,
    `${count(results, 'failed')} failed`,
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  return [...lines, summary.join(', '), ''].join('\n');
}

async function run(directories: readonly string[], options: Options): Promise<void> {
  const { paths, placeholders } = ruleSources(directories, options.placeholders);
  const tests = findTests(paths);
  if (tests.length === 0)
    throw new CommandError(
      `no tests below ${paths.join(', ')}: a test is a folder with rule.yml and hits.jsonl or misses.jsonl, or with an info.yml as SigmaHQ has it`,
    );
  const loaded = loadRules(
    [...paths, ...(options.rules ?? [])],
    placeholders === undefined ? {} : { placeholders: readPlaceholders(placeholders) },
  );
  const backEnds = [matcherBackEnd(loaded), ...(options.sql === true ? [sqlBackEnd(loaded)] : [])];
  const results = await runTests(tests, loaded, backEnds, decodeLimits(readConfig({})));
  if (options.json === true) {
    for (const { test, rule, outcome, reason, backEnd } of results)
      process.stdout.write(`${JSON.stringify({ test: test.path, rule, by: backEnd, outcome, reason })}\n`);
    const [passed, failed, skipped] = (['passed', 'failed', 'skipped'] as const).map((one) => count(results, one));
    process.stdout.write(`${JSON.stringify({ summary: { passed, failed, skipped } })}\n`);
  } else process.stdout.write(tell(results));
  if (count(results, 'failed') > 0) process.exitCode = 1;
}

export function registerTest(rules: Command): void {
  rules
    .command('test')
    .description(
      'run rules over the events kept with them: hits and misses, and regression folders as SigmaHQ has them',
    )
    .argument('[directories...]', 'default the pack')
    .option('--rules <dir>', 'where the rules are, when not below the directories; may be given again', repeat)
    .option('--placeholders <file>', 'YAML file of the lists that rules with |expand name')
    .option('--sql', 'also as SQL, in an embedded store that is thrown away')
    .option('--json', 'one JSON line a test, then one with the summary')
    .addHelpText('after', '\nExit codes: 0 no test failed, 1 one did.')
    .action(run);
}
