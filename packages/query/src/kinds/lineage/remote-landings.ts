// What a logon over the network led to on its host: the process that an edge between hosts ends at.
import { MILLI_TIME } from '../../sql';
import { NIL } from './focus';
import { baseName, EPOCH } from './processes';
import { IN_RANGE, SECONDS, SKEW } from './remote-logons';

const lowerName = (path: string): string => `lower(${baseName(path)})`;
const ORIGIN = ['ip', 'port', 'station', 'type', 'account'] as const;
/** A sensor's own word before one that was put together, a program before the console that Windows gives it, then the earliest. */
const FIRST = `(p.guid_kind != 'native', ${lowerName('p.Image')} = 'conhost.exe', p.start_ts, p.proc_guid)`;
const PROCESS = 'host, LogonId, proc_guid, guid_kind, start_ts, Image, ParentImage';
/** What WinRM has start: its own hosts of a session, and the provider of WMI. */
const REMOTING = "('wsmprovhost.exe', 'winrshost.exe', 'wmiprvse.exe')";

/**
 * The process that begins each session, where it has any. One that the provider of WMI started is WMI's; a logon without an address
 * counts only with what WinRM starts. Numbers of sessions are given out anew after a restart: a day holds them apart.
 */
const SESSIONS = [
  `SELECT l.host AS host, argMin(p.proc_guid, ${FIRST}) AS target, argMin(p.Image, ${FIRST}) AS image, l.at AS at, ${ORIGIN.map((name) => `l.${name} AS ${name}`).join(', ')},`,
  `${lowerName(`argMin(p.ParentImage, ${FIRST})`)} AS parent, if(parent = 'wmiprvse.exe', 'wmi', 'logon') AS kind, 2 AS strength, if(l.way = '', '', concat(l.way, '; ')) AS what`,
  `FROM logons AS l INNER JOIN (SELECT ${PROCESS} FROM process WHERE (host, LogonId) IN (SELECT host, session FROM logons) AND start_ts != ${EPOCH}) AS p ON l.host = p.host AND l.session = p.LogonId`,
  `WHERE p.start_ts >= l.at - INTERVAL ${SKEW} SECOND AND p.start_ts <= l.at + INTERVAL 1 DAY GROUP BY l.host, l.session, l.at, l.way, ${ORIGIN.map((name) => `l.${name}`).join(', ')}`,
  `HAVING l.way = '' OR parent IN ${REMOTING} OR ${lowerName('image')} IN ${REMOTING}`,
].join(' ');

const logonBefore = ORIGIN.map((name) => `argMax(l.${name}, (l.session = s.session, l.at)) AS ${name},`).join(' ');
const started = `SELECT ${PROCESS} FROM process WHERE host IN (SELECT host FROM logons) AND start_ts >= {from:${MILLI_TIME}} AND start_ts <= {to:${MILLI_TIME}} + INTERVAL ${SECONDS} SECOND AND endsWith(lower(ParentImage), 'services.exe')`;

/**
 * What services.exe started soon after a service of that file was installed, with the last network logon before it: by its session
 * where the event tells it (4697), by time alone otherwise (7045).
 */
const SERVICES = [
  `SELECT s.host AS host, argMin(p.proc_guid, ${FIRST}) AS target, argMin(p.Image, ${FIRST}) AS image, min(s.at) AS at, ${logonBefore} '' AS parent, 'service' AS kind,`,
  "if(max(l.session = s.session), 2, 1) AS strength, concat('service ', s.name, ' installed; ') AS what",
  `FROM (SELECT host, ts AS at, ServiceName AS name, replaceAll(lower(ServiceFileName), '%comspec%', 'cmd.exe') AS file, LogonId AS session FROM events WHERE category = 'service' AND EventID IN (4697, 7045) AND ${IN_RANGE} AND host IN (SELECT host FROM logons)) AS s`,
  `INNER JOIN (${started}) AS p ON s.host = p.host INNER JOIN logons AS l ON s.host = l.host`,
  `WHERE p.start_ts >= s.at - INTERVAL 2 SECOND AND p.start_ts <= s.at + INTERVAL ${SECONDS} SECOND AND position(s.file, ${lowerName('p.Image')}) > 0`,
  `AND l.at <= s.at + INTERVAL 1 SECOND AND l.at >= s.at - INTERVAL ${SECONDS} SECOND GROUP BY s.host, s.name`,
].join(' ');

/** Programs of the system that take everybody's connections: what they then do, and for whom, is not told by the connection. */
const SHARED = "('system', 'services.exe', 'svchost.exe', 'lsass.exe', 'spoolsv.exe', 'dns.exe', 'dfsrs.exe', 'ntfrs.exe', 'wininit.exe', 'wmiprvse.exe', '')"; // prettier-ignore
const takenBy = (names: string): string =>
  `FROM logons AS l INNER JOIN (SELECT * FROM arrivals WHERE ${lowerName('Image')} ${names}) AS a ON l.host = a.host AND l.ip = a.ip AND l.port = a.port`;
const ATTACHED = `a.ts >= l.at - INTERVAL ${SKEW} SECOND AND a.ts <= l.at + INTERVAL ${SKEW} SECOND`;
const BY_LOGON = `GROUP BY l.host, l.session, l.at, ${ORIGIN.map((name) => `l.${name}`).join(', ')}`;

/** A program of its own that took the very connection of the logon (DCOM): its port is one that Windows gave out. */
const OBJECTS = [
  `SELECT l.host AS host, any(a.proc_guid) AS target, any(a.Image) AS image, l.at AS at, ${ORIGIN.map((name) => `l.${name} AS ${name}`).join(', ')}, '' AS parent, 'logon' AS kind, 2 AS strength, 'connection to the program itself; ' AS what`,
  `${takenBy(`NOT IN ${SHARED}`)} WHERE a.proc_guid != ${NIL} AND ${ATTACHED} ${BY_LOGON}`,
].join(' ');

/** What services.exe started just after it had taken the connection of a logon: a service that was there is started as well. */
const CONTROLS = [
  `SELECT l.host AS host, argMin(p.proc_guid, ${FIRST}) AS target, argMin(p.Image, ${FIRST}) AS image, l.at AS at, ${ORIGIN.map((name) => `l.${name} AS ${name}`).join(', ')}, '' AS parent, 'service' AS kind, 1 AS strength, 'connection to services.exe; ' AS what`,
  `${takenBy("= 'services.exe'")} INNER JOIN (${started}) AS p ON l.host = p.host WHERE ${ATTACHED} AND p.start_ts >= l.at - INTERVAL 1 SECOND AND p.start_ts <= l.at + INTERVAL ${SKEW} SECOND ${BY_LOGON}`,
].join(' ');

/** Relation for a WITH, after those of the logons: `landings (host, target, image, at, ip, port, station, type, account, kind, strength, what)`. */
export const LANDINGS = `landings AS (${[SESSIONS, SERVICES, OBJECTS, CONTROLS].join(' UNION ALL ')})`;
