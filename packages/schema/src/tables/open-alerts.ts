// `open_alerts` and `alert_index`: the small part of the alerts that is worked on, and where the others are found. Both follow from `alerts`.
import type { Feed, Table } from '../column.ts';
import { alerts, LOOKED_UP } from './alerts.ts';

const time = "DateTime64(3, 'UTC')";

/** What the queue shows and sorts by; the number of hits and the evidence stay in `alerts`. */
const KEPT = new Set(
  'alert_id window_start ts created_at raised_at rule_id rule_title level tags host User proc_guid ProcessId Image category summary dedup_key retention_days'.split(
    ' ',
  ),
);
const kept = alerts.columns.filter(({ name }) => KEPT.has(name));

export const openAlerts: Table = {
  name: 'open_alerts',
  doc: 'The alerts that are not closed, and those closed since they were last taken out: with open_alert_states what the queue reads, however many closed alerts there are. Rows of one alert fold: read with FINAL.',
  engine: { kind: 'AggregatingMergeTree' },
  columns: kept,
  orderBy: ['window_start', 'alert_id'],
  ttl: 'toDateTime(created_at) + toIntervalDay(retention_days)',
  settings: { non_replicated_deduplication_window: 10000, allow_dimensions_outside_sorting_key: 1 },
  shardBy: 'cityHash64(alert_id)',
};

/**
 * Every alert that comes, but further hits of one that is closed: it was taken out, and stays out. `alerts` stands for the block that
 * is inserted, in the subqueries too, so few states are looked up.
 */
export const openAlertsFeed: Feed = {
  name: 'open_alerts_feed',
  from: 'alerts',
  to: 'open_alerts',
  reads: ['alert_states'],
  select: `SELECT
  ${kept.map(({ name }) => name).join(', ')}
FROM alerts
WHERE (window_start, alert_id) NOT IN (
  SELECT window_start, alert_id FROM alert_states FINAL
  WHERE status = 'closed' AND (window_start, alert_id) IN (SELECT window_start, alert_id FROM alerts))`,
};

export const alertIndex: Table = {
  name: 'alert_index',
  doc: 'Where alerts are found: the place of each in alerts by its id, rule, equal hits, program, host, user, and by the exception that hid it. May hold a row twice.',
  engine: { kind: 'ReplacingMergeTree', version: 'expires_at' },
  columns: [
    {
      name: 'by',
      type: 'LowCardinality(String)',
      doc: 'alert, rule, same (rule and dedup key), program (rule and lower-case Image), host, user, exception.',
    },
    {
      name: 'key',
      type: 'UInt64',
      codec: 'Delta, ZSTD(1)',
      doc: 'cityHash64 of the value; of two values with a line break between.',
    },
    { name: 'window_start', type: time, codec: 'Delta, ZSTD(1)', doc: "Start of the alert's window." },
    { name: 'alert_id', type: 'UUID', doc: 'The alert.' },
    { name: 'host', type: 'LowCardinality(String)', doc: 'Canonical host.' },
    { name: 'expires_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When the retention of the alert ends.' },
  ],
  orderBy: ['by', 'key', 'window_start', 'alert_id'],
  ttl: 'toDateTime(expires_at)',
  settings: { non_replicated_deduplication_window: 10000, index_granularity: LOOKED_UP },
  shardBy: 'cityHash64(alert_id)',
};

const place = `window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at`;

export const alertIndexFeed: Feed = {
  name: 'alert_index_feed',
  from: 'alerts',
  to: 'alert_index',
  select: `SELECT
  entry.1 AS by, cityHash64(entry.2) AS key, ${place}
FROM alerts
ARRAY JOIN arrayFilter(e -> e.2 != '', [
  ('alert', toString(alert_id)), ('rule', toString(rule_id)), ('same', concat(rule_id, '\\n', dedup_key)),
  ('program', concat(rule_id, '\\n', lower(Image))), ('host', toString(host)), ('user', toString(User))]) AS entry`,
};

export const exceptionIndexFeed: Feed = {
  name: 'exception_index_feed',
  from: 'excepted_alerts',
  to: 'alert_index',
  select: `SELECT
  'exception' AS by, cityHash64(toString(exception)) AS key, ${place}
FROM excepted_alerts`,
};
