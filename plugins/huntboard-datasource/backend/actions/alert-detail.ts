// Everything that an analyst asks about one alert, from the store, as the reader sees it: `GET alerts/<id>?at=`.
import type { AlertDetail } from '@huntboard/actions';
import type { ResourceResponse } from '@huntboard/grafana-backend';
import type { Store } from '@huntboard/clickhouse';
import { Params } from '@huntboard/query';
import type { ActionContext } from './action-resources';
import { allowed, bound, type AlertRow } from './alert-row';
import { hostContext, incidentOf, ruleHistory, userContext } from './alert-context';
import { historyOf, stateOf } from './alert-history';
import { exceptionsOf } from './exceptions';
import { relatedAlerts } from './related-alerts';
import { questionsOf } from './rule-questions';

const MS = (column: string): string => `toUnixTimestamp64Milli(${column})`;

const COLUMNS = `alert_id, ${MS('window_start')} AS window_ms, ${MS('ts')} AS ts_ms, ${MS('last_ts')} AS last_ms, ${MS('created_at')} AS created_ms, ${MS('raised_at')} AS raised_ms,
  rule_id, rule_title, level, tags, host, User, proc_guid, ProcessId, Image, category, summary, dedup_key, count, event_ids, evidence, lineage`;

const json = (status: number, body: unknown): ResourceResponse => ({
  status,
  headers: { 'Content-Type': ['application/json'] },
  body: JSON.stringify(body),
});

/** Start of the alert's window; undefined: there is no such alert. */
async function windowOf(store: Store, id: string, signal: AbortSignal): Promise<number | undefined> {
  const rows = await store.query<{ ms: string }>(
    `SELECT ${MS('window_start')} AS ms FROM alert_index WHERE by = 'alert' AND key = cityHash64(toString({id:UUID})) AND alert_id = {id:UUID} LIMIT 1`,
    { params: { id }, signal },
  );
  return rows[0] === undefined ? undefined : Number(rows[0].ms);
}

async function readAlert(context: ActionContext, id: string, at: number | undefined): Promise<AlertRow | undefined> {
  const { store, call, filters } = context;
  const start = at ?? (await windowOf(store, id, call.signal));
  if (start === undefined) return undefined;
  const params = new Params();
  const place = `window_start = fromUnixTimestamp64Milli(${params.bind('Int64', start)}) AND alert_id = ${params.bind('UUID', id)}`;
  const [row] = await store.query<AlertRow>(
    `SELECT ${COLUMNS} FROM alerts FINAL WHERE ${place}${allowed(filters, params)} LIMIT 1`,
    { params: bound(params), signal: call.signal },
  );
  return row ?? (at === undefined ? undefined : readAlert(context, id, undefined));
}

/** 404 for an alert that is not there, or that this user may not see. */
export async function alertDetail(context: ActionContext, id: string): Promise<ResourceResponse> {
  const given = context.request.query.get('at') ?? '';
  const at = /^\d{1,15}$/.test(given) ? Number(given) : undefined;
  const row = await readAlert(context, id, at);
  if (row === undefined)
    return json(404, { error: 'There is no such alert, or it is not for you.', code: 'target_unknown' });
  const alert = toAlert(row);
  const [history, related, dispositions, host, user, questions, incident, exceptions] = await Promise.all([
    historyOf(context, id),
    relatedAlerts(context, row),
    ruleHistory(context, row),
    hostContext(context, row),
    userContext(context, row),
    questionsOf(context, alert),
    // These are about more than the rows that a user with row filters may see.
    context.filters.length > 0 ? undefined : incidentOf(context, row),
    context.filters.length > 0 ? [] : exceptionsOf(context, row.rule_id),
  ]);
  const detail: AlertDetail = {
    alert,
    state: stateOf(history),
    history,
    ...related,
    ruleHistory: dispositions,
    host,
    user,
    ...(incident === undefined ? {} : { incident }),
    exceptions,
    questions,
  };
  return json(200, detail);
}

const NIL = '00000000-0000-0000-0000-000000000000';

function toAlert(row: AlertRow): AlertDetail['alert'] {
  const { matched, raw } = parseEvidence(row.evidence);
  return {
    id: row.alert_id,
    windowStart: Number(row.window_ms),
    ts: Number(row.ts_ms),
    lastTs: Number(row.last_ms),
    receivedAt: Number(row.created_ms),
    raisedAt: Number(row.raised_ms) || Number(row.created_ms),
    rule: row.rule_title,
    ruleId: row.rule_id,
    level: row.level,
    tags: row.tags,
    host: row.host,
    user: row.User,
    process: row.proc_guid === NIL ? '' : row.proc_guid,
    processId: row.ProcessId,
    image: row.Image,
    category: row.category,
    summary: row.summary,
    count: Number(row.count),
    events: row.event_ids,
    matched,
    raw,
    lineage: parseList(row.lineage),
  };
}

function parseEvidence(text: string): { readonly matched: Record<string, string>; readonly raw: string } {
  const value = parseJson(text);
  const { matched, raw } = isObject(value) ? value : {};
  const fields = isObject(matched) ? Object.entries(matched).filter(([, held]) => typeof held === 'string') : [];
  return { matched: Object.fromEntries(fields) as Record<string, string>, raw: typeof raw === 'string' ? raw : '' };
}

function parseList(text: string): Record<string, unknown>[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
