// "Filter for" and "filter out" a value of an answer: the query with one more filter.
import type { QueryFixAction } from '@grafana/data';
import type { Filter, FilterNode } from '@huntboard/query';
import { withModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';

export const MODIFICATIONS = ['ADD_FILTER', 'ADD_FILTER_OUT', 'ADD_STRING_FILTER', 'ADD_STRING_FILTER_OUT'];

/** The filter that an action means; text of a line is looked for where events are told in a line. */
function filterOf({ type, options }: QueryFixAction): Filter | undefined {
  const { key = '', value = '' } = options ?? {};
  const isOut = type.endsWith('_OUT');
  if (type.startsWith('ADD_STRING_FILTER'))
    return value === '' ? undefined : { field: 'raw', operator: isOut ? '!contains' : 'contains', value };
  if (!type.startsWith('ADD_FILTER') || key === '') return undefined;
  return { field: key === 'rule' ? 'rule_ids' : key, operator: isOut ? '!=' : '=', value };
}

const same = (a: FilterNode, b: Filter): boolean => 'field' in a && a.field === b.field && a.value === b.value;

/** The query with the filter; the opposite filter goes, the same one is not doubled. A query without filters stays as it is. */
export function modifyQuery(query: HuntboardQuery, action: QueryFixAction): HuntboardQuery {
  const filter = filterOf(action);
  if (filter === undefined || !('filters' in query)) return query;
  const filters = [...query.filters.filter((node) => !same(node, filter)), filter];
  return withModel(query, { ...query, filters });
}
