// `huntboard rules explain FILE EVENT`: why a rule matches an event or not, condition by condition.
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { COL, type Row } from '@huntboard/schema';
import { explainRule, resolveExpr, ruleKey, type Explanation, type ResolvedRule } from '@huntboard/sigma';
import { readConfig } from '../../config.ts';
import { decodeLimits } from '../../main.ts';
import { CommandError } from '../report-failure.ts';
import { InputError } from '../scan/open-input.ts';
import { loadRules, readPlaceholders } from './load-rules.ts';
import { readEvents, type EventRow, type ReadEvents } from './read-events.ts';

interface Options {
  readonly rule?: string;
  readonly placeholders?: string;
  readonly json?: true;
}

const LONGEST_VALUE = 160;
const NO_MATCH = 1;

const mark = (verdict: boolean): string =>
  process.stdout.isTTY ? styleText(verdict ? 'green' : 'red', verdict ? '✓' : '✗') : verdict ? '✓' : '✗';

const shorten = (text: string): string =>
  text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)`;

function valuesText({ values }: Explanation): string {
  if (values === undefined) return '';
  return Object.entries(values)
    .map(([field, value]) => `${field} ${value === null ? 'is missing' : `= ${JSON.stringify(shorten(value))}`}`)
    .join(', ');
}

const JOINED: Readonly<Record<string, string>> = { and: 'all of', or: 'one of', not: 'not' };

/** A line a part, parts of a part indented below it. */
function tree(explanation: Explanation, indent: number): string[] {
  const { verdict, text, parts = [] } = explanation;
  const values = valuesText(explanation);
  const told = parts.length > 0 ? (JOINED[text] ?? text) : shorten(text);
  return [
    `${'  '.repeat(indent)}${mark(verdict)} ${told}${values === '' ? '' : `   [${values}]`}`,
    ...parts.flatMap((part) => tree(part, indent + 1)),
  ];
}

interface Detection {
  readonly name: string;
  readonly explanation: Explanation;
}

/** The detection items as the rule names them. */
function detectionsOf({ rule, logsource }: ResolvedRule, row: Row): Detection[] {
  return Object.entries(rule.detections).map(([name, expr]) => ({
    name,
    explanation: explainRule({ logsource, expr: resolveExpr(expr, rule.logsource) }, row).condition,
  }));
}

/** `FILE`, or `FILE:LINE` for one of several events. */
async function readEvent(place: string): Promise<EventRow> {
  const [, path = place, line] = /^(.*?)(?::(\d+))?$/s.exec(place) ?? [];
  let events: ReadEvents;
  try {
    events = await readEvents(path, decodeLimits(readConfig({})));
  } catch (error) {
    if (error instanceof InputError) throw new CommandError(`${path}: ${error.message}`);
    throw error;
  }
  const { rows, refused } = events;
  const wanted = line === undefined ? undefined : Number(line);
  const found = wanted === undefined ? rows[0] : rows.find((event) => event.line === wanted);
  if (found !== undefined && (wanted !== undefined || rows.length === 1)) return found;
  const wrong = wanted === undefined ? refused[0] : refused.find((one) => one.line === wanted);
  if (wrong !== undefined) throw new CommandError(`line ${wrong.line} of ${path} is no event: ${wrong.reason}`);
  if (found !== undefined) throw new CommandError(`${path} holds ${rows.length} events: say which, ${path}:LINE`);
  throw new CommandError(
    wanted === undefined ? `${path} holds no event` : `no event begins on line ${wanted} of ${path}`,
  );
}

function tell(rule: ResolvedRule, { row, line }: EventRow, place: string): string {
  const { verdict, logsource, condition } = explainRule(rule, row);
  const { title, conditions, position } = rule.rule;
  const time = new Date(row[COL.ts] as number).toISOString();
  const detections = detectionsOf(rule, row);
  const lines = [
    `${mark(verdict)} ${title} (${ruleKey(rule.rule)}) ${verdict ? 'matches' : 'does not match'}`,
    `  rule   ${position.file}:${position.line}`,
    `  event  ${place}, line ${line}: ${time} ${row[COL.Computer] as string} ${row[COL.Channel] as string} ${row[COL.EventID] as number}`,
    '',
    'Log source',
    ...tree(logsource, 1),
    '',
    ...conditions.map((text) => `Condition: ${text}`),
    ...detections.flatMap(({ name, explanation }) => [
      `  ${mark(explanation.verdict)} ${name}`,
      ...tree(explanation, 2),
    ]),
  ];
  // A rule without items, or one that a filter has changed, says more as a whole.
  if (detections.length === 0) lines.push('Condition', ...tree(condition, 1));
  else lines.push(`  ${mark(condition.verdict)} together`);
  return `${lines.join('\n')}\n`;
}

async function run(file: string, place: string, options: Options): Promise<void> {
  const { placeholders } = options;
  const loaded = loadRules([file], placeholders === undefined ? {} : { placeholders: readPlaceholders(placeholders) });
  const rules = loaded.rules.filter(({ rule }) => options.rule === undefined || ruleKey(rule) === options.rule);
  if (rules.length === 0) {
    const [problem] = loaded.problems.filter(({ severity }) => severity !== 'warning');
    throw new CommandError(
      problem === undefined
        ? `no such rule in ${file}`
        : `${problem.position.file}:${problem.position.line}: ${problem.message} [${problem.code}]`,
    );
  }
  const event = await readEvent(place);
  let matched = false;
  for (const rule of rules) {
    const explanation = explainRule(rule, event.row);
    matched ||= explanation.verdict;
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ rule_id: ruleKey(rule.rule), ...explanation, detections: Object.fromEntries(detectionsOf(rule, event.row).map(({ name, explanation: one }) => [name, one])) })}\n`
        : tell(rule, event, place),
    );
  }
  if (!matched) process.exitCode = NO_MATCH;
}

export function registerExplain(rules: Command): void {
  rules
    .command('explain')
    .description('say why a rule matches an event or not, condition by condition')
    .argument('<file>', 'file of the rule')
    .argument('<event>', 'file with the event; FILE:LINE for one of several; - is standard input')
    .option('--rule <id>', 'the rule with this id, when the file holds several')
    .option('--placeholders <file>', 'YAML file of the lists that rules with |expand name')
    .option('--json', 'the same as JSON')
    .addHelpText('after', '\nExit codes: 0 a rule matches, 1 none does, or the command failed.')
    .action(run);
}
