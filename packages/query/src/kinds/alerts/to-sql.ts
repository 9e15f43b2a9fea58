// Kind `alerts` -> SQL over the alerts with their hits folded and the last action on each.
import type { CompiledQuery, QueryContext } from '../../context';
import { stepMs } from '../../context';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { Params, quoteText } from '../../sql';
import { chosen, hostCondition, timeCondition } from '../events/conditions';
import type { QueryKind } from '../kind';
import type { AlertsQuery } from './model';
import { LEVELS, alertsQuerySchema } from './model';
import { withoutCanary } from './no-canary';
import { groupsSql, queueSql, statesSql } from './queue-sql';
import { alertSource } from './source';

/** Severity as a number, critical first. */
const LEVEL_RANK = `indexOf([${LEVELS.map(quoteText).join(', ')}], level)`;

function toSql(query: AlertsQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  if (query.format === 'queue') return queueSql(query, context);
  if (query.format === 'groups') return groupsSql(query, context);
  if (query.format === 'states') return statesSql(query, context);
  const params = new Params();
  // A table shows the number of hits, which only `alerts` knows.
  const read = alertSource(query.format === 'table' ? { ...query, statuses: [] } : query, context, params);
  if (!read.ok) return read;
  const source = read.value;
  const oneOf = (sql: string, values: readonly string[]): string[] => {
    const list = chosen(values);
    return list.length === 0 ? [] : [`${sql} IN (${list.map((value) => params.text(value)).join(', ')})`];
  };
  const where = [
    timeCondition('ts', context, params),
    ...oneOf('level', query.levels),
    ...hostCondition(query.hosts, params),
    ...withoutCanary(query),
    source.filters,
  ].join(' AND ');
  const state = "if(s.status = '', 'new', s.status)";
  const statusWhere = oneOf(state, query.statuses);
  const rows = `(SELECT * FROM ${source.alerts} FINAL WHERE ${where}) AS a LEFT JOIN (SELECT alert_id, status, assignee FROM ${source.states} FINAL) AS s ON a.alert_id = s.alert_id${statusWhere.length === 0 ? '' : ` WHERE ${statusWhere.join(' AND ')}`}`;
  const limit = Math.min(query.limit, context.maxRows);
  switch (query.format) {
    case 'table': {
      const text = `SELECT a.ts AS ts, a.level AS level, a.rule_title AS rule, a.summary AS summary, a.host AS host, a.User AS User, a.Image AS Image, ${state} AS status, s.assignee AS assignee, a.count AS count, a.tags AS tags, a.category AS category, a.rule_id AS rule_id, a.proc_guid AS proc_guid, a.alert_id AS alert_id FROM ${rows} ORDER BY a.ts DESC, a.alert_id LIMIT ${limit}`;
      return ok({ statements: [{ text, params: params.all, shape: 'table', limit, blankEmpties: true }] });
    }
    case 'histogram': {
      const text = `SELECT toStartOfInterval(a.ts, INTERVAL ${stepMs(context)} millisecond) AS time, a.level AS level, count() AS alerts FROM ${rows} GROUP BY time, level ORDER BY time, ${LEVEL_RANK}`;
      return ok({ statements: [{ text, params: params.all, shape: 'timeseries' }] });
    }
    case 'count': {
      const text = `SELECT a.level AS level, count() AS alerts FROM ${rows} GROUP BY level ORDER BY ${LEVEL_RANK}`;
      return ok({ statements: [{ text, params: params.all, shape: 'table' }] });
    }
  }
}

export const alertsKind: QueryKind<AlertsQuery> = { kind: 'alerts', title: 'Alerts', model: alertsQuerySchema, toSql };
