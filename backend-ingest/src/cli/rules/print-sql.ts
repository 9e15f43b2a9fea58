// `huntboard rules sql FILE`: the SELECT that a rule becomes.
import type { Command } from 'commander';
import { displaySql, type Sql } from '@huntboard/query';
import { ruleKey, ruleSql } from '@huntboard/sigma';
import { clickhouse, formatDialect } from 'sql-formatter';
import { CommandError } from '../report-failure.ts';
import { loadRules, readPlaceholders } from './load-rules.ts';

interface Options {
  readonly placeholders?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly values?: true;
  readonly json?: true;
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new CommandError(`${option} takes a time such as 2026-01-31T10:00:00Z, not ${text}`);
  return time;
}

/** SQL laid out for people: names as they are, parameters untouched. */
export function layOut(sql: string): string {
  return formatDialect(sql, {
    dialect: clickhouse,
    keywordCase: 'preserve',
    tabWidth: 2,
    expressionWidth: 110,
    paramTypes: { custom: [{ regex: String.raw`\{\w+:[^{}]+\}` }] },
  });
}

/** The statement, then each parameter as a comment. */
function withParameters({ text, params }: Sql): string {
  const lines = Object.entries(params).map(
    ([name, { type, value }]) => `-- ${name} ${type} = ${JSON.stringify(value)}`,
  );
  return [`${layOut(text)};`, ...lines].join('\n');
}

function run(paths: readonly string[], options: Options): void {
  const { placeholders } = options;
  const from = timeOf('--from', options.from);
  const to = timeOf('--to', options.to);
  const limit = options.limit === undefined ? undefined : Number(options.limit);
  const loaded = loadRules(paths, placeholders === undefined ? {} : { placeholders: readPlaceholders(placeholders) });
  for (const { severity, message, position, code } of loaded.problems)
    if (severity !== 'warning')
      process.stderr.write(`${position.file}:${position.line}:${position.column}: ${message} [${code}]\n`);
  if (loaded.rules.length === 0) throw new CommandError(`no rule that can be run in ${paths.join(', ')}`);
  for (const rule of loaded.rules) {
    const sql = ruleSql(rule, {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(limit === undefined ? {} : { limit }),
    });
    if (options.json === true) process.stdout.write(`${JSON.stringify({ rule_id: ruleKey(rule.rule), ...sql })}\n`);
    else
      process.stdout.write(
        `-- ${rule.rule.title} (${ruleKey(rule.rule)})\n${options.values === true ? `${layOut(displaySql(sql))};` : withParameters(sql)}\n\n`,
      );
  }
}

export function registerSql(rules: Command): void {
  rules
    .command('sql')
    .description('print the SQL of the rules in a file')
    .argument('<paths...>', 'rules: files or directories')
    .option('--placeholders <file>', 'YAML file of the lists that rules with |expand name')
    .option('--from <time>', 'only events from this time on')
    .option('--to <time>', 'only events before this time')
    .option('--limit <n>', 'at most so many events')
    .option('--values', 'write the values into the SQL, to run it by hand')
    .option('--json', 'one JSON line a rule: {"rule_id","text","params"}')
    .action(run);
}
