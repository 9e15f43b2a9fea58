// Tables about the pipeline itself: what it refused, what it counted, which osquery nodes it knows.
import type { Table } from '../column.ts';

const low = 'LowCardinality(String)';
const time = "DateTime64(3, 'UTC')";

export const quarantine: Table = {
  name: 'quarantine',
  doc: 'What could not be decoded or normalised, with the reason and the bytes; can be replayed. The newest version of a row counts.',
  engine: { kind: 'ReplacingMergeTree', version: 'updated_at' },
  columns: [
    { name: 'quarantine_id', type: 'UUID', doc: 'Unique id.' },
    { name: 'received_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When it was received.' },
    { name: 'updated_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When this version was written.' },
    { name: 'input', type: low, doc: 'Transport: http-events, osquery-tls.' },
    { name: 'origin', type: low, doc: 'Who sent it: address, node or token name.' },
    { name: 'code', type: low, doc: 'Error code, a heading in docs/errors.md.' },
    { name: 'detail', type: 'String', codec: 'ZSTD(1)', doc: 'What exactly was wrong.' },
    { name: 'bytes', type: 'String', codec: 'ZSTD(3)', doc: 'The bytes as received.' },
    { name: 'size', type: 'UInt32', doc: 'Number of bytes received; more than in bytes when cut.' },
    { name: 'status', type: low, doc: 'held or replayed.' },
  ],
  orderBy: ['received_at', 'quarantine_id'],
  partitionBy: 'toMonday(received_at)',
  ttl: 'toDateTime(received_at) + toIntervalDay(90)',
  settings: { ttl_only_drop_parts: 1, non_replicated_deduplication_window: 10000 },
  shardBy: 'cityHash64(quarantine_id)',
};

export const pipelineStats: Table = {
  name: 'pipeline_stats',
  doc: 'Counters of the ingest service every few seconds, by input and source: in = stored + filtered + quarantined + queued.',
  engine: { kind: 'MergeTree' },
  columns: [
    { name: 'ts', type: time, codec: 'Delta, ZSTD(1)', doc: 'When the counters were read.' },
    { name: 'node', type: low, doc: 'Ingest service.' },
    { name: 'input', type: low, doc: 'Transport.' },
    {
      name: 'received',
      type: 'UInt64',
      codec: 'Delta, ZSTD(1)',
      doc: 'Events acknowledged, since the queue was made.',
    },
    { name: 'stored', type: 'UInt64', codec: 'Delta, ZSTD(1)', doc: 'Events in the store.' },
    {
      name: 'filtered',
      type: 'UInt64',
      codec: 'Delta, ZSTD(1)',
      doc: 'Events dropped by a filter of the configuration.',
    },
    { name: 'quarantined', type: 'UInt64', codec: 'Delta, ZSTD(1)', doc: 'Events in the quarantine.' },
    { name: 'queued', type: 'UInt64', codec: 'ZSTD(1)', doc: 'Events durable but not yet in the store.' },
    { name: 'bytes', type: 'UInt64', codec: 'Delta, ZSTD(1)', doc: 'Bytes received, as sent.' },
    { name: 'lag_ms', type: 'UInt64', codec: 'ZSTD(1)', doc: 'Age of the oldest event that is queued.' },
  ],
  orderBy: ['node', 'input', 'ts'],
  partitionBy: 'toYYYYMM(ts)',
  ttl: 'toDateTime(ts) + toIntervalDay(400)',
  settings: { ttl_only_drop_parts: 1, non_replicated_deduplication_window: 10000 },
  shardBy: 'cityHash64(node)',
};

export const osqueryNodes: Table = {
  name: 'osquery_nodes',
  doc: 'Enrolled osquery agents; the newest version of a row counts.',
  engine: { kind: 'ReplacingMergeTree', version: 'updated_at' },
  columns: [
    { name: 'node_id', type: 'UUID', doc: 'Unique id, part of the node key (the key itself is never stored).' },
    { name: 'updated_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When this version was written.' },
    { name: 'enrolled_at', type: time, codec: 'Delta, ZSTD(1)', doc: 'When the agent enrolled.' },
    { name: 'host_identifier', type: 'String', doc: 'Identifier that the agent uses.' },
    { name: 'host', type: low, doc: 'Canonical host.' },
    { name: 'platform', type: low, doc: 'windows, linux, macos.' },
    { name: 'os_version', type: 'String', doc: 'Operating system and version.' },
    { name: 'osquery_version', type: low, doc: 'Version of osquery.' },
    { name: 'hardware_uuid', type: 'String', doc: 'UUID of the machine.' },
    { name: 'origin', type: low, doc: 'Address that enrolled.' },
    { name: 'details', type: 'String', codec: 'ZSTD(3)', doc: 'host_details as sent, JSON.' },
  ],
  orderBy: ['node_id'],
  settings: { non_replicated_deduplication_window: 10000 },
  shardBy: 'cityHash64(node_id)',
};
