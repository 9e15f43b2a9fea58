// Kind `lineage` -> SQL for the lineage panel's frames: processes with their alert levels, alerts, edges between processes.
import type { CompiledQuery, QueryContext, Statement } from '../../context';
import type { QueryError, Result } from '../../result';
import { ok, queryError } from '../../result';
import { MILLI_TIME, Params, timeText } from '../../sql';
import { chosen, hostCondition } from '../events/conditions';
import type { QueryKind } from '../kind';
import { withAdHocHosts } from './ad-hoc-hosts';
import type { LineageQuery } from './model';
import { lineageQuerySchema } from './model';

const NIL = "toUUID('00000000-0000-0000-0000-000000000000')";
const EPOCH = "toDateTime64(0, 3, 'UTC')";
/** File name of a path with either slash. */
const baseName = (column: string): string => `extract(${column}, '[^\\\\\\\\/]*$')`;
/** Ancestors looked up; deeper chains do not occur, but a cycle in the data would never end. */
const MAX_ANCESTORS = 32;
const MAX_ALERTS = 5000;
const MAX_EDGES = 5000;
const UUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** Generations from a set of processes, by JOIN for the depth that ends a cycle and by IN for the index. */
function generations(name: string, seed: string, step: 'up' | 'down', depth: number, hosts: string): string {
  const join = step === 'up' ? 'p.proc_guid = w.parent_guid' : 'p.parent_guid = w.proc_guid';
  const keys = step === 'up' ? ['proc_guid', 'parent_guid'] : ['parent_guid', 'proc_guid'];
  const known = `(p.host, p.${keys[0]}) IN (SELECT host, ${keys[1]} FROM ${name} WHERE ${keys[1]} != ${NIL})`;
  return [
    `${name} AS (SELECT host, proc_guid, parent_guid, 0 AS depth FROM (${seed})`,
    `UNION ALL SELECT DISTINCT p.host, p.proc_guid, p.parent_guid, toUInt8(w.depth + 1) FROM process AS p INNER JOIN ${name} AS w ON p.host = w.host AND ${join}`,
    `WHERE w.depth < ${depth} AND p.parent_guid != p.proc_guid AND ${known}${hosts})`,
  ].join(' ');
}

/** A variable without a choice arrives empty or as `$__all`: then hosts and time range decide. */
const aroundOne = ({ procGuid }: LineageQuery): boolean => chosen([procGuid.trim()]).length > 0;

/** CTEs that end in `wanted (host, proc_guid)`: the processes to show. */
function wanted(query: LineageQuery, params: Params): Result<string, QueryError> {
  const hosts = hostCondition(query.hosts, params);
  const andHosts = hosts.length === 0 ? '' : ` AND p.${hosts[0] ?? ''}`;
  if (aroundOne(query)) {
    const guid = UUID.exec(query.procGuid.trim())?.[1];
    if (guid === undefined) return queryError('query.value_type', `"${query.procGuid}" is no process GUID.`);
    const seed = `SELECT host, proc_guid, max(parent_guid) AS parent_guid FROM process WHERE ${[...hosts, `proc_guid = ${params.bind('UUID', guid.toLowerCase())}`].join(' AND ')} GROUP BY host, proc_guid`;
    const up = generations('ancestors', seed, 'up', MAX_ANCESTORS, andHosts);
    const down = generations('descendants', seed, 'down', query.depth, andHosts);
    return ok(
      `WITH RECURSIVE ${up}, ${down}, wanted AS (SELECT host, proc_guid FROM ancestors UNION DISTINCT SELECT host, proc_guid FROM descendants)`,
    );
  }
  const range = `max(start_ts) <= {to:${MILLI_TIME}} AND greatest(max(start_ts), max(end_ts)) >= {from:${MILLI_TIME}}`;
  // What started or ended in the range, newest first when there is too much; then the ancestors of those whose parent is not
  // among them, so that no chain is torn. Most parents are, and the walk up costs more than the lookup.
  const where = hosts.length === 0 ? '' : ` WHERE ${hosts.join(' AND ')}`;
  const inRange = `in_range AS (SELECT host, proc_guid, max(parent_guid) AS parent_guid FROM process${where} GROUP BY host, proc_guid HAVING ${range} ORDER BY max(start_ts) DESC, proc_guid LIMIT ${query.limit})`;
  const missing = `SELECT host, parent_guid FROM in_range WHERE parent_guid != ${NIL} AND (host, parent_guid) NOT IN (SELECT host, proc_guid FROM in_range)`;
  const seed = `SELECT host, proc_guid, max(parent_guid) AS parent_guid FROM process WHERE (host, proc_guid) IN (${missing}) GROUP BY host, proc_guid`;
  const up = generations('ancestors', seed, 'up', MAX_ANCESTORS, andHosts);
  const both = 'wanted AS (SELECT host, proc_guid FROM in_range UNION DISTINCT SELECT host, proc_guid FROM ancestors)';
  return ok(`WITH RECURSIVE ${inRange}, ${up}, ${both}`);
}

