// Executables: what runs, how rare it is, since when, and what application control would have stopped.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { LOOKS, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { blockedBecause } from '../model/estate.ts';
import { histogramPanel, rankingPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, sql, tableSql } from '../model/query.ts';
import { baseName, chosen, guidText } from '../model/sql.ts';
import { hostsVariable } from '../model/variables.ts';
import { withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';

const STARTS = sql`$__timeFilter(events.ts) AND ${chosen('events.host', 'host')} AND category = 'process' AND action = 'start'`;
const BLOCKED = blockedBecause('lower(Image)');

const programs = statPanel(
  {
    title: 'Programs',
    description: 'Distinct executables that started in the time range.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(Image) AS programs
    FROM events
    WHERE ${STARTS}`),
).thresholds(steps('blue'));

const fresh = statPanel(
  {
    title: 'Never seen before',
    description:
      'Executables whose first start ever lies in the time range. On a quiet day these are updates; each other one has a story.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT count() AS fresh
    FROM (
      SELECT value, min(first_ts) AS first
      FROM seen
      WHERE kind = 'image'
      GROUP BY value
      HAVING $__timeFilter(first))`),
).thresholds(steps('blue', [20, 'orange']));

const single = statPanel(
  {
    title: 'On one host only',
    description: 'Executables that were ever seen on a single host: the long tail in which tools of attackers hide.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT count() AS single
    FROM (
      SELECT value
      FROM seen
      WHERE kind = 'image'
      GROUP BY value
      HAVING uniqExact(host) = 1 AND max(last_ts) >= $__fromTime)`),
).thresholds(steps('blue'));

const wouldBlock = statPanel(
  {
    title: 'Would have been blocked',
    description:
      'Programs started from where AppLocker’s default rules allow none. The count before rules are enforced is the work that enforcing them makes.',
    width: 6,
    height: 4,
    noData: '0',
  },
  tableSql(sql`
    SELECT uniqExact(Image) AS programs
    FROM events
    WHERE ${STARTS} AND product = 'windows' AND ${BLOCKED} != ''`),
).thresholds(steps('green', [1, 'orange']));

const newOverTime = histogramPanel(
  {
    title: 'First starts over time',
    description:
      'Executables by the hour of their first start ever. A lone bar in the night is worth more than a hill at noon, when software is rolled out.',
    width: 24,
    height: 6,
    noData: 'Nothing new in this time range',
  },
  seriesSql(sql`
    SELECT $__timeInterval(first) AS time, count() AS programs
    FROM (
      SELECT value, min(first_ts) AS first
      FROM seen
      WHERE kind = 'image'
      GROUP BY value
      HAVING $__timeFilter(first))
    GROUP BY time
    ORDER BY time`),
);

const rarest = withColumns(
  tablePanel(
    {
      title: 'Rarest executables',
      description:
        'What ran in the time range by the number of hosts that ever knew it. Compare image and original name: a renamed tool differs. «-» as company: no version resource.',
      width: 24,
      height: 12,
      noData:
        'No process start in this time range: Sysmon 1, Security 4688 or osquery’s process_events would show them',
    },
    tableSql(sql`
      SELECT
        any(known.hosts) AS hosts, min(known.first) AS first_ever, events.Image AS image, any(OriginalFileName) AS original,
        any(Company) AS company, count() AS starts, any(events.host) AS host, any(User) AS user, any(CommandLine) AS example,
        any(sha256) AS hash, ${guidText('any(events.proc_guid)')} AS proc_guid
      FROM events
      LEFT JOIN (
        SELECT value, uniqExact(seen.host) AS hosts, min(first_ts) AS first FROM seen WHERE kind = 'image' GROUP BY value
      ) AS known ON known.value = lower(events.Image)
      WHERE ${STARTS} AND events.Image != ''
      GROUP BY image
      ORDER BY hosts, starts, first_ever DESC
      LIMIT 300`),
  ),
  {
    hosts: { label: 'Hosts', width: 82 },
    first_ever: { label: 'First ever', width: 165, unit: 'time:YYYY-MM-DD HH:mm:ss' },
    image: { ...LOOKS.image, width: 320 },
    original: { label: 'Original name', width: 126 },
    company: { label: 'Company', width: 140 },
    starts: { label: 'Starts', width: 82 },
    host: { ...LOOKS.host, label: 'On', width: 80 },
    user: { ...LOOKS.user, width: 140 },
    example: { label: 'Example', minWidth: 160 },
    hash: { label: 'SHA-256', width: 100, links: [toTextHunt('hash', 'Hunt for this hash')] },
    proc_guid: LOOKS.hidden,
  },
);

const blocked = withColumns(
  tablePanel(
    {
      title: 'What application control would have blocked',
      description:
        'Programs outside of Windows and Program Files, or in folders of them that anybody may write to. Sign or move what is yours, write a rule for it, block the rest.',
      width: 14,
      height: 11,
      noData: 'Nothing: AppLocker’s default rules could be enforced for these hosts',
    },
    tableSql(sql`
      SELECT
        ${BLOCKED} AS why, Image AS image, any(Company) AS company, uniqExact(host) AS hosts,
        count() AS starts, max(ts) AS last
      FROM events
      WHERE ${STARTS} AND product = 'windows' AND ${BLOCKED} != ''
      GROUP BY why, image
      ORDER BY hosts, starts
      LIMIT 300`),
  ),
  {
    why: { label: 'Why', width: 170 },
    image: { label: 'Image', links: LOOKS.image.links, minWidth: 200 },
    company: { label: 'Company', width: 110 },
    hosts: { label: 'Hosts', width: 82 },
    starts: { label: 'Starts', width: 82 },
    last: shortTime('Last'),
  },
);

const unsigned = withColumns(
  tablePanel(
    {
      title: 'Unsigned modules and drivers',
      description:
        'Libraries and drivers that were loaded without a valid signature (Sysmon 6, 7), rarest first. A driver without one is an alarm.',
      width: 10,
      height: 11,
      noData: 'None, or Sysmon’s image and driver load (6, 7) are not collected: see provisioning/sysmon',
    },
    tableSql(sql`
      SELECT ImageLoaded AS module, category, any(${baseName('Image')}) AS into, uniqExact(host) AS hosts, count() AS loads, max(ts) AS last
      FROM events
      WHERE $__timeFilter(ts) AND ${chosen('events.host', 'host')} AND category IN ('image', 'driver') AND lower(Signed) = 'false'
      GROUP BY module, category
      ORDER BY category, hosts, loads
      LIMIT 200`),
  ),
  {
    module: { label: 'Module', minWidth: 120, links: [toTextHunt('module', 'Hunt for this module')] },
    category: { label: 'Kind', width: 65 },
    into: { label: 'Into', width: 90 },
    hosts: { label: 'Hosts', width: 75 },
    loads: { label: 'Loads', width: 75 },
    last: shortTime('Last'),
  },
);

const hostCounts = rankingPanel(
  {
    title: 'Programs by number of hosts',
    description:
      'How many executables are known to how many hosts. The first bar is the long tail: it should be short where machines are alike.',
    width: 10,
    height: 10,
    noData: 'Nothing is remembered yet',
  },
  tableSql(sql`
    SELECT multiIf(hosts = 1, '1 host', hosts <= 3, '2 – 3', hosts <= 10, '4 – 10', hosts <= 50, '11 – 50', 'more') AS known_to, count() AS programs
    FROM (
      SELECT value, uniqExact(host) AS hosts
      FROM seen
      WHERE kind = 'image'
      GROUP BY value)
    GROUP BY known_to
    ORDER BY min(hosts)`),
);

const enforced = withColumns(
  tablePanel(
    {
      title: 'Decisions of application control',
      description: 'What AppLocker, WDAC or Defender’s rules really blocked, or would have in audit mode.',
      width: 14,
      height: 10,
      noData:
        'None: application control is off on these hosts, or its logs (AppLocker, CodeIntegrity) are not collected',
    },
    tableSql(sql`
      SELECT ts AS time, host, EventID AS event_code, if(TargetFilename != '', TargetFilename, ext['FullFilePath']) AS file, User AS user, Channel AS channel
      FROM events
      WHERE $__timeFilter(ts) AND ${chosen('events.host', 'host')} AND (
        (Channel LIKE '%AppLocker%' AND EventID IN (8003, 8004, 8006, 8007))
        OR (Channel LIKE '%CodeIntegrity%' AND EventID IN (3076, 3077, 3033))
        OR (category = 'file' AND action = 'block'))
      ORDER BY ts DESC
      LIMIT 200`),
  ),
  {
    time: shortTime('Time'),
    host: { ...LOOKS.host, width: 80 },
    event_code: { label: 'Event ID', width: 90, unit: 'none' },
    file: { label: 'File', minWidth: 220, links: [toTextHunt('file', 'Hunt for this file')] },
    user: { ...LOOKS.user, width: 140 },
    channel: { label: 'Log', width: 130 },
  },
);

/** Executables, uid `hb-executables`. Variable: `host`. */
export function executablesDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-executables',
    title: 'Executables',
    description:
      'What runs, how rare it is and since when; what is unsigned; what application control would have blocked.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(hostsVariable())
    .withPanel(programs)
    .withPanel(fresh)
    .withPanel(single)
    .withPanel(wouldBlock)
    .withPanel(newOverTime)
    .withPanel(rarest)
    .withPanel(blocked)
    .withPanel(unsigned)
    .withPanel(hostCounts)
    .withPanel(enforced)
    .build();
  return withRowsBehind(board, {
    Programs: { panel: 'Rarest executables' },
    'Never seen before': { panel: 'Rarest executables' },
    'On one host only': { panel: 'Rarest executables' },
    'Would have been blocked': { panel: 'What application control would have blocked' },
  });
}
