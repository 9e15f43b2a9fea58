// The queue and its groups: alerts with their state and their incident. Narrow columns decide which alerts are shown; the wide ones
// are read for those alone.
import type { CompiledQuery, QueryContext } from '../../context';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { MILLI_TIME, Params, quoteText, timeText } from '../../sql';
import { chosen, hostCondition, timeCondition } from '../events/conditions';
import type { AlertsQuery } from './model';
import { LEVELS } from './model';
import { withoutCanary } from './no-canary';
import { alertSource, type AlertSource } from './source';

/** A window is a day at most, so what happened in the range began at most a day before it. */
const WINDOW_MS = 86_400_000;
const RANK = `indexOf([${LEVELS.map(quoteText).join(', ')}], level)`;
const STATUS = "if(s.status = '', 'new', s.status)";
/** Without evidence and lineage, which are most of an alert's bytes; and without the number of hits, which only `alerts` knows. */
const SHOWN =
  'window_start, alert_id, ts, created_at, raised_at, level, rule_id, rule_title, summary, host, User, Image, tags, category, proc_guid';
const ORDER: Readonly<Record<AlertsQuery['order'], string>> = {
  newest: 'ts DESC, alert_id',
  oldest: 'ts, alert_id',
  urgent: `${RANK}, ts, alert_id`,
};

interface Grouping {
  /** What the group is, and what is shown of it. */
  readonly key: string;
  readonly label: string;
}
const GROUPS: Readonly<Record<NonNullable<AlertsQuery['groupBy']>, Grouping>> = {
  rule: { key: 'rule_id', label: 'any(rule_title)' },
  host: { key: 'host', label: 'any(host)' },
  user: { key: 'User', label: 'any(User)' },
  incident: { key: "if(empty(incident_id), '', toString(incident_id))", label: 'any(incident)' },
};

const oneOf = (sql: string, values: readonly string[], params: Params): string[] =>
  values.length === 0 ? [] : [`${sql} IN (${values.map((value) => params.text(value)).join(', ')})`];

interface Parts {
  readonly params: Params;
  /** Alerts with state and incident that fit the query, in narrow columns. */
  readonly fitting: string;
  readonly range: string;
  readonly source: AlertSource;
}

/** Each level with its own clock; nothing when no level has one. */
function raisedByLevel({ raisedBeforeByLevel }: AlertsQuery, raised: string, params: Params): string[] {
  if (raisedBeforeByLevel === undefined) return [];
  const levels = LEVELS.flatMap((level) => {
    const before = raisedBeforeByLevel[level];
    if (before === undefined) return [];
    return [`(level = ${params.text(level)} AND ${raised} < ${params.bind(MILLI_TIME, timeText(before))})`];
  });
  return [levels.length === 0 ? '0' : `(${levels.join(' OR ')})`];
}

function fittingAlerts(query: AlertsQuery, context: QueryContext): Result<Parts, QueryError> {
  const params = new Params();
  const read = alertSource(query, context, params);
  if (!read.ok) return read;
  const source = read.value;
  const since = params.bindAs('since', MILLI_TIME, timeText(context.timeRange.from - WINDOW_MS));
  const time = timeCondition('ts', context, params);
  const range = `window_start >= ${since} AND window_start <= ${params.bindAs('to', MILLI_TIME, timeText(context.timeRange.to))}`;
  const raised = "if(raised_at > toDateTime64(0, 3, 'UTC'), raised_at, created_at)";
  const where = [
    range,
    time,
    ...oneOf('level', chosen(query.levels), params),
    ...hostCondition(query.hosts, params),
    ...withoutCanary(query),
    ...(query.raisedBefore === undefined
      ? []
      : [`${raised} < ${params.bind(MILLI_TIME, timeText(query.raisedBefore))}`]),
    ...raisedByLevel(query, raised, params),
    source.filters,
  ].join(' AND ');
  const group = query.group === undefined || query.groupBy === undefined ? [] : [`${GROUPS[query.groupBy].key} = ${params.text(query.group)}`]; // prettier-ignore
  const after = [
    ...oneOf(STATUS, chosen(query.statuses), params),
    ...oneOf('s.assignee', query.assignees, params),
    ...(query.incidents.length === 0 ? [] : [`m.incident_id IN (${query.incidents.map((id) => params.bind('UUID', id)).join(', ')})`]), // prettier-ignore
    ...(query.actedSince === undefined ? [] : [`s.acted_at >= ${params.bind(MILLI_TIME, timeText(query.actedSince))}`]),
    ...group,
  ];
  const withIncident = query.incidents.length > 0 || query.groupBy === 'incident';
  const fitting = `(SELECT a.window_start AS window_start, a.alert_id AS alert_id, a.ts AS ts, a.level AS level, ${RANK} AS rank, a.rule_id AS rule_id, a.rule_title AS rule_title, a.host AS host, a.User AS User, ${STATUS} AS status${query.format === 'states' ? ', s.assignee AS assignee' : ''}${withIncident ? ', m.incident_id AS incident_id, i.title AS incident' : ''} FROM (SELECT window_start, alert_id, ts, level, rule_id, rule_title, host, User FROM ${source.alerts} FINAL WHERE ${where}) AS a LEFT JOIN (SELECT window_start, alert_id, status, assignee${query.actedSince === undefined ? '' : ', acted_at'} FROM ${source.states} FINAL WHERE ${range}) AS s ON a.window_start = s.window_start AND a.alert_id = s.alert_id${withIncident ? ` ${incidentJoin(source.open ? OPEN : range)}` : ''}${after.length === 0 ? '' : ` WHERE ${after.join(' AND ')}`})`;
  return ok({ params, fitting, range, source });
}

