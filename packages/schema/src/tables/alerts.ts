// `alerts` and `alert_actions`: what was detected, and everything that people did about it.
import type { Column, ColumnType, Table } from '../column.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";

/** Of the first hit that was stored. */
const first = (name: string, type: ColumnType, doc: string): Column => ({
  name,
  type,
  aggregate: 'any',
  ...(type === 'String' ? { codec: 'ZSTD(3)' } : {}),
  doc,
});

const columns: readonly Column[] = [
  { name: 'alert_id', type: 'UUID', doc: 'Unique id: follows from the rule, the dedup key and the window.' },
  {
    name: 'window_start',
    type: time,
    codec: 'Delta, ZSTD(1)',
    doc: 'Start of the window in which equal hits fold into this alert.',
  },
  { name: 'ts', type: time, aggregate: 'min', codec: 'Delta, ZSTD(1)', doc: 'Time of the first event behind it.' },
  { name: 'last_ts', type: time, aggregate: 'max', codec: 'Delta, ZSTD(1)', doc: 'Time of the last event behind it.' },
  { name: 'created_at', type: time, aggregate: 'min', codec: 'Delta, ZSTD(1)', doc: 'When it was raised.' },
  { name: 'updated_at', type: time, aggregate: 'max', codec: 'Delta, ZSTD(1)', doc: 'When the last hit was received.' },
  first(
    'rule_id',
    low,
    'Rule that matched; sensor:<name> for a finding of the sensor itself, ioc:<type> for an indicator, huntboard:<what> for the detection itself.',
  ),
  first('rule_title', low, 'Title of the rule.'),
  first('level', low, 'critical, high, medium, low, informational.'),
  // Follows from the rule; `any` gives no array of LowCardinality, and without a function the first row's value stays as well.
  { name: 'tags', type: 'Array(LowCardinality(String))', doc: 'ATT&CK and other tags of the rule.' },
  first('host', low, 'Canonical host.'),
  first('User', low, 'Account.'),
  first('proc_guid', 'UUID', 'Process of the first hit; nil when the finding names none.'),
  first('ProcessId', 'UInt32', 'Process id, for findings that know no more.'),
  first('Image', low, 'Executable.'),
  first('category', low, 'Category of the first event.'),
  first('summary', 'String', 'One sentence for the queue.'),
  first('dedup_key', 'String', 'Equal hits within the window share it.'),
  { name: 'count', type: 'UInt64', aggregate: 'sum', codec: 'ZSTD(1)', doc: 'Hits folded into this alert.' },
  { name: 'event_ids', type: 'Array(UUID)', aggregate: 'groupArrayArray(100)', doc: 'The first events behind it.' },
  first('evidence', 'String', 'Matched fields and the first event as JSON.'),
  {
    name: 'lineage',
    type: 'String',
    aggregate: 'max',
    codec: 'ZSTD(3)',
    doc: 'Ancestors of the process as they stood, nearest first, as JSON; empty until they were looked up.',
  },
  { name: 'retention_days', type: 'UInt16', aggregate: 'max', doc: 'Days this row is kept.' },
];

/**
 * Every batch adds a row for what it hit: the engine folds rows of one alert and adds up their counts, whichever thread or service
 * wrote them. So `count` is right after a crash, since each batch is stored once. Read with FINAL.
 */
const folded = {
  engine: { kind: 'AggregatingMergeTree' },
  orderBy: ['window_start', 'alert_id'],
  partitionBy: 'toYYYYMM(window_start)',
  ttl: 'toDateTime(created_at) + toIntervalDay(retention_days)',
  settings: { non_replicated_deduplication_window: 10000, allow_dimensions_outside_sorting_key: 1 },
  shardBy: 'cityHash64(alert_id)',
} as const;

export const alerts: Table = {
  name: 'alerts',
  doc: 'One alert with its evidence and the number of its hits; survives the retention of its events. Rows of one alert fold: read with FINAL.',
  columns,
  ...folded,
};

export const exceptedAlerts: Table = {
  name: 'excepted_alerts',
  doc: 'What exceptions hid: alerts that would have been raised, with the exception. Rows of one alert fold: read with FINAL.',
  columns: [...columns, first('exception', low, 'Id of the exception in force.')],
  ...folded,
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
