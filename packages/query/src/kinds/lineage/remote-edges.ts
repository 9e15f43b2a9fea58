// Edges between hosts: a remote logon, or the service that it installed, joins the process that asked for it to what it started.
import type { Statement } from '../../context';
import type { Params } from '../../sql';
import { MAX_EDGES } from './edges';
import { NIL } from './focus';
import { baseName } from './processes';
import { LANDINGS } from './remote-landings';
import { came, IN_RANGE, logonScalars, ofLogons } from './remote-logons';
import type { Wanted } from './wanted';

/** Whose an address is: the host that made most connections from it. */
const ADDRESSES = `SELECT ip, argMax(host, amount) AS host FROM (SELECT CAST(SourceIp, 'String') AS ip, host, count() AS amount FROM events WHERE category = 'network' AND Initiated = 'true' AND ${IN_RANGE} AND CAST(SourceIp, 'String') IN ${ofLogons('ip')} GROUP BY ip, host) GROUP BY ip`;
/** Names by which logons call where they come from, and which are hosts. */
const STATIONS = `SELECT DISTINCT host FROM process WHERE host IN ${ofLogons('station')}`;

const EVIDENCE = [
  'what',
  "'logon type '",
  `toString(${came('type')})`,
  "' as '",
  came('account'),
  "' from '",
  came('ip'),
  `multiIf(isFlow, concat(':', ${came('port')}, ', the port of a connection of ', ${baseName(came('flowImage'))}, ' on ', ${came('flowHost')}), a.host != '', concat(', an address of ', a.host), concat(', which calls itself ', ${came('station')}))`,
  "if(strength = 1, '; joined by time alone', '')",
].join(', ');

/**
 * Edges with the evidence that joins their ends. The process that asked is the one whose connection had the logon's source address
 * and port; without it the host alone is named: by its address (likely), or by what the logon calls it (possible: a sender may call
 * itself anything). In the time range only, for logons are found by time.
 */
export function remoteStatement(base: Wanted, params: Params): Statement {
  const here = base.onHosts('sourceHost');
  const involved = here === '' ? '' : ` AND (${here} OR ${base.onHosts('targetHost')})`;
  const text = [
    `${base.scalars === '' ? 'WITH' : `WITH ${base.scalars},`} ${logonScalars(base)}`,
    `SELECT * EXCEPT what FROM (SELECT if(isFlow AND ${came('flowGuid')} != ${NIL}, toString(${came('flowGuid')}), '') AS source, toString(landed.1) AS target, landed.3 AS kind, ${came('at')} AS time,`,
    `concat(kind, ' as ', ${came('account')}) AS label, toUInt64(1) AS count, multiIf(${came('isFlow')} AS isFlow, ${came('flowHost')}, a.host != '', a.host, k.host) AS sourceHost, ${came('host')} AS targetHost,`,
    `if(isFlow, ${came('flowImage')}, '') AS sourceImage, landed.2 AS targetImage, if(strength = 1 OR (NOT isFlow AND a.host = ''), 'possible', 'likely') AS confidence, landed.4 AS what, concat(${EVIDENCE}) AS evidence`,
    `FROM ${LANDINGS} AS d LEFT JOIN (${ADDRESSES}) AS a ON ${came('ip')} = a.ip LEFT JOIN (${STATIONS}) AS k ON ${came('station')} = k.host`,
    // What RPC's own service asks for is asked for by somebody else, whose connection says so better.
    `WHERE sourceHost != '' AND sourceHost != targetHost${involved} ORDER BY confidence, source = '', endsWith(lower(sourceImage), 'svchost.exe'), time, kind LIMIT 1 BY sourceHost, target) ORDER BY time, target, kind LIMIT ${MAX_EDGES}`,
  ].join(' ');
  return { text, params: params.all, shape: 'edges', name: 'remote', limit: MAX_EDGES };
}
