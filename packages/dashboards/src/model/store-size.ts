// How fast the store grows: the events of the last day, by what a stored event takes on disk.
import { sql } from './query.ts';

/** One row: `per_day`, bytes. Merging and compressing are in it, since it counts what lies on disk now. */
export const BYTES_PER_DAY = sql`
  SELECT stored.events * size.bytes_per_row AS per_day
  FROM (
    SELECT sum(greatest(0, toInt64(last) - toInt64(first))) AS events
    FROM (
      SELECT node, input, argMin(stored, ts) AS first, argMax(stored, ts) AS last
      FROM pipeline_stats
      WHERE ts > now() - INTERVAL 1 DAY
      GROUP BY node, input)
  ) AS stored
  CROSS JOIN (
    SELECT sum(bytes_on_disk) / greatest(1, sum(rows)) AS bytes_per_row
    FROM system.parts
    WHERE active AND database = currentDatabase() AND table LIKE 'events%'
  ) AS size`;
