// Ad-hoc filters of a dashboard on a lineage query: hosts narrow it; a tree of some of its processes would be torn.
import type { Filter } from '../../filters/model';
import type { QueryError, Result } from '../../result';
import { ok, queryError } from '../../result';
import { chosen } from '../events/conditions';
import type { LineageQuery } from './model';

/** No host is called so: names of hosts have no spaces. */
const NO_HOST = ' ';

/** The query for the hosts that the filters leave; any other filter is refused, for the answer would look filtered. */
export function withAdHocHosts(query: LineageQuery, filters: readonly Filter[] = []): Result<LineageQuery, QueryError> {
  let hosts = chosen(query.hosts).map((host) => host.toLowerCase());
  for (const { field, operator, value } of filters) {
    if (field.toLowerCase() !== 'host' || (operator !== '=' && operator !== 'in'))
      return queryError(
        'query.filters_misplaced',
        `Process lineage can be filtered by host ("is" or "is one of") only, not by ${field} ${operator}: take the filter away.`,
      );
    const wanted = (Array.isArray(value) ? value : [value]).map((host) => host.toLowerCase());
    hosts = hosts.length === 0 ? wanted : hosts.filter((host) => wanted.includes(host));
    if (hosts.length === 0) hosts = [NO_HOST];
  }
  return ok(filters.length === 0 ? query : { ...query, hosts });
}
