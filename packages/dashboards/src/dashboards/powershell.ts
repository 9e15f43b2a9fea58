// PowerShell and living off the land: the system's own tools, used against it.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { asDataLink, LOOKS, pivot, shortTime, toTextHunt, withColumns } from '../model/columns.ts';
import { lolbinList, outside } from '../model/estate.ts';
import { histogramPanel, rankingPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { seriesSql, sql, tableSql } from '../model/query.ts';
import { baseName, chosen, guidText } from '../model/sql.ts';
import { filtersVariable, hostsVariable } from '../model/variables.ts';
import { withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';

const WHERE = sql`$__timeFilter(events.ts) AND ${chosen('host', 'host')} AND $__filters`;
const STARTS = sql`${WHERE} AND category = 'process' AND action = 'start'`;
const NAME = `lower(${baseName('Image')})`;
const SHELL = `${NAME} IN ('powershell.exe', 'pwsh.exe', 'powershell_ise.exe')`;
/** -e, -en, -enc … with something long after it. */
const ENCODED = `match(CommandLine, '(?i)\\\\s[-/–]e[a-z]*\\\\s+[\\'"]?[A-Za-z0-9+/=]{40,}')`;
/** What scripts do that people's scripts seldom do; each adds to the score. */
const SIGNS: readonly (readonly [name: string, pattern: string])[] = [
  [
    'download',
    '(?i)downloadstring|downloadfile|invoke-webrequest|net\\\\.webclient|start-bitstransfer|invoke-restmethod|\\\\biwr\\\\b',
  ],
  ['runs text', '(?i)invoke-expression|\\\\biex\\\\b|scriptblock\\\\]::create'],
  ['hides', '(?i)frombase64string|-enc|-windowstyle\\\\s+hidden|bxor|\\\\[char\\\\]'],
  ['weakens', '(?i)amsiutils|set-mppreference|add-mppreference|disablerealtimemonitoring|etwprovider'],
  ['steals', '(?i)mimikatz|sekurlsa|minidump|lsass|get-credential|kerberoast|ntds\\\\.dit|convertto-securestring'],
  ['looks around', '(?i)get-ad(user|computer|group)|get-domain|net\\\\s+group|sharphound|powerview|whoami'],
  ['memory', '(?i)virtualalloc|createthread|getprocaddress|reflection\\\\.assembly|marshal\\\\]::copy'],
];
const signsOf = (column: string): string =>
  `arrayFilter(sign -> sign != '', [${SIGNS.map(([name, pattern]) => `if(match(${column}, '${pattern}'), '${name}', '')`).join(', ')}])`;

const stat = (title: string, description: string, query: string, thresholds: ReturnType<typeof steps>) =>
  statPanel({ title, description, width: 6, height: 4, noData: '0' }, tableSql(query)).thresholds(thresholds);

const shells = stat(
  'PowerShell starts',
  'Starts of PowerShell. On servers the same few scripts at the same hours; anything else has a reader.',
  sql`
    SELECT countIf(${SHELL}) AS starts
    FROM events
    WHERE ${STARTS}`,
  steps('blue'),
);
const encoded = stat(
  'Encoded commands',
  'PowerShell with an encoded command. Software of yours may do it: learn which, and look at every other.',
  sql`
    SELECT countIf(${SHELL} AND ${ENCODED}) AS starts
    FROM events
    WHERE ${STARTS}`,
  steps('green', [1, 'orange']),
);
const blocks = stat(
  'Script blocks with signs',
  'Script blocks (4104) with at least two signs of an attack: downloads, runs text, hides, weakens, steals.',
  sql`
    SELECT countIf(length(${signsOf('ScriptBlockText')}) >= 2) AS blocks
    FROM events
    WHERE ${WHERE} AND category = 'script'`,
  steps('green', [1, 'red']),
);
const tools = stat(
  'Tools of the system',
  'Starts of programs that attackers live off: certutil, mshta, rundll32, wmic and their kin.',
  sql`
    SELECT countIf(${NAME} IN (${lolbinList})) AS starts
    FROM events
    WHERE ${STARTS}`,
  steps('blue'),
);

const overTime = histogramPanel(
  {
    title: 'Shells and tools over time',
    description:
      'PowerShell, command shells and tools of the system by program. Bursts within a minute are discovery by hand or by script.',
    width: 24,
    height: 7,
    noData: 'None started in this time range: Sysmon 1 or Security 4688 would show them',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, ${NAME} AS program, count() AS Value
    FROM events
    WHERE ${STARTS} AND (${SHELL} OR ${NAME} IN ('cmd.exe', ${lolbinList}))
      AND ${NAME} IN (
        SELECT ${NAME} FROM events WHERE ${STARTS} AND (${SHELL} OR ${NAME} IN ('cmd.exe', ${lolbinList})) GROUP BY 1 ORDER BY count() DESC LIMIT 12)
    GROUP BY time, program
    ORDER BY time, program`),
);

const scripts = withColumns(
  tablePanel(
    {
      title: 'Script blocks by signs',
      description: 'What PowerShell really ran, decoded (4104), the ones with the most signs first.',
      width: 24,
      height: 10,
      noData: 'No script block: turn on script block logging (4104), or osquery’s powershell_events',
    },
    tableSql(sql`
      SELECT
        ts AS time, host, User AS user, length(signs) AS score, arrayStringConcat(signs, ', ') AS signs_, what, path, proc_guid
      FROM (
        SELECT ts, host, User, ${signsOf('ScriptBlockText')} AS signs, substring(ScriptBlockText, 1, 600) AS what, ext['Path'] AS path,
          ${guidText('events.proc_guid')} AS proc_guid
        FROM events
        WHERE ${WHERE} AND category = 'script' AND ScriptBlockText != '')
      ORDER BY score DESC, ts DESC
      LIMIT 200`),
  ),
  {
    time: shortTime('Time'),
    host: { ...LOOKS.host, width: 80 },
    user: { ...LOOKS.user, width: 150 },
    score: { label: 'Signs', width: 70, unit: 'none' },
    signs_: { label: 'Which', width: 200 },
    what: {
      label: 'Script',
      minWidth: 420,
      links: [
        pivot('Process lineage', 'hb-lineage', { host: 'host', proc_guid: 'proc_guid' }),
        toTextHunt('what', 'Hunt for this text'),
      ],
    },
    path: { label: 'File', width: 160 },
    proc_guid: LOOKS.hidden,
  },
);

const byParent = withColumns(
  tablePanel(
    {
      title: 'Who starts shells',
      description:
        'Parents of PowerShell, cmd and script hosts, rarest first. Office, browsers, WmiPrvSE, services and web servers have no business here.',
      width: 12,
      height: 10,
      noData: 'No shell started',
    },
    tableSql(sql`
      SELECT
        ${baseName('ParentImage')} AS parent, ${baseName('Image')} AS shell, count() AS starts, uniqExact(host) AS hosts, any(CommandLine) AS example,
        any(host) AS on_host, ${guidText('any(events.proc_guid)')} AS guid, min(ts) AS first
      FROM events
      WHERE ${STARTS} AND (${SHELL} OR ${NAME} IN ('cmd.exe', 'wscript.exe', 'cscript.exe', 'mshta.exe'))
      GROUP BY parent, shell
      ORDER BY hosts, starts
      LIMIT 100`),
  ),
  {
    parent: { label: 'Parent', width: 110 },
    shell: {
      label: 'Shell',
      width: 115,
      links: [pivot('Process lineage', 'hb-lineage', { host: 'on_host', proc_guid: 'guid' })],
    },
    starts: { label: 'Starts', width: 82 },
    hosts: { label: 'Hosts', width: 82 },
    example: { label: 'Example', minWidth: 150 },
    first: shortTime('First'),
    on_host: LOOKS.hidden,
    guid: LOOKS.hidden,
  },
);

const ranking = rankingPanel(
  {
    title: 'Which tools',
    description: 'Which of the tools that attackers live off were used how often.',
    width: 12,
    height: 10,
    noData: 'None was used',
  },
  tableSql(sql`
    SELECT ${NAME} AS tool, count() AS starts
    FROM events
    WHERE ${STARTS} AND ${NAME} IN (${lolbinList})
    GROUP BY tool
    ORDER BY starts DESC
    LIMIT 12`),
).dataLinks([asDataLink(toTextHunt('tool', 'Hunt for this tool'))]);

const commands = withColumns(
  tablePanel(
    {
      title: 'How the tools were called',
      description:
        'Command lines of the tools without their numbers and ids, rarest first: habit repeats itself, attacks do not.',
      width: 24,
      height: 10,
      noData: 'None was used',
    },
    tableSql(sql`
      SELECT
        ${baseName('Image')} AS tool, replaceRegexpAll(substring(CommandLine, 1, 400), '[0-9a-fA-F]{6,}|[0-9]+', '#') AS shape, count() AS starts,
        uniqExact(host) AS hosts, any(CommandLine) AS example, any(User) AS user, any(host) AS host_, ${guidText('any(events.proc_guid)')} AS proc_guid, max(ts) AS last
      FROM events
      WHERE ${STARTS} AND ${NAME} IN (${lolbinList})
      GROUP BY tool, shape
      ORDER BY hosts, starts, last DESC
      LIMIT 200`),
  ),
  {
    tool: { label: 'Tool', width: 120 },
    shape: LOOKS.hidden,
    starts: { label: 'Starts', width: 82 },
    hosts: { label: 'Hosts', width: 82 },
    example: {
      label: 'Command line',
      minWidth: 420,
      links: [
        pivot('Process lineage', 'hb-lineage', { host: 'host_', proc_guid: 'proc_guid' }),
        toTextHunt('example', 'Hunt for this command line'),
      ],
    },
    user: { ...LOOKS.user, width: 150 },
    host_: { label: 'On', width: 80 },
    proc_guid: LOOKS.hidden,
    last: shortTime('Last'),
  },
);

const network = withColumns(
  tablePanel(
    {
      title: 'Shells and tools that talk to the outside',
      description:
        'Connections of PowerShell, script hosts and tools of the system to the internet. rundll32 or mshta with a socket is hardly ever good.',
      width: 24,
      height: 8,
      noData: 'None: Sysmon 3 would show them',
    },
    tableSql(sql`
      SELECT
        host, ${baseName('Image')} AS program, DestinationIp AS address, any(DestinationHostname) AS name, DestinationPort AS port, count() AS times,
        min(ts) AS first, max(ts) AS last, any(User) AS user, ${guidText('any(events.proc_guid)')} AS proc_guid
      FROM events
      WHERE ${WHERE} AND category = 'network' AND ${outside('DestinationIp')} AND (${SHELL} OR ${NAME} IN ('cmd.exe', ${lolbinList}))
      GROUP BY host, program, address, port
      ORDER BY times DESC
      LIMIT 100`),
  ),
  {
    host: { ...LOOKS.host, width: 85 },
    program: {
      label: 'Program',
      width: 130,
      links: [pivot('Process lineage', 'hb-lineage', { host: 'host', proc_guid: 'proc_guid' })],
    },
    address: { label: 'Address', width: 130, links: [toTextHunt('address', 'Hunt for this address')] },
    name: { label: 'Name', minWidth: 140 },
    port: { label: 'Port', width: 65, unit: 'none' },
    times: { label: 'Times', width: 82 },
    first: shortTime('First'),
    last: shortTime('Last'),
    user: { ...LOOKS.user, width: 150 },
    proc_guid: LOOKS.hidden,
  },
);

/** PowerShell and living off the land, uid `hb-powershell`. Variables: `host`, `filters`. */
export function powershellDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-powershell',
    title: 'PowerShell and living off the land',
    description:
      'Script blocks by their signs, who starts shells, how the tools of the system are called and whom they talk to.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(hostsVariable())
    .withVariable(filtersVariable())
    .withPanel(shells)
    .withPanel(encoded)
    .withPanel(blocks)
    .withPanel(tools)
    .withPanel(overTime)
    .withPanel(scripts)
    .withPanel(byParent)
    .withPanel(ranking)
    .withPanel(commands)
    .withPanel(network)
    .build();
  return withRowsBehind(board, {
    'PowerShell starts': { panel: 'Who starts shells' },
    'Encoded commands': { panel: 'How the tools were called' },
    'Script blocks with signs': { panel: 'Script blocks by signs' },
    'Tools of the system': { panel: 'How the tools were called' },
  });
}
