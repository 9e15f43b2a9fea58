// What an exception would have hidden: its selection as SQL over the events that its rules matched.
import type { ExceptionPreview, ExceptionPreviewRequest } from '@huntboard/actions';
import type { Store } from '@huntboard/clickhouse';
import { Params } from '@huntboard/query';
import { conditionSql, parseRules, resolveExpr } from '@huntboard/sigma';
import { stringify } from 'yaml';
import { checkSelection } from './exception-desk.ts';
import { Refusal } from './refusal.ts';

const MAX_SAMPLES = 20;
const TIMEOUT_SECONDS = 30;

/** The selection as a condition on columns of events. Throws Refusal for one that is no Sigma. */
function selectionSql(where: ExceptionPreviewRequest['where'], params: Params): string {
  const document = {
    title: 'preview',
    logsource: { category: 'any' },
    detection: { selection: where, condition: 'selection' },
  };
  const { documents } = parseRules(stringify(document), 'preview');
  const rule = documents[0];
  if (rule?.kind !== 'rule') throw new Refusal('action_invalid', { detail: 'where: not a selection' });
  return conditionSql(resolveExpr(rule.expr, {}), params);
}

/** Rejects with StoreError, also when it takes too long. */
export async function previewException(
  store: Pick<Store, 'query'>,
  request: ExceptionPreviewRequest,
  now: number,
): Promise<ExceptionPreview> {
  checkSelection(request);
  const { rules, days } = request;
  const params = new Params();
  const since = `fromUnixTimestamp64Milli(${params.bind('Int64', now - days * 86_400_000)})`;
  const ofRules = (column: string): string =>
    rules.length === 0 ? '1' : `${column} IN ${params.bind('Array(String)', rules)}`;
  const hit = rules.length === 0 ? 'notEmpty(rule_ids)' : `hasAny(rule_ids, ${params.bind('Array(String)', rules)})`;
  const hits = `ts >= ${since} AND ${hit}`;
  const hidden = `(${selectionSql(request.where, params)})`;
  const values = Object.fromEntries(Object.entries(params.all).map(([name, { value }]) => [name, value]));
  const options = { params: values, settings: { max_execution_time: TIMEOUT_SECONDS } } as const;
  const [[events], judged] = await Promise.all([
    store.query<{ hits: string; hidden: string; since: string }>(
      `SELECT count() AS hits, countIf(${hidden}) AS hidden, toUnixTimestamp64Milli(min(ts)) AS since FROM events WHERE ${hits}`,
      options,
    ),
    // An alert is hidden when all of its events that are still there are.
    store.query<{
      id: string;
      ts_ms: string;
      level: string;
      rule: string;
      summary: string;
      host: string;
      user: string;
      disposition: string;
      hidden: number;
    }>(
      `SELECT a.alert_id AS id, toUnixTimestamp64Milli(a.ts) AS ts_ms, a.level AS level, a.rule_title AS rule, a.summary AS summary, a.host AS host, a.User AS user, s.disposition AS disposition,
  notEmpty(arrayFilter(e -> e IN (SELECT event_id FROM events WHERE ${hits}), a.event_ids)) AND empty(arrayFilter(e -> e IN (SELECT event_id FROM events WHERE ${hits} AND NOT ${hidden}), a.event_ids)) AS hidden
FROM (SELECT * FROM alerts FINAL WHERE window_start >= ${since} AND ${ofRules('rule_id')}) AS a
LEFT JOIN (SELECT alert_id, disposition FROM alert_states FINAL WHERE window_start >= ${since}) AS s ON a.alert_id = s.alert_id
ORDER BY a.ts DESC LIMIT 100000`,
      options,
    ),
  ]);
  const gone = judged.filter((alert) => alert.hidden === 1);
  return {
    days,
    hits: Number(events?.hits ?? 0),
    hiddenHits: Number(events?.hidden ?? 0),
    alerts: judged.length,
    hiddenAlerts: gone.length,
    hiddenTruePositives: gone.filter(({ disposition }) => disposition === 'true_positive').length,
    samples: gone.slice(0, MAX_SAMPLES).map(({ ts_ms, hidden: _, ...alert }) => ({ ...alert, ts: Number(ts_ms) })),
    since: Number(events?.since ?? 0),
  };
}
