// Migration 3: open alerts. Frozen text: never edited after a release, only followed by another.
import type { Migration } from './migration.ts';

/** What is there already is put into the new tables after their feeds run, so nothing falls between; a row that is put in twice folds. */
export const migration: Migration = {
  number: 3,
  name: 'open-alerts',
  checksum: '88a37be7d23dcdd8d91978fd9b19245d0e30303a44e5e7ee3fda0788a9267761',
  single: [
    String.raw`CREATE TABLE IF NOT EXISTS open_alerts
(
  alert_id UUID,
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  ts SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  created_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  rule_id SimpleAggregateFunction(any, LowCardinality(String)),
  rule_title SimpleAggregateFunction(any, LowCardinality(String)),
  level SimpleAggregateFunction(any, LowCardinality(String)),
  tags Array(LowCardinality(String)),
  host SimpleAggregateFunction(any, LowCardinality(String)),
  User SimpleAggregateFunction(any, LowCardinality(String)),
  proc_guid SimpleAggregateFunction(any, UUID),
  ProcessId SimpleAggregateFunction(any, UInt32),
  Image SimpleAggregateFunction(any, LowCardinality(String)),
  category SimpleAggregateFunction(any, LowCardinality(String)),
  summary SimpleAggregateFunction(any, String) CODEC(ZSTD(3)),
  dedup_key SimpleAggregateFunction(any, String) CODEC(ZSTD(3)),
  retention_days SimpleAggregateFunction(max, UInt16)
)
ENGINE = AggregatingMergeTree()
ORDER BY (window_start, alert_id)
TTL toDateTime(created_at) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000, allow_dimensions_outside_sorting_key = 1`,
    String.raw`CREATE TABLE IF NOT EXISTS open_alert_states
(
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  alert_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  status LowCardinality(String),
  disposition LowCardinality(String),
  assignee LowCardinality(String),
  last_action UUID,
  acted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  acted_by LowCardinality(String)
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY (window_start, alert_id)
SETTINGS non_replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS alert_index
(
  by LowCardinality(String),
  key UInt64 CODEC(Delta, ZSTD(1)),
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  alert_id UUID,
  host LowCardinality(String),
  expires_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(expires_at)
ORDER BY (by, key, window_start, alert_id)
TTL toDateTime(expires_at)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256`,
    String.raw`CREATE TABLE IF NOT EXISTS people
(
  name String,
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree()
ORDER BY name
SETTINGS non_replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS rule_states
(
  service LowCardinality(String),
  rule_id LowCardinality(String),
  seq UInt64 CODEC(Delta, ZSTD(1)),
  title LowCardinality(String),
  level LowCardinality(String),
  status LowCardinality(String),
  kind LowCardinality(String),
  state LowCardinality(String),
  reason String CODEC(ZSTD(1)),
  tags Array(LowCardinality(String)),
  product LowCardinality(String),
  category LowCardinality(String),
  service_name LowCardinality(String),
  tests UInt32,
  file LowCardinality(String),
  evaluations UInt64 CODEC(ZSTD(1)),
  hits UInt64 CODEC(ZSTD(1)),
  nanoseconds UInt64 CODEC(ZSTD(1)),
  data_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  loaded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  updated_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY (service, rule_id)
TTL toDateTime(updated_at) + toIntervalDay(400)
SETTINGS non_replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS control_leases
(
  service String,
  beat UInt64,
  node LowCardinality(String),
  held UInt8,
  beat_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(beat)
ORDER BY service
TTL toDateTime(beat_at) + toIntervalDay(7)
SETTINGS non_replicated_deduplication_window = 10000`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS open_alerts_feed TO open_alerts AS
SELECT
  alert_id, window_start, ts, created_at, raised_at, rule_id, rule_title, level, tags, host, User, proc_guid, ProcessId, Image, category, summary, dedup_key, retention_days
FROM alerts
WHERE (window_start, alert_id) NOT IN (
  SELECT window_start, alert_id FROM alert_states FINAL
  WHERE status = 'closed' AND (window_start, alert_id) IN (SELECT window_start, alert_id FROM alerts))`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS open_alert_states_feed TO open_alert_states AS
SELECT
  window_start, alert_id, seq, status, disposition, assignee, action_id AS last_action, ts AS acted_at, actor AS acted_by
FROM alert_actions`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS alert_index_feed TO alert_index AS
SELECT
  entry.1 AS by, cityHash64(entry.2) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM alerts
ARRAY JOIN arrayFilter(e -> e.2 != '', [
  ('alert', toString(alert_id)), ('rule', toString(rule_id)), ('same', concat(rule_id, '\n', dedup_key)),
  ('program', concat(rule_id, '\n', lower(Image))), ('host', toString(host)), ('user', toString(User))]) AS entry`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS exception_index_feed TO alert_index AS
SELECT
  'exception' AS by, cityHash64(toString(exception)) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM excepted_alerts`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS people_feed TO people AS
SELECT arrayJoin(arrayFilter(person -> person NOT IN ('', 'huntboard'), [toString(actor), toString(assignee)])) AS name, max(ts) AS last_at
FROM alert_actions
GROUP BY name`,
    String.raw`INSERT INTO open_alert_states SELECT * FROM alert_states FINAL WHERE status != 'closed'`,
    String.raw`INSERT INTO open_alerts SELECT alert_id, window_start, ts, created_at, raised_at, rule_id, rule_title, level, tags, host, User, proc_guid, ProcessId, Image, category, summary, dedup_key, retention_days FROM alerts
WHERE (window_start, alert_id) NOT IN (SELECT window_start, alert_id FROM alert_states FINAL WHERE status = 'closed')`,
    String.raw`INSERT INTO alert_index SELECT
  entry.1 AS by, cityHash64(entry.2) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM alerts
ARRAY JOIN arrayFilter(e -> e.2 != '', [
  ('alert', toString(alert_id)), ('rule', toString(rule_id)), ('same', concat(rule_id, '\n', dedup_key)),
  ('program', concat(rule_id, '\n', lower(Image))), ('host', toString(host)), ('user', toString(User))]) AS entry`,
    String.raw`INSERT INTO alert_index SELECT
  'exception' AS by, cityHash64(toString(exception)) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM excepted_alerts`,
    String.raw`INSERT INTO people SELECT arrayJoin(arrayFilter(person -> person NOT IN ('', 'huntboard'), [toString(actor), toString(assignee)])) AS name, max(ts) AS last_at
FROM alert_actions
GROUP BY name`,
  ],
  cluster: [
    String.raw`CREATE TABLE IF NOT EXISTS open_alerts_local ON CLUSTER '{{cluster}}'
(
  alert_id UUID,
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  ts SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  created_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  rule_id SimpleAggregateFunction(any, LowCardinality(String)),
  rule_title SimpleAggregateFunction(any, LowCardinality(String)),
  level SimpleAggregateFunction(any, LowCardinality(String)),
  tags Array(LowCardinality(String)),
  host SimpleAggregateFunction(any, LowCardinality(String)),
  User SimpleAggregateFunction(any, LowCardinality(String)),
  proc_guid SimpleAggregateFunction(any, UUID),
  ProcessId SimpleAggregateFunction(any, UInt32),
  Image SimpleAggregateFunction(any, LowCardinality(String)),
  category SimpleAggregateFunction(any, LowCardinality(String)),
  summary SimpleAggregateFunction(any, String) CODEC(ZSTD(3)),
  dedup_key SimpleAggregateFunction(any, String) CODEC(ZSTD(3)),
  retention_days SimpleAggregateFunction(max, UInt16)
)
ENGINE = ReplicatedAggregatingMergeTree()
ORDER BY (window_start, alert_id)
TTL toDateTime(created_at) + toIntervalDay(retention_days)
SETTINGS replicated_deduplication_window = 10000, allow_dimensions_outside_sorting_key = 1`,
    String.raw`CREATE TABLE IF NOT EXISTS open_alerts ON CLUSTER '{{cluster}}'
(
  alert_id UUID,
  window_start DateTime64(3, 'UTC'),
  ts SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  created_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  rule_id SimpleAggregateFunction(any, LowCardinality(String)),
  rule_title SimpleAggregateFunction(any, LowCardinality(String)),
  level SimpleAggregateFunction(any, LowCardinality(String)),
  tags Array(LowCardinality(String)),
  host SimpleAggregateFunction(any, LowCardinality(String)),
  User SimpleAggregateFunction(any, LowCardinality(String)),
  proc_guid SimpleAggregateFunction(any, UUID),
  ProcessId SimpleAggregateFunction(any, UInt32),
  Image SimpleAggregateFunction(any, LowCardinality(String)),
  category SimpleAggregateFunction(any, LowCardinality(String)),
  summary SimpleAggregateFunction(any, String),
  dedup_key SimpleAggregateFunction(any, String),
  retention_days SimpleAggregateFunction(max, UInt16)
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'open_alerts_local', cityHash64(alert_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS open_alert_states_local ON CLUSTER '{{cluster}}'
(
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  alert_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  status LowCardinality(String),
  disposition LowCardinality(String),
  assignee LowCardinality(String),
  last_action UUID,
  acted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  acted_by LowCardinality(String)
)
ENGINE = ReplicatedReplacingMergeTree(seq)
ORDER BY (window_start, alert_id)
SETTINGS replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS open_alert_states ON CLUSTER '{{cluster}}'
(
  window_start DateTime64(3, 'UTC'),
  alert_id UUID,
  seq UInt64,
  status LowCardinality(String),
  disposition LowCardinality(String),
  assignee LowCardinality(String),
  last_action UUID,
  acted_at DateTime64(3, 'UTC'),
  acted_by LowCardinality(String)
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'open_alert_states_local', cityHash64(alert_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS alert_index_local ON CLUSTER '{{cluster}}'
(
  by LowCardinality(String),
  key UInt64 CODEC(Delta, ZSTD(1)),
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  alert_id UUID,
  host LowCardinality(String),
  expires_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree(expires_at)
ORDER BY (by, key, window_start, alert_id)
TTL toDateTime(expires_at)
SETTINGS replicated_deduplication_window = 10000, index_granularity = 256`,
    String.raw`CREATE TABLE IF NOT EXISTS alert_index ON CLUSTER '{{cluster}}'
(
  by LowCardinality(String),
  key UInt64,
  window_start DateTime64(3, 'UTC'),
  alert_id UUID,
  host LowCardinality(String),
  expires_at DateTime64(3, 'UTC')
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'alert_index_local', cityHash64(alert_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS people_local ON CLUSTER '{{cluster}}'
(
  name String,
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = ReplicatedAggregatingMergeTree()
ORDER BY name
SETTINGS replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS people ON CLUSTER '{{cluster}}'
(
  name String,
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'people_local', cityHash64(name))`,
    String.raw`CREATE TABLE IF NOT EXISTS rule_states_local ON CLUSTER '{{cluster}}'
(
  service LowCardinality(String),
  rule_id LowCardinality(String),
  seq UInt64 CODEC(Delta, ZSTD(1)),
  title LowCardinality(String),
  level LowCardinality(String),
  status LowCardinality(String),
  kind LowCardinality(String),
  state LowCardinality(String),
  reason String CODEC(ZSTD(1)),
  tags Array(LowCardinality(String)),
  product LowCardinality(String),
  category LowCardinality(String),
  service_name LowCardinality(String),
  tests UInt32,
  file LowCardinality(String),
  evaluations UInt64 CODEC(ZSTD(1)),
  hits UInt64 CODEC(ZSTD(1)),
  nanoseconds UInt64 CODEC(ZSTD(1)),
  data_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  loaded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  updated_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree(seq)
ORDER BY (service, rule_id)
TTL toDateTime(updated_at) + toIntervalDay(400)
SETTINGS replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS rule_states ON CLUSTER '{{cluster}}'
(
  service LowCardinality(String),
  rule_id LowCardinality(String),
  seq UInt64,
  title LowCardinality(String),
  level LowCardinality(String),
  status LowCardinality(String),
  kind LowCardinality(String),
  state LowCardinality(String),
  reason String,
  tags Array(LowCardinality(String)),
  product LowCardinality(String),
  category LowCardinality(String),
  service_name LowCardinality(String),
  tests UInt32,
  file LowCardinality(String),
  evaluations UInt64,
  hits UInt64,
  nanoseconds UInt64,
  data_at DateTime64(3, 'UTC'),
  loaded_at DateTime64(3, 'UTC'),
  updated_at DateTime64(3, 'UTC')
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'rule_states_local', cityHash64(service))`,
    String.raw`CREATE TABLE IF NOT EXISTS control_leases_local ON CLUSTER '{{cluster}}'
(
  service String,
  beat UInt64,
  node LowCardinality(String),
  held UInt8,
  beat_at DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree(beat)
ORDER BY service
TTL toDateTime(beat_at) + toIntervalDay(7)
SETTINGS replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS control_leases ON CLUSTER '{{cluster}}'
(
  service String,
  beat UInt64,
  node LowCardinality(String),
  held UInt8,
  beat_at DateTime64(3, 'UTC')
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'control_leases_local', cityHash64(service))`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS open_alerts_feed ON CLUSTER '{{cluster}}' TO open_alerts_local AS
SELECT
  alert_id, window_start, ts, created_at, raised_at, rule_id, rule_title, level, tags, host, User, proc_guid, ProcessId, Image, category, summary, dedup_key, retention_days
FROM alerts_local
WHERE (window_start, alert_id) NOT IN (
  SELECT window_start, alert_id FROM alert_states_local FINAL
  WHERE status = 'closed' AND (window_start, alert_id) IN (SELECT window_start, alert_id FROM alerts_local))`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS open_alert_states_feed ON CLUSTER '{{cluster}}' TO open_alert_states_local AS
SELECT
  window_start, alert_id, seq, status, disposition, assignee, action_id AS last_action, ts AS acted_at, actor AS acted_by
FROM alert_actions_local`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS alert_index_feed ON CLUSTER '{{cluster}}' TO alert_index_local AS
SELECT
  entry.1 AS by, cityHash64(entry.2) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM alerts_local
ARRAY JOIN arrayFilter(e -> e.2 != '', [
  ('alert', toString(alert_id)), ('rule', toString(rule_id)), ('same', concat(rule_id, '\n', dedup_key)),
  ('program', concat(rule_id, '\n', lower(Image))), ('host', toString(host)), ('user', toString(User))]) AS entry`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS exception_index_feed ON CLUSTER '{{cluster}}' TO alert_index_local AS
SELECT
  'exception' AS by, cityHash64(toString(exception)) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM excepted_alerts_local`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS people_feed ON CLUSTER '{{cluster}}' TO people_local AS
SELECT arrayJoin(arrayFilter(person -> person NOT IN ('', 'huntboard'), [toString(actor), toString(assignee)])) AS name, max(ts) AS last_at
FROM alert_actions_local
GROUP BY name`,
    String.raw`INSERT INTO open_alert_states SELECT * FROM alert_states FINAL WHERE status != 'closed'`,
    String.raw`INSERT INTO open_alerts SELECT alert_id, window_start, ts, created_at, raised_at, rule_id, rule_title, level, tags, host, User, proc_guid, ProcessId, Image, category, summary, dedup_key, retention_days FROM alerts
WHERE (window_start, alert_id) GLOBAL NOT IN (SELECT window_start, alert_id FROM alert_states FINAL WHERE status = 'closed')`,
    String.raw`INSERT INTO alert_index SELECT
  entry.1 AS by, cityHash64(entry.2) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM alerts
ARRAY JOIN arrayFilter(e -> e.2 != '', [
  ('alert', toString(alert_id)), ('rule', toString(rule_id)), ('same', concat(rule_id, '\n', dedup_key)),
  ('program', concat(rule_id, '\n', lower(Image))), ('host', toString(host)), ('user', toString(User))]) AS entry`,
    String.raw`INSERT INTO alert_index SELECT
  'exception' AS by, cityHash64(toString(exception)) AS key, window_start, alert_id, host, created_at + toIntervalDay(retention_days) AS expires_at
FROM excepted_alerts`,
    String.raw`INSERT INTO people SELECT arrayJoin(arrayFilter(person -> person NOT IN ('', 'huntboard'), [toString(actor), toString(assignee)])) AS name, max(ts) AS last_at
FROM alert_actions
GROUP BY name`,
  ],
};
