// What is around an alert: its rule's record, its host, its user, its incident.
import type { AlertDetail } from '@huntboard/actions';
import { Params } from '@huntboard/query';
import type { ActionContext } from './action-resources';
import { allowed, bound, type AlertRow } from './alert-detail';

const DAYS_30 = 'window_start >= now() - toIntervalDay(30)';
const NOT_CLOSED =
  "(SELECT window_start, alert_id FROM alert_states FINAL WHERE status = 'closed' AND window_start >= now() - toIntervalDay(30))";

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
  readonly open: string;
  readonly total: string;
}

const COUNTS = `uniqExactIf(alert_id, (window_start, alert_id) NOT IN ${NOT_CLOSED}) AS open, uniqExact(alert_id) AS total`;

/** Nothing but alerts is told to whom row filters hold. */
export async function hostContext(context: ActionContext, { host }: AlertRow): Promise<AlertDetail['host']> {
  const { store, call, filters } = context;
  const none = { firstSeen: 0, lastSeen: 0, openAlerts: 0, alerts30d: 0, events24h: 0 };
  if (host === '') return none;
  const params = new Params();
  const counts = store.query<Counts>(
    `SELECT ${COUNTS} FROM alerts WHERE host = ${params.text(host)} AND ${DAYS_30}${allowed(filters, params)}`,
    { params: bound(params), signal: call.signal },
  );
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
  const [[alerts], [span], [recent]] = await Promise.all([counts, seen, events]);
  return {
    firstSeen: Number(span?.first ?? 0),
    lastSeen: Number(span?.last ?? 0),
    openAlerts: Number(alerts?.open ?? 0),
    alerts30d: Number(alerts?.total ?? 0),
    events24h: Number(recent?.n ?? 0),
  };
}

export async function userContext(
  { store, call, filters }: ActionContext,
  { User }: AlertRow,
): Promise<AlertDetail['user']> {
  if (User === '') return { openAlerts: 0, alerts30d: 0, hosts: [] };
  const params = new Params();
  const [row] = await store.query<Counts & { hosts: string[] }>(
    `SELECT ${COUNTS}, arraySort(groupUniqArrayIf(20)(host, host != '')) AS hosts FROM alerts WHERE User = ${params.text(User)} AND ${DAYS_30}${allowed(filters, params)}`,
    { params: bound(params), signal: call.signal },
  );
  return { openAlerts: Number(row?.open ?? 0), alerts30d: Number(row?.total ?? 0), hosts: row?.hosts ?? [] };
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
