// The same alert elsewhere and earlier, with what became of it.
import type { AlertDetail, RelatedAlert } from '@huntboard/actions';
import { Params } from '@huntboard/query';
import type { ActionContext } from './action-resources';
import { placesSql, type Common } from './alert-places';
import { bound, type AlertRow } from './alert-row';

/** Of each kind. */
const MAX_RELATED = 10;
const DAYS = 90;

interface Row {
  readonly id: string;
  readonly window_ms: string;
  readonly ts_ms: string;
  readonly level: string;
  readonly rule: string;
  readonly summary: string;
  readonly host: string;
  readonly user: string;
  readonly status: string;
  readonly disposition: string;
  readonly assignee: string;
  readonly comment: string;
}

const toRelated = ({ window_ms, ts_ms, status, ...row }: Row): RelatedAlert => ({
  ...row,
  windowStart: Number(window_ms),
  ts: Number(ts_ms),
  status: status === '' ? 'new' : status,
});

type Related = Pick<AlertDetail, 'sameElsewhere' | 'sameEarlier'>;

/** Earlier: the same rule about the same host, user and program. Elsewhere: the same rule about the same program on other hosts. */
export async function relatedAlerts(context: ActionContext, alert: AlertRow): Promise<Related> {
  const { rule_id, dedup_key, Image, host, window_ms } = alert;
  const [sameEarlier, sameElsewhere] = await Promise.all([
    find(
      context,
      alert,
      { by: 'same', value: `${rule_id}\n${dedup_key}` },
      (params) => `window_start < ${at(params, window_ms)}`,
    ),
    find(
      context,
      alert,
      // As the store folds it: by ASCII.
      { by: 'program', value: `${rule_id}\n${Image.replace(/[A-Z]+/g, (text) => text.toLowerCase())}` },
      (params) => `host != ${params.text(host)}`,
    ),
  ]);
  return { sameEarlier, sameElsewhere };
}

const at = (params: Params, ms: string): string => `fromUnixTimestamp64Milli(${params.bind('Int64', Number(ms))})`;

/** The newest that fit, narrow columns first; what became of them is looked up for those few alone. */
async function find(
  context: ActionContext,
  alert: AlertRow,
  common: Common,
  condition: (params: Params) => string,
): Promise<RelatedAlert[]> {
  const { store, call } = context;
  const params = new Params();
  const since = at(params, String(Number(alert.window_ms) - DAYS * 86_400_000));
  const where = `window_start >= ${since} AND alert_id != ${params.bind('UUID', alert.alert_id)} AND ${condition(params)}`;
  const found = placesSql(context, common, { where, limit: MAX_RELATED }, params);
  const places = await store.query<{ w: string; id: string }>(
    `SELECT toUnixTimestamp64Milli(window_start) AS w, alert_id AS id FROM (${found})`,
    { params: bound(params), signal: call.signal },
  );
  if (places.length === 0) return [];
  const chosen = { windows: places.map(({ w }) => Number(w)), ids: places.map(({ id }) => id) };
  const inPlaces =
    '(window_start, alert_id) IN (SELECT fromUnixTimestamp64Milli(p.1), p.2 FROM (SELECT arrayJoin(arrayZip({windows:Array(Int64)}, {ids:Array(UUID)})) AS p))';
  const rows = await store.query<Row>(
    `SELECT a.alert_id AS id, toUnixTimestamp64Milli(a.window_start) AS window_ms, toUnixTimestamp64Milli(a.ts) AS ts_ms, a.level AS level, a.rule_title AS rule, a.summary AS summary, a.host AS host, a.User AS user,
  s.status AS status, s.disposition AS disposition, s.assignee AS assignee, c.comment AS comment
FROM (SELECT alert_id, window_start, ts, level, rule_title, summary, host, User FROM alerts FINAL WHERE ${inPlaces}) AS a
LEFT JOIN (SELECT alert_id, status, disposition, assignee FROM alert_states FINAL WHERE ${inPlaces}) AS s ON a.alert_id = s.alert_id
LEFT JOIN (SELECT alert_id, argMax(comment, seq) AS comment FROM alert_actions WHERE alert_id IN {ids:Array(UUID)} AND action = 'close' GROUP BY alert_id) AS c ON a.alert_id = c.alert_id
ORDER BY window_ms DESC, id`,
    { params: chosen, signal: call.signal },
  );
  return rows.map(toRelated);
}
