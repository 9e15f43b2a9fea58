// Edges between hosts: a remote logon, or the service that it installed, joins the process that asked for it to what it started.
import type { Statement } from '../../context';
import type { Params } from '../../sql';
import { MAX_EDGES } from './edges';
import { NIL } from './focus';
import { baseName } from './processes';
import { LANDINGS } from './remote-landings';
import { logonRelations, SECONDS, SKEW } from './remote-logons';
import type { Wanted } from './wanted';

const LANDING = ['host', 'target', 'image', 'at', 'ip', 'port', 'station', 'type', 'account', 'kind', 'strength', 'what'] as const; // prettier-ignore

/**
 * Edges with the evidence that joins their ends. The process that asked is the one whose connection had the logon's source address
 * and port; without it the host alone is named: by its address (likely), or by what the logon calls it (possible: a sender may call
 * itself anything). In the time range only, for logons are found by time.
 */
export function remoteStatement(base: Wanted, params: Params): Statement {
  const here = base.onHosts('sourceHost');
  const involved = here === '' ? '' : ` AND (${here} OR ${base.onHosts('targetHost')})`;
  const isNear = `f.host != '' AND f.ts >= d.at - INTERVAL ${SECONDS} SECOND AND f.ts <= d.at + INTERVAL ${SKEW} SECOND`;
  const landing = LANDING.map((name) => `d.${name} AS ${name}`).join(', ');
  const asked = `asked AS (SELECT ${landing}, argMax((CAST(f.host, 'String'), f.proc_guid, CAST(f.Image, 'String')), (${isNear}, f.proc_guid != ${NIL}, f.ts)) AS flow, max(${isNear}) AS isFlow FROM landings AS d LEFT JOIN flows AS f ON d.ip = f.ip AND d.port = f.port GROUP BY ${LANDING.map((name) => `d.${name}`).join(', ')})`;
  const evidence = [
    'd.what',
    "'logon type '",
    'toString(d.type)',
    "' as '",
    'd.account',
    "' from '",
    'd.ip',
    `multiIf(d.isFlow, concat(':', d.port, ', the port of a connection of ', ${baseName('d.flow.3')}, ' on ', d.flow.1), a.host != '', concat(', an address of ', a.host), concat(', which calls itself ', d.station))`,
    "if(d.strength = 1, '; joined by time alone', '')",
  ].join(', ');
  const text = [
    `${base.scalars === '' ? 'WITH' : `WITH ${base.scalars},`} ${logonRelations(base)}, ${LANDINGS}, ${asked}`,
    `SELECT * FROM (SELECT if(d.isFlow AND d.flow.2 != ${NIL}, toString(d.flow.2), '') AS source, toString(d.target) AS target, d.kind AS kind, d.at AS time,`,
    `concat(d.kind, ' as ', d.account) AS label, toUInt64(1) AS count, multiIf(d.isFlow, d.flow.1, a.host != '', a.host, k.host) AS sourceHost, d.host AS targetHost,`,
    `if(d.isFlow, d.flow.3, '') AS sourceImage, d.image AS targetImage, if(d.strength = 1 OR (NOT d.isFlow AND a.host = ''), 'possible', 'likely') AS confidence, concat(${evidence}) AS evidence`,
    'FROM asked AS d LEFT JOIN addresses AS a ON d.ip = a.ip LEFT JOIN stations AS k ON d.station = k.host',
    // What RPC's own service asks for is asked for by somebody else, whose connection says so better.
    `WHERE sourceHost != '' AND sourceHost != targetHost${involved} ORDER BY confidence, source = '', endsWith(lower(sourceImage), 'svchost.exe'), time, kind LIMIT 1 BY sourceHost, target) ORDER BY time, target, kind LIMIT ${MAX_EDGES}`,
  ].join(' ');
  return { text, params: params.all, shape: 'edges', name: 'remote', limit: MAX_EDGES };
}
