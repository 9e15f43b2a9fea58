// Dashboard variables in any query.
import type { EventsQuery, LineageQuery } from '@huntboard/query';
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

/** The last child that is there already; without its start or its id a page begins at the first. */
function interpolatePlace(after: LineageQuery['after'], variables: VariableReader): LineageQuery['after'] {
  if (after === null) return null;
  const start = typeof after.start === 'number' ? after.start : interpolateId(after.start, variables).trim();
  const id = interpolateId(after.id, variables).trim();
  return start === '' || id === '' ? null : { start, id };
}

type Conditions = Pick<EventsQuery, 'categories' | 'hosts' | 'search' | 'filters'>;

const conditions = (query: Conditions, variables: VariableReader): Conditions => ({
  categories: interpolateList(query.categories, variables),
  hosts: interpolateList(query.hosts, variables),
  search: interpolateId(query.search, variables),
  filters: interpolateFilters(query.filters, variables),
});

/** The query with values where variables were. */
export function interpolateQuery(query: HuntboardQuery, variables: VariableReader): HuntboardQuery {
  switch (query.kind) {
    case 'sql':
      return { ...query, sql: interpolateSql(query.sql, variables) };
    case 'events':
      return {
        ...query,
        ...conditions(query, variables),
        columns: interpolateList(query.columns, variables),
        ...(query.groupBy === undefined ? {} : { groupBy: interpolateId(query.groupBy, variables) }),
      };
    case 'timeseries':
      return {
        ...query,
        ...conditions(query, variables),
        field: interpolateId(query.field, variables),
        groupBy: interpolateList(query.groupBy, variables),
      };
    case 'rarity':
      return { ...query, ...conditions(query, variables), field: interpolateId(query.field, variables) || query.field };
    case 'sequence':
      return {
        ...query,
        hosts: interpolateList(query.hosts, variables),
        by: interpolateList(query.by, variables),
        steps: query.steps.map((step) => {
          const { categories, search, filters } = conditions({ ...step, hosts: [] }, variables);
          return { ...step, categories, search, filters };
        }),
      };
    case 'sigma':
      // The rule stays as it is written: what looks like a variable there is a value of the rule.
      return {
        ...query,
        hosts: interpolateList(query.hosts, variables),
        columns: interpolateList(query.columns, variables),
        ...(query.groupBy === undefined ? {} : { groupBy: interpolateId(query.groupBy, variables) }),
      };
    case 'lineage':
      return {
        ...query,
        hosts: interpolateList(query.hosts, variables),
        procGuid: interpolateId(query.procGuid, variables).trim(),
        alertId: interpolateId(query.alertId, variables).trim(),
        after: interpolatePlace(query.after, variables),
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
        filters: interpolateFilters(query.filters, variables),
        field: interpolateId(query.field, variables) || query.field,
      };
  }
}
