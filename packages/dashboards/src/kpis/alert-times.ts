// The times of an alert from its first event to its end, from which KPIs are calculated.
import { sql } from '../model/query.ts';

/** The canary and findings about detection itself are nobody's work. */
export const COUNTED = "NOT startsWith(rule_id, 'huntboard:')";

/** When an alert was raised; alerts of older versions know only when their event was received. */
const RAISED = "if(raised_at > toDateTime64(0, 3, 'UTC'), raised_at, created_at)";

/** Actions that stand: no undo, and nothing that was undone. */
export const STANDING = sql`
  (
    SELECT * FROM alert_actions
    WHERE action != 'undo' AND (request_id, alert_id) NOT IN (SELECT undoes, alert_id FROM alert_actions WHERE action = 'undo')
  )`;

/**
 * One row an alert that was raised in the time range: raised, acknowledged (first time that somebody took notice), closed (the last
 * time, while it is closed), closed_by, disposition; and seconds of each stage, NULL for a stage that has not ended. The order of
 * actions is that of seq, and a clock that was set back makes a stage zero, never negative.
 */
export const alertTimes = (range: string = `$__timeFilter(raised)`): string => sql`
  (
    SELECT
      a.alert_id AS alert_id, a.window_start AS window_start, a.ts AS ts, a.received AS received, a.raised AS raised, a.rule_id AS rule_id,
      a.rule_title AS rule_title, a.level AS level, a.host AS host, a.User AS User,
      if(h.noticed > 0, h.acknowledged_at, NULL) AS acknowledged,
      if(h.closes > 0 AND h.status = 'closed', h.closed_at, NULL) AS closed,
      if(closed IS NULL, '', h.closed_by) AS closed_by, if(closed IS NULL, '', h.disposition) AS disposition, if(h.alert_id = a.alert_id, h.status, 'new') AS status,
      greatest(0, dateDiff('millisecond', ts, received)) / 1000 AS ingest_s,
      greatest(0, dateDiff('millisecond', received, raised)) / 1000 AS detect_s,
      if(acknowledged IS NULL, NULL, greatest(0, dateDiff('millisecond', raised, acknowledged)) / 1000) AS queue_s,
      if(closed IS NULL, NULL, greatest(0, dateDiff('millisecond', acknowledged, closed)) / 1000) AS human_s,
      if(closed IS NULL, NULL, greatest(0, dateDiff('millisecond', raised, closed)) / 1000) AS close_s
    FROM (
      SELECT alert_id, window_start, ts, created_at AS received, ${RAISED} AS raised, rule_id, rule_title, level, host, User
      FROM alerts FINAL
      WHERE ${COUNTED} AND ${range}
    ) AS a
    LEFT JOIN (
      SELECT
        alert_id, countIf(action IN ('acknowledge', 'start', 'close')) AS noticed,
        argMinIf(ts, seq, action IN ('acknowledge', 'start', 'close')) AS acknowledged_at,
        countIf(action = 'close') AS closes, argMaxIf(ts, seq, action = 'close') AS closed_at,
        argMaxIf(actor, seq, action = 'close') AS closed_by, argMax(status, seq) AS status, argMax(disposition, seq) AS disposition
      FROM ${STANDING}
      GROUP BY alert_id
    ) AS h ON a.alert_id = h.alert_id)`;
