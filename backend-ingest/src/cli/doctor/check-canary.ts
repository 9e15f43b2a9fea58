// Checks whether detection works from end to end: the alerts that the canaries of the ingest services raised last.
import type { Store } from '@huntboard/clickhouse';
import { failed, ok, type Finding } from './finding.ts';

/** Seconds that a canary may be late. */
const PATIENCE = 60;

interface Heard {
  readonly node: string;
  readonly interval: string;
  readonly age: string;
}

const HEARD = `SELECT node, interval, toString(dateDiff('second', at, now64(3))) AS age FROM (
  SELECT JSONExtractString(evidence, 'matched', 'queue') AS queue, max(updated_at) AS at,
    argMax(JSONExtractString(evidence, 'matched', 'node'), updated_at) AS node,
    argMax(JSONExtractString(evidence, 'matched', 'interval'), updated_at) AS interval
  FROM alerts WHERE rule_id = 'huntboard:canary' AND window_start > now64(3) - INTERVAL 3 DAY
  GROUP BY queue)
WHERE at > now64(3) - INTERVAL 1 DAY ORDER BY node`;

/** One finding for each ingest service that was heard within a day. Rejects with StoreError. */
export async function checkCanary(store: Pick<Store, 'query'>): Promise<readonly Finding[]> {
  const rows = await store.query<Heard>(HEARD);
  if (rows.length === 0)
    return [ok('canary', 'none was heard within a day (detection is off, or ingest is not running)')];
  return rows.map(({ node, interval, age }) =>
    Number(age) - Number(interval) <= PATIENCE
      ? ok('canary', `of ${node}: detected ${age} s ago`)
      : failed(
          'canary',
          `of ${node}: detected ${age} s ago, due every ${interval} s`,
          'look whether ingest runs, its log for errors, and huntboard_rules_in_force_timestamp_seconds at /metrics',
        ),
  );
}
