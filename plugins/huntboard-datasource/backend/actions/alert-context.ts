// What is around an alert: its rule's record, its host, its user, its incident.
import type { AlertDetail } from '@huntboard/actions';
import { Params } from '@huntboard/query';
import type { ActionContext } from './action-resources';
import { openCountSql, placesSql } from './alert-places';
import { bound, type AlertRow } from './alert-row';

const DAYS_30 = 'window_start >= now() - toIntervalDay(30)';
/** Alerts of a rule whose ends are told: the newest, so that a loud rule is answered as soon as others. */
const MAX_RULE_HISTORY = 200;

/** How the rule's last alerts of 90 days were closed. */
export async function ruleHistory(context: ActionContext, { rule_id }: AlertRow): Promise<AlertDetail['ruleHistory']> {
  const { store, call } = context;
  const params = new Params();
  const places = placesSql(
    context,
    { by: 'rule', value: rule_id },
    { where: 'window_start >= now() - toIntervalDay(90)', limit: MAX_RULE_HISTORY },
    params,
  );
  const rows = await store.query<{ disposition: string; alerts: string }>(
    `SELECT disposition, count() AS alerts FROM alert_states FINAL
WHERE status = 'closed' AND (window_start, alert_id) IN (SELECT window_start, alert_id FROM (${places}))
GROUP BY disposition ORDER BY alerts DESC`,
    { params: bound(params), signal: call.signal },
  );
  return rows.map(({ disposition, alerts }) => ({ disposition, alerts: Number(alerts) }));
}

interface Counts {
  readonly openAlerts: number;
  readonly alerts30d: number;
}

const COLUMN = { host: 'host', user: 'User' } as const;

/** Alerts of 30 days, those of them that are open, and their hosts. */
async function countAlerts(
  context: ActionContext,
  by: keyof typeof COLUMN,
  value: string,
): Promise<Counts & { readonly hosts: string[] }> {
  const { store, call } = context;
  const params = new Params();
  const places = placesSql(context, { by, value }, { where: DAYS_30 }, params);
  const open = openCountSql(context, `${COLUMN[by]} = ${params.text(value)} AND ${DAYS_30}`, params);
  const [row] = await store.query<{ total: string; open: string; hosts: string[] }>(
    `SELECT count() AS total, arraySort(groupUniqArrayIf(20)(host, host != '')) AS hosts, (${open}) AS open FROM (${places})`,
    { params: bound(params), signal: call.signal },
  );
  return { openAlerts: Number(row?.open ?? 0), alerts30d: Number(row?.total ?? 0), hosts: row?.hosts ?? [] };
}

/** Nothing but alerts is told to whom row filters hold. */
export async function hostContext(context: ActionContext, { host }: AlertRow): Promise<AlertDetail['host']> {
  const { store, call, filters } = context;
  const none = { firstSeen: 0, lastSeen: 0, openAlerts: 0, alerts30d: 0, events24h: 0 };
  if (host === '') return none;
  const counts = countAlerts(context, 'host', host).then(({ openAlerts, alerts30d }) => ({ openAlerts, alerts30d }));
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
  return User === '' ? { openAlerts: 0, alerts30d: 0, hosts: [] } : countAlerts(context, 'user', User);
}

const THIS_INCIDENT =
  '(SELECT any(incident_id) FROM incident_alerts FINAL WHERE window_start = fromUnixTimestamp64Milli({at:Int64}) AND alert_id = {id:UUID})';

/** The incident that the alert belongs to. */
export async function incidentOf(
  { store, call }: ActionContext,
  { alert_id, window_ms }: AlertRow,
): Promise<AlertDetail['incident']> {
  const [row] = await store.query<{ id: string; title: string; status: string; alerts: string }>(
    `SELECT i.incident_id AS id, i.title AS title, i.status AS status,
  (
    SELECT count() FROM incident_alerts FINAL
    WHERE incident_id = ${THIS_INCIDENT} AND (window_start, alert_id) IN (
      SELECT window_start, alert_id FROM incident_actions WHERE incident_id = ${THIS_INCIDENT} AND action = 'add_alert')
  ) AS alerts
FROM incidents AS i
WHERE i.incident_id = ${THIS_INCIDENT}`,
    { params: { id: alert_id, at: Number(window_ms) }, signal: call.signal },
  );
  return row === undefined ? undefined : { ...row, alerts: Number(row.alerts) };
}
