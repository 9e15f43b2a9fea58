// Linux by osquery: what runs, who logs on, what changed on servers without a sensor of Windows.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SUMMARY_SQL } from '@huntboard/query';
import { LOOKS, pivot, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { outside } from '../model/estate.ts';
import { histogramPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, sql, tableSql } from '../model/query.ts';
import { baseName, chosen, guidText } from '../model/sql.ts';
import { hostsVariable } from '../model/variables.ts';
import { withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';

const WHERE = sql`$__timeFilter(events.ts) AND ${chosen('host', 'host')} AND product = 'linux'`;
const TEMPORARY = `match(Image, '^/(tmp|var/tmp|dev/shm|run/user)/')`;

const agents = statPanel(
  {
    title: 'Linux hosts',
    description: 'Linux hosts that sent anything in the time range.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(host) AS hosts
    FROM events
    WHERE ${WHERE}`),
).thresholds(steps('blue'));

const temporary = statPanel(
  {
    title: 'Programs from temporary folders',
    description: 'Starts of programs below /tmp, /var/tmp or /dev/shm. Installers do it once; implants live there.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT countIf(${TEMPORARY}) AS starts
    FROM events
    WHERE ${WHERE} AND category = 'process' AND action = 'start'`),
).thresholds(steps('green', [1, 'red']));

const failures = statPanel(
  {
    title: 'Failed logons',
    description: 'Failed logons by SSH and console, as the audit log tells.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT countIf(action IN ('fail', 'authenticate') AND (action = 'fail' OR ext['message'] LIKE '%res=failed%')) AS failures
    FROM events
    WHERE ${WHERE} AND category = 'auth'`),
).thresholds(steps('green', [50, 'orange'], [200, 'red']));

const changed = statPanel(
  {
    title: 'Changes that last',
    description: 'New cron jobs, units, startup items, keys and modules, as osquery’s differences tell.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT countIf(action IN ('persistence', 'kernel', 'identity', 'trust', 'extension')) AS changes
    FROM events
    WHERE ${WHERE} AND category = 'inventory'`),
).thresholds(steps('green', [1, 'orange']));

const overTime = histogramPanel(
  {
    title: 'Events by table',
    description:
      'Rows by osquery table. A table that ends while others go on: its query was taken out, or the auditing stopped.',
    width: 24,
    height: 7,
    noData: 'No Linux host sent anything: enrol osquery (provisioning/osquery)',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, if(osquery_table = '', service, osquery_table) AS osquery, count() AS Value
    FROM events
    WHERE ${WHERE}
    GROUP BY time, osquery
    ORDER BY time, osquery`),
);

const rare = withColumns(
  tablePanel(
    {
      title: 'Rarest programs',
      description: 'What ran, by the number of Linux hosts that know it; programs from temporary folders first.',
      width: 14,
      height: 11,
      noData: 'No process start: osquery’s process_events (audit) or bpf would show them',
    },
    tableSql(sql`
      SELECT
        if(${TEMPORARY}, 'temporary folder', '') AS sign, Image AS image, uniqExact(host) AS hosts, count() AS starts, any(CommandLine) AS example,
        any(User) AS user, any(host) AS on_host, min(ts) AS first, ${guidText('any(events.proc_guid)')} AS guid
      FROM events
      WHERE ${WHERE} AND category = 'process' AND action = 'start' AND Image != ''
      GROUP BY sign, image
      ORDER BY sign DESC, hosts, starts
      LIMIT 200`),
  ),
  {
    sign: { label: 'Sign', width: 115, colors: { 'temporary folder': 'red' } },
    image: { ...LOOKS.image, width: 150 },
    hosts: { label: 'Hosts', width: 82 },
    starts: { label: 'Starts', width: 82 },
    example: {
      label: 'Example',
      minWidth: 100,
      links: [pivot('Process lineage', 'hb-lineage', { host: 'on_host', proc_guid: 'guid' })],
    },
    user: { label: 'User', width: 70 },
    on_host: { label: 'On', width: 80 },
    first: shortTime('First'),
    guid: LOOKS.hidden,
  },
);

const logons = withColumns(
  tablePanel(
    {
      title: 'Logons by source',
      description:
        'Successes and failures by address and account. Failures by the hundred and then a success: the password was guessed.',
      width: 10,
      height: 11,
      noData: 'No logon: osquery’s user_events and last would show them',
    },
    tableSql(sql`
      SELECT
        host, IpAddress AS address, any(if(TargetUserName = '', User, TargetUserName)) AS account,
        countIf(action = 'success') AS succeeded, countIf(action = 'fail' OR ext['message'] LIKE '%res=failed%') AS failed, max(ts) AS last
      FROM events
      WHERE ${WHERE} AND category = 'auth'
      GROUP BY host, address
      ORDER BY failed DESC, last DESC
      LIMIT 200`),
  ),
  {
    host: { ...LOOKS.host, width: 90 },
    address: { label: 'From', minWidth: 110, links: [toTextHunt('address', 'Hunt for this address')] },
    account: { label: 'Account', width: 90 },
    succeeded: { label: 'In', width: 60 },
    failed: { label: 'Failed', width: 76 },
    last: shortTime('Last'),
  },
);

const connections = withColumns(
  tablePanel(
    {
      title: 'Outside connections by program',
      description:
        'Whom programs of servers talk to. A shell, a script or a program without a package behind it is the line to look at.',
      width: 12,
      height: 10,
      noData: 'No connection to the outside: osquery’s socket_events would show them',
    },
    tableSql(sql`
      SELECT host, ${baseName('Image')} AS program, DestinationIp AS address, DestinationPort AS port, count() AS times, min(ts) AS first, max(ts) AS last, any(Image) AS image
      FROM events
      WHERE ${WHERE} AND category = 'network' AND action = 'connect' AND ${outside('DestinationIp')}
      GROUP BY host, program, address, port
      ORDER BY uniqExact(host), times DESC
      LIMIT 200`),
  ),
  {
    host: { ...LOOKS.host, width: 80 },
    program: { label: 'Program', minWidth: 90, links: [toTextHunt('image', 'Hunt for this image')] },
    address: { label: 'Address', width: 110, links: [toTextHunt('address', 'Hunt for this address')] },
    port: { label: 'Port', width: 65, unit: 'none' },
    times: { label: 'Times', width: 82 },
    first: shortTime('First'),
    last: shortTime('Last'),
    image: LOOKS.hidden,
  },
);

const lasting = withColumns(
  tablePanel(
    {
      title: 'Changes, files and findings',
      description: 'Cron jobs, units and keys that were added, watched files that changed, YARA rules that matched.',
      width: 12,
      height: 10,
      noData: 'Nothing changed, or the packs persistence, identity and files are not scheduled',
    },
    tableSql(sql`
      SELECT ts AS time, host, osquery_table AS source, action, ${SUMMARY_SQL} AS what
      FROM events
      WHERE ${WHERE} AND category IN ('inventory', 'file', 'finding', 'exposure')
      ORDER BY ts DESC
      LIMIT 200`),
  ),
  {
    time: shortTime('Time'),
    host: { ...LOOKS.host, width: 90 },
    source: { label: 'Table', width: 110 },
    action: { label: 'Action', width: 90 },
    what: { label: 'What', minWidth: 220, links: [toTextHunt('what', 'Hunt for this')] },
  },
);

const privileged = withColumns(
  tablePanel(
    {
      title: 'Power used',
      description: 'sudo, su, passwd, useradd, chmod +s and modules: command lines by host, rarest first.',
      width: 14,
      height: 9,
      noData: 'None was used',
    },
    tableSql(sql`
      SELECT host, any(User) AS user, CommandLine AS command_line, count() AS times, max(ts) AS last, ${guidText('any(events.proc_guid)')} AS proc_guid
      FROM events
      WHERE ${WHERE} AND category = 'process' AND action = 'start'
        AND (${baseName('Image')} IN ('sudo', 'su', 'passwd', 'useradd', 'usermod', 'visudo', 'insmod', 'modprobe', 'setcap', 'crontab', 'systemctl')
          OR match(CommandLine, 'chmod\\\\s+(\\\\S*\\\\+s|[0-7]?[4-7][0-7]{3})\\\\s'))
      GROUP BY host, command_line
      ORDER BY times, last DESC
      LIMIT 200`),
  ),
  {
    host: { ...LOOKS.host, width: 90 },
    user: { label: 'User', width: 90 },
    command_line: {
      label: 'Command line',
      minWidth: 260,
      links: [pivot('Process lineage', 'hb-lineage', { host: 'host', proc_guid: 'proc_guid' })],
    },
    times: { label: 'Times', width: 82 },
    last: shortTime('Last'),
    proc_guid: LOOKS.hidden,
  },
);

const nodes = withColumns(
  tablePanel(
    {
      title: 'Agents',
      description: 'Enrolled osquery agents and their versions: old ones lack tables that rules need.',
      width: 10,
      height: 9,
      noData: 'No osquery agent has enrolled',
    },
    tableSql(sql`
      SELECT host, os_version, osquery_version, enrolled_at
      FROM osquery_nodes FINAL
      WHERE platform != 'windows'
      ORDER BY osquery_version, host
      LIMIT 1000`),
  ),
  {
    host: { ...LOOKS.host, width: 100 },
    os_version: { label: 'System', minWidth: 140 },
    osquery_version: { label: 'osquery', width: 90 },
    enrolled_at: shortTime('Enrolled'),
  },
);

/** Linux by osquery, uid `hb-linux`. Variable: `host`. */
export function linuxDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-linux',
    title: 'Linux by osquery',
    description: 'What runs, who logs on, what goes out and what changed on Linux servers.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(hostsVariable())
    .withPanel(agents)
    .withPanel(temporary)
    .withPanel(failures)
    .withPanel(changed)
    .withPanel(overTime)
    .withPanel(rare)
    .withPanel(logons)
    .withPanel(connections)
    .withPanel(lasting)
    .withPanel(privileged)
    .withPanel(nodes)
    .build();
  return withRowsBehind(board, {
    'Linux hosts': { panel: 'Agents' },
    'Programs from temporary folders': { panel: 'Rarest programs' },
    'Failed logons': { panel: 'Logons by source' },
    'Changes that last': { panel: 'Changes, files and findings' },
  });
}