const FOLDED = [
  'parent_guid',
  'guid_kind',
  'start_ts',
  'end_ts',
  'ProcessId',
  'ParentProcessId',
  'CommandLine',
  'OriginalFileName',
  'Company',
  'Hashes',
  'User',
  'LogonId',
  'IntegrityLevel',
  'ParentImage',
] as const;

/** CTE `shown`: the wanted processes, one row each. */
function shown(): string {
  // A process whose start was not seen has its path from its end.
  const image = "if(max(p.Image) = '', max(p.end_image), max(p.Image)) AS Image";
  const columns = [...FOLDED.map((name) => `max(p.${name}) AS ${name}`), image].join(', ');
  return `shown AS (SELECT p.host AS host, p.proc_guid AS proc_guid, ${columns} FROM process AS p WHERE (p.host, p.proc_guid) IN (SELECT host, proc_guid FROM wanted) GROUP BY p.host, p.proc_guid)`;
}

/**
 * CTE `hits`: alerts on processes of these hosts, by GUID, else by host and pid within the process's lifetime. Not narrowed to
 * the processes shown: alerts are few, and naming `wanted` again would compute it again.
 */
function hits(query: LineageQuery, params: Params): string {
  const hosts = hostCondition(query.hosts, params);
  const alerts = (...conditions: readonly string[]): string =>
    `FROM alerts FINAL WHERE ${[...hosts, ...conditions].join(' AND ')}`;
  const byPid = [`proc_guid = ${NIL}`, 'ProcessId != 0'];
  const columns = 'ts, level, rule_title, rule_id, summary, count, alert_id';
  const named = columns
    .split(', ')
    .map((name) => `a.${name} AS ${name}`)
    .join(', ');
  const lifetimes = `SELECT host, proc_guid, max(ProcessId) AS pid, max(start_ts) AS started, max(end_ts) AS ended FROM process WHERE (host, ProcessId) IN (SELECT host, ProcessId ${alerts(...byPid)}) GROUP BY host, proc_guid`;
  return [
    `hits AS (SELECT host, proc_guid, ${columns} ${alerts(`proc_guid != ${NIL}`)}`,
    `UNION ALL SELECT a.host AS host, s.proc_guid AS proc_guid, ${named} FROM (SELECT * ${alerts(...byPid)}) AS a`,
    `ASOF INNER JOIN (${lifetimes}) AS s ON a.host = s.host AND a.ProcessId = s.pid AND a.ts >= s.started`,
    `WHERE s.ended = ${EPOCH} OR a.ts <= s.ended)`,
  ].join(' ');
}

const ID = 'toString(proc_guid)';

