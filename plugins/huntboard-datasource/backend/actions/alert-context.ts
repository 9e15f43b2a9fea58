// What is around an alert: its rule's record, its host, its user, its incident.
import type { AlertDetail } from '@huntboard/actions';
import { Params } from '@huntboard/query';
import type { ActionContext } from './action-resources';
import { allowed, bound, type AlertRow } from './alert-row';

const DAYS_30 = 'window_start >= now() - toIntervalDay(30)';
/** How the rule's alerts of the last 90 days were closed. */
export async function ruleHistory(
  { store, call }: ActionContext,
  { rule_id }: AlertRow,
): Promise<AlertDetail['ruleHistory']> {
  const rows = await store.query<{ disposition: string; alerts: string }>(
    `SELECT disposition, count() AS alerts FROM alert_states FINAL
WHERE status = 'closed' AND window_start >= now() - toIntervalDay(90)
  AND (window_start, alert_id) IN (SELECT window_start, alert_id FROM alerts WHERE rule_id = {rule:String} AND window_start >= now() - toIntervalDay(90))
GROUP BY disposition ORDER BY alerts DESC`,
    { params: { rule: rule_id }, signal: call.signal },
  );
  return rows.map(({ disposition, alerts }) => ({ disposition, alerts: Number(alerts) }));
}

interface Counts {
  readonly openAlerts: number;
  readonly alerts30d: number;
}

/** Alerts of 30 days that fit, and those of them that are open: few fit, so their states are looked up one by one. */
async function countAlerts(
  { store, call, filters }: ActionContext,
  column: 'host' | 'User',
  value: string,
): Promise<Counts> {
  const params = new Params();
  const where = `${column} = ${params.text(value)} AND ${DAYS_30}${allowed(filters, params)}`;
  const [row] = await store.query<{ total: string; closed: string }>(
    `SELECT (SELECT uniqExact(alert_id) FROM alerts WHERE ${where}) AS total,
  (SELECT count() FROM alert_states FINAL WHERE status = 'closed' AND ${DAYS_30} AND (window_start, alert_id) IN (SELECT window_start, alert_id FROM alerts WHERE ${where})) AS closed`,
    { params: bound(params), signal: call.signal },
  );
  const total = Number(row?.total ?? 0);
  return { openAlerts: total - Number(row?.closed ?? 0), alerts30d: total };
}

/** Nothing but alerts is told to whom row filters hold. */
export async function hostContext(context: ActionContext, { host }: AlertRow): Promise<AlertDetail['host']> {
  const { store, call, filters } = context;
  const none = { firstSeen: 0, lastSeen: 0, openAlerts: 0, alerts30d: 0, events24h: 0 };
  if (host === '') return none;
  const counts = countAlerts(context, 'host', host);
  const hidden = filters.length > 0;
  const seen = hidden
    ? []
    : store.query<{ first: string; last: string }>(
        `SELECT toUnixTimestamp64Milli(min(first_ts)) AS first, toUnixTimestamp64Milli(max(last_ts)) AS last FROM seen WHERE kind = 'sender' AND host = {host:String}`,
        { params: { host }, signal: call.signal },
      );
  const events = hidden
    ? []
    : store.query<{ n: string }>(
        'SELECT count() AS n FROM events WHERE host = {host:String} AND ts >= now() - toIntervalDay(1)',
        { params: { host }, signal: call.signal },
      );
  const [alerts, [span], [recent]] = await Promise.all([counts, seen, events]);
  return {
    firstSeen: Number(span?.first ?? 0),
    lastSeen: Number(span?.last ?? 0),
    ...alerts,
    events24h: Number(recent?.n ?? 0),
  };
}

export async function userContext(context: ActionContext, { User }: AlertRow): Promise<AlertDetail['user']> {
  if (User === '') return { openAlerts: 0, alerts30d: 0, hosts: [] };
  const { store, call, filters } = context;
  const params = new Params();
  const [counts, [row]] = await Promise.all([
    countAlerts(context, 'User', User),
    store.query<{ hosts: string[] }>(
      `SELECT arraySort(groupUniqArrayIf(20)(host, host != '')) AS hosts FROM alerts WHERE User = ${params.text(User)} AND ${DAYS_30}${allowed(filters, params)}`,
      { params: bound(params), signal: call.signal },
    ),
  ]);
  return { ...counts, hosts: row?.hosts ?? [] };
}

/** The incident that the alert belongs to. */
export async function incidentOf(
  { store, call }: ActionContext,
  { alert_id, window_ms }: AlertRow,
): Promise<AlertDetail['incident']> {
  const [row] = await store.query<{ id: string; title: string; status: string; alerts: string }>(
    `SELECT i.incident_id AS id, i.title AS title, i.status AS status,
  (SELECT count() FROM incident_alerts FINAL WHERE incident_id = i.incident_id) AS alerts
FROM incidents AS i
WHERE i.incident_id = (SELECT any(incident_id) FROM incident_alerts FINAL WHERE window_start = fromUnixTimestamp64Milli({at:Int64}) AND alert_id = {id:UUID})`,
    { params: { id: alert_id, at: Number(window_ms) }, signal: call.signal },
  );
  return row === undefined ? undefined : { ...row, alerts: Number(row.alerts) };
}
