// Logons over the network, with the connection that each came by: what an edge between hosts is told from.
import { MILLI_TIME } from '../../sql';
import { NIL } from './focus';
import { lowerName } from './processes';
import type { Wanted } from './wanted';

/** A connection precedes its logon by at most so many seconds, and what a logon led to follows it by as many. */
export const SECONDS = 120;
/** Clocks of sensors and hosts differ by so many seconds at most. */
export const SKEW = 5;
export const IN_RANGE = `ts >= {from:${MILLI_TIME}} AND ts <= {to:${MILLI_TIME}}`;
/** Logons looked at, the latest first: where there are more, the range is too long to tell a story. */
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
const CONNECTION = `category = 'network' AND ${IN_RANGE}`;
const OUTGOING = `${CONNECTION} AND Initiated = 'true'`;
const FROM = "CAST(SourceIp, 'String')";

/** Programs of the system that take everybody's connections: what they then do, and for whom, is not told by the connection. */
const SHARED = "('system', 'services.exe', 'svchost.exe', 'lsass.exe', 'spoolsv.exe', 'dns.exe', 'dfsrs.exe', 'ntfrs.exe', 'wininit.exe', 'wmiprvse.exe', '')"; // prettier-ignore

const LOGON = ['host', 'session', 'at', 'ip', 'port', 'station', 'type', 'account', 'isRemoted'] as const;
const NO_LOGON = "('', '', toDateTime64(0, 3, 'UTC'), '', '', '', toUInt8(0), '', toUInt8(0))";
const NO_END = `('', toDateTime64(0, 3, 'UTC'), ${NIL}, '', toUInt16(0))`;

/**
 * Network and remote desktop logons on these hosts, and those on others that came from these. One that tells no address has that of
 * the WinRM connection that its host took just before it, if any.
 */
function logons(base: Wanted): string {
  const here = base.onHosts('host');
  const scope =
    here === ''
      ? ''
      : ` AND (${here} OR IpAddress IN ${NO_ADDRESS} OR ${ADDRESS} IN (SELECT ${FROM} FROM events WHERE ${OUTGOING} AND ${here}) OR ${base.onHosts(STATION)})`;
  const told = `SELECT host, TargetLogonId AS session, min(ts) AS at, at + INTERVAL ${SKEW} SECOND AS latest, any(${ADDRESS}) AS address, any(ext['IpPort']) AS port, any(${STATION}) AS station, any(LogonType) AS type, any(TargetUserName) AS account FROM events WHERE category = 'auth' AND EventID = 4624 AND LogonType IN (3, 10) AND ${IN_RANGE} AND TargetLogonId NOT IN ('', '0x0') AND IpAddress NOT IN ${LOCAL}${scope} GROUP BY host, session ORDER BY at DESC LIMIT ${MAX_LOGONS}`;
  const remoted = `SELECT host, ts, ${FROM} AS ip, SourcePort AS port FROM events WHERE ${CONNECTION} AND Initiated = 'false' AND DestinationPort IN ${WINRM}`;
  return `SELECT CAST(d.host, 'String') AS host, CAST(d.session, 'String') AS session, d.at AS at, d.address IN ${NO_ADDRESS} AS isRemoted, if(isRemoted, r.ip, d.address) AS ip, if(isRemoted, toString(r.port), d.port) AS port, d.station AS station, toUInt8(d.type) AS type, CAST(d.account, 'String') AS account FROM (${told}) AS d ASOF LEFT JOIN (${remoted}) AS r ON d.host = r.host AND d.latest >= r.ts WHERE NOT isRemoted OR r.ts >= d.at - INTERVAL ${SKEW} SECOND`;
}

const CAME = [...LOGON, 'isFlow', 'flowHost', 'flowGuid', 'flowImage', 'ownGuid', 'ownImage', 'isControl'] as const;
/** Relation of what `came_rows` holds: one tuple a row, `c`. Whole, for the engine's time goes into resolving what is spelt out. */
export const CAME_ROWS = '(SELECT arrayJoin(came_rows) AS c)';
/** An element of it. */
export const came = (name: (typeof CAME)[number]): string => `c.${CAME.indexOf(name) + 1}`;

/** Hosts, sessions or addresses of the logons, for an IN. */
export const ofLogons = (...names: readonly (typeof LOGON)[number][]): string =>
  `(SELECT ${names.map((name) => `l.${LOGON.indexOf(name) + 1}`).join(', ')} FROM (SELECT arrayJoin(logon_rows) AS l))`;

/**
 * Scalars for a WITH, after those that name a process: `logon_rows`, and `came_rows`, which are the logons with both ends of the
 * connection that they came by, told apart by its address and port. Where the host is known that made it, `flow…` tells who that
 * was there (one whose id is known goes before); `own…` is the program that took it, where that is one of its own (DCOM, by a port
 * that Windows gave out), and `isControl` says that it was services.exe.
 *
 * What is named more than once is a scalar: the engine computes that once, and a relation as often as it is named.
 */
export function logonScalars(base: Wanted): string {
  const pair = `(${FROM}, toString(SourcePort))`;
  const ends = `SELECT if(Initiated = 'true', 2, 3) AS sort, ${FROM} AS ip, toString(SourcePort) AS port, ${NO_LOGON} AS l, (CAST(host, 'String'), ts, proc_guid, CAST(Image, 'String'), DestinationPort) AS e FROM events WHERE ${CONNECTION} AND ${pair} IN ${ofLogons('ip', 'port')}`;
  const both = `SELECT 1 AS sort, l.4 AS ip, l.5 AS port, l, ${NO_END} AS e FROM (SELECT arrayJoin(logon_rows) AS l) UNION ALL ${ends}`;
  const met = `SELECT arrayJoin(groupArrayIf(l, sort = 1)) AS l, groupArrayIf(e, sort = 2) AS flows, groupArrayIf(e, sort = 3) AS taken FROM (${both}) GROUP BY ip, port`;
  const near = (seconds: number): string =>
    `e.2 >= l.3 - INTERVAL ${seconds} SECOND AND e.2 <= l.3 + INTERVAL ${SKEW} SECOND`;
  const flow = `arraySort(e -> (e.3 = ${NIL}, -toUnixTimestamp64Milli(e.2)), arrayFilter(e -> ${near(SECONDS)}, flows))`;
  const own = `arraySort(e -> startsWith(lower(e.4), '\\\\device\\\\'), arrayFilter(e -> e.1 = l.1 AND e.3 != ${NIL} AND e.5 >= ${FIRST_DYNAMIC_PORT} AND ${lowerName('e.4')} NOT IN ${SHARED} AND ${near(SKEW)}, taken))`;
  const control = `arrayExists(e -> e.1 = l.1 AND ${lowerName('e.4')} = 'services.exe' AND ${near(SKEW)}, taken)`;
  const joined = `SELECT l, ${flow} AS f, ${own} AS o, ${control} AS isControl FROM (${met})`;
  const row = [
    ...LOGON.map((_, index) => `l.${index + 1}`),
    ...['notEmpty(f)', 'f[1].1', 'f[1].3', 'f[1].4', 'o[1].3', 'o[1].4', 'isControl'],
  ];
  return [
    `(SELECT groupArray((${LOGON.join(', ')})) FROM (${logons(base)})) AS logon_rows`,
    `(SELECT groupArray((${row.join(', ')})) FROM (${joined})) AS came_rows`,
  ].join(', ');
}
