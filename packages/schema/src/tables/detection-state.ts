// What the services say of themselves beside events: the rules that each has loaded, and which one acts for people.
import type { Table } from '../column.ts';
import { once } from './actions.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";
const zip = 'ZSTD(1)';

export const ruleStates: Table = {
  name: 'rule_states',
  doc: 'Every rule that a service has loaded or refused, as it stands: one row a service and rule. Written when rules are loaded, when one is switched off, and every few minutes while their numbers change. Read with FINAL.',
  engine: { kind: 'ReplacingMergeTree', version: 'seq' },
  columns: [
    { name: 'service', type: low, doc: 'HUNTBOARD_NODE_NAME of the service.' },
    {
      name: 'rule_id',
      type: low,
      doc: 'What events and alerts carry in rule_ids and rule_id; file and line of a document that has no id.',
    },
    {
      name: 'seq',
      type: 'UInt64',
      codec: 'Delta, ZSTD(1)',
      doc: 'Order of the rows of a service: the last one counts.',
    },
    { name: 'title', type: low, doc: 'Title of the rule; empty for a document that could not be read.' },
    { name: 'level', type: low, doc: 'critical, high, medium, low, informational; with overrides.' },
    { name: 'status', type: low, doc: 'Of the rule as its author sees it: stable, test, experimental, deprecated.' },
    { name: 'kind', type: low, doc: 'rule, correlation.' },
    {
      name: 'state',
      type: low,
      doc: 'active; silent (there for correlations); disabled; error and unsupported (refused); overloaded (switched off for its cost); removed (its file is gone).',
    },
    { name: 'reason', type: 'String', codec: zip, doc: 'Why it is not active.' },
    { name: 'tags', type: 'Array(LowCardinality(String))', doc: 'ATT&CK and other tags.' },
    { name: 'product', type: low, doc: 'Of its log source, as the rule names it; empty: any.' },
    { name: 'category', type: low, doc: 'The same: category.' },
    { name: 'service_name', type: low, doc: 'The same: service.' },
    { name: 'tests', type: 'UInt32', doc: 'Files of recorded events beside it that it must hit or leave alone.' },
    { name: 'file', type: low, doc: 'Where it stands.' },
    {
      name: 'questions',
      type: 'String',
      codec: zip,
      doc: 'What whoever opens its alert is to ask, as JSON: text, query, time around the alert, what answers mean; empty for none.',
    },
    { name: 'evaluations', type: 'UInt64', codec: zip, doc: 'Events of its log source since it was loaded.' },
    { name: 'hits', type: 'UInt64', codec: zip, doc: 'Events that it matched since.' },
    { name: 'nanoseconds', type: 'UInt64', codec: zip, doc: 'What that took.' },
    {
      name: 'data_at',
      type: time,
      codec: 'Delta, ZSTD(1)',
      doc: 'Last time that events of its log source were judged, to within minutes; of a correlation: those of a rule it rests on. The epoch: never.',
    },
    { name: 'loaded_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When the rules in force were loaded.' },
    { name: 'updated_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When this row was written.' },
  ],
  orderBy: ['service', 'rule_id'],
  // A service that is gone has said nothing for so long.
  ttl: 'toDateTime(updated_at) + toIntervalDay(400)',
  settings: once,
  shardBy: 'cityHash64(service)',
};

export const controlLeases: Table = {
  name: 'control_leases',
  doc: 'Which service acts for people: the one whose row was renewed last, within a minute. Read with FINAL.',
  engine: { kind: 'ReplacingMergeTree', version: 'beat' },
  columns: [
    { name: 'service', type: 'String', doc: 'Identity of the service, kept in its queue.' },
    { name: 'beat', type: 'UInt64', doc: 'Counts its rows.' },
    { name: 'node', type: low, doc: 'HUNTBOARD_NODE_NAME of the service.' },
    { name: 'held', type: 'UInt8', doc: '1: it acts, or is about to; 0: it gave that back.' },
    { name: 'beat_at', type: time, doc: 'By the clock of the store.' },
  ],
  orderBy: ['service'],
  ttl: 'toDateTime(beat_at) + toIntervalDay(7)',
  settings: once,
  shardBy: 'cityHash64(service)',
};
