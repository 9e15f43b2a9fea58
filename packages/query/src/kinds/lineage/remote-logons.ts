// Logons over the network, and the connections that they came by: what an edge between hosts is told from.
import { MILLI_TIME } from '../../sql';
import type { Wanted } from './wanted';

/** A connection precedes its logon by at most so many seconds, and what the logon led to follows it by as many. */
export const SECONDS = 120;
/** Clocks of sensors and hosts differ by so many seconds at most. */
export const SKEW = 5;
export const IN_RANGE = `ts >= {from:${MILLI_TIME}} AND ts <= {to:${MILLI_TIME}}`;
/** Logons looked at; more than this is a range too long to tell a story. The latest are taken. */
const MAX_LOGONS = 20_000;
/** Addresses that are no other host's. */
const LOCAL = "('127.0.0.1', '::1', '0.0.0.0')";
/** What Windows writes where it knows no address: the logon came by its web server, as those of WinRM do. */
const NO_ADDRESS = "('', '-')";
/** IPv4 in its own form, where Windows writes it as IPv6. */
const ADDRESS = "replaceOne(CAST(IpAddress, 'String'), '::ffff:', '')";
const STATION = "lower(splitByChar('.', CAST(WorkstationName, 'String'))[1])";
/** Ports of WinRM, for its two schemes. */
const WINRM = '(5985, 5986)';
/** From here on Windows gives out ports to RPC servers as they come. */
const FIRST_DYNAMIC_PORT = 49_152;
const outgoing = `category = 'network' AND Initiated = 'true' AND ${IN_RANGE}`;
const incoming = `category = 'network' AND Initiated = 'false' AND ${IN_RANGE}`;
const pairOf = "(CAST(SourceIp, 'String'), toString(SourcePort))";

const LOGON_COLUMNS = ['host', 'session', 'at', 'ip', 'port', 'station', 'type', 'account', 'way'] as const;

/**
 * Relations for a WITH, after the scalars that name a process:
 * - `logons (host, session, at, ip, port, station, type, account, way)`: network and remote desktop logons on these hosts, and those
 *   on others that came from these. Where the logon tells no address, `ip` and `port` are those of the WinRM connection just before
 *   it, and `way` is `remoting`.
 * - `flows (ip, port, ts, host, proc_guid, Image)`: the connections that they came by, as the host tells that made them.
 * - `arrivals (host, ip, port, ts, proc_guid, Image)`: the same, as the host tells that took them, where a program of its own did.
 * - `addresses (ip, host)`: whose address one is. `stations (host)`: names by which logons call their origin that are hosts.
 *
 * What many name is a scalar: the engine computes it once, and a relation as often as it is named.
 */
export function logonRelations(base: Wanted): string {
  const here = base.onHosts('host');
  // Hosts that are named have addresses; logons elsewhere from these are theirs, too.
  const own =
    here === ''
      ? []
      : [
          `(SELECT groupUniqArray(CAST(SourceIp, 'String')) FROM events WHERE ${outgoing} AND ${here}) AS own_addresses`,
          `(SELECT groupUniqArray(host) FROM events WHERE ${incoming} AND DestinationPort IN ${WINRM} AND has(own_addresses, CAST(SourceIp, 'String'))) AS remoted_hosts`,
        ];
  const scope =
    here === ''
      ? ''
      : ` AND (${here} OR has(own_addresses, ${ADDRESS}) OR (IpAddress IN ${NO_ADDRESS} AND has(remoted_hosts, host)) OR ${base.onHosts(STATION)})`;
  const told = `(SELECT groupArray((${LOGON_COLUMNS.join(', ')})) FROM (SELECT CAST(host, 'String') AS host, CAST(TargetLogonId, 'String') AS session, min(ts) AS at, any(${ADDRESS}) AS ip, any(ext['IpPort']) AS port, any(${STATION}) AS station, any(LogonType) AS type, any(CAST(TargetUserName, 'String')) AS account, '' AS way FROM events WHERE category = 'auth' AND EventID = 4624 AND LogonType IN (3, 10) AND ${IN_RANGE} AND TargetLogonId NOT IN ('', '0x0') AND IpAddress NOT IN ${LOCAL}${scope} GROUP BY host, session ORDER BY at DESC LIMIT ${MAX_LOGONS})) AS told_logons`;
  const fields = LOGON_COLUMNS.map((name, index) => `l.${index + 1} AS ${name}`).join(', ');
  const remoted = `SELECT CAST(host, 'String') AS host, ts, CAST(SourceIp, 'String') AS ip, toString(SourcePort) AS port FROM events WHERE ${incoming} AND DestinationPort IN ${WINRM} AND host IN (SELECT l.1 FROM (SELECT arrayJoin(told_logons) AS l) WHERE l.4 IN ${NO_ADDRESS})`;
  const addressless = `SELECT d.host AS host, d.session AS session, d.at AS at, r.ip AS ip, r.port AS port, d.station AS station, d.type AS type, d.account AS account, 'remoting' AS way FROM (SELECT *, at + INTERVAL ${SKEW} SECOND AS latest FROM (SELECT ${fields} FROM (SELECT arrayJoin(told_logons) AS l)) WHERE ip IN ${NO_ADDRESS}) AS d ASOF INNER JOIN (${remoted}) AS r ON d.host = r.host AND d.latest >= r.ts WHERE r.ts >= d.at - INTERVAL ${SKEW} SECOND`;
  const all = `(SELECT arrayConcat(arrayFilter(l -> l.4 NOT IN ${NO_ADDRESS}, told_logons), groupArray((${LOGON_COLUMNS.join(', ')}))) FROM (${addressless})) AS known_logons`;
  return [
    ...own,
    told,
    all,
    `logons AS (SELECT ${fields} FROM (SELECT arrayJoin(known_logons) AS l))`,
    `flows AS (SELECT CAST(SourceIp, 'String') AS ip, toString(SourcePort) AS port, ts, host, proc_guid, Image FROM events WHERE ${outgoing} AND ${pairOf} IN (SELECT ip, port FROM logons))`,
    `arrivals AS (SELECT CAST(host, 'String') AS host, CAST(SourceIp, 'String') AS ip, toString(SourcePort) AS port, ts, proc_guid, Image FROM events WHERE ${incoming} AND DestinationPort >= ${FIRST_DYNAMIC_PORT} AND host IN (SELECT host FROM logons) AND ${pairOf} IN (SELECT ip, port FROM logons))`,
    `addresses AS (SELECT ip, argMax(host, amount) AS host FROM (SELECT CAST(SourceIp, 'String') AS ip, host, count() AS amount FROM events WHERE ${outgoing} AND CAST(SourceIp, 'String') IN (SELECT ip FROM logons) GROUP BY ip, host) GROUP BY ip)`,
    'stations AS (SELECT DISTINCT host FROM process WHERE host IN (SELECT station FROM logons))',
  ].join(', ');
}
