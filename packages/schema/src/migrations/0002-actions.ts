// Migration 2: actions. Frozen text: never edited after a release, only followed by another.
import type { Migration } from './migration.ts';

/**
 * Nothing wrote to `alert_actions` before: its rows get the state after each action, and a request by which it is known.
 */
export const migration: Migration = {
  number: 2,
  name: 'actions',
  checksum: '98bae67d523d5a0d10c9de4b06b04db9d17808265de56bea74701838e497b641',
  single: [
    String.raw`ALTER TABLE alerts
  ADD COLUMN IF NOT EXISTS raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)) AFTER updated_at`,
    String.raw`ALTER TABLE excepted_alerts
  ADD COLUMN IF NOT EXISTS raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)) AFTER updated_at`,
    String.raw`ALTER TABLE alert_actions
  ADD COLUMN IF NOT EXISTS window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)) AFTER alert_id,
  ADD COLUMN IF NOT EXISTS seq UInt64 CODEC(Delta, ZSTD(1)) AFTER window_start,
  ADD COLUMN IF NOT EXISTS status LowCardinality(String) AFTER action,
  ADD COLUMN IF NOT EXISTS disposition LowCardinality(String) AFTER status,
  ADD COLUMN IF NOT EXISTS assignee LowCardinality(String) AFTER disposition,
  ADD COLUMN IF NOT EXISTS request_id UUID CODEC(ZSTD(1)) AFTER comment,
  ADD COLUMN IF NOT EXISTS request_digest String CODEC(ZSTD(1)) AFTER request_id,
  ADD COLUMN IF NOT EXISTS undoes UUID CODEC(ZSTD(1)) AFTER request_digest,
  DROP COLUMN IF EXISTS value,
  ADD INDEX IF NOT EXISTS by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1`,
    String.raw`CREATE TABLE IF NOT EXISTS alert_states
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
PARTITION BY toYYYYMM(window_start)
ORDER BY (window_start, alert_id)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256`,
    String.raw`CREATE TABLE IF NOT EXISTS incident_actions
(
  incident_id UUID,
  action_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  value String CODEC(ZSTD(1)),
  severity LowCardinality(String),
  comment String CODEC(ZSTD(1)),
  alert_id UUID CODEC(ZSTD(1)),
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  grouping LowCardinality(String),
  task_id UUID CODEC(ZSTD(1)),
  event_id UUID CODEC(ZSTD(1)),
  event String CODEC(ZSTD(3)),
  request_id UUID CODEC(ZSTD(1)),
  request_digest String CODEC(ZSTD(1)),
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree()
ORDER BY (incident_id, seq)
SETTINGS non_replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS incident_alerts
(
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  alert_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  incident_id UUID CODEC(ZSTD(1)),
  grouping LowCardinality(String)
)
ENGINE = ReplacingMergeTree(seq)
PARTITION BY toYYYYMM(window_start)
ORDER BY (window_start, alert_id)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256`,
    String.raw`CREATE TABLE IF NOT EXISTS exception_actions
(
  exception_id UUID,
  action_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  rules Array(LowCardinality(String)),
  where String CODEC(ZSTD(1)),
  owner LowCardinality(String),
  reason String CODEC(ZSTD(1)),
  expires_at DateTime64(3, 'UTC'),
  request_id UUID CODEC(ZSTD(1)),
  request_digest String CODEC(ZSTD(1)),
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree()
ORDER BY (exception_id, seq)
SETTINGS non_replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS journal
(
  action_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  title String CODEC(ZSTD(1)),
  outcome LowCardinality(String),
  comment String CODEC(ZSTD(1)),
  link String CODEC(ZSTD(1)),
  request_id UUID CODEC(ZSTD(1)),
  request_digest String CODEC(ZSTD(1)),
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree()
ORDER BY (ts, action_id)
SETTINGS non_replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS refused_actions
(
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  resource LowCardinality(String),
  action LowCardinality(String),
  targets Array(UUID),
  code LowCardinality(String),
  message String CODEC(ZSTD(1)),
  origin String CODEC(ZSTD(1)),
  request_id UUID CODEC(ZSTD(1)),
  count UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree()
PARTITION BY toYYYYMM(ts)
ORDER BY (ts, actor)
TTL toDateTime(ts) + toIntervalDay(400)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS alert_states_feed TO alert_states AS
SELECT
  window_start, alert_id, seq, status, disposition, assignee, action_id AS last_action, ts AS acted_at, actor AS acted_by
FROM alert_actions`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS incident_alerts_feed TO incident_alerts AS
SELECT
  window_start, alert_id, seq,
  if(action = 'add_alert', incident_id, toUUID('00000000-0000-0000-0000-000000000000')) AS incident_id, grouping
FROM incident_actions
WHERE action IN ('add_alert', 'remove_alert')`,
    String.raw`CREATE VIEW IF NOT EXISTS incidents AS
SELECT
  incident_id,
  argMaxIf(value, seq, action IN ('open', 'set_title')) AS title,
  if(argMaxIf(action, seq, action IN ('open', 'close', 'reopen')) = 'close', 'closed', 'open') AS status,
  argMaxIf(severity, seq, action IN ('open', 'set_severity')) AS severity,
  argMaxIf(value, seq, action = 'set_owner') AS owner,
  minIf(ts, action = 'open') AS opened_at,
  anyIf(actor, action = 'open') AS opened_by,
  argMax(ts, seq) AS updated_at,
  if(status = 'closed', argMaxIf(ts, seq, action = 'close'), toDateTime64(0, 3, 'UTC')) AS closed_at,
  countIf(action = 'add_task') AS tasks,
  tasks + countIf(action = 'reopen_task') - countIf(action = 'finish_task') AS tasks_open,
  argMax(action_id, seq) AS last_action
FROM incident_actions
GROUP BY incident_id`,
    String.raw`CREATE VIEW IF NOT EXISTS action_audit AS
SELECT ts, seq, actor, role, 'alert' AS object, action, toString(alert_id) AS target, 'done' AS outcome, '' AS code,
  concat(status, if(disposition = '', '', concat(', ', disposition)), if(assignee = '', '', concat(', ', assignee))) AS detail,
  comment, request_id
FROM alert_actions
UNION ALL
SELECT ts, seq, actor, role, 'incident', action, toString(incident_id), 'done', '',
  concat(value, if(severity = '', '', concat(' ', severity)), if(action IN ('add_alert', 'remove_alert'), concat(' ', toString(alert_id), ' ', grouping), ''),
    if(action IN ('pin_event', 'unpin_event'), concat(' ', toString(event_id)), '')),
  comment, request_id
FROM incident_actions
UNION ALL
SELECT ts, seq, actor, role, 'exception', action, toString(exception_id), 'done', '',
  concat('owner ', owner, ', rules ', if(empty(rules), '*', arrayStringConcat(rules, ' ')), ', where ', where, ', until ', toString(expires_at)), reason, request_id
FROM exception_actions
UNION ALL
SELECT ts, seq, actor, role, 'journal', action, toString(action_id), 'done', outcome, title, comment, request_id
FROM journal
UNION ALL
SELECT ts, toUInt64(0), actor, role, resource, action, arrayStringConcat(arrayMap(target -> toString(target), targets), ' '), 'refused', code,
  concat(message, if(count > 1, concat(' (', toString(count), ' times)'), '')), '', request_id
FROM refused_actions`,
  ],
  cluster: [
    String.raw`ALTER TABLE alerts_local ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)) AFTER updated_at`,
    String.raw`ALTER TABLE alerts ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) AFTER updated_at`,
    String.raw`ALTER TABLE excepted_alerts_local ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)) AFTER updated_at`,
    String.raw`ALTER TABLE excepted_alerts ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS raised_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) AFTER updated_at`,
    String.raw`ALTER TABLE alert_actions_local ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)) AFTER alert_id,
  ADD COLUMN IF NOT EXISTS seq UInt64 CODEC(Delta, ZSTD(1)) AFTER window_start,
  ADD COLUMN IF NOT EXISTS status LowCardinality(String) AFTER action,
  ADD COLUMN IF NOT EXISTS disposition LowCardinality(String) AFTER status,
  ADD COLUMN IF NOT EXISTS assignee LowCardinality(String) AFTER disposition,
  ADD COLUMN IF NOT EXISTS request_id UUID CODEC(ZSTD(1)) AFTER comment,
  ADD COLUMN IF NOT EXISTS request_digest String CODEC(ZSTD(1)) AFTER request_id,
  ADD COLUMN IF NOT EXISTS undoes UUID CODEC(ZSTD(1)) AFTER request_digest,
  DROP COLUMN IF EXISTS value,
  ADD INDEX IF NOT EXISTS by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1`,
    String.raw`ALTER TABLE alert_actions ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS window_start DateTime64(3, 'UTC') AFTER alert_id,
  ADD COLUMN IF NOT EXISTS seq UInt64 AFTER window_start,
  ADD COLUMN IF NOT EXISTS status LowCardinality(String) AFTER action,
  ADD COLUMN IF NOT EXISTS disposition LowCardinality(String) AFTER status,
  ADD COLUMN IF NOT EXISTS assignee LowCardinality(String) AFTER disposition,
  ADD COLUMN IF NOT EXISTS request_id UUID AFTER comment,
  ADD COLUMN IF NOT EXISTS request_digest String AFTER request_id,
  ADD COLUMN IF NOT EXISTS undoes UUID AFTER request_digest,
  DROP COLUMN IF EXISTS value`,
    String.raw`CREATE TABLE IF NOT EXISTS alert_states_local ON CLUSTER '{{cluster}}'
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
PARTITION BY toYYYYMM(window_start)
ORDER BY (window_start, alert_id)
SETTINGS replicated_deduplication_window = 10000, index_granularity = 256`,
    String.raw`CREATE TABLE IF NOT EXISTS alert_states ON CLUSTER '{{cluster}}'
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
ENGINE = Distributed('{{cluster}}', '{{database}}', 'alert_states_local', cityHash64(alert_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS incident_actions_local ON CLUSTER '{{cluster}}'
(
  incident_id UUID,
  action_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  value String CODEC(ZSTD(1)),
  severity LowCardinality(String),
  comment String CODEC(ZSTD(1)),
  alert_id UUID CODEC(ZSTD(1)),
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  grouping LowCardinality(String),
  task_id UUID CODEC(ZSTD(1)),
  event_id UUID CODEC(ZSTD(1)),
  event String CODEC(ZSTD(3)),
  request_id UUID CODEC(ZSTD(1)),
  request_digest String CODEC(ZSTD(1)),
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplicatedMergeTree()
ORDER BY (incident_id, seq)
SETTINGS replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS incident_actions ON CLUSTER '{{cluster}}'
(
  incident_id UUID,
  action_id UUID,
  seq UInt64,
  ts DateTime64(3, 'UTC'),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  value String,
  severity LowCardinality(String),
  comment String,
  alert_id UUID,
  window_start DateTime64(3, 'UTC'),
  grouping LowCardinality(String),
  task_id UUID,
  event_id UUID,
  event String,
  request_id UUID,
  request_digest String
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'incident_actions_local', cityHash64(incident_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS incident_alerts_local ON CLUSTER '{{cluster}}'
(
  window_start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  alert_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  incident_id UUID CODEC(ZSTD(1)),
  grouping LowCardinality(String)
)
ENGINE = ReplicatedReplacingMergeTree(seq)
PARTITION BY toYYYYMM(window_start)
ORDER BY (window_start, alert_id)
SETTINGS replicated_deduplication_window = 10000, index_granularity = 256`,
    String.raw`CREATE TABLE IF NOT EXISTS incident_alerts ON CLUSTER '{{cluster}}'
(
  window_start DateTime64(3, 'UTC'),
  alert_id UUID,
  seq UInt64,
  incident_id UUID,
  grouping LowCardinality(String)
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'incident_alerts_local', cityHash64(alert_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS exception_actions_local ON CLUSTER '{{cluster}}'
(
  exception_id UUID,
  action_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  rules Array(LowCardinality(String)),
  where String CODEC(ZSTD(1)),
  owner LowCardinality(String),
  reason String CODEC(ZSTD(1)),
  expires_at DateTime64(3, 'UTC'),
  request_id UUID CODEC(ZSTD(1)),
  request_digest String CODEC(ZSTD(1)),
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplicatedMergeTree()
ORDER BY (exception_id, seq)
SETTINGS replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS exception_actions ON CLUSTER '{{cluster}}'
(
  exception_id UUID,
  action_id UUID,
  seq UInt64,
  ts DateTime64(3, 'UTC'),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  rules Array(LowCardinality(String)),
  where String,
  owner LowCardinality(String),
  reason String,
  expires_at DateTime64(3, 'UTC'),
  request_id UUID,
  request_digest String
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'exception_actions_local', cityHash64(exception_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS journal_local ON CLUSTER '{{cluster}}'
(
  action_id UUID,
  seq UInt64 CODEC(Delta, ZSTD(1)),
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  title String CODEC(ZSTD(1)),
  outcome LowCardinality(String),
  comment String CODEC(ZSTD(1)),
  link String CODEC(ZSTD(1)),
  request_id UUID CODEC(ZSTD(1)),
  request_digest String CODEC(ZSTD(1)),
  INDEX by_request request_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplicatedMergeTree()
ORDER BY (ts, action_id)
SETTINGS replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS journal ON CLUSTER '{{cluster}}'
(
  action_id UUID,
  seq UInt64,
  ts DateTime64(3, 'UTC'),
  actor LowCardinality(String),
  role LowCardinality(String),
  action LowCardinality(String),
  title String,
  outcome LowCardinality(String),
  comment String,
  link String,
  request_id UUID,
  request_digest String
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'journal_local', cityHash64(action_id))`,
    String.raw`CREATE TABLE IF NOT EXISTS refused_actions_local ON CLUSTER '{{cluster}}'
(
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor LowCardinality(String),
  role LowCardinality(String),
  resource LowCardinality(String),
  action LowCardinality(String),
  targets Array(UUID),
  code LowCardinality(String),
  message String CODEC(ZSTD(1)),
  origin String CODEC(ZSTD(1)),
  request_id UUID CODEC(ZSTD(1)),
  count UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplicatedMergeTree()
PARTITION BY toYYYYMM(ts)
ORDER BY (ts, actor)
TTL toDateTime(ts) + toIntervalDay(400)
SETTINGS ttl_only_drop_parts = 1, replicated_deduplication_window = 10000`,
    String.raw`CREATE TABLE IF NOT EXISTS refused_actions ON CLUSTER '{{cluster}}'
(
  ts DateTime64(3, 'UTC'),
  actor LowCardinality(String),
  role LowCardinality(String),
  resource LowCardinality(String),
  action LowCardinality(String),
  targets Array(UUID),
  code LowCardinality(String),
  message String,
  origin String,
  request_id UUID,
  count UInt64
)
ENGINE = Distributed('{{cluster}}', '{{database}}', 'refused_actions_local', cityHash64(actor))`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS alert_states_feed ON CLUSTER '{{cluster}}' TO alert_states_local AS
SELECT
  window_start, alert_id, seq, status, disposition, assignee, action_id AS last_action, ts AS acted_at, actor AS acted_by
FROM alert_actions_local`,
    String.raw`CREATE MATERIALIZED VIEW IF NOT EXISTS incident_alerts_feed ON CLUSTER '{{cluster}}' TO incident_alerts_local AS
SELECT
  window_start, alert_id, seq,
  if(action = 'add_alert', incident_id, toUUID('00000000-0000-0000-0000-000000000000')) AS incident_id, grouping
FROM incident_actions_local
WHERE action IN ('add_alert', 'remove_alert')`,
    String.raw`CREATE VIEW IF NOT EXISTS incidents ON CLUSTER '{{cluster}}' AS
SELECT
  incident_id,
  argMaxIf(value, seq, action IN ('open', 'set_title')) AS title,
  if(argMaxIf(action, seq, action IN ('open', 'close', 'reopen')) = 'close', 'closed', 'open') AS status,
  argMaxIf(severity, seq, action IN ('open', 'set_severity')) AS severity,
  argMaxIf(value, seq, action = 'set_owner') AS owner,
  minIf(ts, action = 'open') AS opened_at,
  anyIf(actor, action = 'open') AS opened_by,
  argMax(ts, seq) AS updated_at,
  if(status = 'closed', argMaxIf(ts, seq, action = 'close'), toDateTime64(0, 3, 'UTC')) AS closed_at,
  countIf(action = 'add_task') AS tasks,
  tasks + countIf(action = 'reopen_task') - countIf(action = 'finish_task') AS tasks_open,
  argMax(action_id, seq) AS last_action
FROM incident_actions
GROUP BY incident_id`,
    String.raw`CREATE VIEW IF NOT EXISTS action_audit ON CLUSTER '{{cluster}}' AS
SELECT ts, seq, actor, role, 'alert' AS object, action, toString(alert_id) AS target, 'done' AS outcome, '' AS code,
  concat(status, if(disposition = '', '', concat(', ', disposition)), if(assignee = '', '', concat(', ', assignee))) AS detail,
  comment, request_id
FROM alert_actions
UNION ALL
SELECT ts, seq, actor, role, 'incident', action, toString(incident_id), 'done', '',
  concat(value, if(severity = '', '', concat(' ', severity)), if(action IN ('add_alert', 'remove_alert'), concat(' ', toString(alert_id), ' ', grouping), ''),
    if(action IN ('pin_event', 'unpin_event'), concat(' ', toString(event_id)), '')),
  comment, request_id
FROM incident_actions
UNION ALL
SELECT ts, seq, actor, role, 'exception', action, toString(exception_id), 'done', '',
  concat('owner ', owner, ', rules ', if(empty(rules), '*', arrayStringConcat(rules, ' ')), ', where ', where, ', until ', toString(expires_at)), reason, request_id
FROM exception_actions
UNION ALL
SELECT ts, seq, actor, role, 'journal', action, toString(action_id), 'done', outcome, title, comment, request_id
FROM journal
UNION ALL
SELECT ts, toUInt64(0), actor, role, resource, action, arrayStringConcat(arrayMap(target -> toString(target), targets), ' '), 'refused', code,
  concat(message, if(count > 1, concat(' (', toString(count), ' times)'), '')), '', request_id
FROM refused_actions`,
  ],
};
