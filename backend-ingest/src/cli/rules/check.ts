// `huntboard rules check DIR…`: whether every rule compiles, on the stream and as SQL.
import type { Command } from 'commander';
import type { RuleProblem } from '@huntboard/sigma';
import { checkRules, type Check } from './check-rules.ts';
import { ruleSources } from './default-rules.ts';
import { readPlaceholders } from './load-rules.ts';

interface Options {
  readonly placeholders?: string;
  readonly json?: true;
  readonly warnings?: true;
  readonly strict?: true;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`;

/** Warnings by kind, the most frequent first, each with one example. */
function summarise(warnings: readonly RuleProblem[]): string[] {
  const kinds = new Map<string, { count: number; first: RuleProblem }>();
  for (const warning of warnings) {
    const known = kinds.get(warning.code);
    if (known === undefined) kinds.set(warning.code, { count: 1, first: warning });
    else known.count++;
  }
  return [...kinds]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(
      ([code, { count, first }]) =>
        `${String(count).padStart(6)}  ${code}, such as ${first.position.file}:${first.position.line}: ${first.message}`,
    );
}

const listed = ({ position: { file, line, column }, message, code }: RuleProblem): string =>
  `${file}:${line}:${column}: ${message} [${code}]`;

function tell(check: Check, options: Options): string {
  const { rules, files, matcher, sql, unsupported, warnings } = check;
  const lines = [
    `${rules} rules in ${files} files`,
    `${String(matcher).padStart(6)}  run on the stream${percent(matcher, rules)}`,
    `${String(sql).padStart(6)}  run as SQL${percent(sql, rules)}`,
  ];
  if (unsupported.length > 0) lines.push('', `${unsupported.length} cannot be run:`);
  for (const { file, line, id, reason } of unsupported)
    lines.push(`  ${file}:${line}${id === '' ? '' : `  ${id}`}`, `      ${reason}`);
  if (warnings.length > 0)
    lines.push('', `${warnings.length} warnings${options.warnings === true ? '' : ' (--warnings lists them)'}:`);
  lines.push(...(options.warnings === true ? warnings.map((warning) => `  ${listed(warning)}`) : summarise(warnings)));
  return `${lines.join('\n')}\n`;
}

function run(paths: readonly string[], options: Options): void {
  const { paths: rulePaths, placeholders } = ruleSources(paths, options.placeholders);
  const check = checkRules(
    rulePaths,
    placeholders === undefined ? {} : { placeholders: readPlaceholders(placeholders) },
  );
  const { rules, matcher, sql, unsupported, warnings } = check;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ rules, matcher, sql, unsupported, warnings: warnings.length })}\n`
      : tell(check, options),
  );
  if (check.errors > 0 || (options.strict === true && unsupported.length > 0)) process.exitCode = 1;
}

export function registerCheck(rules: Command): void {
  rules
    .command('check')
    .description('compile every rule both ways and list what cannot be run')
    .argument('[paths...]', 'rules: files or directories; default the pack')
    .option('--placeholders <file>', 'YAML file of the lists that rules with |expand name')
    .option('--json', 'print {"rules","matcher","sql","unsupported":[{file,id,line,reason}]}')
    .option('--warnings', 'list every warning')
    .option('--strict', 'fail also when a rule is valid but cannot be run')
    .addHelpText('after', '\nExit codes: 0 no document is wrong, 1 one is (with --strict also: one cannot be run).')
    .action(run);
}
