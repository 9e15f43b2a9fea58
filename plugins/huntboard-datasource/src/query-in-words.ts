// A query in one line, for query history and collapsed rows.
import type { EventsQuery, FilterNode } from '@huntboard/query';
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

const conditionsInWords = (query: Pick<EventsQuery, 'categories' | 'hosts' | 'search' | 'filters'>): string[] => [
  ...named('category', query.categories),
  ...named('host', query.hosts),
  ...(query.search === '' ? [] : [`“${query.search}”`]),
  ...query.filters.map(filterInWords),
];

/** Titles of the rules in a text; cheap, as it is for lists of queries. */
const titlesOf = (rule: string): string =>
  [...rule.matchAll(/^title:[ \t]*(.+?)[ \t]*$/gm)].map(([, title]) => title).join(', ') || 'no rule';

/** What a query asks, short. */
export function queryInWords(query: HuntboardQuery): string {
  switch (query.kind) {
    case 'sql':
      return query.sql.replace(/\s+/g, ' ').trim();
    case 'events':
      return [`Events (${query.format})`, ...conditionsInWords(query)].join(' · ');
    case 'timeseries':
      return [
        `Time series: ${query.measure}${query.field === '' ? '' : ` of ${query.field}`}`,
        ...named('by', query.groupBy),
        ...conditionsInWords(query),
      ].join(' · ');
    case 'rarity':
      return [
        query.from === 'seen' ? `Rarity of what was seen (${query.seenKind})` : `Rarity of ${query.field}`,
        ...conditionsInWords(query),
      ].join(' · ');
    case 'sequence':
      return [
        `Sequence of ${query.steps.length} within ${query.windowMs / 1000} s`,
        ...named('same', query.by),
        ...named('host', query.hosts),
      ].join(' · ');
    case 'sigma':
      return [`Sigma: ${titlesOf(query.rule)}`, ...named('host', query.hosts)].join(' · ');
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
      return [
        query.from === 'alerts'
          ? 'Alerts as annotations'
          : `First times of ${query.from === 'seen' ? query.seenKind : query.field} as annotations`,
        ...(query.from === 'alerts' ? named('level', query.levels) : []),
        ...named('host', query.hosts),
        ...query.filters.map(filterInWords),
      ].join(' · ');
  }
}
