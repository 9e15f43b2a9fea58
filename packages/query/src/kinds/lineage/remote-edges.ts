// Edges between hosts: a remote logon, or the service that it installed, joins the process that asked for it to what it started.
import type { Statement } from '../../context';
import { MILLI_TIME } from '../../sql';
import type { Params } from '../../sql';
import { MAX_EDGES } from './edges';
import { NIL } from './focus';
import { baseName, EPOCH } from './processes';
import type { Wanted } from './wanted';

/** A connection precedes its logon by at most so many seconds, and a service follows it by as many. */
const SECONDS = 120;
const IN_RANGE = `ts >= {from:${MILLI_TIME}} AND ts <= {to:${MILLI_TIME}}`;
/** Addresses that are no other host's. */
const LOCAL = "('', '-', '127.0.0.1', '::1', '0.0.0.0')";
/** IPv4 in its own form, where Windows writes it as IPv6. */
const ADDRESS = "replaceOne(CAST(IpAddress, 'String'), '::ffff:', '')";
const OUTGOING = `category = 'network' AND Initiated = 'true' AND ${IN_RANGE}`;

/** Network and remote desktop logons on these hosts, and those on others that came from these. */
function logons(base: Wanted): string {
  const here = base.onHosts('host');
  const scope =
    here === ''
      ? ''
      : ` AND (${here} OR ${ADDRESS} IN (SELECT SourceIp FROM events WHERE ${OUTGOING} AND ${here}) OR ${base.onHosts("lower(splitByChar('.', CAST(WorkstationName, 'String'))[1])")})`;
  return [
    `logons AS (SELECT host, TargetLogonId AS session, min(ts) AS at, any(${ADDRESS}) AS ip,`,
    "any(ext['IpPort']) AS port, any(lower(splitByChar('.', CAST(WorkstationName, 'String'))[1])) AS station, any(LogonType) AS type, any(TargetUserName) AS account",
    `FROM events WHERE category = 'auth' AND EventID = 4624 AND LogonType IN (3, 10) AND ${IN_RANGE} AND TargetLogonId NOT IN ('', '0x0') AND IpAddress NOT IN ${LOCAL}${scope} GROUP BY host, session)`,
  ].join(' ');
}

/** The first process of each session, where it has any; one that the provider of WMI started is WMI's. */
const SESSIONS = [
  'SELECT l.host AS host, argMin(p.proc_guid, p.start_ts) AS target, argMin(p.Image, p.start_ts) AS image, l.at AS at, l.ip AS ip, l.port AS port, l.station AS station, l.type AS type, l.account AS account,',
  "if(endsWith(lower(argMin(p.ParentImage, p.start_ts)), 'wmiprvse.exe'), 'wmi', 'logon') AS kind, 2 AS strength, '' AS what",
  'FROM logons AS l INNER JOIN (SELECT host, LogonId, proc_guid, start_ts, Image, ParentImage FROM process WHERE (host, LogonId) IN (SELECT host, session FROM logons)) AS p ON l.host = p.host AND l.session = p.LogonId',
  `WHERE p.start_ts != ${EPOCH} AND p.start_ts >= l.at - INTERVAL 5 SECOND GROUP BY l.host, l.session, l.at, l.ip, l.port, l.station, l.type, l.account`,
].join(' ');

/**
 * What services.exe started soon after a service of that file was installed, with the last network logon before it: by its session
 * where the event tells it (4697), by time alone otherwise (7045).
 */
