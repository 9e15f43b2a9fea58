// Incidents: everything that was done about them, and to which one each alert belongs.
import type { Feed, Table, View } from '../column.ts';
import { actionColumns, byRequest, once, onceLookedUp, requestColumns } from './actions.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";
const zip = 'ZSTD(1)';

export const incidentActions: Table = {
  name: 'incident_actions',
  doc: 'Append-only history of incidents: opened, alerts added and removed, notes, tasks, pinned events, closed. The state is the last row of each kind, by seq.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'incident_id', type: 'UUID', doc: 'The incident.' },
    ...actionColumns,
    { name: 'value', type: 'String', codec: zip, doc: 'New title, owner, severity; title of a task; who has it.' },
    { name: 'severity', type: low, doc: 'Of open and set_severity.' },
    { name: 'comment', type: 'String', codec: zip, doc: 'Text of the user.' },
    { name: 'alert_id', type: 'UUID', codec: zip, doc: 'Of add_alert and remove_alert: the alert.' },
    { name: 'window_start', type: time, codec: 'Delta, ZSTD(1)', doc: "Start of that alert's window." },
    { name: 'grouping', type: low, doc: 'Why it was added: lineage, host, user, hand.' },
    { name: 'task_id', type: 'UUID', codec: zip, doc: 'Of add_task, finish_task, reopen_task: the task.' },
    { name: 'event_id', type: 'UUID', codec: zip, doc: 'Of pin_event and unpin_event: the event.' },
    {
      name: 'event',
      type: 'String',
      codec: 'ZSTD(3)',
      doc: 'Of pin_event: the event as JSON, kept with the incident.',
    },
    ...requestColumns,
  ],
  orderBy: ['incident_id', 'seq'],
  skipIndexes: [byRequest],
  settings: once,
  shardBy: 'cityHash64(incident_id)',
};

export const incidentAlerts: Table = {
  name: 'incident_alerts',
  doc: 'To which incident an alert belongs; the nil incident: a person took it out, and no rule puts it back. Read with FINAL.',
  engine: { kind: 'ReplacingMergeTree', version: 'seq' },
  columns: [
    { name: 'window_start', type: time, codec: 'Delta, ZSTD(1)', doc: "Start of the alert's window." },
    { name: 'alert_id', type: 'UUID', doc: 'The alert.' },
    { name: 'seq', type: 'UInt64', codec: 'Delta, ZSTD(1)', doc: 'Order of the action.' },
    { name: 'incident_id', type: 'UUID', codec: zip, doc: 'The incident; nil: none any more.' },
    { name: 'grouping', type: low, doc: 'lineage, host, user: the rule of the house; hand: a person.' },
  ],
  orderBy: ['window_start', 'alert_id'],
  partitionBy: 'toYYYYMM(window_start)',
  settings: onceLookedUp,
  shardBy: 'cityHash64(alert_id)',
};

export const incidentAlertsFeed: Feed = {
  name: 'incident_alerts_feed',
  from: 'incident_actions',
  to: 'incident_alerts',
  select: `SELECT
  window_start, alert_id, seq,
  if(action = 'add_alert', incident_id, toUUID('00000000-0000-0000-0000-000000000000')) AS incident_id, grouping
FROM incident_actions
WHERE action IN ('add_alert', 'remove_alert')`,
};

export const incidents: View = {
  name: 'incidents',
  doc: 'Incidents as they stand: one row each. Members are in incident_alerts.',
  select: `SELECT
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
};
