// What a logon over the network led to on its host: the process that an edge between hosts ends at.
import { MILLI_TIME } from '../../sql';
import { NIL } from './focus';
import { EPOCH, lowerName } from './processes';
import { came, CAME_ROWS, IN_RANGE, ofLogons, SECONDS, SKEW } from './remote-logons';

/** A sensor's own word before one that was put together, a program before the console that Windows gives it, then the earliest. */
const FIRST = `(p.guid_kind != 'native', endsWith(lower(p.Image), 'conhost.exe'), p.start_ts, p.proc_guid)`;
/** What WinRM has start: its own hosts of a session, and the provider of WMI. */
const REMOTING = "('wsmprovhost.exe', 'winrshost.exe', 'wmiprvse.exe')";
const [at, host, isControl] = [came('at'), came('host'), came('isControl')];

/**
 * The process that begins each session, where it has any, and the program that took the connection. What the provider of WMI started
 * is WMI's; a logon without an address counts only with what WinRM starts. Numbers of sessions are given out anew after a restart:
 * a day holds them apart.
 */
const SESSIONS = [
  `SELECT c, arrayJoin([(if(NOT ${came('isRemoted')} OR parent IN ${REMOTING} OR ${lowerName('root.2')} IN ${REMOTING}, root.1, ${NIL}), root.2, if(parent = 'wmiprvse.exe', 'wmi', 'logon'), if(${came('isRemoted')}, 'remoting; ', '')), (${came('ownGuid')}, ${came('ownImage')}, 'logon', 'connection to the program itself; ')]) AS landed, 2 AS strength`,
  `FROM (SELECT c, argMinIf((p.proc_guid, CAST(p.Image, 'String'), CAST(p.ParentImage, 'String')), ${FIRST}, p.start_ts >= ${at} - INTERVAL ${SKEW} SECOND AND p.start_ts <= ${at} + INTERVAL 1 DAY) AS root, ${lowerName('root.3')} AS parent FROM ${CAME_ROWS} AS w`,
  `LEFT JOIN (SELECT host, LogonId, proc_guid, guid_kind, start_ts, Image, ParentImage FROM process WHERE (host, LogonId) IN ${ofLogons('host', 'session')} AND start_ts != ${EPOCH}) AS p ON ${host} = p.host AND ${came('session')} = p.LogonId GROUP BY c)`,
].join(' ');

const started = `SELECT host, proc_guid, guid_kind, start_ts, Image FROM process WHERE host IN ${ofLogons('host')} AND start_ts >= {from:${MILLI_TIME}} AND start_ts <= {to:${MILLI_TIME}} + INTERVAL ${SECONDS} SECOND AND endsWith(lower(ParentImage), 'services.exe')`;
const installed = `SELECT host, ts AS at, ServiceName AS name, replaceAll(lower(ServiceFileName), '%comspec%', 'cmd.exe') AS file, LogonId AS session FROM events WHERE category = 'service' AND EventID IN (4697, 7045) AND ${IN_RANGE} AND host IN ${ofLogons('host')}`;
const within = (time: string, from: string, before: number, after: number): string =>
  `${time} >= ${from} - INTERVAL ${before} SECOND AND ${time} <= ${from} + INTERVAL ${after} SECOND`;
const isInstalled = `s.name != '' AND ${within('s.at', at, 1, SECONDS)} AND ${within('p.start_ts', 's.at', 2, SECONDS)} AND position(s.file, ${lowerName('p.Image')}) > 0`;

/**
 * What services.exe started: soon after a service of that file was installed, with the last network logon before it, by its session
 * where the event tells it (4697), by time alone otherwise (7045); or just after it had taken the connection of a logon itself, for
 * a service that was there can be started, too, and then nothing but the time says that it was this one.
 */
const SERVICES = [
  `SELECT last AS c, (first.1, first.2, 'service', if(name = '', 'connection to services.exe; ', concat('service ', name, ' installed; '))) AS landed, if(name != '' AND isTold, 2, 1) AS strength`,
  `FROM (SELECT argMax(w.c, (${came('session')} = s.session, ${at})) AS last, max(${came('session')} = s.session) AS isTold, argMin((p.proc_guid, CAST(p.Image, 'String')), ${FIRST}) AS first, ${isInstalled} AS isNew, if(isNew, s.name, '') AS name`,
  `FROM ${CAME_ROWS} AS w INNER JOIN (${started}) AS p ON ${host} = p.host LEFT JOIN (${installed}) AS s ON ${host} = s.host`,
  `WHERE isNew OR (${isControl} AND ${within('p.start_ts', at, 1, SKEW)}) GROUP BY p.host, isNew, name, if(isNew, '', ${came('session')}))`,
].join(' ');

/** Relation of the processes that logons led to: `c`, `landed (target, image, kind, what)`, `strength`: 1 where time alone joins them. */
export const LANDINGS = `(SELECT c, landed, strength FROM (${SESSIONS}) WHERE landed.1 != ${NIL} UNION ALL SELECT c, landed, strength FROM (${SERVICES}))`;
