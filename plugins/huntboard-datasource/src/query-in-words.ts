// A query in one line, for query history and collapsed rows.
import type { FilterNode } from '@huntboard/query';
import type { HuntboardQuery } from './huntboard-query';

/** A filter or a group of them in words. */
export function filterInWords(node: FilterNode): string {
  if ('all' in node) return `(${node.all.map(filterInWords).join(' and ')})`;
  if ('any' in node) return `(${node.any.map(filterInWords).join(' or ')})`;
  const value = Array.isArray(node.value) ? node.value.join(', ') : node.value;
  return `${node.field} ${node.operator}${value === '' ? '' : ` ${value}`}`;
}

const named = (name: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`${name} ${values.join(', ')}`];

/** What a query asks, short. */
export function queryInWords(query: HuntboardQuery): string {
  switch (query.kind) {
    case 'sql':
      return query.sql.replace(/\s+/g, ' ').trim();
    case 'events':
      return [
        `Events (${query.format})`,
        ...named('category', query.categories),
        ...named('host', query.hosts),
        ...(query.search === '' ? [] : [`“${query.search}”`]),
        ...query.filters.map(filterInWords),
      ].join(' · ');
    case 'lineage':
      return [
        'Process lineage',
        ...named('host', query.hosts),
        ...(query.procGuid === '' ? [] : [`process ${query.procGuid}`]),
      ].join(' · ');
    case 'alerts':
      return [
        `Alerts (${query.format})`,
        ...named('level', query.levels),
        ...named('host', query.hosts),
        ...named('status', query.statuses),
        ...query.filters.map(filterInWords),
      ].join(' · ');
    case 'values':
      return `Values of ${query.table}.${query.field}`;
    case 'annotations':
      return ['Alerts as annotations', ...named('level', query.levels), ...named('host', query.hosts)].join(' · ');
  }
}
