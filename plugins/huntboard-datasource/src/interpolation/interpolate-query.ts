// Dashboard variables in any query.
import type { HuntboardQuery } from '../huntboard-query';
import { interpolateFilters, interpolateList, interpolateText } from './interpolate-filters';
import { interpolateSql } from './interpolate-sql';
import { variableName } from './variables';
import type { VariableReader } from './variables';

/** One value, '' when the variable does not exist or stands for everything. */
function interpolateId(text: string, variables: VariableReader): string {
  const name = variableName(text);
  if (name === null) return interpolateText(text, variables);
  return variables.isAll(name) ? '' : (variables.values(text)?.[0] ?? '');
}

/** The query with values where variables were. */
export function interpolateQuery(query: HuntboardQuery, variables: VariableReader): HuntboardQuery {
  switch (query.kind) {
    case 'sql':
      return { ...query, sql: interpolateSql(query.sql, variables) };
    case 'events':
      return {
        ...query,
        categories: interpolateList(query.categories, variables),
        hosts: interpolateList(query.hosts, variables),
        search: interpolateId(query.search, variables),
        filters: interpolateFilters(query.filters, variables),
        columns: interpolateList(query.columns, variables),
        ...(query.groupBy === undefined ? {} : { groupBy: interpolateId(query.groupBy, variables) }),
      };
    case 'lineage':
      return {
        ...query,
        hosts: interpolateList(query.hosts, variables),
        procGuid: interpolateId(query.procGuid, variables).trim(),
      };
    case 'alerts':
      return {
        ...query,
        levels: interpolateList(query.levels, variables),
        hosts: interpolateList(query.hosts, variables),
        statuses: interpolateList(query.statuses, variables),
        filters: interpolateFilters(query.filters, variables),
      };
    case 'values':
      return {
        ...query,
        search: interpolateText(query.search, variables),
        filters: interpolateFilters(query.filters, variables),
      };
    case 'annotations':
      return {
        ...query,
        levels: interpolateList(query.levels, variables),
        hosts: interpolateList(query.hosts, variables),
      };
  }
}
