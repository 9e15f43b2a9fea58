// `process`: one row a process, folded from its start, its end and whatever else names it; feeds the lineage.
import type { Aggregation, Column, ColumnType, Feed, Table } from '../column.ts';

const low: ColumnType = 'LowCardinality(String)';
const time: ColumnType = "DateTime64(3, 'UTC')";

const folded = (name: string, type: ColumnType, doc: string, aggregate: Aggregation = 'max'): Column => ({
  name,
  type,
  doc,
  aggregate,
  codec: 'ZSTD(1)',
});

export const process: Table = {
  name: 'process',
  doc: 'One row a process: what its start told, when it ended. Rows of one process are folded on merge; read with GROUP BY host, proc_guid.',
  engine: { kind: 'AggregatingMergeTree' },
  columns: [
    { name: 'host', type: low, doc: 'Canonical host.' },
    { name: 'proc_guid', type: 'UUID', codec: 'ZSTD(1)', doc: 'Identity of the process.' },
    folded('parent_guid', 'UUID', 'Identity of the parent; nil when unknown.'),
    folded('guid_kind', low, 'native, synth or weak.'),
    folded('start_ts', time, 'Start; the epoch when no start was seen.'),
    folded('end_ts', time, 'End; the epoch when no end was seen.'),
    folded('Computer', low, 'Host name as sent.'),
    folded('ProcessId', 'UInt32', 'Process id.'),
    folded('ParentProcessId', 'UInt32', 'Process id of the parent.'),
    folded('Image', low, 'Full path, as the start tells.'),
    folded('end_image', low, 'Full path, as the end tells: for processes whose start was not seen.'),
    folded('CommandLine', 'String', 'Command line.'),
    folded('CurrentDirectory', low, 'Working directory.'),
    folded('OriginalFileName', low, 'File name compiled into the executable.'),
    folded('Company', low, 'Company in the version resource.'),
    folded('Hashes', 'String', 'Hashes as Sysmon writes them.'),
    folded('User', low, 'Account.'),
    folded('LogonId', low, 'Logon session.'),
    folded('IntegrityLevel', low, 'Mandatory integrity level.'),
    folded('ParentImage', low, 'Full path of the parent, as the child tells.'),
    folded('ParentCommandLine', 'String', 'Command line of the parent, as the child tells.'),
    folded('source', low, 'Family of the event source.'),
    folded('product', low, 'Operating system.'),
    folded('event_id', 'UUID', 'The event that told of the start.'),
    folded('ingested_at', time, 'Last time something was received about it.'),
    folded('retention_days', 'UInt16', 'Days this row is kept.'),
  ],
  orderBy: ['host', 'proc_guid'],
  ttl: 'toDateTime(ingested_at) + toIntervalDay(retention_days)',
  skipIndexes: [{ name: 'ix_start_ts', expression: 'start_ts', type: 'minmax', granularity: 1 }],
  projections: [{ name: 'by_parent', query: 'SELECT * ORDER BY host, parent_guid' }],
  settings: { non_replicated_deduplication_window: 10000, deduplicate_merge_projection_mode: 'rebuild' },
  shardBy: 'cityHash64(host)',
};

/**
 * Process starts and ends of `events`, as partial rows that fold into one. A Security event under a native GUID was linked to a
 * start that Sysmon told of: that start is the better witness, so the 4688 adds nothing and the 4689 no account.
 */
export const processFeed: Feed = {
  name: 'process_feed',
  from: 'events',
  to: 'process',
  select: `SELECT
  host, proc_guid, parent_guid, guid_kind,
  if(action = 'start', ts, toDateTime64(0, 3, 'UTC')) AS start_ts,
  if(action = 'end', ts, toDateTime64(0, 3, 'UTC')) AS end_ts,
  Computer, ProcessId, ParentProcessId,
  if(action = 'start', e.Image, '') AS Image,
  if(action = 'end', e.Image, '') AS end_image,
  if(action = 'start', CommandLine, '') AS CommandLine,
  CurrentDirectory, OriginalFileName, Company, Hashes,
  if(guid_kind = 'native' AND service = 'security', '', User) AS User, LogonId, IntegrityLevel, ParentImage, ParentCommandLine,
  source, product,
  if(action = 'start', event_id, toUUID('00000000-0000-0000-0000-000000000000')) AS event_id,
  ingested_at, retention_days
FROM events AS e
WHERE category = 'process' AND action IN ('start', 'end') AND proc_guid != toUUID('00000000-0000-0000-0000-000000000000')
  AND NOT (action = 'start' AND guid_kind = 'native' AND service = 'security')`,
};
