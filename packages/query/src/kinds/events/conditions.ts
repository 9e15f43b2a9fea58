// The WHERE of an events query: what is cheap by the primary key first, then filters, then the free text.
import { events } from '@huntboard/schema';
import type { QueryContext } from '../../context';
import { filtersSql } from '../../filters/to-sql';
import type { FilterNode } from '../../filters/model';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { MILLI_TIME, timeText } from '../../sql';
import type { Params } from '../../sql';

export interface EventConditions {
  readonly categories: readonly string[];
  readonly hosts: readonly string[];
  readonly search: string;
  readonly filters: readonly FilterNode[];
}

/** Fields that a free-text search looks into: every column with a text index, and the short ones that name things. */
const SEARCHED: readonly string[] = [
  ...events.columns.filter(({ textIndex }) => textIndex === true).map(({ name }) => name),
  'User',
  'DestinationIp',
  'DestinationHostname',
  'PipeName',
];

/** Values of a variable may arrive as `$__all` or empty: both mean everything. */
export const chosen = (values: readonly string[]): readonly string[] =>
  values.filter((value) => value !== '' && value !== '$__all');

const inList = (column: string, values: readonly string[], params: Params): string[] => {
  const list = chosen(values);
  return list.length === 0
    ? []
    : [`${column} IN (${list.map((value) => params.text(value.toLowerCase())).join(', ')})`];
};

/** Condition on host and time range, for any table with these columns. */
export function timeCondition(column: string, context: QueryContext, params: Params): string {
  const from = params.bindAs('from', MILLI_TIME, timeText(context.timeRange.from));
  const to = params.bindAs('to', MILLI_TIME, timeText(context.timeRange.to));
  return `${column} >= ${from} AND ${column} <= ${to}`;
}

export const hostCondition = (hosts: readonly string[], params: Params): string[] => inList('host', hosts, params);

/** Everything after WHERE, time range included. */
export function eventConditions(
  query: EventConditions,
  context: QueryContext,
  params: Params,
): Result<string, QueryError> {
  const search: FilterNode[] =
    query.search.trim() === ''
      ? []
      : [{ any: SEARCHED.map((field) => ({ field, operator: 'contains' as const, value: query.search.trim() })) }];
  const nodes = [...query.filters, ...(context.filters ?? []), ...search];
  const filters = nodes.length === 0 ? ok('') : filtersSql(events, nodes, params);
  if (!filters.ok) return filters;
  const parts = [
    ...inList('category', query.categories, params),
    ...hostCondition(query.hosts, params),
    timeCondition('ts', context, params),
    ...(filters.value === '' ? [] : [filters.value]),
  ];
  return ok(parts.join(' AND '));
}
