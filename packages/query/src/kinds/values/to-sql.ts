// Kind `values` -> SQL: distinct values with their counts in the time range.
import { alerts, events, process } from '@huntboard/schema';
import type { Table } from '@huntboard/schema';
import { hasField, resolveField } from '../../filters/fields';
import type { FilterNode } from '../../filters/model';
import { filtersSql } from '../../filters/to-sql';
import { ok, queryError } from '../../result';
import { Params } from '../../sql';
import { timeCondition } from '../events/conditions';
import type { QueryKind } from '../kind';
import type { ValuesQuery } from './model';
import { valuesQuerySchema } from './model';

const TABLES: Record<ValuesQuery['table'], { readonly table: Table; readonly time: string }> = {
  events: { table: events, time: 'ts' },
  process: { table: process, time: 'start_ts' },
  alerts: { table: alerts, time: 'ts' },
};

export const valuesKind: QueryKind<ValuesQuery> = {
  kind: 'values',
  title: 'Values of a field',
  model: valuesQuerySchema,
  toSql: (query, context) => {
    const { table, time } = TABLES[query.table];
    const params = new Params();
    const field = resolveField(table, query.field, params);
    const nodes: FilterNode[] = [...query.filters, ...(context.filters ?? [])];
    if (!hasField(table, query.field)) return queryError('query.invalid', `${table.name} has no field ${query.field}.`);
    if (query.search !== '') nodes.push({ field: query.field, operator: 'contains', value: query.search });
    const filters = filtersSql(table, nodes, params);
    if (!filters.ok) return filters;
    const list = field.kind === 'list';
    const value = list ? `toString(arrayJoin(${field.sql}))` : `toString(${field.sql})`;
    const limit = Math.min(query.limit, context.maxRows);
    const order = query.order === 'count' ? 'count DESC, value' : 'value';
    // The most frequent values are kept when there are too many, whatever the order shown.
    const inner = `SELECT ${value} AS value, count() AS count FROM ${table.name} WHERE ${timeCondition(time, context, params)} AND ${filters.value} GROUP BY value HAVING value != '' ORDER BY count DESC, value LIMIT ${limit}`;
    const text = query.order === 'count' ? inner : `SELECT value, count FROM (${inner}) ORDER BY ${order}`;
    return ok({ statements: [{ text, params: params.all, shape: 'variable', limit }] });
  },
};
