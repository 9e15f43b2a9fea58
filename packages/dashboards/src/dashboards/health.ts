// Sensors and pipeline health: does everything arrive, how late, what was refused, who is silent, how long the disk lasts.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { pivot, shortTime, withColumns } from '../model/columns.ts';
import { histogramPanel, linePanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, tableSql, sql } from '../model/query.ts';
import { NO_CANARY_EVENTS } from '../model/sql.ts';
import { BYTES_PER_DAY } from '../model/store-size.ts';
import { withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';
import { rowsBehind } from './rows.ts';

/** Newest counters of every input of every node that reported within five minutes. */
const LATEST = sql`
        SELECT
          node, input,
          argMax(received, ts) AS received, argMax(stored, ts) AS stored, argMax(filtered, ts) AS filtered,
          argMax(quarantined, ts) AS quarantined, argMax(queued, ts) AS queued, argMax(lag_ms, ts) AS lag_ms
        FROM pipeline_stats
        WHERE ts > now() - INTERVAL 5 MINUTE
        GROUP BY node, input`;

const lag = statPanel(
  {
    title: 'Queue lag',
    description:
      'Age of the oldest event that is durable but not yet stored. Seconds are normal; minutes mean that the store is slow or down.',
    width: 5,
    height: 4,
    noData: 'ingest does not report',
  },
  tableSql(sql`
      SELECT max(lag_ms) AS lag
      FROM (
        ${LATEST}
      )
      HAVING count() > 0`),
)
  .unit('ms')
  .thresholds(steps('green', [30_000, 'orange'], [300_000, 'red']));

const queued = statPanel(
  {
    title: 'Queued',
    description: 'Events that are durable on disk and wait for the store.',
    width: 5,
    height: 4,
    noData: 'ingest does not report',
  },
  tableSql(sql`
      SELECT sum(queued) AS queued
      FROM (
        ${LATEST}
      )
      HAVING count() > 0`),
).thresholds(steps('green', [100_000, 'orange'], [1_000_000, 'red']));

const balance = statPanel(
  {
    title: 'Unaccounted events',
    description:
      'Received less stored, filtered, quarantined and queued. Anything but zero for longer than a moment is a fault of ours: report it.',
    width: 5,
    height: 4,
    noData: 'ingest does not report',
  },
  tableSql(sql`
      SELECT sum(toInt64(received) - toInt64(stored) - toInt64(filtered) - toInt64(quarantined) - toInt64(queued)) AS unaccounted
      FROM (
        ${LATEST}
      )
      HAVING count() > 0`),
).thresholds(steps('red', [0, 'green'], [1, 'red']));

const held = statPanel(
  {
    title: 'In quarantine',
    description:
      'Items received in the time range that could not be decoded. Look at the reasons below; replay them when the cause is gone.',
    width: 5,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
      SELECT countIf(status = 'held') AS held
      FROM quarantine FINAL
      WHERE $__timeFilter(received_at)`),
).thresholds(steps('green', [1, 'orange']));

const silentSources = statPanel(
  {
    title: 'Silent hosts',
    description: 'Hosts that sent something in the last seven days but nothing in the last hour.',
    width: 4,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
      SELECT countIf(last < now64(3) - INTERVAL 1 HOUR) AS silent
      FROM (
        SELECT host, max(last_ingested_at) AS last
        FROM seen
        WHERE kind = 'sender' AND host != ''
        GROUP BY host
        HAVING last > now64(3) - INTERVAL 7 DAY)`),
).thresholds(steps('green', [1, 'orange']));

/** Counters only grow, so a rate is the growth between the ends of neighbouring intervals. */
const rate = (column: string): string => sql`
      SELECT time, input, if(seconds = 0, 0, greatest(grown, 0) / seconds) AS Value
      FROM (
        SELECT
          time, input,
          toInt64(value) - toInt64(lagInFrame(value, 1, value) OVER w) AS grown,
          dateDiff('second', lagInFrame(time, 1, time) OVER w, time) AS seconds
        FROM (
          SELECT time, input, sum(counter) AS value
          FROM (
            SELECT $__timeInterval(ts) AS time, node, input, max(${column}) AS counter
            FROM pipeline_stats
            WHERE $__timeFilter(ts)
            GROUP BY time, node, input)
          GROUP BY time, input)
        WINDOW w AS (PARTITION BY input ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
      ORDER BY time, input`;

const received = linePanel(
  {
    title: 'Events acknowledged',
    description: 'Events a second by transport, as counted when the sender got its answer.',
    width: 12,
    height: 7,
    noData: 'ingest did not report in this time range',
  },
  seriesSql(rate('received')),
)
  .unit('eps')
  .min(0);

const bytes = linePanel(
  {
    title: 'Bytes received',
    description: 'Bytes a second as sent, compressed where the sender compresses.',
    width: 12,
    height: 7,
    noData: 'ingest did not report in this time range',
  },
  seriesSql(rate('bytes')),
)
  .unit('Bps')
  .min(0);

const lagOverTime = linePanel(
  {
    title: 'Lag over time',
    description: 'Worst age of the oldest queued event by transport. A saw-tooth is normal, a ramp is not.',
    width: 12,
    height: 7,
    noData: 'ingest did not report in this time range',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, input, max(lag_ms) AS Value
    FROM pipeline_stats
    WHERE $__timeFilter(ts)
    GROUP BY time, input
    ORDER BY time, input`),
)
  .unit('ms')
  .min(0);

const delay = linePanel(
  {
    title: 'Delay of the senders',
    description:
      'Time from an event to its receipt, by source: median and 95th percentile. Growth means that a shipper cannot keep up or that a clock is wrong.',
    width: 12,
    height: 7,
    noData: 'Nothing received in this time range',
  },
  seriesSql(sql`
    SELECT
      $__timeInterval(ingested_at) AS time, source,
      quantile(0.5)(dateDiff('millisecond', ts, ingested_at)) AS median,
      quantile(0.95)(dateDiff('millisecond', ts, ingested_at)) AS p95
    FROM events
    WHERE $__timeFilter(ingested_at) AND ${NO_CANARY_EVENTS}
    GROUP BY time, source
    ORDER BY time, source`),
).unit('ms');

const refused = histogramPanel(
  {
    title: 'Quarantined by reason',
    description: 'What could not be decoded, by error code. A new code after a change of a shipper is the change.',
    width: 8,
    height: 8,
    noData: 'Nothing was quarantined in this time range',
  },
  seriesSql(sql`
    SELECT $__timeInterval(received_at) AS time, code, count() AS Value
    FROM quarantine FINAL
    WHERE $__timeFilter(received_at)
    GROUP BY time, code
    ORDER BY time, code`),
);

const quarantine = withColumns(
  tablePanel(
    {
      title: 'Latest in quarantine',
      description: 'The reason and the first bytes. `huntboard quarantine replay` tries them again.',
      width: 16,
      height: 8,
      noData: 'Nothing was quarantined in this time range',
    },
    tableSql(sql`
      SELECT received_at AS time, code, detail, origin, input, size, status, substring(bytes, 1, 200) AS beginning
      FROM quarantine FINAL
      WHERE $__timeFilter(received_at)
      ORDER BY received_at DESC
      LIMIT 100`),
  ),
  {
    time: shortTime('Received'),
    code: { label: 'Reason', width: 110 },
    detail: { label: 'Detail', minWidth: 85 },
    origin: { label: 'From', width: 75 },
    input: { label: 'Transport', width: 97 },
    size: { label: 'Size', width: 64, unit: 'bytes' },
    status: { label: 'Status', width: 76 },
    beginning: { label: 'Beginning', minWidth: 97 },
  },
);

const senders = withColumns(
  tablePanel(
    {
      title: 'Sources by host',
      description:
        'Longest silent first. A host whose sensor stops while another of its sources goes on may be tampered with.',
      width: 12,
      height: 10,
      noData: 'No host ever sent an event',
    },
    tableSql(sql`
      SELECT
        host, value AS source, dateDiff('second', max(last_ingested_at), now64(3)) AS silent,
        max(last_ts) AS last_event, sum(count) AS events
      FROM seen
      WHERE kind = 'sender' AND host != ''
      GROUP BY host, value
      ORDER BY silent DESC
      LIMIT 1000`),
  ),
  {
    host: { label: 'Host', width: 130, links: [pivot('Hunt on this host', 'hb-hunt', { host: 'host' })] },
    source: { label: 'Source', width: 100 },
    silent: { label: 'Silent for', unit: 's', width: 110 },
    last_event: { label: 'Last event', width: 180 },
    events: { label: 'Events ever', unit: 'short' },
  },
);

const agents = withColumns(
  tablePanel(
    {
      title: 'osquery agents',
      description: 'Enrolled agents and their versions.',
      width: 12,
      height: 10,
      noData: 'No osquery agent has enrolled',
    },
    tableSql(sql`
      SELECT host, host_identifier, platform, os_version, osquery_version, enrolled_at, origin
      FROM osquery_nodes FINAL
      ORDER BY enrolled_at DESC
      LIMIT 1000`),
  ),
  {
    host: { label: 'Host', width: 95, links: [pivot('Hunt on this host', 'hb-hunt', { host: 'host' })] },
    host_identifier: { label: 'Agent', minWidth: 100 },
    platform: { label: 'Platform', width: 92 },
    os_version: { label: 'System', minWidth: 100 },
    osquery_version: { label: 'osquery', width: 90 },
    enrolled_at: shortTime('Enrolled'),
    origin: { label: 'From', width: 85 },
  },
);

const bytesADay = statPanel(
  {
    title: 'Growth a day',
    description: 'What the events of the last day take on disk, by what a stored event takes now.',
    width: 6,
    height: 4,
    noData: 'ingest does not report',
  },
  tableSql(sql`
      SELECT per_day
      FROM (
        ${BYTES_PER_DAY}
      )`),
)
  .unit('bytes')
  .thresholds(steps('blue'));

const diskDays = statPanel(
  {
    title: 'Days of disk left',
    description:
      'Free room of the fullest disk by the growth of the last day. It rises again where retention takes away as much as comes.',
    width: 6,
    height: 4,
    noData: 'no growth yet',
  },
  tableSql(sql`
      SELECT if(any(per_day) > 0, min(free_space) / any(per_day), NULL) AS days
      FROM system.disks
      CROSS JOIN (
        ${BYTES_PER_DAY}
      ) AS growth`),
)
  .unit('d')
  .thresholds(steps('red', [14, 'orange'], [30, 'green']));

const stored = statPanel(
  {
    title: 'On disk',
    description: 'What all tables of Huntboard take on disk, compressed.',
    width: 6,
    height: 4,
    noData: 'the store does not tell its parts to the reader',
  },
  tableSql(sql`
      SELECT sum(bytes_on_disk) AS bytes
      FROM system.parts
      WHERE active AND database = currentDatabase()`),
)
  .unit('bytes')
  .thresholds(steps('blue'));

const sensorTrouble = statPanel(
  {
    title: 'Sensor trouble',
    description:
      'Events in which a sensor speaks about itself: Sysmon stopped (4), changed its configuration (16) or failed (255), osquery reported an error.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
      SELECT countIf(EventID IN (4, 16, 255) OR level IN ('error', 'critical')) AS events
      FROM events
      WHERE $__timeFilter(ts) AND category = 'sensor'`),
).thresholds(steps('green', [1, 'orange']));

const cadence = withColumns(
  tablePanel(
    {
      title: 'Silent by their own cadence',
      description:
        'Hosts by how much longer they are silent than they usually are between two events. Above 1 (twenty times the usual, an hour at least) is worth a call.',
      width: 12,
      height: 10,
      noData: 'No host ever sent an event',
    },
    tableSql(sql`
      SELECT
        host, silent / greatest(3600, 20 * usual) AS too_long, silent, usual, sources
      FROM (
        SELECT
          host, dateDiff('second', max(last_ingested_at), now64(3)) AS silent,
          dateDiff('second', min(first_ts), max(last_ts)) / greatest(1, sum(count)) AS usual,
          arrayStringConcat(arraySort(groupUniqArray(value)), ', ') AS sources
        FROM seen
        WHERE kind = 'sender' AND host != ''
        GROUP BY host)
      ORDER BY too_long DESC
      LIMIT 200`),
  ),
  {
    host: { label: 'Host', minWidth: 110, links: [pivot('Everything about this host', 'hb-host', { host: 'host' })] },
    too_long: { label: 'Times too long', width: 135, decimals: 2 },
    silent: { label: 'Silent for', width: 110, unit: 's' },
    usual: { label: 'Usual distance', width: 135, unit: 's' },
    sources: { label: 'Sources', width: 130 },
  },
);

const sysmon = withColumns(
  tablePanel(
    {
      title: 'Sysmon and Windows logs by host',
      description:
        'When each log of a Windows host was last heard in the time range. A host whose Security log goes on while Sysmon is silent has lost its sensor.',
      width: 12,
      height: 10,
      noData: 'No Windows host sent anything in this time range',
    },
    tableSql(sql`
      SELECT
        host, if(countIf(service = 'sysmon') = 0, NULL, dateDiff('second', maxIf(ingested_at, service = 'sysmon'), now64(3))) AS sysmon_silent,
        if(countIf(service = 'security') = 0, NULL, dateDiff('second', maxIf(ingested_at, service = 'security'), now64(3))) AS security_silent,
        if(countIf(service = 'sysmon') = 0, 'none', if(sysmon_silent > 600 + 5 * ifNull(security_silent, sysmon_silent), 'silent', 'alive')) AS sysmon, count() AS events
      FROM events
      WHERE $__timeFilter(ingested_at) AND product = 'windows' AND host != ''
      GROUP BY host
      ORDER BY indexOf(['none', 'silent', 'alive'], sysmon), host
      LIMIT 500`),
  ),
  {
    host: { label: 'Host', minWidth: 110, links: [pivot('Everything about this host', 'hb-host', { host: 'host' })] },
    sysmon: { label: 'Sysmon', width: 85, colors: { alive: 'green', silent: 'red', none: 'orange' } },
    sysmon_silent: { label: 'Sysmon silent', width: 126, unit: 's' },
    security_silent: { label: 'Security silent', width: 140, unit: 's' },
    events: { label: 'Events', width: 85, unit: 'short' },
  },
);

/** Sensors and pipeline health, uid `hb-health`. */
export function healthDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-health',
    title: 'Sensors and pipeline health',
    description: 'Does everything arrive, how late, what was refused, who is silent, and how long the disk lasts.',
    from: 'now-1h',
    refresh: '30s',
  })
    .withPanel(lag)
    .withPanel(queued)
    .withPanel(balance)
    .withPanel(held)
    .withPanel(silentSources)
    .withPanel(diskDays)
    .withPanel(bytesADay)
    .withPanel(stored)
    .withPanel(sensorTrouble)
    .withPanel(received)
    .withPanel(bytes)
    .withPanel(lagOverTime)
    .withPanel(delay)
    .withPanel(refused)
    .withPanel(quarantine)
    .withPanel(cadence)
    .withPanel(sysmon)
    .withPanel(senders)
    .withPanel(agents)
    .build();
  return withRowsBehind(board, {
    'Queue lag': { panel: 'Lag over time' },
    Queued: { panel: 'Lag over time' },
    'Unaccounted events': { panel: 'Events acknowledged' },
    'In quarantine': { url: rowsBehind('quarantine') },
    'Silent hosts': { panel: 'Sources by host' },
    'Days of disk left': { panel: 'Bytes received' },
    'Growth a day': { panel: 'Bytes received' },
    'On disk': { panel: 'Bytes received' },
    'Sensor trouble': { panel: 'Sysmon and Windows logs by host' },
  });
}
