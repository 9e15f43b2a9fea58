// What is written beside alerts and incidents: exceptions, the journal of the shift, and what was refused.
import type { Table, View } from '../column.ts';
import { actionColumns, byRequest, once, requestColumns } from './actions.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";
const zip = 'ZSTD(1)';

export const exceptionActions: Table = {
  name: 'exception_actions',
  doc: 'Append-only history of exceptions made in the panel: created, revoked. Those of a file are not here.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'exception_id', type: 'UUID', doc: 'The exception.' },
    ...actionColumns,
    { name: 'rules', type: 'Array(LowCardinality(String))', doc: 'Ids of the rules; none: all of them.' },
    { name: 'where', type: 'String', codec: 'ZSTD(1)', doc: 'The selection as in a Sigma rule, JSON.' },
    { name: 'owner', type: low, doc: 'Who answers for it.' },
    { name: 'reason', type: 'String', codec: zip, doc: 'Why it was made, or revoked.' },
    { name: 'expires_at', type: time, doc: 'When it ends.' },
    ...requestColumns,
  ],
  orderBy: ['exception_id', 'seq'],
  skipIndexes: [byRequest],
  settings: once,
  shardBy: 'cityHash64(exception_id)',
};

export const journal: Table = {
  name: 'journal',
  doc: 'What people write down beside alerts: hunts that they did, notes for the next shift. Append only.',
  engine: { kind: 'MergeTree' },
  columns: [
    ...actionColumns.map((column) =>
      column.name === 'action' ? { ...column, doc: 'What it is: hunt, handover.' } : column,
    ),
    { name: 'title', type: 'String', codec: zip, doc: 'The hypothesis of a hunt; the headline of a note.' },
    { name: 'outcome', type: low, doc: 'Of a hunt: nothing, findings, new_rule, incident.' },
    { name: 'comment', type: 'String', codec: zip, doc: 'Text.' },
    { name: 'link', type: 'String', codec: zip, doc: 'Address within Grafana that shows it.' },
    ...requestColumns,
  ],
  orderBy: ['ts', 'action_id'],
  skipIndexes: [byRequest],
  settings: once,
  shardBy: 'cityHash64(action_id)',
};

export const refusedActions: Table = {
  name: 'refused_actions',
  doc: 'What was asked for and not done: no right to it, a conflict, wrong content, a wrong token.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'ts', type: time, codec: 'Delta, ZSTD(1)', doc: 'When.' },
    { name: 'actor', type: low, doc: 'Grafana user; empty: nobody whom Grafana had signed for.' },
    { name: 'role', type: low, doc: 'Role of the user at that time.' },
    { name: 'resource', type: low, doc: 'actions, incidents, exceptions, journal, control (wrong token).' },
    { name: 'action', type: low, doc: 'What was asked for, as far as it was understood.' },
    { name: 'targets', type: 'Array(UUID)', doc: 'Alerts or incidents that it was about, at most a hundred.' },
    { name: 'code', type: low, doc: 'Why it was refused; a heading of docs/actions.md.' },
    { name: 'message', type: 'String', codec: zip, doc: 'The same in words.' },
    { name: 'origin', type: 'String', codec: zip, doc: 'Address from which it came to the control API.' },
    { name: 'request_id', type: 'UUID', codec: zip, doc: 'Key of the request; nil where it had none.' },
    { name: 'count', type: 'UInt64', codec: zip, doc: 'How often, where the same was refused again and again.' },
  ],
  orderBy: ['ts', 'actor'],
  partitionBy: 'toYYYYMM(ts)',
  ttl: 'toDateTime(ts) + toIntervalDay(400)',
  settings: { ttl_only_drop_parts: 1, non_replicated_deduplication_window: 10000 },
  shardBy: 'cityHash64(actor)',
};

export const actionAudit: View = {
  name: 'action_audit',
  doc: 'Every action of people and every one that was refused: who, what, on what, when, with which outcome.',
  select: `SELECT ts, seq, actor, role, 'alert' AS object, action, toString(alert_id) AS target, 'done' AS outcome, '' AS code,
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
};
