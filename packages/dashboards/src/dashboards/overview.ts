// Overview: is anything burning, who reports, and what is new here.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertsPanel } from '../model/alerts.ts';
import { asDataLink, LEVEL_COLORS, LOOKS, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { colorsByLabel } from '../model/colors.ts';
import { histogramPanel, rankingPanel, sharePanel, statPanel, steps, tablePanel, textPanel } from '../model/panels.ts';
import { seriesSql, tableSql, sql } from '../model/query.ts';
import { LEVEL_ORDER, NO_CANARY_ALERTS, NO_CANARY_EVENTS } from '../model/sql.ts';
import { queueUrl, withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';
import { rowsBehind } from './rows.ts';

const numbers = {
  critical: statPanel(
    {
      title: 'Critical alerts',
      description: 'Alerts of level critical in the time range. Any of them deserves a look now.',
      width: 4,
      height: 4,
      noData: '0',
    },
    tableSql(sql`
      SELECT countIf(level = 'critical') AS alerts
      FROM alerts FINAL
      WHERE $__timeFilter(ts)`),
  ).thresholds(steps('green', [1, 'red'])),
  high: statPanel(
    {
      title: 'High alerts',
      description: 'Alerts of level high in the time range. Look at them today.',
      width: 4,
      height: 4,
      noData: '0',
    },
    tableSql(sql`
      SELECT countIf(level = 'high') AS alerts
      FROM alerts FINAL
      WHERE $__timeFilter(ts)`),
  ).thresholds(steps('green', [1, 'red'])),
  hosts: statPanel(
    {
      title: 'Hosts reporting',
      description: 'Hosts with at least one event in the time range. A number that falls means blind spots.',
      width: 4,
      height: 4,
      noData: '0',
    },
    tableSql(sql`
      SELECT uniqExact(host) AS hosts
      FROM events
      WHERE $__timeFilter(ts) AND host != ''`),
  ).thresholds(steps('blue')),
  events: statPanel(
    {
      title: 'Events',
      description: 'Events that happened in the time range, by the clock of the sensors.',
      width: 4,
      height: 4,
      noData: '0',
    },
    tableSql(sql`
      SELECT count() AS events
      FROM events
      WHERE $__timeFilter(ts) AND ${NO_CANARY_EVENTS}`),
  ).thresholds(steps('blue')),
  processes: statPanel(
    {
      title: 'Processes started',
      description: 'Distinct processes whose start was seen in the time range.',
      width: 4,
      height: 4,
      noData: '0',
    },
    tableSql(sql`
      SELECT uniqExact(host, proc_guid) AS processes
      FROM process
      WHERE $__timeFilter(start_ts)`),
  ).thresholds(steps('blue')),
  lag: statPanel(
    {
      title: 'Queue lag',
      description: 'Age of the oldest event that is accepted but not yet stored. Detail stands on Pipeline health.',
      width: 4,
      height: 4,
      noData: 'no ingest statistics',
    },
    tableSql(sql`
      SELECT max(lag) AS lag
      FROM (
        SELECT node, input, argMax(lag_ms, ts) AS lag
        FROM pipeline_stats
        WHERE ts > now() - INTERVAL 5 MINUTE
        GROUP BY node, input)`),
  )
    .unit('ms')
    .thresholds(steps('green', [30_000, 'orange'], [300_000, 'red'])),
};

const alertsByLevel = histogramPanel(
  {
    title: 'Alerts over time',
    description:
      'A burst of alerts on few hosts is an attack or a new false positive; a slow trickle on all hosts is usually a noisy rule.',
    width: 12,
    height: 7,
    noData: 'No alerts in this time range',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, level, count() AS Value
    FROM alerts FINAL
    WHERE $__timeFilter(ts) AND ${NO_CANARY_ALERTS}
    GROUP BY time, level
    ORDER BY time, ${LEVEL_ORDER}`),
);
colorsByLabel(alertsByLevel, LEVEL_COLORS);

const eventsByCategory = histogramPanel(
  {
    title: 'Events over time',
    description:
      'Volume by category. Gaps mean that sensors or the pipeline were silent; steps mean that a policy changed.',
    width: 12,
    height: 7,
    noData: 'No events in this time range',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, category, count() AS Value
    FROM events
    WHERE $__timeFilter(ts) AND ${NO_CANARY_EVENTS}
    GROUP BY time, category
    ORDER BY time, category`),
);

const alertQueue = alertsPanel(
  {
    title: 'Latest alerts',
    description:
      'Newest first. Open the alert in the queue, or its process lineage to see who started the process and what it did next.',
    width: 24,
    height: 10,
    noData: 'No alerts in this time range',
  },
  '$__timeFilter(ts)',
);

const hosts = withColumns(
  tablePanel(
    {
      title: 'Hosts',
      description:
        'Hosts with alerts first. A host that is silent for long while its neighbours report is off, broken or tampered with.',
      width: 14,
      height: 10,
      noData: 'No host ever sent an event',
    },
    tableSql(sql`
      SELECT
        seen.host AS host, any(alerted.worst) AS level, any(alerted.alerts) AS alerts,
        dateDiff('second', max(seen.last_ingested_at), now64(3)) AS silent, max(seen.last_ts) AS last_event,
        arrayStringConcat(arraySort(groupUniqArray(seen.value)), ', ') AS sources, sum(seen.count) AS events
      FROM seen
      LEFT JOIN (
        SELECT host, count() AS alerts, argMin(level, ${LEVEL_ORDER}) AS worst
        FROM alerts FINAL
        WHERE $__timeFilter(ts)
        GROUP BY host
      ) AS alerted ON alerted.host = seen.host
      WHERE seen.kind = 'sender' AND seen.host != ''
      GROUP BY host
      ORDER BY alerts DESC, host
      LIMIT 1000`),
  ),
  {
    host: { ...LOOKS.host, width: 110 },
    level: { ...LOOKS.level, label: 'Worst' },
    alerts: { label: 'Alerts', width: 82 },
    silent: { label: 'Silent for', width: 110, unit: 's' },
    last_event: shortTime('Last event'),
    sources: { label: 'Sources', minWidth: 120 },
    events: { label: 'Events ever', unit: 'short', width: 112 },
  },
);

const sources = sharePanel(
  {
    title: 'Events by log',
    description: 'Which logs the events come from. Sysmon and osquery should be there for every host that matters.',
    width: 10,
    height: 10,
    noData: 'No events in this time range',
  },
  tableSql(sql`
    SELECT if(service = '', source, service) AS log, count() AS events
    FROM events
    WHERE $__timeFilter(ts) AND ${NO_CANARY_EVENTS}
    GROUP BY log
    ORDER BY events DESC
    LIMIT 12`),
);

const newPrograms = withColumns(
  tablePanel(
    {
      title: 'Programs never seen before',
      description:
        'Executables that started for the first time ever within the time range. Attackers bring tools; so do updates. Few hosts and odd folders first.',
      width: 14,
      height: 9,
      noData: 'Nothing new in this time range',
    },
    tableSql(sql`
      SELECT first AS time, image, hosts, host, starts
      FROM (
        SELECT value AS image, min(first_ts) AS first, uniqExact(seen.host) AS hosts, any(seen.host) AS host, sum(count) AS starts
        FROM seen
        WHERE kind = 'image'
        GROUP BY value)
      WHERE $__timeFilter(first)
      ORDER BY hosts, starts, time DESC
      LIMIT 100`),
  ),
  {
    time: shortTime('First seen'),
    image: { label: 'Image', links: LOOKS.image.links, minWidth: 300 },
    hosts: { label: 'Hosts', width: 82 },
    host: { ...LOOKS.host, label: 'On' },
    starts: { label: 'Starts', width: 82 },
  },
);

const failedLogons = rankingPanel(
  {
    title: 'Failed logons by source',
    description:
      'Addresses with the most failed logons in the time range. Many accounts from one address: spraying; one account many times: brute force.',
    width: 10,
    height: 9,
    noData: 'No failed logon with an address in this time range',
  },
  tableSql(sql`
    SELECT IpAddress AS address, count() AS failures
    FROM events
    WHERE $__timeFilter(ts) AND category = 'auth' AND IpAddress NOT IN ('', '-')
      AND (action = 'fail' OR ext['message'] LIKE '%res=failed%')
    GROUP BY address
    ORDER BY failures DESC
    LIMIT 12`),
);
failedLogons.dataLinks([asDataLink(toTextHunt('address', 'Hunt for this address'))]);

const guide = textPanel(
  { title: '', width: 24, height: 3 },
  [
    '**Start here.** Read the latest alerts, open the **process lineage** of one, and follow links from any host, user, image or hash into **Hunt**.',
    'No alerts is not the same as no attack: *programs never seen before* and *failed logons* show what no rule knows yet.',
  ].join(' '),
);

/** Overview, uid `hb-overview`. */
export function overviewDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-overview',
    title: 'SOC overview',
    description: 'Is anything burning, who reports, and what is new here.',
    from: 'now-24h',
    refresh: '1m',
  })
    .withPanel(numbers.critical)
    .withPanel(numbers.high)
    .withPanel(numbers.hosts)
    .withPanel(numbers.processes)
    .withPanel(numbers.events)
    .withPanel(numbers.lag)
    .withPanel(alertsByLevel)
    .withPanel(eventsByCategory)
    .withPanel(alertQueue)
    .withPanel(hosts)
    .withPanel(sources)
    .withPanel(newPrograms)
    .withPanel(failedLogons)
    .withPanel(guide)
    .build();
  return withRowsBehind(board, {
    'Critical alerts': { url: queueUrl({ level: 'critical', state: 'all' }) },
    'High alerts': { url: queueUrl({ level: 'high', state: 'all' }) },
    'Hosts reporting': { url: rowsBehind('hosts-reporting') },
    'Processes started': { url: rowsBehind('processes-started') },
    Events: { url: rowsBehind('events-by-category') },
    'Queue lag': { url: '/d/hb-health?${__url_time_range}' },
  });
}
