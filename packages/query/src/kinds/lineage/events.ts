// What processes did besides starting others: counted by kind, and the last ones of the process that is looked at.
import type { CompiledQuery } from '../../context';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { SUMMARY_SQL } from '../events/summary';
import { MILLI_TIME } from '../../sql';
import type { Params } from '../../sql';
import { NIL } from './focus';
import type { LineageQuery } from './model';
import type { Wanted } from './wanted';

/** Categories whose events a process does. */
const DONE = "('network', 'dns', 'file', 'registry', 'image', 'pipe', 'script', 'disk', 'driver', 'wmi')";
const LAST_OF_A_KIND = 25;

/**
 * One row for equal events (same kind, action and object) of the process that is looked at, the last ones of each kind, whatever
 * the time range; for a whole host, one row a process and kind, in the time range.
 */
export function eventsStatement(base: Wanted, query: LineageQuery, params: Params): Result<CompiledQuery, QueryError> {
  const limit = Math.min(query.limit, 50_000);
  const hosts = base.onHosts('host') === '' ? '' : ` AND ${base.onHosts('host')}`;
  const text = base.isAroundOne
    ? `${base.prefix} SELECT toString(focus) AS processId, host, category AS kind, action, substring(${SUMMARY_SQL}, 1, 2000) AS what, max(ts) AS time, count() AS count FROM events WHERE category IN ${DONE}${hosts} AND proc_guid = focus GROUP BY host, kind, action, what ORDER BY time DESC, what LIMIT ${LAST_OF_A_KIND} BY kind LIMIT ${limit}`
    : `SELECT toString(proc_guid) AS processId, host, category AS kind, '' AS action, '' AS what, max(ts) AS time, count() AS count FROM events WHERE category IN ${DONE}${hosts} AND ts >= {from:${MILLI_TIME}} AND ts <= {to:${MILLI_TIME}} AND proc_guid != ${NIL} GROUP BY host, proc_guid, kind ORDER BY count DESC, processId, kind LIMIT ${limit}`;
  return ok({ statements: [{ text, params: params.all, shape: 'table', name: 'events', limit }] });
}
