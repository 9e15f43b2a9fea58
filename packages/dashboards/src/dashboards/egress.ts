// Egress watch: which servers begin connections to the outside, and who answers for those that may.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertsPanel } from '../model/alerts.ts';
import { LOOKS, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { outside } from '../model/estate.ts';
import { exceptionsPanel } from '../model/exceptions.ts';
import { histogramPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, sql, tableSql } from '../model/query.ts';
import { baseName, text } from '../model/sql.ts';
import { serversVariable } from '../model/variables.ts';
import { withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';

const SERVER = sql`match(host, ${text('servers')})`;
/** Initiated: as Sysmon says; osquery tells by its action. */
const OUT = sql`$__timeFilter(events.ts) AND category = 'network' AND action = 'connect' AND lower(Initiated) != 'false' AND ${SERVER} AND ${outside('DestinationIp')}`;

const servers = statPanel(
  {
    title: 'Servers that go out',
    description:
      'Servers that began at least one connection to the internet. Servers answer; the fewer ask, the better.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(host) AS servers
    FROM events
    WHERE ${OUT}`),
).thresholds(steps('green', [1, 'orange']));

const destinations = statPanel(
  {
    title: 'Destinations',
    description: 'Distinct outside addresses that servers asked for.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(DestinationIp) AS destinations
    FROM events
    WHERE ${OUT}`),
).thresholds(steps('blue'));

const fresh = statPanel(
  {
    title: 'New destinations',
    description:
      'Outside addresses that no host of the company had ever talked to before the time range. Start with these.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(DestinationIp) AS fresh
    FROM events
    WHERE ${OUT} AND DestinationIp IN (
      SELECT value FROM seen WHERE kind = 'destination' GROUP BY value HAVING min(first_ts) >= $__fromTime)`),
).thresholds(steps('green', [1, 'orange'], [10, 'red']));

const connections = statPanel(
  {
    title: 'Connections',
    description: 'Connections that servers began to the outside.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT count() AS connections
    FROM events
    WHERE ${OUT}`),
).thresholds(steps('blue'));

const overTime = histogramPanel(
  {
    title: 'Connections to the outside by server',
    description: 'A comb of equal teeth is a beacon; a hill at night is data that leaves.',
    width: 24,
    height: 7,
    noData: 'No server in this selection went out: change «servers» when your names are others',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, host, count() AS Value
    FROM events
    WHERE ${OUT}
    GROUP BY time, host
    ORDER BY time, host`),
);

const table = withColumns(
  tablePanel(
    {
      title: 'Who goes where',
      description:
        'Server, program and destination, the ones that fewest hosts know first. Every line needs an owner or an end.',
      width: 24,
      height: 11,
      noData: 'No server in this selection went out',
    },
    tableSql(sql`
      SELECT
        events.host AS host, ${baseName('Image')} AS process, DestinationIp AS address, any(DestinationHostname) AS name,
        DestinationPort AS port, any(known.hosts) AS hosts, min(known.first) AS first_ever, count() AS times,
        round(if(count() > 2, stddevPop(gap) / greatest(avg(gap), 0.001), NULL), 2) AS jitter, if(count() > 1, round(avg(gap)), NULL) AS every, max(ts) AS last,
        any(User) AS user, any(Image) AS image
      FROM (
        SELECT *, dateDiff('millisecond', lagInFrame(ts, 1, ts) OVER w, ts) / 1000 AS gap
        FROM events
        WHERE ${OUT}
        WINDOW w AS (PARTITION BY host, Image, DestinationIp, DestinationPort ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
      ) AS events
      LEFT JOIN (
        SELECT value, uniqExact(seen.host) AS hosts, min(first_ts) AS first FROM seen WHERE kind = 'destination' GROUP BY value
      ) AS known ON known.value = DestinationIp
      GROUP BY host, process, address, port
      ORDER BY hosts, times DESC
      LIMIT 300`),
  ),
  {
    host: { ...LOOKS.host, width: 85 },
    process: { label: 'Process', width: 125, links: [toTextHunt('image', 'Hunt for this image')] },
    address: { label: 'Address', width: 130, links: [toTextHunt('address', 'Hunt for this address')] },
    name: { label: 'Name', minWidth: 130 },
    port: { label: 'Port', width: 65, unit: 'none' },
    hosts: { label: 'Hosts', width: 82 },
    first_ever: { label: 'First ever', width: 165, unit: 'time:YYYY-MM-DD HH:mm:ss' },
    times: { label: 'Times', width: 82 },
    jitter: { label: 'Jitter', width: 76, decimals: 2 },
    every: { label: 'Every', width: 75, unit: 's' },
    last: shortTime('Last'),
    user: { ...LOOKS.user, width: 140 },
    image: LOOKS.hidden,
  },
);

const inside = withColumns(
  tablePanel(
    {
      title: 'From the DMZ to the inside',
      description:
        'Connections that the chosen servers began to inner addresses: many addresses or ports from one server are a scan. Choose your DMZ in «servers».',
      width: 24,
      height: 8,
      noData: 'None',
    },
    tableSql(sql`
      SELECT host, ${baseName('Image')} AS process, uniqExact(DestinationIp) AS addresses, uniqExact(DestinationPort) AS ports, count() AS times, max(ts) AS last
      FROM events
      WHERE $__timeFilter(ts) AND category = 'network' AND action = 'connect' AND lower(Initiated) != 'false' AND ${SERVER}
        AND DestinationIp NOT IN ('', '-') AND NOT ${outside('DestinationIp')}
      GROUP BY host, process
      ORDER BY addresses * ports DESC
      LIMIT 100`),
  ),
  {
    host: { ...LOOKS.host, width: 85 },
    process: { label: 'Process', minWidth: 120 },
    addresses: { label: 'Addresses', width: 97 },
    ports: { label: 'Ports', width: 70 },
    times: { label: 'Times', width: 82 },
    last: shortTime('Last'),
  },
);

const alerts = alertsPanel(
  {
    title: 'Alerts about it',
    description: 'What rules of network, command and control and exfiltration found in the time range.',
    width: 24,
    height: 8,
    noData: 'No such alert in this time range',
  },
  sql`$__timeFilter(ts) AND (category IN ('network', 'dns') OR has(tags, 'attack.command-and-control') OR has(tags, 'attack.exfiltration'))`,
  100,
);

const exceptions = exceptionsPanel({
  title: 'Exceptions: owner and expiry',
  description:
    'What rules may not alert on, by whom, why and until when. An exception that nobody owns or that ended is to be looked at again.',
  width: 24,
  height: 8,
  noData: 'No exception was made in the panel; those of HUNTBOARD_EXCEPTIONS_FILE stand in that file',
});

/** Egress watch, uid `hb-egress`. Variable: `servers`, a regular expression on host names. */
export function egressDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-egress',
    title: 'Egress watch',
    description:
      'Which servers begin connections to the outside, how regularly, and which exceptions somebody answers for.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(serversVariable())
    .withPanel(servers)
    .withPanel(destinations)
    .withPanel(fresh)
    .withPanel(connections)
    .withPanel(overTime)
    .withPanel(table)
    .withPanel(inside)
    .withPanel(alerts)
    .withPanel(exceptions)
    .build();
  return withRowsBehind(board, {
    'Servers that go out': { panel: 'Who goes where' },
    Destinations: { panel: 'Who goes where' },
    'New destinations': { panel: 'Who goes where' },
    Connections: { panel: 'Who goes where' },
  });
}
