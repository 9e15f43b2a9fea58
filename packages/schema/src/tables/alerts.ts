// `alerts` and `excepted_alerts`: what was detected, and what exceptions hid.
import type { Column, ColumnType, Table } from '../column.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";

/** Rows of a granule where rows are looked up one by one: each of them costs the reading of so many. */
export const LOOKED_UP = 256;

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
  {
    name: 'created_at',
    type: time,
    aggregate: 'min',
    codec: 'Delta, ZSTD(1)',
    doc: 'When the first hit was received.',
  },
  { name: 'updated_at', type: time, aggregate: 'max', codec: 'Delta, ZSTD(1)', doc: 'When the last hit was received.' },
  {
    name: 'raised_at',
    type: time,
    aggregate: 'min',
    codec: 'Delta, ZSTD(1)',
    doc: 'When detection had judged the first hit and handed it on to the store; 0 for alerts of older versions.',
  },
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
  settings: {
    non_replicated_deduplication_window: 10000,
    allow_dimensions_outside_sorting_key: 1,
    index_granularity: LOOKED_UP,
  },
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
