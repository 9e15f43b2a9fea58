// Which processes a lineage shows, as SQL.
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { MILLI_TIME } from '../../sql';
import type { Params } from '../../sql';
import { hostCondition } from '../events/conditions';
import { focusOf, NIL } from './focus';
import type { LineageQuery } from './model';

/** Ancestors looked up; deeper chains do not occur, but a cycle in the data would never end. */
const MAX_ANCESTORS = 40;

export interface Wanted {
  /** `WITH …` that ends in `wanted (host, proc_guid)`. */
  readonly prefix: string;
  /** Scalars of the prefix that name the process which is looked at (`focus`, `focus_host`); '' without one. */
  readonly scalars: string;
  /** Condition on the hosts that the processes are on, for a column; '' when there is none. */
  readonly onHosts: (column: string) => string;
  readonly isAroundOne: boolean;
}

/**
 * Around one process. The pairs of child and parent of its host are read once and walked in memory: a recursive query costs a
 * round through the engine for each generation (33 generations: 117 ms of CPU instead of 14). Descendants come generation by
 * generation, the oldest first, until `limit` is reached: the first page of the subtree. What comes of it is a scalar, and small:
 * the engine computes it once, however often it is named.
 */
function aroundOne(scalars: string, query: LineageQuery): Wanted {
  const { limit, depth } = query;
  const pairs =
    'SELECT groupArray(proc_guid) AS ids, groupArray(up) AS ups FROM (SELECT proc_guid, max(process.parent_guid) AS up FROM process WHERE host = focus_host GROUP BY proc_guid ORDER BY max(process.start_ts), proc_guid)';
  const ancestors = `arrayFold((chain, step) -> if(chain[-1] = ${NIL}, chain, arrayPushBack(chain, ups[indexOf(ids, chain[-1])])), range(${MAX_ANCESTORS}), [focus])`;
  // The second part is the last generation. It is made once a step, by way of a list of one; the filter holds on to nothing else, for
  // what it holds on to is copied for every pair. A circle is walked round until the depth or the page is full, and made distinct.
  const fresh = `arraySlice(arrayFilter((id, up) -> has(frontier, up), ids, ups), 1, ${limit})`;
  const next = `arrayMap((frontier) -> arrayMap((found) -> (arrayConcat(known.1, found), found), [${fresh}])[1], [known.2])[1]`;
  const descendants = `arrayFold((known, step) -> if(empty(known.2) OR length(known.1) >= ${limit}, known, ${next}), range(${depth}), ([focus], [focus])).1`;
  const ids = `(SELECT arrayDistinct(arrayConcat(${ancestors}, arraySlice(${descendants}, 1, ${limit}))) FROM (${pairs})) AS wanted_ids`;
  return {
    prefix: `WITH ${scalars}, ${ids}, wanted AS (SELECT focus_host AS host, arrayJoin(wanted_ids) AS proc_guid)`,
    scalars,
    onHosts: (column) => `${column} = focus_host`,
    isAroundOne: true,
  };
}

/** Ancestors of a set of processes, by JOIN for the depth that ends a cycle and by IN for the index. */
function ancestorsOf(seed: string, hosts: string): string {
  return [
    `ancestors AS (SELECT host, proc_guid, parent_guid, 0 AS depth FROM (${seed})`,
    'UNION ALL SELECT DISTINCT p.host, p.proc_guid, p.parent_guid, toUInt8(w.depth + 1) FROM process AS p INNER JOIN ancestors AS w ON p.host = w.host AND p.proc_guid = w.parent_guid',
    `WHERE w.depth < ${MAX_ANCESTORS} AND p.parent_guid != p.proc_guid AND (p.host, p.proc_guid) IN (SELECT host, parent_guid FROM ancestors WHERE parent_guid != ${NIL})${hosts})`,
  ].join(' ');
}

/** What started or ended in the range, newest first when there is too much; then the ancestors of those whose parent is not among them, so that no chain is torn. Most parents are, and the walk up costs more than the lookup. */
function inRange(query: LineageQuery, hosts: readonly string[]): Wanted {
  const range = `max(start_ts) <= {to:${MILLI_TIME}} AND greatest(max(start_ts), max(end_ts)) >= {from:${MILLI_TIME}}`;
  const where = hosts.length === 0 ? '' : ` WHERE ${hosts.join(' AND ')}`;
  const andHosts = hosts.length === 0 ? '' : ` AND p.${hosts[0] ?? ''}`;
  const rows = `in_range AS (SELECT host, proc_guid, max(parent_guid) AS parent_guid FROM process${where} GROUP BY host, proc_guid HAVING ${range} ORDER BY max(start_ts) DESC, proc_guid LIMIT ${query.limit})`;
  const missing = `SELECT host, parent_guid FROM in_range WHERE parent_guid != ${NIL} AND (host, parent_guid) NOT IN (SELECT host, proc_guid FROM in_range)`;
  const seed = `SELECT host, proc_guid, max(parent_guid) AS parent_guid FROM process WHERE (host, proc_guid) IN (${missing}) GROUP BY host, proc_guid`;
  const both = 'wanted AS (SELECT host, proc_guid FROM in_range UNION DISTINCT SELECT host, proc_guid FROM ancestors)';
  return {
    prefix: `WITH RECURSIVE ${rows}, ${ancestorsOf(seed, andHosts)}, ${both}`,
    scalars: '',
    onHosts: (column) => hosts.map((condition) => condition.replace(/^host /, `${column} `)).join(' AND '),
    isAroundOne: false,
  };
}

/** The processes to show. */
export function wantedOf(query: LineageQuery, params: Params): Result<Wanted, QueryError> {
  const focus = focusOf(query, params);
  if (!focus.ok) return focus;
  return ok(
    focus.value === undefined
      ? inRange(query, hostCondition(query.hosts, params))
      : aroundOne(focus.value.scalars, query),
  );
}
