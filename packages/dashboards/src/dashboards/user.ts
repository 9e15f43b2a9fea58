// User: everything about one account, on all hosts.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SUMMARY_SQL } from '@huntboard/query';
import { alertsPanel } from '../model/alerts.ts';
import { LOOKS, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { outside } from '../model/estate.ts';
import { histogramPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, sql, tableSql } from '../model/query.ts';
import { baseName, guidText, text } from '../model/sql.ts';
import { userVariable } from '../model/variables.ts';
import { queueUrl, withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';

const USER = text('user');
/** The name without its domain: logons name the two apart. */
const NAME = `replaceRegexpOne(${USER}, '^.*\\\\\\\\', '')`;
const BY_USER = sql`$__timeFilter(events.ts) AND User = ${USER}`;
const LOGON = sql`$__timeFilter(events.ts) AND lower(TargetUserName) = lower(${NAME}) AND ${NAME} != ''`;

const openAlerts = statPanel(
  {
    title: 'Open alerts',
    description: 'Alerts of this account that are not closed, however old.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT countIf(s.status != 'closed') AS open
    FROM (SELECT window_start, alert_id FROM alerts FINAL WHERE User = ${USER}) AS a
    LEFT JOIN (SELECT alert_id, status FROM alert_states FINAL) AS s ON a.alert_id = s.alert_id`),
).thresholds(steps('green', [1, 'orange'], [5, 'red']));

const hosts = statPanel(
  {
    title: 'Hosts',
    description:
      'Hosts on which the account was active in the time range. A person has one or two; more is travel, administration or theft.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(host) AS hosts
    FROM events
    WHERE ${BY_USER}`),
).thresholds(steps('blue', [4, 'orange']));

const failures = statPanel(
  {
    title: 'Failed logons',
    description: 'Failed logons of this name. A few are a person; hundreds are somebody who guesses.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT count() AS failures
    FROM events
    WHERE ${LOGON} AND category IN ('auth', 'kerberos', 'ntlm') AND (action LIKE '%fail%')`),
).thresholds(steps('green', [10, 'orange'], [100, 'red']));

const night = statPanel(
  {
    title: 'Processes at night',
    description:
      'Processes started between 22 and 6 o’clock, in the time zone of the store (UTC). People sleep; stolen accounts do not.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT countIf(toHour(ts) >= 22 OR toHour(ts) < 6) AS night
    FROM events
    WHERE ${BY_USER} AND category = 'process' AND action = 'start'`),
).thresholds(steps('green', [50, 'orange']));

const alerts = alertsPanel(
  {
    title: 'Alerts',
    description: 'What was detected under this account, on any host.',
    width: 24,
    height: 8,
    noData: 'No alert of this account in this time range',
  },
  sql`$__timeFilter(ts) AND User = ${USER}`,
);

const activity = histogramPanel(
  {
    title: 'Activity by host',
    description:
      'Events of the account by host. A host that appears for the first time, or two that are busy at once, deserve a question.',
    width: 24,
    height: 7,
    noData: 'No event of this account in this time range',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, host, count() AS Value
    FROM events
    WHERE ${BY_USER} AND host IN (
      SELECT host FROM events WHERE ${BY_USER} GROUP BY host ORDER BY count() DESC LIMIT 10)
    GROUP BY time, host
    ORDER BY time, host`),
);

const logons = withColumns(
  tablePanel(
    {
      title: 'Logons',
      description:
        'Where the account logged on, how and from where. New pairs of host and address are what to look for.',
      width: 12,
      height: 10,
      noData: 'No logon in this time range: the Security log (4624, 4625, 4768) would show them',
    },
    tableSql(sql`
      SELECT
        max(ts) AS last, host, category, action AS outcome, LogonType AS type, IpAddress AS address, count() AS times
      FROM events
      WHERE ${LOGON} AND category IN ('auth', 'kerberos', 'ntlm')
      GROUP BY host, category, outcome, type, address
      ORDER BY last DESC
      LIMIT 300`),
  ),
  {
    last: shortTime('Last'),
    host: { ...LOOKS.host, width: 80 },
    category: { label: 'By', width: 92 },
    outcome: { label: 'Outcome', width: 90, colors: { fail: 'orange', preauth_fail: 'orange', success: 'green' } },
    type: { label: 'Type', width: 64, unit: 'none' },
    address: { label: 'From', minWidth: 110, links: [toTextHunt('address', 'Hunt for this address')] },
    times: { label: 'Times', width: 82 },
  },
);

const programs = withColumns(
  tablePanel(
    {
      title: 'Programs',
      description:
        'What the account ran, rarest in the company first. Administration tools under an account of the office are a sign.',
      width: 12,
      height: 10,
      noData: 'No process of this account in this time range',
    },
    tableSql(sql`
      SELECT
        ${baseName('Image')} AS process, any(known.hosts) AS hosts, count() AS starts, uniqExact(events.host) AS here, min(ts) AS first,
        any(CommandLine) AS example, any(Image) AS image, any(events.host) AS on_host, ${guidText('any(events.proc_guid)')} AS guid
      FROM events
      LEFT JOIN (
        SELECT value, uniqExact(host) AS hosts FROM seen WHERE kind = 'image' GROUP BY value
      ) AS known ON known.value = lower(Image)
      WHERE ${BY_USER} AND category = 'process' AND action = 'start'
      GROUP BY process
      ORDER BY hosts, starts
      LIMIT 200`),
  ),
  {
    process: { label: 'Process', width: 130, links: [toTextHunt('image', 'Hunt for this image')] },
    hosts: { label: 'Hosts', width: 82 },
    starts: { label: 'Starts', width: 82 },
    here: { label: 'On', width: 50 },
    first: shortTime('First'),
    example: { label: 'Example', minWidth: 200 },
    image: LOOKS.hidden,
    on_host: LOOKS.hidden,
    guid: LOOKS.hidden,
  },
);

const outsideConnections = withColumns(
  tablePanel(
    {
      title: 'Outside connections',
      description: 'Addresses of the internet that programs of the account talked to.',
      width: 12,
      height: 9,
      noData: 'No connection to the outside was seen',
    },
    tableSql(sql`
      SELECT
        DestinationIp AS address, any(DestinationHostname) AS name, ${baseName('Image')} AS process, uniqExact(host) AS hosts,
        count() AS times, max(ts) AS last
      FROM events
      WHERE ${BY_USER} AND category = 'network' AND ${outside('DestinationIp')}
      GROUP BY address, process
      ORDER BY times DESC
      LIMIT 200`),
  ),
  {
    address: { label: 'Address', width: 130, links: [toTextHunt('address', 'Hunt for this address')] },
    name: { label: 'Name', minWidth: 110 },
    process: { label: 'Process', minWidth: 110 },
    hosts: { label: 'Hosts', width: 82 },
    times: { label: 'Times', width: 82 },
    last: shortTime('Last'),
  },
);

const power = withColumns(
  tablePanel(
    {
      title: 'Power used',
      description:
        'Privileges, groups, accounts, services, shares and the directory: what the account did that others may not.',
      width: 12,
      height: 9,
      noData: 'Nothing of the kind in this time range',
    },
    tableSql(sql`
      SELECT ts AS time, host, category, action, ${SUMMARY_SQL} AS what
      FROM events
      WHERE $__timeFilter(events.ts)
        AND (User = ${USER} OR (lower(SubjectUserName) = lower(${NAME}) AND ${NAME} != ''))
        AND category IN ('privilege', 'group', 'account', 'directory', 'service', 'task', 'share', 'log')
      ORDER BY ts DESC
      LIMIT 300`),
  ),
  {
    time: shortTime('Time'),
    host: { ...LOOKS.host, width: 80 },
    category: { label: 'Category', width: 92 },
    action: { label: 'Action', width: 85 },
    what: { label: 'What', minWidth: 220, links: [toTextHunt('what', 'Hunt for this')] },
  },
);

/** User, uid `hb-user`. Variable: `user` (one). */
export function userDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-user',
    title: 'User',
    description: 'Everything about one account: alerts, hosts, logons, programs, connections, power used.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(userVariable())
    .withPanel(openAlerts)
    .withPanel(hosts)
    .withPanel(failures)
    .withPanel(night)
    .withPanel(alerts)
    .withPanel(activity)
    .withPanel(logons)
    .withPanel(programs)
    .withPanel(outsideConnections)
    .withPanel(power)
    .build();
  return withRowsBehind(board, {
    'Open alerts': { url: queueUrl({ user: '${user:percentencode}' }, 'month') },
    Hosts: { panel: 'Activity by host' },
    'Failed logons': { panel: 'Logons' },
    'Processes at night': { panel: 'Programs' },
  });
}
