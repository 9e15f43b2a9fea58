// `alerts` and `alert_actions`: what was detected, and everything that people did about it.
import type { Table } from '../column.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";

export const alerts: Table = {
  name: 'alerts',
  doc: 'One row an alert with its evidence; survives the retention of its events. The newest version of a row counts.',
  engine: { kind: 'ReplacingMergeTree', version: 'updated_at' },
  columns: [
    { name: 'alert_id', type: 'UUID', doc: 'Unique id.' },
    { name: 'ts', type: time, codec: 'Delta, ZSTD(1)', doc: 'Time of the first event behind it.' },
    { name: 'created_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When it was raised.' },
    { name: 'updated_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When this version was written.' },
    { name: 'rule_id', type: low, doc: 'Rule that matched; sensor:<name> for a finding of the sensor itself.' },
    { name: 'rule_title', type: low, doc: 'Title of the rule.' },
    { name: 'level', type: low, doc: 'critical, high, medium, low, informational.' },
    { name: 'tags', type: 'Array(LowCardinality(String))', doc: 'ATT&CK and other tags of the rule.' },
    { name: 'host', type: low, doc: 'Canonical host.' },
    { name: 'User', type: low, doc: 'Account.' },
    { name: 'proc_guid', type: 'UUID', doc: 'Process; nil when the finding names none.' },
    { name: 'ProcessId', type: 'UInt32', doc: 'Process id, for findings that know no more.' },
    { name: 'Image', type: low, doc: 'Executable.' },
    { name: 'category', type: low, doc: 'Category of the first event.' },
    { name: 'summary', type: 'String', codec: 'ZSTD(1)', doc: 'One sentence for the queue.' },
    { name: 'dedup_key', type: 'String', codec: 'ZSTD(1)', doc: 'Equal hits within the window share it.' },
    { name: 'count', type: 'UInt32', doc: 'Hits folded into this alert.' },
    { name: 'event_ids', type: 'Array(UUID)', doc: 'Events behind it.' },
    { name: 'evidence', type: 'String', codec: 'ZSTD(3)', doc: 'Matched fields and the events as JSON.' },
    { name: 'lineage', type: 'String', codec: 'ZSTD(3)', doc: 'Ancestors of the process as they stood, as JSON.' },
    { name: 'retention_days', type: 'UInt16', doc: 'Days this row is kept.' },
  ],
  orderBy: ['ts', 'alert_id'],
  partitionBy: 'toYYYYMM(ts)',
  ttl: 'toDateTime(created_at) + toIntervalDay(retention_days)',
  settings: { non_replicated_deduplication_window: 10000 },
  shardBy: 'cityHash64(alert_id)',
};

export const alertActions: Table = {
  name: 'alert_actions',
  doc: 'Append-only history of alerts: who did what when. The state of an alert is its last row.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'action_id', type: 'UUID', doc: 'Unique id; a repeated request carries the same.' },
    { name: 'alert_id', type: 'UUID', doc: 'The alert.' },
    { name: 'ts', type: time, codec: 'Delta, ZSTD(1)', doc: 'When.' },
    { name: 'actor', type: low, doc: "Grafana user, from Grafana's signed context." },
    { name: 'role', type: low, doc: 'Role of the user at that time.' },
    { name: 'action', type: low, doc: 'status, assign, comment, …' },
    { name: 'value', type: 'String', codec: 'ZSTD(1)', doc: 'New status, assignee, …' },
    { name: 'comment', type: 'String', codec: 'ZSTD(1)', doc: 'Text of the user.' },
  ],
  orderBy: ['alert_id', 'ts', 'action_id'],
  settings: { non_replicated_deduplication_window: 10000 },
  shardBy: 'cityHash64(alert_id)',
};
