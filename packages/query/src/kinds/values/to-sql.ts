// Kind `values` -> SQL: distinct values with their counts in the time range.
import { alerts, events, process, seen } from '@huntboard/schema';
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
  seen: { table: seen, time: 'last_ts' },
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
    // Of a list or a map, each item or key is a value; the rows are not narrowed by what only some of their items are.
    const isMany = field.kind === 'list' || field.kind === 'map';
    if (query.search !== '' && !isMany) nodes.push({ field: query.field, operator: 'contains', value: query.search });
    const filters = filtersSql(table, nodes, params);
    if (!filters.ok) return filters;
    const items = field.kind === 'map' ? `mapKeys(${field.sql})` : field.sql;
    const value = isMany ? `toString(arrayJoin(${items}))` : `toString(${field.sql})`;
    const found =
      isMany && query.search !== '' ? ` AND positionCaseInsensitiveUTF8(value, ${params.text(query.search)}) > 0` : '';
    const limit = Math.min(query.limit, context.maxRows);
    const order = query.order === 'count' ? 'count DESC, value' : 'value';
    const where = `${timeCondition(time, context, params)} AND ${filters.value}`;
    // Few different values are counted fast however many rows there are; of many, a part of the rows has to do.
    const isBounded = query.sample === undefined || field.type.startsWith('LowCardinality');
    const from = isBounded
      ? `${table.name} WHERE ${where}`
      : `(SELECT ${value} AS value FROM ${table.name} WHERE ${where} AND value != '' LIMIT ${query.sample})`;
    // The most frequent values are kept when there are too many, whatever the order shown.
    const inner = `SELECT ${isBounded ? `${value} AS ` : ''}value, count() AS count FROM ${from} GROUP BY value HAVING value != ''${found} ORDER BY count DESC, value LIMIT ${limit}`;
    const text = query.order === 'count' ? inner : `SELECT value, count FROM (${inner}) ORDER BY ${order}`;
    return ok({ statements: [{ text, params: params.all, shape: 'variable', limit }] });
  },
};
