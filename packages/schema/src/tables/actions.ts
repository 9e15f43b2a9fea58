// What people did about alerts: every action as a row, and the last row of each alert as its state.
import type { Column, Feed, Table } from '../column.ts';
import { LOOKED_UP } from './alerts.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";

/** Who did what when, the same in every table of actions. */
export const actionColumns: readonly Column[] = [
  { name: 'action_id', type: 'UUID', doc: 'Unique id: follows from the request and what it acted on.' },
  {
    name: 'seq',
    type: 'UInt64',
    codec: 'Delta, ZSTD(1)',
    doc: 'Order of all actions: grows with each, also when a clock is set back. The last one counts.',
  },
  { name: 'ts', type: time, codec: 'Delta, ZSTD(1)', doc: 'When, by the clock of the service.' },
  { name: 'actor', type: low, doc: "Grafana user, from Grafana's signed context; huntboard: a rule of the house." },
  { name: 'role', type: low, doc: 'Role of the user at that time.' },
  { name: 'action', type: low, doc: 'What was done.' },
];

/** By which a request that comes again is known. */
export const requestColumns: readonly Column[] = [
  { name: 'request_id', type: 'UUID', codec: 'ZSTD(1)', doc: 'Key of the request; one request may have many rows.' },
  {
    name: 'request_digest',
    type: 'String',
    codec: 'ZSTD(1)',
    doc: 'Of its content, to know a key that is used again.',
  },
];

export const byRequest = {
  name: 'by_request',
  expression: 'request_id',
  type: 'bloom_filter(0.001)',
  granularity: 1,
} as const;

/** Actions are kept for ever; what is inserted twice is stored once. */
export const once = { non_replicated_deduplication_window: 10000 } as const;
/** The same, of a table whose rows are looked up one by one. */
export const onceLookedUp = { ...once, index_granularity: LOOKED_UP } as const;

export const alertActions: Table = {
  name: 'alert_actions',
  doc: 'Append-only history of alerts: who did what when, and the state after it. The state of an alert is its last row, by seq.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'action_id', type: 'UUID', doc: 'Unique id: follows from the request and the alert.' },
    { name: 'alert_id', type: 'UUID', doc: 'The alert.' },
    {
      name: 'window_start',
      type: time,
      codec: 'Delta, ZSTD(1)',
      doc: "Start of the alert's window: with alert_id its place in alerts.",
    },
    ...actionColumns.slice(1),
    { name: 'status', type: low, doc: 'Status after it: new, acknowledged, in_progress, closed.' },
    {
      name: 'disposition',
      type: low,
      doc: 'Of a closed alert: true_positive, benign_true_positive, false_positive, undetermined.',
    },
    { name: 'assignee', type: low, doc: 'Who has it after that; empty: nobody.' },
    { name: 'comment', type: 'String', codec: 'ZSTD(1)', doc: 'Text of the user.' },
    ...requestColumns,
    { name: 'undoes', type: 'UUID', codec: 'ZSTD(1)', doc: 'Of an undo: the request that it took back.' },
  ],
  orderBy: ['alert_id', 'ts', 'action_id'],
  skipIndexes: [byRequest],
  settings: onceLookedUp,
  shardBy: 'cityHash64(alert_id)',
};

/** The last action of an alert. */
const stateColumns: readonly Column[] = [
  { name: 'window_start', type: time, codec: 'Delta, ZSTD(1)', doc: "Start of the alert's window." },
  { name: 'alert_id', type: 'UUID', doc: 'The alert.' },
  { name: 'seq', type: 'UInt64', codec: 'Delta, ZSTD(1)', doc: 'Order of the action.' },
  { name: 'status', type: low, doc: 'acknowledged, in_progress, closed; new after an undo.' },
  { name: 'disposition', type: low, doc: 'Of a closed alert.' },
  { name: 'assignee', type: low, doc: 'Who has it; empty: nobody.' },
  { name: 'last_action', type: 'UUID', doc: 'Id of the action.' },
  { name: 'acted_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When.' },
  { name: 'acted_by', type: low, doc: 'By whom.' },
];

const stateSelect = `SELECT
  window_start, alert_id, seq, status, disposition, assignee, action_id AS last_action, ts AS acted_at, actor AS acted_by
FROM alert_actions`;

export const alertStates: Table = {
  name: 'alert_states',
  doc: 'The last action of each alert: its state. Alerts on which nobody acted have no row. Read with FINAL.',
  engine: { kind: 'ReplacingMergeTree', version: 'seq' },
  columns: stateColumns,
  orderBy: ['window_start', 'alert_id'],
  partitionBy: 'toYYYYMM(window_start)',
  settings: onceLookedUp,
  shardBy: 'cityHash64(alert_id)',
};

export const alertStatesFeed: Feed = {
  name: 'alert_states_feed',
  from: 'alert_actions',
  to: 'alert_states',
  select: stateSelect,
};

export const openAlertStates: Table = {
  name: 'open_alert_states',
  doc: 'The state of the alerts in open_alerts on which somebody acted, as alert_states has it. Closed ones are taken out with their alert. Read with FINAL.',
  engine: { kind: 'ReplacingMergeTree', version: 'seq' },
  columns: stateColumns,
  orderBy: ['window_start', 'alert_id'],
  settings: once,
  shardBy: 'cityHash64(alert_id)',
};

export const openAlertStatesFeed: Feed = {
  name: 'open_alert_states_feed',
  from: 'alert_actions',
  to: 'open_alert_states',
  select: stateSelect,
};

export const people: Table = {
  name: 'people',
  doc: 'Who acted on alerts or was given one, and when last. Rows of one person fold: read with GROUP BY name.',
  engine: { kind: 'AggregatingMergeTree' },
  columns: [
    { name: 'name', type: 'String', doc: 'Login in Grafana.' },
    { name: 'last_at', type: time, aggregate: 'max', doc: 'Last time.' },
  ],
  orderBy: ['name'],
  settings: once,
  shardBy: 'cityHash64(name)',
};

export const peopleFeed: Feed = {
  name: 'people_feed',
  from: 'alert_actions',
  to: 'people',
  select: `SELECT arrayJoin(arrayFilter(person -> person NOT IN ('', 'huntboard'), [toString(actor), toString(assignee)])) AS name, max(ts) AS last_at
FROM alert_actions
GROUP BY name`,
};
