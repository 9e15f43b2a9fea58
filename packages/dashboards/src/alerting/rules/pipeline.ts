// What machines do not do: sources and hosts that are silent, events that lag, are refused, or find no room.
import { SERVERS } from '../../model/variables.ts';
import { sql } from '../../model/query.ts';
import { BYTES_PER_DAY } from '../../model/store-size.ts';
import { alertRule, boardLink, inAddress, MAX_INSTANCES, measured } from '../rule.ts';

const platform = { kind: 'pipeline', team: 'platform', dashboardUid: 'hb-health' } as const;
/** A measured number of seconds as people say it. */
const TIME = measured('{{ humanizeDuration .Value }}');

export const sourceSilent = alertRule(
  {
    ...platform,
    uid: 'hb-source-silent',
    title: 'Source silent',
    summary: 'No event from {{ $labels.source }} for 15 minutes',
    description: 'No host at all sent events of this source: a shipper, its token or the network is broken.',
    severity: 'high',
  },
  {
    sql: sql`
      SELECT value AS source, toFloat64(dateDiff('second', max(last_ingested_at), now64(3))) AS silent
      FROM seen
      WHERE kind = 'sender'
      GROUP BY source
      HAVING max(last_ingested_at) > now64(3) - INTERVAL 7 DAY`,
    seconds: 600,
    fires: { above: 900 },
    pending: '1m',
    noData: 'OK',
  },
);

/** Learned cadence: an important host is silent when it missed twenty of its usual distances, and at least an hour. */
export const hostSilent = alertRule(
  {
    ...platform,
    uid: 'hb-host-silent',
    title: 'Important host silent',
    summary: '{{ $labels.host }} is silent for much longer than it ever is',
    description:
      'It reported within the last seven days. It is switched off, its sensor is broken, or somebody stopped it.',
    severity: 'medium',
    links: { host: boardLink('hb-host', `var-host=${inAddress('host')}`) },
  },
  {
    sql: sql`
      SELECT host, silent / greatest(3600, 20 * usual) AS times_too_long
      FROM (
        SELECT
          host, toFloat64(dateDiff('second', max(last_ingested_at), now64(3))) AS silent,
          dateDiff('second', min(first_ts), max(last_ts)) / greatest(1, sum(count)) AS usual
        FROM seen
        WHERE kind = 'sender' AND match(host, '${SERVERS}')
        GROUP BY host
        HAVING max(last_ingested_at) > now64(3) - INTERVAL 7 DAY)
      ORDER BY times_too_long DESC
      LIMIT ${String(MAX_INSTANCES)}`,
    seconds: 600,
    fires: { above: 1 },
    pending: '5m',
    noData: 'OK',
  },
);

export const queueLag = alertRule(
  {
    ...platform,
    uid: 'hb-queue-lag',
    title: 'Queue lag',
    // Without labels this is the alert of an empty answer.
    summary: `{{ if $labels.node }}Events of {{ $labels.node }} wait for ${TIME}{{ else }}No ingest service reports{{ end }}`,
    description:
      'Accepted events are safe on disk but not searchable. The store is down or too slow, or ingest itself stopped.',
    severity: 'high',
  },
  {
    sql: sql`
      SELECT node, max(lag) / 1000 AS lag_seconds
      FROM (
        SELECT node, input, argMax(lag_ms, ts) AS lag
        FROM pipeline_stats
        WHERE $__timeFilter(ts)
        GROUP BY node, input)
      GROUP BY node`,
    seconds: 300,
    fires: { above: 300 },
    pending: '2m',
    noData: 'Alerting',
  },
);

export const quarantineRate = alertRule(
  {
    ...platform,
    uid: 'hb-quarantine-grows',
    title: 'Quarantine grows',
    summary: '{{ $values.B }} items were refused with {{ $labels.code }} within 15 minutes',
    description:
      'A shipper sends what cannot be decoded. Nothing is lost: fix the cause, then run huntboard quarantine replay.',
    severity: 'medium',
  },
  {
    sql: sql`
      SELECT code, toFloat64(count()) AS items
      FROM quarantine FINAL
      WHERE $__timeFilter(received_at) AND status = 'held'
      GROUP BY code
      ORDER BY items DESC
      LIMIT ${String(MAX_INSTANCES)}`,
    seconds: 900,
    fires: { above: 100 },
    pending: '0s',
    noData: 'OK',
  },
);

export const diskDays = alertRule(
  {
    ...platform,
    uid: 'hb-disk-days',
    title: 'Disk full within two weeks',
    summary: `At the rate of the last day {{ $labels.disk }} is full in ${measured('{{ if lt .Value 1.0 }}less than a day{{ else }}{{ printf "%.1f" .Value }} days{{ end }}')}`,
    description:
      'Lower the retention (provisioning/clickhouse/retention.yaml), filter what nobody asks for, or give the store more room.',
    severity: 'high',
  },
  {
    sql: sql`
      SELECT name AS disk, free_space / greatest(1, per_day) AS days
      FROM system.disks
      CROSS JOIN (${BYTES_PER_DAY}) AS growth`,
    seconds: 86_400,
    fires: { below: 14 },
    pending: '15m',
    noData: 'OK',
  },
);

const CANARIES = "rule_id = 'huntboard:canary' AND window_start > now64(3) - INTERVAL 3 DAY";
const canarySays = (field: string): string => `JSONExtractString(evidence, 'matched', '${field}')`;

/**
 * The canary is an event that each ingest service sends to itself, by default every five minutes; its alert must follow within a
 * minute. A service that is silent for a day counts as taken out of use while another one sings; the last one to sing never does.
 */
export const canaryMissing = alertRule(
  {
    ...platform,
    uid: 'hb-canary-missing',
    title: 'Detection canary missing',
    summary: `The canary of {{ $labels.node }} is ${TIME} overdue`,
    description:
      'Every few minutes each ingest service sends itself an event that must raise an alert. It did not arrive: ingest, rules or store do not work, whatever else is green. Ask huntboard doctor.',
    severity: 'critical',
  },
  {
    sql: sql`
      SELECT node, overdue
      FROM (
        SELECT
          argMax(${canarySays('node')}, updated_at) AS node, max(updated_at) AS heard_at,
          toFloat64(dateDiff('second', heard_at, now64(3))) - argMax(toFloat64OrZero(${canarySays('interval')}), updated_at) AS overdue
        FROM alerts
        WHERE ${CANARIES}
        GROUP BY ${canarySays('queue')})
      WHERE heard_at > now64(3) - INTERVAL 1 DAY
        OR heard_at = (SELECT max(updated_at) FROM alerts WHERE ${CANARIES})
      ORDER BY overdue DESC
      LIMIT ${String(MAX_INSTANCES)}`,
    seconds: 3600,
    fires: { above: 60 },
    pending: '1m',
    noData: 'OK',
  },
);