const SERVICES = [
  'SELECT s.host AS host, argMin(p.proc_guid, p.start_ts) AS target, argMin(p.Image, p.start_ts) AS image, s.at AS at,',
  ...['ip', 'port', 'station', 'type', 'account'].map(
    (name) => `argMax(l.${name}, (l.session = s.session, l.at)) AS ${name},`,
  ),
  "'service' AS kind, if(max(l.session = s.session), 2, 1) AS strength, concat('service ', s.name, ' installed; ') AS what",
  `FROM (SELECT host, ts AS at, ServiceName AS name, lower(ServiceFileName) AS file, LogonId AS session FROM events WHERE category = 'service' AND EventID IN (4697, 7045) AND ${IN_RANGE} AND host IN (SELECT host FROM logons)) AS s`,
  'INNER JOIN (SELECT host, proc_guid, start_ts, Image FROM process WHERE host IN (SELECT host FROM logons)',
  `AND start_ts >= {from:${MILLI_TIME}} AND start_ts <= {to:${MILLI_TIME}} + INTERVAL ${SECONDS} SECOND AND endsWith(lower(ParentImage), 'services.exe')) AS p ON s.host = p.host`,
  'INNER JOIN logons AS l ON s.host = l.host',
  `WHERE p.start_ts >= s.at - INTERVAL 2 SECOND AND p.start_ts <= s.at + INTERVAL ${SECONDS} SECOND AND position(s.file, lower(${baseName('p.Image')})) > 0`,
  `AND l.at <= s.at AND l.at >= s.at - INTERVAL ${SECONDS} SECOND GROUP BY s.host, s.at, s.name`,
].join(' ');

/**
 * Edges with the evidence that joins their ends. The process that asked is the one whose connection had the logon's source address
 * and port; without it the host alone is named: by its address (likely), or by what the logon calls it (possible: a sender may call
 * itself anything). In the time range only, for logons are found by time.
 */
export function remoteStatement(base: Wanted, params: Params): Statement {
  const here = base.onHosts('sourceHost');
  const involved = here === '' ? '' : ` AND (${here} OR ${base.onHosts('targetHost')})`;
  const source = `multiIf(isFlow, f.host, a.host != '', a.host, k.host)`;
  const evidence = [
    'd.what',
    "'logon type '",
    'toString(d.type)',
    "' as '",
    'toString(d.account)',
    "' from '",
    'd.ip',
    `multiIf(isFlow, concat(':', d.port, ', the port of a connection of ', ${baseName('f.Image')}, ' on ', f.host), a.host != '', concat(', an address of ', a.host), concat(', which calls itself ', d.station))`,
    "if(d.strength = 1, '; joined by time alone', '')",
  ].join(', ');
  const text = [
    `${base.scalars === '' ? 'WITH' : `WITH ${base.scalars},`} ${logons(base)}, landings AS (${SESSIONS} UNION ALL ${SERVICES}),`,
    `flows AS (SELECT CAST(SourceIp, 'String') AS ip, toString(SourcePort) AS port, ts, host, proc_guid, Image FROM events WHERE ${OUTGOING} AND SourceIp IN (SELECT ip FROM logons)),`,
    'addresses AS (SELECT ip, argMax(host, amount) AS host FROM (SELECT ip, host, count() AS amount FROM flows GROUP BY ip, host) GROUP BY ip),',
    `stations AS (SELECT DISTINCT host FROM process WHERE host IN (SELECT station FROM logons)), f.host != '' AND f.ts >= d.at - INTERVAL ${SECONDS} SECOND AS isFlow`,
    `SELECT if(isFlow AND f.proc_guid != ${NIL}, toString(f.proc_guid), '') AS source, toString(d.target) AS target, d.kind AS kind, d.at AS time,`,
    `concat(d.kind, ' as ', toString(d.account)) AS label, toUInt64(1) AS count, ${source} AS sourceHost, d.host AS targetHost,`,
    `if(isFlow, f.Image, '') AS sourceImage, d.image AS targetImage, if(d.strength = 1 OR (NOT isFlow AND a.host = ''), 'possible', 'likely') AS confidence, concat(${evidence}) AS evidence`,
    'FROM (SELECT *, at + INTERVAL 5 SECOND AS latest FROM landings) AS d ASOF LEFT JOIN flows AS f ON d.ip = f.ip AND d.port = f.port AND d.latest >= f.ts',
    'LEFT JOIN addresses AS a ON d.ip = a.ip LEFT JOIN stations AS k ON d.station = k.host',
    `WHERE sourceHost != '' AND sourceHost != targetHost${involved} ORDER BY time, target, kind LIMIT ${MAX_EDGES}`,
  ].join(' ');
  return { text, params: params.all, shape: 'edges', name: 'remote', limit: MAX_EDGES };
}
