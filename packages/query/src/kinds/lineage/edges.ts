// Edges between processes of one host: injections, opened handles, tampering.
import type { Statement } from '../../context';
import { MILLI_TIME } from '../../sql';
import type { Params } from '../../sql';
import { NIL } from './focus';
import type { Wanted } from './wanted';

export const MAX_EDGES = 5000;

/** Edges of the shown processes, folded to one a pair and kind. The sensor names both ends: they are certain. */
export function edgesStatement(base: Wanted, params: Params): Statement {
  const which = base.isAroundOne
    ? '(proc_guid IN (SELECT proc_guid FROM wanted) OR target_guid IN (SELECT proc_guid FROM wanted))'
    : '((host, proc_guid) IN (SELECT host, proc_guid FROM wanted) OR (host, target_guid) IN (SELECT host, proc_guid FROM wanted))';
  const where = [
    "category = 'process'",
    ...(base.onHosts('host') === '' ? [] : [base.onHosts('host')]),
    ...(base.isAroundOne ? [] : [`ts >= {from:${MILLI_TIME}} AND ts <= {to:${MILLI_TIME}}`]),
    `proc_guid != ${NIL} AND target_guid != ${NIL}`,
    which,
  ].join(' AND ');
  const text = [
    `${base.prefix} SELECT toString(proc_guid) AS source, toString(target_guid) AS target, toString(action) AS kind, min(ts) AS time,`,
    "concat(toString(action), ' ', any(GrantedAccess)) AS label, count() AS count, host AS sourceHost, host AS targetHost,",
    "any(SourceImage) AS sourceImage, any(TargetImage) AS targetImage, 'certain' AS confidence",
    `FROM events WHERE ${where} GROUP BY host, source, target, kind ORDER BY time LIMIT ${MAX_EDGES}`,
  ].join(' ');
  return { text, params: params.all, shape: 'edges', name: 'edges', limit: MAX_EDGES };
}
