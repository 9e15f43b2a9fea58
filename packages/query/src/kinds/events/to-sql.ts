// Kind `events` -> SQL: a table of columns, log lines, or counts over time.
import { events } from '@huntboard/schema';
import type { CompiledQuery, QueryContext, Statement } from '../../context';
import { stepMs } from '../../context';
import { resolveField } from '../../filters/fields';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { Params, quoteName } from '../../sql';
import type { QueryKind } from '../kind';
import { eventConditions } from './conditions';
import type { EventView, EventsQuery } from './model';
import { eventsQuerySchema } from './model';
import { LOG_LEVEL, LOG_LEVEL_SQL } from './log-level';
import { SUMMARY_SQL } from './summary';

const DEFAULT_COLUMNS = [
  'ts',
  'host',
  'category',
  'action',
  'User',
  'Image',
  'summary',
  'EventID',
  'rule_ids',
  'proc_guid',
  'event_id',
] as const;

/** A field as a select item, under the name the asker gave it. `summary` is computed. */
function selectItem(field: string, params: Params): string {
  if (field === 'summary') return `${SUMMARY_SQL} AS summary`;
  if (field === LOG_LEVEL) return `${LOG_LEVEL_SQL} AS ${LOG_LEVEL}`;
  const { sql, column } = resolveField(events, field, params);
  return column === field ? sql : `${sql} AS ${quoteName(field)}`;
}

function orderBy(query: EventView, params: Params): string {
  const direction = query.orderBy.direction === 'asc' ? 'ASC' : 'DESC';
  const { sql, column } = resolveField(events, query.orderBy.field, params);
  return column === 'ts' ? `ts ${direction}` : `${sql} ${direction}, ts DESC`;
}

function tableStatement(query: EventView, where: string, limit: number, params: Params): Statement {
  const columns = query.columns.length === 0 ? DEFAULT_COLUMNS : [...new Set(query.columns)];
  const select = columns.map((field) => selectItem(field, params)).join(', ');
  const text = `SELECT ${select} FROM events WHERE ${where} ORDER BY ${orderBy(query, params)} LIMIT ${limit}`;
  return { text, params: params.all, shape: 'table', limit, blankEmpties: true };
}

/** Labels of a log line; empty ones are left out. */
const LOG_LABELS = ['host', 'category', 'action', 'source', 'User', 'Image', 'Channel', 'rule'] as const;

function logsStatement(query: EventView, where: string, limit: number, params: Params): Statement {
  const value = (label: string): string =>
    label === 'rule' ? "arrayStringConcat(rule_ids, ', ')" : `toString(${label})`;
  const labels = LOG_LABELS.map((label) => `'${label}', ${value(label)}`).join(', ');
  const text = [
    `SELECT ts AS timestamp, ${SUMMARY_SQL} AS body,`,
    `${LOG_LEVEL_SQL} AS severity,`,
    `toString(event_id) AS id, toJSONString(mapFilter((k, v) -> v != '', map(${labels}))) AS labels`,
    // By id within a millisecond, so that what is before and after a line is the same whenever it is asked.
    `FROM events WHERE ${where} ORDER BY ${orderBy(query, params)}, event_id ${query.orderBy.direction.toUpperCase()} LIMIT ${limit}`,
  ].join(' ');
  return { text, params: params.all, shape: 'logs', limit, jsonColumns: ['labels'] };
}

function histogramStatement(query: EventView, where: string, context: QueryContext, params: Params): Statement {
  const step = stepMs(context);
  const bucket = `toStartOfInterval(ts, INTERVAL ${step} millisecond)`;
  const { groupBy = '' } = query;
  if (groupBy === '') {
    const start = `toStartOfInterval({from:DateTime64(3, 'UTC')}, INTERVAL ${step} millisecond)`;
    const text = `SELECT ${bucket} AS time, count() AS events FROM events WHERE ${where} GROUP BY time ORDER BY time WITH FILL FROM ${start} TO {to:DateTime64(3, 'UTC')} STEP INTERVAL ${step} MILLISECOND`;
    return { text, params: params.all, shape: 'timeseries' };
  }
  const name = quoteName(groupBy);
  const value = groupBy === LOG_LEVEL ? LOG_LEVEL_SQL : `toString(${resolveField(events, groupBy, params).sql})`;
  const top = `SELECT ${value} FROM events WHERE ${where} GROUP BY ${value} ORDER BY count() DESC, ${value} LIMIT ${query.top}`;
  const text = `SELECT ${bucket} AS time, if(${value} IN (${top}), ${value}, 'other') AS ${name}, count() AS events FROM events WHERE ${where} GROUP BY time, ${name} ORDER BY time, ${name}`;
  return { text, params: params.all, shape: 'timeseries' };
}

/**
 * The events that a condition holds for, as a view shows them.
 * @param where everything after WHERE; it binds {from} and {to}, as timeCondition does
 */
export function eventStatement(view: EventView, where: string, context: QueryContext, params: Params): Statement {
  const limit = Math.min(view.limit, context.maxRows);
  switch (view.format) {
    case 'table':
      return tableStatement(view, where, limit, params);
    case 'logs':
      return logsStatement(view, where, limit, params);
    case 'histogram':
      return histogramStatement(view, where, context, params);
  }
}

function toSql(query: EventsQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  const params = new Params();
  const where = eventConditions(query, context, params);
  if (!where.ok) return where;
  return ok({ statements: [eventStatement(query, where.value, context, params)] });
}

export const eventsKind: QueryKind<EventsQuery> = { kind: 'events', title: 'Events', model: eventsQuerySchema, toSql };
