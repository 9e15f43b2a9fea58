// Logons and Active Directory: who gets in, how, and who gains power.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SUMMARY_SQL } from '@huntboard/query';
import { colorsByLabel } from '../model/colors.ts';
import { asDataLink, LOOKS, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { histogramPanel, rankingPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, sql, tableSql } from '../model/query.ts';
import { chosen } from '../model/sql.ts';
import { filtersVariable, hostsVariable } from '../model/variables.ts';
import { withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';

const WHERE = sql`$__timeFilter(events.ts) AND ${chosen('host', 'host')} AND $__filters`;
const FAILED = `(action IN ('fail', 'preauth_fail') OR (category = 'auth' AND ext['message'] LIKE '%res=failed%') OR (category = 'ntlm' AND Status NOT IN ('', '0x0')))`;
const SUCCEEDED = `(category = 'auth' AND action = 'success')`;

const stat = (title: string, description: string, condition: string, thresholds: ReturnType<typeof steps>) =>
  statPanel(
    { title, description, width: 4, height: 4, noData: '0' },
    tableSql(sql`
      SELECT countIf(${condition}) AS events
      FROM events
      WHERE ${WHERE} AND category IN ('auth', 'kerberos', 'ntlm', 'privilege', 'account', 'group', 'directory', 'log')`),
  ).thresholds(thresholds);

const numbers = [
  stat(
    'Failed logons',
    'All failures: wrong passwords, locked and unknown accounts. Compare with yesterday.',
    FAILED,
    steps('green', [100, 'orange'], [1000, 'red']),
  ),
  stat(
    'Remote desktop',
    'Logons of type 10 (and 7, 12 of such sessions). Should come from jump hosts only.',
    `${SUCCEEDED} AND LogonType IN (10, 12)`,
    steps('blue'),
  ),
  stat(
    'Explicit credentials',
    'Logons with the credentials of another account (4648): runas, scheduled tasks, and an attacker who moves on.',
    `category = 'auth' AND action = 'explicit'`,
    steps('blue', [20, 'orange']),
  ),
  stat(
    'Weak tickets',
    'Kerberos service tickets with RC4 (0x17): roasting asks for them by choice.',
    `category = 'kerberos' AND lower(ext['TicketEncryptionType']) = '0x17'`,
    steps('green', [1, 'orange']),
  ),
  stat(
    'Account changes',
    'Accounts made, enabled or given new passwords; members added to groups.',
    `category IN ('account', 'group')`,
    steps('green', [1, 'orange']),
  ),
  stat(
    'Logs cleared',
    'Event logs that were cleared (1102, 104). There is no good reason at this hour.',
    `category = 'log' AND action LIKE '%clear%'`,
    steps('green', [1, 'red']),
  ),
];

const overTime = colorsByLabel(
  histogramPanel(
    {
      title: 'Logons over time',
      description:
        'Successes and failures. A hill of failures from one address is guessing; low and even failures over many accounts are spraying.',
      width: 24,
      height: 7,
      noData:
        'No logon in this time range: collect the Security log (4624, 4625, 4768, 4771, 4776) or osquery’s user_events',
    },
    seriesSql(sql`
      SELECT $__timeInterval(ts) AS time, if(${FAILED}, 'failed', 'succeeded') AS outcome, count() AS Value
      FROM events
      WHERE ${WHERE} AND category IN ('auth', 'kerberos', 'ntlm') AND (${FAILED} OR ${SUCCEEDED})
      GROUP BY time, outcome
      ORDER BY time, outcome`),
  ),
  { failed: 'red', succeeded: 'green' },
);

const sources = rankingPanel(
  {
    title: 'Failures by source',
    description: 'Addresses with the most failed logons.',
    width: 8,
    height: 9,
    noData: 'No failed logon with an address',
  },
  tableSql(sql`
    SELECT IpAddress AS address, count() AS failures
    FROM events
    WHERE ${WHERE} AND category IN ('auth', 'kerberos', 'ntlm') AND ${FAILED} AND IpAddress NOT IN ('', '-')
    GROUP BY address
    ORDER BY failures DESC
    LIMIT 12`),
).dataLinks([asDataLink(toTextHunt('address', 'Hunt for this address'))]);

const guessed = withColumns(
  tablePanel(
    {
      title: 'Guessing and spraying',
      description:
        'Sources by how many accounts they tried and how often. Many accounts, few tries each: spraying. «Then in»: a logon from there succeeded afterwards.',
      width: 16,
      height: 9,
      noData: 'No source failed more than three times',
    },
    tableSql(sql`
      SELECT
        IpAddress AS address, countIf(${FAILED}) AS failures, uniqExactIf(TargetUserName, ${FAILED}) AS accounts, uniqExact(host) AS hosts,
        if(maxIf(ts, ${SUCCEEDED}) > minIf(ts, ${FAILED}), 'yes', 'no') AS then_in, minIf(ts, ${FAILED}) AS first, maxIf(ts, ${FAILED}) AS last
      FROM events
      WHERE ${WHERE} AND category IN ('auth', 'kerberos', 'ntlm') AND IpAddress NOT IN ('', '-')
      GROUP BY address
      HAVING failures > 3
      ORDER BY then_in DESC, failures DESC
      LIMIT 100`),
  ),
  {
    address: { label: 'Address', minWidth: 130, links: [toTextHunt('address', 'Hunt for this address')] },
    failures: { label: 'Failures', width: 90 },
    accounts: { label: 'Accounts', width: 90 },
    hosts: { label: 'Hosts', width: 82 },
    then_in: { label: 'Then in', width: 84, colors: { yes: 'red', no: 'text' } },
    first: shortTime('First'),
    last: shortTime('Last'),
  },
);

const remote = withColumns(
  tablePanel(
    {
      title: 'Remote logons that are new',
      description:
        'Account, source and host that did not meet in the week before the time range. Administrators who come from a workstation stand out.',
      width: 12,
      height: 10,
      noData: 'No new pair of account and host',
    },
    tableSql(sql`
      SELECT min(ts) AS first, host, TargetUserName AS account, IpAddress AS address, LogonType AS type, count() AS times
      FROM events
      WHERE ${WHERE} AND ${SUCCEEDED} AND LogonType IN (3, 10) AND IpAddress NOT IN ('', '-', '::1', '127.0.0.1') AND NOT endsWith(TargetUserName, '$')
        AND (host, TargetUserName, IpAddress) NOT IN (
          SELECT host, TargetUserName, IpAddress
          FROM events
          WHERE ts >= $__fromTime - INTERVAL 7 DAY AND ts < $__fromTime AND category = 'auth' AND LogonType IN (3, 10))
      GROUP BY host, account, address, type
      ORDER BY type DESC, first DESC
      LIMIT 200`),
  ),
  {
    first: shortTime('First'),
    host: { ...LOOKS.host, width: 80 },
    account: { label: 'Account', minWidth: 120, links: [toTextHunt('account', 'Hunt for this account')] },
    address: { label: 'From', width: 125, links: [toTextHunt('address', 'Hunt for this address')] },
    type: { label: 'Type', width: 64, unit: 'none' },
    times: { label: 'Times', width: 82 },
  },
);

const power = withColumns(
  tablePanel(
    {
      title: 'Who gains power',
      description:
        'Members added to groups, accounts made or enabled, passwords reset. Check each with the one who is said to have done it.',
      width: 12,
      height: 10,
      noData:
        'No account or group was changed: collect the Security log of the domain controllers (4720-4767, 4728, 4732, 4756)',
    },
    tableSql(sql`
      SELECT ts AS time, host, action, SubjectUserName AS by_whom, TargetUserName AS target, EventID AS event_code, ${SUMMARY_SQL} AS what
      FROM events
      WHERE ${WHERE} AND category IN ('account', 'group')
      ORDER BY ts DESC
      LIMIT 200`),
  ),
  {
    time: shortTime('Time'),
    host: { ...LOOKS.host, width: 80 },
    action: { label: 'Action', width: 90 },
    by_whom: { label: 'By', width: 100, links: [toTextHunt('by_whom', 'Hunt for this account')] },
    target: { label: 'Target', width: 100, links: [toTextHunt('target', 'Hunt for this account')] },
    event_code: { label: 'Event ID', width: 90, unit: 'none' },
    what: { label: 'What', minWidth: 90 },
  },
);

const tickets = withColumns(
  tablePanel(
    {
      title: 'Kerberos: unusual tickets',
      description:
        'RC4 tickets and tickets without pre-authentication, by account. Many services for one account within minutes: roasting.',
      width: 12,
      height: 9,
      noData: 'None: 4768 and 4769 of the domain controllers would show them',
    },
    tableSql(sql`
      SELECT
        TargetUserName AS account, uniqExact(ServiceName) AS services, arrayStringConcat(groupUniqArray(5)(ServiceName), ', ') AS examples,
        ext['TicketEncryptionType'] AS encryption, any(IpAddress) AS address, count() AS tickets, max(ts) AS last
      FROM events
      WHERE ${WHERE} AND category = 'kerberos' AND (lower(ext['TicketEncryptionType']) = '0x17' OR ext['PreAuthType'] = '0')
      GROUP BY account, encryption
      ORDER BY services DESC
      LIMIT 100`),
  ),
  {
    account: { label: 'Account', minWidth: 110 },
    services: { label: 'Services', width: 90 },
    examples: { label: 'Examples', minWidth: 90 },
    encryption: { label: 'Type', width: 70 },
    address: LOOKS.hidden,
    tickets: { label: 'Tickets', width: 84 },
    last: shortTime('Last'),
  },
);

const directory = withColumns(
  tablePanel(
    {
      title: 'Rights used on the directory',
      description:
        'Accesses to directory objects by account (4662). Replication rights (1131f6aa, 1131f6ad) belong to domain controllers alone.',
      width: 12,
      height: 9,
      noData: 'None: directory service access (4662) is not audited, or nobody used such rights',
    },
    tableSql(sql`
      SELECT
        SubjectUserName AS account, if(match(ext['Properties'], '(?i)1131f6a[ad]'), 'replication', 'other') AS rights, host, count() AS times,
        min(ts) AS first, max(ts) AS last
      FROM events
      WHERE ${WHERE} AND category = 'directory'
      GROUP BY account, rights, host
      ORDER BY rights DESC, times DESC
      LIMIT 100`),
  ),
  {
    account: { label: 'Account', minWidth: 130, links: [toTextHunt('account', 'Hunt for this account')] },
    rights: { label: 'Rights', width: 95, colors: { replication: 'red', other: 'text' } },
    host: { ...LOOKS.host, width: 80 },
    times: { label: 'Times', width: 82 },
    first: shortTime('First'),
    last: shortTime('Last'),
  },
);

/** Logons and Active Directory, uid `hb-logons`. Variables: `host`, `filters`. */
export function logonsDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-logons',
    title: 'Logons and Active Directory',
    description: 'Who gets in and how, who guesses, who gains power, and which tickets and rights are unusual.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(hostsVariable())
    .withVariable(filtersVariable());
  for (const number of numbers) board.withPanel(number);
  const built = board
    .withPanel(overTime)
    .withPanel(sources)
    .withPanel(guessed)
    .withPanel(remote)
    .withPanel(power)
    .withPanel(tickets)
    .withPanel(directory)
    .build();
  return withRowsBehind(built, {
    'Failed logons': { panel: 'Guessing and spraying' },
    'Remote desktop': { panel: 'Remote logons that are new' },
    'Explicit credentials': { panel: 'Who gains power' },
    'Weak tickets': { panel: 'Kerberos: unusual tickets' },
    'Account changes': { panel: 'Who gains power' },
    'Logs cleared': { panel: 'Who gains power' },
  });
}
