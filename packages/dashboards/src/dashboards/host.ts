// Host: everything about one machine, reached from any link.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SUMMARY_SQL } from '@huntboard/query';
import { alertsPanel } from '../model/alerts.ts';
import { LOOKS, pivot, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { outside } from '../model/estate.ts';
import { histogramPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, sql, tableSql } from '../model/query.ts';
import { baseName, guidText, text } from '../model/sql.ts';
import { hostVariable } from '../model/variables.ts';
import { queueUrl, withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';

const HOST = text('host');
const IN_RANGE = sql`$__timeFilter(events.ts) AND host = ${HOST}`;

const openAlerts = statPanel(
  {
    title: 'Open alerts',
    description: 'Alerts of this host that are not closed, however old. Anything but zero is somebody’s work.',
    width: 5,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT countIf(s.status != 'closed') AS open
    FROM (SELECT window_start, alert_id FROM alerts FINAL WHERE host = ${HOST}) AS a
    LEFT JOIN (SELECT alert_id, status FROM alert_states FINAL) AS s ON a.alert_id = s.alert_id`),
).thresholds(steps('green', [1, 'orange'], [5, 'red']));

const silent = statPanel(
  {
    title: 'Silent for',
    description:
      'Time since anything of this host was received. Compare with its usual cadence on Sensors and pipeline health.',
    width: 5,
    height: 4,
    noData: 'never heard',
  },
  tableSql(sql`
    SELECT dateDiff('second', max(last_ingested_at), now64(3)) AS silent
    FROM seen
    WHERE kind = 'sender' AND host = ${HOST}
    HAVING count() > 0`),
)
  .unit('s')
  .thresholds(steps('green', [3600, 'orange'], [86_400, 'red']));

const known = statPanel(
  {
    title: 'Known for',
    description:
      'Time since the first event of this host. A host that is new today was not there to be protected yesterday.',
    width: 5,
    height: 4,
    noData: 'not known',
  },
  tableSql(sql`
    SELECT dateDiff('second', min(first_ts), now64(3)) AS known
    FROM seen
    WHERE kind = 'sender' AND host = ${HOST}
    HAVING count() > 0`),
)
  .unit('s')
  .thresholds(steps('blue'));

const events = statPanel(
  {
    title: 'Events',
    description:
      'Events of this host in the time range. Far fewer than on other days: a sensor stopped or was stopped.',
    width: 5,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT count() AS events
    FROM events
    WHERE ${IN_RANGE}`),
).thresholds(steps('blue'));

const users = statPanel(
  {
    title: 'Accounts active',
    description:
      'Accounts on whose behalf something happened here. A workstation has few; more than usual is worth a look.',
    width: 4,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(User) AS users
    FROM events
    WHERE ${IN_RANGE} AND User != ''`),
).thresholds(steps('blue'));

const alerts = alertsPanel(
  {
    title: 'Alerts',
    description:
      'What was detected here, newest first. Several rules within minutes tell one story: open the lineage of the first.',
    width: 24,
    height: 8,
    noData: 'No alert on this host in this time range',
  },
  sql`$__timeFilter(ts) AND host = ${HOST}`,
);

const activity = histogramPanel(
  {
    title: 'Activity',
    description:
      'Events by category. Activity at night, bursts of files (encryption, staging) or of network (scans) stand out; gaps are silence.',
    width: 24,
    height: 7,
    noData: 'No event of this host in this time range: its sensors were silent',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, category, count() AS Value
    FROM events
    WHERE ${IN_RANGE}
    GROUP BY time, category
    ORDER BY time, category`),
);

const logons = withColumns(
  tablePanel(
    {
      title: 'Logons',
      description:
        'Who logged on, how and from where. Look for remote desktop (10) and network logons (3) of administrators from workstations.',
      width: 12,
      height: 9,
      noData: 'No logon in this time range: the Security log (4624, 4625) or osquery’s user_events would show them',
    },
    tableSql(sql`
      SELECT
        max(ts) AS last, if(TargetUserName = '', User, TargetUserName) AS account, action AS outcome, LogonType AS type,
        IpAddress AS address, count() AS times, min(ts) AS first
      FROM events
      WHERE ${IN_RANGE} AND category = 'auth'
      GROUP BY account, outcome, type, address
      ORDER BY outcome, last DESC
      LIMIT 200`),
  ),
  {
    last: shortTime('Last'),
    account: { label: 'Account', minWidth: 120, links: [toTextHunt('account', 'Hunt for this account')] },
    outcome: { label: 'Outcome', width: 90, colors: { fail: 'orange', success: 'green' } },
    type: { label: 'Type', width: 64, unit: 'none' },
    address: { label: 'From', width: 120, links: [toTextHunt('address', 'Hunt for this address')] },
    times: { label: 'Times', width: 82 },
    first: LOOKS.hidden,
  },
);

const connections = withColumns(
  tablePanel(
    {
      title: 'Outside connections',
      description:
        'Addresses of the internet that programs here talked to, by program. Few bytes of many equal beats are a beacon; an odd program is worse than an odd address.',
      width: 12,
      height: 9,
      noData: 'No connection to the outside was seen: Sysmon 3 or osquery’s socket_events would show them',
    },
    tableSql(sql`
      SELECT
        ${baseName('Image')} AS process, DestinationIp AS address, any(DestinationHostname) AS name, DestinationPort AS port,
        count() AS times, min(ts) AS first, max(ts) AS last, any(Image) AS image
      FROM events
      WHERE ${IN_RANGE} AND category = 'network' AND action = 'connect' AND ${outside('DestinationIp')}
      GROUP BY process, address, port
      ORDER BY times DESC
      LIMIT 200`),
  ),
  {
    process: { label: 'Process', minWidth: 110, links: [toTextHunt('image', 'Hunt for this image')] },
    address: { label: 'Address', width: 125, links: [toTextHunt('address', 'Hunt for this address')] },
    name: { label: 'Name', minWidth: 100 },
    port: { label: 'Port', width: 65, unit: 'none' },
    times: { label: 'Times', width: 82 },
    first: LOOKS.hidden,
    last: shortTime('Last'),
    image: LOOKS.hidden,
  },
);

const newHere = withColumns(
  tablePanel(
    {
      title: 'Programs new on this host',
      description:
        'Executables that started here for the first time within the time range; those that few other hosts know come first.',
      width: 12,
      height: 9,
      noData: 'Nothing new ran here in this time range',
    },
    tableSql(sql`
      SELECT here.first AS time, here.image AS image, everywhere.hosts AS hosts, here.starts AS starts
      FROM (
        SELECT value AS image, min(first_ts) AS first, sum(count) AS starts
        FROM seen
        WHERE kind = 'image' AND host = ${HOST}
        GROUP BY value
        HAVING $__timeFilter(first)
      ) AS here
      LEFT JOIN (
        SELECT value AS image, uniqExact(host) AS hosts
        FROM seen
        WHERE kind = 'image' AND value IN (SELECT value FROM seen WHERE kind = 'image' AND host = ${HOST})
        GROUP BY value
      ) AS everywhere ON everywhere.image = here.image
      ORDER BY hosts, time DESC
      LIMIT 200`),
  ),
  {
    time: { ...LOOKS.time, label: 'First here' },
    image: { label: 'Image', minWidth: 260, links: LOOKS.image.links },
    hosts: { label: 'Hosts', width: 82 },
    starts: { label: 'Starts', width: 82 },
  },
);

const persistence = withColumns(
  tablePanel(
    {
      title: 'Changes that last',
      description:
        'Services, tasks, autostart keys, WMI subscriptions, accounts and groups: what survives a restart. Each should have an owner.',
      width: 12,
      height: 9,
      noData: 'Nothing that survives a restart was changed in this time range',
    },
    tableSql(sql`
      SELECT
        ts AS time, category, action, User AS user, ${SUMMARY_SQL} AS what, host, ${guidText('events.proc_guid')} AS proc_guid
      FROM events
      WHERE ${IN_RANGE} AND (
        (category = 'service' AND action = 'install')
        OR (category = 'task' AND action IN ('create', 'update'))
        OR (category = 'registry' AND match(TargetObject, '(?i)CurrentVersion\\\\\\\\(Run|RunOnce|Winlogon|Image File Execution Options)'))
        OR category = 'wmi'
        OR (category IN ('account', 'group') AND action IN ('create', 'add', 'change', 'enable', 'reset_password'))
        OR (category = 'inventory' AND action = 'persistence'))
      ORDER BY ts DESC
      LIMIT 200`),
  ),
  {
    time: shortTime('Time'),
    category: { label: 'Category', width: 92 },
    action: { label: 'Action', width: 90 },
    user: { ...LOOKS.user, width: 130 },
    what: {
      label: 'What',
      minWidth: 220,
      links: [
        pivot('Process lineage', 'hb-lineage', { host: 'host', proc_guid: 'proc_guid' }),
        toTextHunt('what', 'Hunt for this'),
      ],
    },
    host: LOOKS.hidden,
    proc_guid: LOOKS.hidden,
  },
);

const rare = withColumns(
  tablePanel(
    {
      title: 'Rarest parent and child here',
      description: 'Process starts by parent and child, the ones that fewest hosts know first.',
      width: 24,
      height: 9,
      noData: 'No process start of this host in this time range',
    },
    tableSql(sql`
      SELECT
        ${baseName('ParentImage')} AS parent, ${baseName('Image')} AS child, any(CommandLine) AS example, count() AS starts,
        min(ts) AS first, any(User) AS user, any(host) AS on_host, ${guidText('any(events.proc_guid)')} AS guid,
        any(known.hosts) AS hosts
      FROM events
      LEFT JOIN (
        SELECT value, uniqExact(host) AS hosts FROM seen WHERE kind = 'parent_child' GROUP BY value
      ) AS known ON known.value = concat(lower(${baseName('ParentImage')}), ' > ', lower(${baseName('Image')}))
      WHERE ${IN_RANGE} AND category = 'process' AND action = 'start' AND ParentImage != ''
      GROUP BY parent, child
      ORDER BY hosts, starts, first DESC
      LIMIT 100`),
  ),
  {
    parent: { label: 'Parent', width: 150 },
    child: {
      label: 'Child',
      width: 150,
      links: [
        pivot('Process lineage', 'hb-lineage', { host: 'on_host', proc_guid: 'guid' }),
        toTextHunt('child', 'Hunt for this program'),
      ],
    },
    example: { label: 'Example', minWidth: 320 },
    starts: { label: 'Starts', width: 82 },
    first: shortTime('First'),
    user: { ...LOOKS.user, width: 150 },
    on_host: LOOKS.hidden,
    guid: LOOKS.hidden,
    hosts: { label: 'Hosts', width: 82 },
  },
);

const sensors = withColumns(
  tablePanel(
    {
      title: 'Sensors',
      description:
        'Sources of this host and when each was last heard. One that is silent while another goes on may have been stopped.',
      width: 24,
      height: 5,
      noData: 'No sensor ever reported from this host',
    },
    tableSql(sql`
      SELECT
        value AS source, dateDiff('second', max(last_ingested_at), now64(3)) AS silent, max(last_ts) AS last_event,
        min(first_ts) AS since, sum(count) AS events
      FROM seen
      WHERE kind = 'sender' AND host = ${HOST}
      GROUP BY source
      ORDER BY silent DESC`),
  ),
  {
    source: { label: 'Source', minWidth: 120 },
    silent: { label: 'Silent for', width: 120, unit: 's' },
    last_event: { label: 'Last event', width: 175 },
    since: { label: 'Since', width: 175 },
    events: { label: 'Events ever', width: 120, unit: 'short' },
  },
);

/** Host, uid `hb-host`. Variable: `host` (one). */
export function hostDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-host',
    title: 'Host',
    description: 'Everything about one host: alerts, activity, logons, connections, what is new and what lasts.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(hostVariable())
    .withPanel(openAlerts)
    .withPanel(silent)
    .withPanel(known)
    .withPanel(events)
    .withPanel(users)
    .withPanel(alerts)
    .withPanel(activity)
    .withPanel(logons)
    .withPanel(connections)
    .withPanel(newHere)
    .withPanel(persistence)
    .withPanel(rare)
    .withPanel(sensors)
    .build();
  return withRowsBehind(board, {
    'Open alerts': { url: queueUrl({ host: '${host:percentencode}' }, 'month') },
    'Silent for': { panel: 'Sensors' },
    'Known for': { panel: 'Sensors' },
    Events: { panel: 'Activity' },
    'Accounts active': { panel: 'Logons' },
  });
}
