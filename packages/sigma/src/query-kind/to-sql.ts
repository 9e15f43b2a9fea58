// Kind `sigma` -> SQL: one statement for each rule and correlation of the text.
import type { CompiledQuery, FilterNode, QueryContext, QueryError, QueryKind, Statement } from '@huntboard/query';
import {
  Params,
  eventConditions,
  eventStatement,
  filtersSql,
  ok,
  queryError,
  quoteName,
  stepMs,
} from '@huntboard/query';
import type { Result } from '@huntboard/query';
import { events } from '@huntboard/schema';
import { correlationSql } from '../correlation/correlation-sql.ts';
import type { CorrelationPlan } from '../correlation/plan.ts';
import type { ResolvedRule, RuleProblem } from '../model/rule.ts';
import { conditionSql } from '../sql/condition-sql.ts';
import { andSql } from '../sql/logic-sql.ts';
import type { SigmaQuery } from './model.ts';
import { sigmaQuerySchema } from './model.ts';
import type { Hunt } from './read-rule-text.ts';
import { readRuleText } from './read-rule-text.ts';

/** Each is a statement of its own; a folder of rules is for `huntboard scan`. */
const MAX_HUNTS = 20;

const inWords = ({ position: { line, column }, message, code }: RuleProblem): string =>
  `line ${line}, column ${column}: ${message} [${code}]`;

function ruleStatement(
  { logsource, expr }: ResolvedRule,
  query: SigmaQuery,
  context: QueryContext,
): Result<Statement, QueryError> {
  const params = new Params();
  const where = eventConditions({ hosts: query.hosts, categories: [], search: '', filters: [] }, context, params);
  if (!where.ok) return where;
  const condition = andSql([conditionSql(logsource, params), conditionSql(expr, params)]);
  return ok(eventStatement(query, `${where.value} AND ${condition}`, context, params));
}

/** Columns of a finding beside the fields that it is grouped by. */
const FINDING_COLUMNS = ['first', 'last', 'events', 'measured', 'event_ids'];

function correlationStatement(
  plan: CorrelationPlan,
  query: SigmaQuery,
  context: QueryContext,
): Result<Statement, QueryError> {
  if (query.format === 'logs')
    return queryError('query.invalid', 'The findings of a correlation are no log lines: show them as a table.');
  const params = new Params();
  const hosts = query.hosts.filter((host) => host !== '' && host !== '$__all');
  const nodes: FilterNode[] = [
    ...(hosts.length === 0 ? [] : [{ field: 'host', operator: 'in' as const, value: hosts }]),
    ...(context.filters ?? []),
  ];
  const where = filtersSql(events, nodes, params);
  if (!where.ok) return where;
  const { from, to } = context.timeRange;
  const findings = correlationSql(plan, { from, to, params, ...(nodes.length === 0 ? {} : { where: where.value }) });
  const time = (column: string): string => `fromUnixTimestamp64Milli(toInt64(${column}), 'UTC')`;
  if (query.format === 'histogram') {
    const step = stepMs(context);
    const bucket = (at: string): string => `toStartOfInterval(${at}, INTERVAL ${step} millisecond)`;
    const fill = `WITH FILL FROM ${bucket(params.time(from))} TO ${params.time(to)} STEP INTERVAL ${step} MILLISECOND`;
    const text = `SELECT ${bucket(time('last_ts'))} AS time, count() AS findings FROM (\n${findings.text}\n) GROUP BY time ORDER BY time ${fill}`;
    return ok({ text, params: params.all, shape: 'timeseries' });
  }
  const limit = Math.min(query.limit, context.maxRows);
  const name = (field: string): string => (FINDING_COLUMNS.includes(field) ? `group ${field}` : field);
  const labels = plan.correlation.groupBy.map(name);
  const groups = labels.map((label, n) => `group_written[${n + 1}] AS ${quoteName(label)}`);
  const columns = [
    `${time('first_ts')} AS first`,
    `${time('last_ts')} AS last`,
    ...groups,
    'occurrences AS events',
    'measured',
    'arrayMap(event -> event.2, evidence) AS event_ids',
  ];
  const text = `SELECT ${columns.join(', ')} FROM (\n${findings.text}\n) ORDER BY last DESC, group_written LIMIT ${limit}`;
  return ok({ text, params: params.all, shape: 'table', limit, asNumbers: { labels } });
}

function statementOf(hunt: Hunt, query: SigmaQuery, context: QueryContext): Result<Statement, QueryError> {
  const head = hunt.kind === 'rule' ? hunt.rule.rule : hunt.plan.correlation;
  const statement =
    hunt.kind === 'rule' ? ruleStatement(hunt.rule, query, context) : correlationStatement(hunt.plan, query, context);
  return statement.ok ? ok({ ...statement.value, name: head.title }) : statement;
}

function toSql(query: SigmaQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  if (query.rule.trim() === '') return queryError('query.empty', 'The query is empty: paste a Sigma rule.');
  const { hunts, problems } = readRuleText(query.rule);
  // A hunt for some of what is written would look like a hunt for all of it.
  const [wrong, ...more] = problems.filter(({ severity }) => severity !== 'warning');
  if (wrong !== undefined)
    return queryError(
      'query.rule',
      `The Sigma rule cannot be run: ${inWords(wrong)}${more.length === 0 ? '' : `, and ${more.length} more`}`,
    );
  if (hunts.length > MAX_HUNTS)
    return queryError('query.rule', `There are ${hunts.length} rules in the text; at most ${MAX_HUNTS} can be asked.`);
  const statements: Statement[] = [];
  for (const hunt of hunts) {
    const statement = statementOf(hunt, query, context);
    if (!statement.ok) return statement;
    statements.push(statement.value);
  }
  const [first, ...rest] = statements;
  return first === undefined
    ? queryError('query.rule', 'There is no Sigma rule in the text.')
    : ok({ statements: [first, ...rest] });
}

export const sigmaKind: QueryKind<SigmaQuery> = { kind: 'sigma', title: 'Sigma', model: sigmaQuerySchema, toSql };
