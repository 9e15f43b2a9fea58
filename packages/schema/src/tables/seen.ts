// `seen`: first and last time of a value on a host, and how often: the memory that outlives the events.
import type { Feed, Table } from '../column.ts';

export const seen: Table = {
  name: 'seen',
  doc: 'First and last time that a value was seen on a host, and how often. Kinds: image, parent_child, hash, dns, destination, sender. Outlives the events.',
  engine: { kind: 'AggregatingMergeTree' },
  columns: [
    {
      name: 'kind',
      type: 'LowCardinality(String)',
      doc: 'What the value is: image, parent_child (parent > child, base names), hash, dns, destination, sender (source of events).',
    },
    { name: 'value', type: 'String', codec: 'ZSTD(1)', doc: 'The value, lower case.' },
    { name: 'host', type: 'LowCardinality(String)', doc: 'Canonical host.' },
    { name: 'first_ts', type: "DateTime64(3, 'UTC')", aggregate: 'min', codec: 'ZSTD(1)', doc: 'First time.' },
    { name: 'last_ts', type: "DateTime64(3, 'UTC')", aggregate: 'max', codec: 'ZSTD(1)', doc: 'Last time.' },
    {
      name: 'last_ingested_at',
      type: "DateTime64(3, 'UTC')",
      aggregate: 'max',
      codec: 'ZSTD(1)',
      doc: 'Last time received.',
    },
    { name: 'count', type: 'UInt64', aggregate: 'sum', codec: 'ZSTD(1)', doc: 'Number of events.' },
  ],
  orderBy: ['kind', 'value', 'host'],
  // Rows of one value fold on merge; what nobody has seen for so long counts as new again.
  ttl: 'toDateTime(last_ingested_at) + toIntervalDay(400)',
  settings: { non_replicated_deduplication_window: 10000 },
  shardBy: 'cityHash64(host)',
};

export const seenFeed: Feed = {
  name: 'seen_feed',
  from: 'events',
  to: 'seen',
  select: `SELECT
  pair.1 AS kind, pair.2 AS value, host,
  min(ts) AS first_ts, max(ts) AS last_ts, max(ingested_at) AS last_ingested_at, count() AS count
FROM events
ARRAY JOIN arrayFilter(p -> p.2 != '', multiIf(
  category = 'process' AND action = 'start', [
    ('sender', source), ('image', lower(Image)), ('hash', if(position(Hashes, 'SHA256=') > 0, lower(extract(Hashes, 'SHA256=([0-9A-Fa-f]+)')), lower(Hashes))),
    ('parent_child', if(ParentImage = '' OR Image = '', '', concat(lower(extract(ParentImage, '[^\\\\\\\\/]*$')), ' > ', lower(extract(Image, '[^\\\\\\\\/]*$')))))],
  category = 'dns', [('sender', source), ('dns', lower(QueryName))],
  category = 'network', [('sender', source), ('destination', DestinationIp)],
  [('sender', source)])) AS pair
GROUP BY kind, value, host`,
};