function processesStatement(prefix: string, query: LineageQuery, params: Params): Statement {
  const levels = ['critical', 'high', 'medium', 'low']
    .map((level) => `countIf(level = '${level}') AS ${level}`)
    .join(', ');
  const text = [
    `${prefix}, levels AS (SELECT host, proc_guid, ${levels} FROM hits GROUP BY host, proc_guid)`,
    `SELECT toString(s.proc_guid) AS id, if(s.parent_guid = ${NIL}, NULL, toString(s.parent_guid)) AS parentId,`,
    `${baseName('s.Image')} AS name, s.Image AS image, nullIf(s.start_ts, ${EPOCH}) AS start, nullIf(s.end_ts, ${EPOCH}) AS end,`,
    's.host AS host, s.ProcessId AS pid, s.ParentProcessId AS ppid, s.CommandLine AS commandLine, s.User AS user, s.IntegrityLevel AS integrity,',
    `s.LogonId AS logonId, s.Company AS signer, s.Hashes AS hash, s.OriginalFileName AS originalFileName, ${baseName('s.ParentImage')} AS parentName,`,
    'l.critical AS alertsCritical, l.high AS alertsHigh, l.medium AS alertsMedium, l.low AS alertsLow, s.guid_kind AS idKind',
    'FROM shown AS s LEFT JOIN levels AS l ON s.host = l.host AND s.proc_guid = l.proc_guid',
    `ORDER BY s.start_ts, s.proc_guid LIMIT ${query.limit * 2}`,
  ].join(' ');
  return { text, params: params.all, shape: 'processes', name: 'processes', limit: query.limit * 2 };
}

function alertsStatement(prefix: string, params: Params): Statement {
  const text = `${prefix} SELECT ${ID} AS processId, ts AS time, level, rule_title AS title, rule_id AS ruleId, summary, count, toString(alert_id) AS alertId FROM hits WHERE (host, proc_guid) IN (SELECT host, proc_guid FROM wanted) ORDER BY time, alertId LIMIT ${MAX_ALERTS}`;
  return { text, params: params.all, shape: 'table', name: 'alerts', limit: MAX_ALERTS };
}

/** Injections, opened handles and the like between shown processes, folded to one edge a pair and kind. */
function edgesStatement(prefix: string, query: LineageQuery, params: Params): Statement {
  const hosts = hostCondition(query.hosts, params);
  const where = [
    "category = 'process'",
    ...hosts,
    ...(!aroundOne(query) ? [`ts >= {from:${MILLI_TIME}} AND ts <= {to:${MILLI_TIME}}`] : []),
    `proc_guid != ${NIL} AND target_guid != ${NIL}`,
    '((host, proc_guid) IN (SELECT host, proc_guid FROM wanted) OR (host, target_guid) IN (SELECT host, proc_guid FROM wanted))',
  ].join(' AND ');
  const text = `${prefix} SELECT ${ID} AS source, toString(target_guid) AS target, toString(action) AS kind, min(ts) AS time, concat(toString(action), ' ', any(GrantedAccess)) AS label, count() AS count FROM events WHERE ${where} GROUP BY source, target, kind ORDER BY time LIMIT ${MAX_EDGES}`;
  return { text, params: params.all, shape: 'edges', name: 'edges', limit: MAX_EDGES };
}

function toSql(query: LineageQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  const params = new Params();
  params.bindAs('from', MILLI_TIME, timeText(context.timeRange.from));
  params.bindAs('to', MILLI_TIME, timeText(context.timeRange.to));
  const asked = withAdHocHosts(query, context.filters);
  if (!asked.ok) return asked;
  const limited = { ...asked.value, limit: Math.min(query.limit, context.maxRows) };
  const base = wanted(limited, params);
  if (!base.ok) return base;
  const alerted = hits(limited, params);
  return ok({
    statements: [
      processesStatement(`${base.value}, ${shown()}, ${alerted}`, limited, params),
      alertsStatement(`${base.value}, ${alerted}`, params),
      edgesStatement(base.value, limited, params),
    ],
  });
}

export const lineageKind: QueryKind<LineageQuery> = {
  kind: 'lineage',
  title: 'Process lineage',
  model: lineageQuerySchema,
  toSql,
};
