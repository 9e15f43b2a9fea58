// Kind `lineage` -> SQL for the lineage panel's frames: processes with their alert levels, alerts, edges, events.
import type { CompiledQuery, QueryContext, Statement } from '../../context';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { MILLI_TIME, Params, timeText } from '../../sql';
import type { QueryKind } from '../kind';
import { withAdHocHosts } from './ad-hoc-hosts';
import { childrenStatement } from './children';
import { edgesStatement } from './edges';
import { eventsStatement } from './events';
import { NIL } from './focus';
import type { LineageQuery } from './model';
import { lineageQuerySchema } from './model';
import { EPOCH, PAIR, processColumns, shownProcesses } from './processes';
import { remoteStatement } from './remote-edges';
import { wantedOf } from './wanted';
import type { Wanted } from './wanted';

const MAX_ALERTS = 5000;

/**
 * CTE `hits`: alerts on processes of these hosts, by GUID, else by host and pid within the process's lifetime. Not narrowed to
 * the processes shown: alerts are few, and naming `wanted` again would compute it again. `withMatched`: with the matched fields, as
 * JSON; evidence is long, and not read otherwise.
 */
function hits({ onHosts }: Wanted, { withMatched }: { readonly withMatched: boolean }): string {
  const hosts = onHosts('host') === '' ? [] : [onHosts('host')];
  const alerts = (...conditions: readonly string[]): string =>
    `FROM alerts FINAL WHERE ${[...hosts, ...conditions].join(' AND ')}`;
  const byPid = [`proc_guid = ${NIL}`, 'ProcessId != 0'];
  const columns = ['ts', 'level', 'rule_title', 'rule_id', 'summary', 'count', 'alert_id'];
  const matched = (evidence: string): readonly string[] =>
    withMatched ? [`JSONExtractRaw(${evidence}, 'matched') AS matched`] : [];
  const own = [...columns, ...matched('evidence')].join(', ');
  const named = [...columns.map((name) => `a.${name} AS ${name}`), ...matched('a.evidence')].join(', ');
  const lifetimes = `SELECT host, proc_guid, max(ProcessId) AS pid, max(start_ts) AS started, max(end_ts) AS ended FROM process WHERE (host, ProcessId) IN (SELECT host, ProcessId ${alerts(...byPid)}) GROUP BY host, proc_guid`;
  return [
    `hits AS (SELECT host, proc_guid, ${own} ${alerts(`proc_guid != ${NIL}`)}`,
    `UNION ALL SELECT a.host AS host, s.proc_guid AS proc_guid, ${named} FROM (SELECT * ${alerts(...byPid)}) AS a`,
    `ASOF INNER JOIN (${lifetimes}) AS s ON a.host = s.host AND a.ProcessId = s.pid AND a.ts >= s.started`,
    `WHERE s.ended = ${EPOCH} OR a.ts <= s.ended)`,
  ].join(' ');
}

const ID = 'toString(proc_guid)';
const LEVELS = ['critical', 'high', 'medium', 'low'] as const;

/**
 * How often the pair of parent and child was seen: on how many hosts, or, where few hosts are known, how many times at all; and of
 * how many hosts. Pairs are as `seen` spells them.
 */
const PREVALENCE = [
  "(SELECT uniqExact(host) FROM seen WHERE kind = 'sender') AS known_hosts,",
  `prevalence AS (SELECT value, uniqExact(host) AS on_hosts, sum(count) AS times FROM seen WHERE kind = 'parent_child' AND value IN (SELECT ${PAIR} FROM process WHERE {which}) GROUP BY value)`,
].join(' ');

/** Levels by process; around one process the frame of alerts tells them all. */
function levelsOf(base: Wanted): { readonly cte: string; readonly columns: string; readonly join: string } {
  if (base.isAroundOne) return { cte: '', columns: '', join: '' };
  const counts = LEVELS.map((level) => `countIf(level = '${level}') AS ${level}`).join(', ');
  return {
    cte: ` ${hits(base, { withMatched: false })}, levels AS (SELECT host, proc_guid, ${counts} FROM hits GROUP BY host, proc_guid),`,
    columns: LEVELS.map((level) => `, l.${level} AS alerts${level[0]?.toUpperCase() ?? ''}${level.slice(1)}`).join(''),
    join: ' LEFT JOIN levels AS l ON s.host = l.host AND s.proc_guid = l.proc_guid',
  };
}

function processesStatement(base: Wanted, query: LineageQuery, params: Params): Statement {
  const levels = levelsOf(base);
  const onHosts = base.onHosts('host');
  const which = base.isAroundOne ? `${onHosts} AND proc_guid IN (SELECT proc_guid FROM wanted)` : onHosts || '1';
  const families = base.isAroundOne ? `${onHosts} AND parent_guid IN (SELECT proc_guid FROM wanted)` : onHosts || '1';
  const text = [
    `${base.prefix}, ${shownProcesses(base)},${levels.cte} ${PREVALENCE.replace('{which}', which)},`,
    `children AS (SELECT host, parent_guid, uniqExact(proc_guid) AS amount FROM process WHERE ${families} GROUP BY host, parent_guid)`,
    `SELECT ${processColumns('s')}, c.amount AS childCount, if(known_hosts >= 10, v.on_hosts, v.times) AS prevalence, known_hosts AS prevalenceBase${levels.columns}`,
    `FROM shown AS s${levels.join} LEFT JOIN children AS c ON s.host = c.host AND s.proc_guid = c.parent_guid LEFT JOIN prevalence AS v ON s.pair = v.value`,
    `ORDER BY s.start_ts, s.proc_guid LIMIT ${query.limit * 2}`,
  ].join(' ');
  return { text, params: params.all, shape: 'processes', name: 'processes', limit: query.limit * 2 };
}

function alertsStatement(base: Wanted, params: Params): Statement {
  const text = `${base.prefix}, ${hits(base, { withMatched: true })} SELECT ${ID} AS processId, host, ts AS time, level, rule_title AS title, rule_id AS ruleId, summary, count, toString(alert_id) AS alertId, matched FROM hits WHERE (host, proc_guid) IN (SELECT host, proc_guid FROM wanted) ORDER BY time, alertId LIMIT ${MAX_ALERTS}`;
  return { text, params: params.all, shape: 'table', name: 'alerts', limit: MAX_ALERTS };
}

function toSql(query: LineageQuery, context: QueryContext): Result<CompiledQuery, QueryError> {
  const params = new Params();
  params.bindAs('from', MILLI_TIME, timeText(context.timeRange.from));
  params.bindAs('to', MILLI_TIME, timeText(context.timeRange.to));
  const asked = withAdHocHosts(query, context.filters);
  if (!asked.ok) return asked;
  const limited = { ...asked.value, limit: Math.min(query.limit, context.maxRows) };
  if (limited.part === 'children') return childrenStatement(limited, params);
  const base = wantedOf(limited, params);
  if (!base.ok) return base;
  switch (limited.part) {
    case 'events':
      return eventsStatement(base.value, limited, params);
    case 'edges':
      return ok({ statements: [edgesStatement(base.value, params), remoteStatement(base.value, params)] });
    case 'tree':
      return ok({
        statements: [
          processesStatement(base.value, limited, params),
          alertsStatement(base.value, params),
          edgesStatement(base.value, params),
          remoteStatement(base.value, params),
        ],
      });
  }
}

export const lineageKind: QueryKind<LineageQuery> = {
  kind: 'lineage',
  title: 'Process lineage',
  model: lineageQuerySchema,
  toSql,
};
