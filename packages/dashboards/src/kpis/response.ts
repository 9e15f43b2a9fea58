// How long alerts take, and on which stage of their way.
import { sql } from '../model/query.ts';
import { alertTimes } from './alert-times.ts';
import type { Kpi } from './kpi.ts';

const OWNER = 'SOC manager';

const spread = (column: string): string =>
  `avg(${column}) AS mean, quantileExactInclusive(0.5)(${column}) AS p50, quantileExactInclusive(0.9)(${column}) AS p90, count(${column}) AS alerts`;

const behind = (where: string): string => sql`
  SELECT raised AS time, level, rule_title AS rule, host, acknowledged, closed, queue_s, human_s, close_s, disposition, closed_by, toString(alert_id) AS alert_id
  FROM ${alertTimes()}
  WHERE ${where}
  ORDER BY time DESC`;

export const timeToAcknowledge: Kpi = {
  name: 'time-to-acknowledge',
  title: 'Time to acknowledge',
  formula:
    'Of the alerts raised in the range that somebody took notice of: seconds from when the alert was raised until the first acknowledge, start or close that was not undone. Mean, median and 90th percentile (linear between neighbours).',
  unit: 's',
  version: 1,
  owner: OWNER,
  sql: sql`
    SELECT ${spread('queue_s')}
    FROM ${alertTimes()}
    WHERE acknowledged IS NOT NULL`,
  rows: behind('acknowledged IS NOT NULL'),
};

export const timeToClose: Kpi = {
  name: 'time-to-close',
  title: 'Time to close',
  formula:
    'Of the alerts raised in the range that are closed now: seconds from when the alert was raised until it was closed for the last time. Mean, median and 90th percentile (linear between neighbours).',
  unit: 's',
  version: 1,
  owner: OWNER,
  sql: sql`
    SELECT ${spread('close_s')}
    FROM ${alertTimes()}
    WHERE closed IS NOT NULL`,
  rows: behind('closed IS NOT NULL'),
};

export const timeByStage: Kpi = {
  name: 'time-by-stage',
  title: 'Time by stage',
  formula:
    'Seconds on each stage, of the alerts raised in the range that have left it: ingest (first event until it was received), detect (until the alert was raised), queue (until somebody took notice), human (until it was closed for the last time).',
  unit: 's',
  version: 1,
  owner: OWNER,
  sql: sql`
    SELECT part.1 AS stage, avg(part.2) AS mean, quantileExactInclusive(0.5)(part.2) AS p50, quantileExactInclusive(0.9)(part.2) AS p90, count(part.2) AS alerts
    FROM (
      SELECT arrayJoin([
        ('ingest', CAST(ingest_s, 'Nullable(Float64)')), ('detect', CAST(detect_s, 'Nullable(Float64)')),
        ('queue', CAST(queue_s, 'Nullable(Float64)')), ('human', CAST(human_s, 'Nullable(Float64)'))]) AS part
      FROM ${alertTimes()}
    )
    WHERE part.2 IS NOT NULL
    GROUP BY stage
    ORDER BY indexOf(['ingest', 'detect', 'queue', 'human'], stage)`,
  rows: behind('1'),
};

export const notReviewed: Kpi = {
  name: 'not-reviewed-24h',
  title: 'Not reviewed after 24 hours',
  formula:
    'Alerts raised in the range, more than 24 hours before its end, of which nobody has taken notice (no acknowledge, start or close that was not undone).',
  unit: 'short',
  version: 1,
  owner: OWNER,
  sql: sql`
    SELECT count() AS alerts
    FROM ${alertTimes()}
    WHERE acknowledged IS NULL AND raised < $__toTime - toIntervalHour(24)`,
  rows: behind('acknowledged IS NULL AND raised < $__toTime - toIntervalHour(24)'),
};