const OPEN = '(window_start, alert_id) IN (SELECT window_start, alert_id FROM open_alerts)';

/** The incidents of alerts whose places fit. */
const incidentJoin = (places: string): string =>
  `LEFT JOIN (SELECT window_start, alert_id, incident_id FROM incident_alerts FINAL WHERE ${places}) AS m ON a.window_start = m.window_start AND a.alert_id = m.alert_id LEFT JOIN (SELECT incident_id, title FROM incidents WHERE incident_id IN (SELECT incident_id FROM incident_alerts FINAL WHERE ${places})) AS i ON m.incident_id = i.incident_id`;

/** One row an alert, with all that a queue shows. */
export function queueSql(query: AlertsQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  const parts = fittingAlerts(query, context);
  if (!parts.ok) return parts;
  const { params, fitting, range, source } = parts.value;
  const limit = Math.min(query.limit, context.maxRows);
  const page = `(SELECT window_start, alert_id FROM ${fitting} ORDER BY ${ORDER[query.order]} LIMIT ${limit}${query.offset === 0 ? '' : ` OFFSET ${query.offset}`})`;
  const onPage = `(window_start, alert_id) IN ${page}`;
  const counts = source.open
    ? ` INNER JOIN (SELECT window_start, alert_id, count FROM alerts FINAL WHERE ${onPage}) AS c ON a.window_start = c.window_start AND a.alert_id = c.alert_id`
    : '';
  const text = `SELECT a.ts AS ts, a.level AS level, a.rule_title AS rule, a.summary AS summary, a.host AS host, a.User AS User, a.Image AS Image, ${STATUS} AS status, s.disposition AS disposition, s.assignee AS assignee, s.last_action AS last_action, s.acted_at AS acted_at, ${source.open ? 'c' : 'a'}.count AS count, a.tags AS tags, a.category AS category, a.rule_id AS rule_id, a.proc_guid AS proc_guid, m.incident_id AS incident_id, i.title AS incident, a.created_at AS created_at, a.raised_at AS raised_at, a.window_start AS window_start, a.alert_id AS alert_id FROM (SELECT ${SHOWN}${source.open ? '' : ', count'} FROM ${source.alerts} FINAL WHERE ${range} AND ${onPage}) AS a${counts} LEFT JOIN (SELECT window_start, alert_id, status, disposition, assignee, last_action, acted_at FROM ${source.states} FINAL WHERE ${range}) AS s ON a.window_start = s.window_start AND a.alert_id = s.alert_id ${incidentJoin(source.open ? OPEN : range)} ORDER BY ${ORDER[query.order]}`;
  return ok({ statements: [{ text, params: params.all, shape: 'table', limit, blankEmpties: true }] });
}

/** One row a group, the most urgent first. */
export function groupsSql(query: AlertsQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  const parts = fittingAlerts({ ...query, groupBy: query.groupBy ?? 'rule', group: undefined }, context);
  if (!parts.ok) return parts;
  const { params, fitting } = parts.value;
  const { key, label } = GROUPS[query.groupBy ?? 'rule'];
  const limit = Math.min(query.limit, context.maxRows);
  const text = `SELECT ${key} AS \`group\`, ${label} AS label, count() AS alerts, countIf(status != 'closed') AS open, argMin(f.level, rank) AS level, uniq(host) AS hosts, min(ts) AS oldest, max(ts) AS newest FROM ${fitting} AS f GROUP BY \`group\` ORDER BY min(rank), open DESC, newest DESC, \`group\` LIMIT ${limit}`;
  return ok({ statements: [{ text, params: params.all, shape: 'table', limit, blankEmpties: true }] });
}

/** Counted in the store: one row a status, level and assignee. */
export function statesSql(query: AlertsQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  const parts = fittingAlerts(query, context);
  if (!parts.ok) return parts;
  const { params, fitting } = parts.value;
  const limit = Math.min(10_000, context.maxRows);
  const text = `SELECT status, f.level AS level, assignee, count() AS alerts FROM ${fitting} AS f GROUP BY status, level, assignee ORDER BY min(rank), status, assignee LIMIT ${limit}`;
  return ok({ statements: [{ text, params: params.all, shape: 'table', limit }] });
}
