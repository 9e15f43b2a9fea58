// Process lineage: the tree of a host, and everything that the chosen process did.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SUMMARY_SQL } from '@huntboard/query';
import { LOOKS, pivot, shortTime, toTextHunt, toUserHunt, withColumns } from '../model/columns.ts';
import type { Pivot } from '../model/columns.ts';
import { lineagePanel, tablePanel } from '../model/panels.ts';
import { tableSql, sql } from '../model/query.ts';
import { ALERT_IMAGE, ALERT_PROCESS, alertsWithProcess, baseName, guid, guidText, text } from '../model/sql.ts';
import { hostAlertVariable, hostVariable, processVariable } from '../model/variables.ts';
import { dashboardFrame } from './frame.ts';

const HOST = text('host');
const PROCESS = guid('proc_guid');
const CHOOSE = 'Choose a process: click one in the tree or in the alerts';

/** The tree names a process `id`, as its data contract says. */
const toProcessHuntById = {
  ...pivot('Events of this process', 'hb-hunt', { host: 'host' }),
  url: '/d/hb-hunt?var-host=${__data.fields.host:percentencode}&var-proc_guid=${__data.fields.id:percentencode}&${__url_time_range}',
};
const links = (...all: readonly Pivot[]): { id: string; value: unknown } => ({
  id: 'links',
  value: all.map((link) => ({ ...link, targetBlank: false })),
});

const tree = lineagePanel(
  {
    title: 'Processes of ${host}',
    description:
      'Who started whom, when and as whom; badges show alerts. Follow the chain of a badge upwards to its origin and downwards to its effects. Keys: ? in the panel.',
    width: 24,
    height: 18,
    noData: 'No process of this host in this time range',
  },
  // The whole host or around the chosen alert, whichever process is chosen: the panel brings the chosen one into sight.
  { kind: 'lineage', version: 1, hosts: ['${host}'], procGuid: '', alertId: '${alert}' },
)
  .overrideByName('id', [links(toProcessHuntById)])
  .overrideByName('user', [links(toUserHunt)]);

const alerts = withColumns(
  tablePanel(
    {
      title: 'Alerts on this host',
      description: 'Those of the chosen process first, then the newest. Click a process to go to it in the tree.',
      width: 24,
      height: 7,
      noData: 'No alerts on this host in this time range',
    },
    tableSql(sql`
      SELECT
        a.ts AS time, a.level AS level, if(s.status = '', 'new', s.status) AS status, a.rule_title AS rule, a.User AS user,
        ${baseName(ALERT_IMAGE)} AS process, a.summary AS summary, a.count AS hits, a.host AS host, ${ALERT_PROCESS} AS proc_guid
      FROM ${alertsWithProcess(`$__timeFilter(ts) AND host = ${HOST}`)}
      ORDER BY (notEmpty(${PROCESS}) AND ${ALERT_PROCESS} = toString(${PROCESS})) DESC, a.ts DESC, a.alert_id
      LIMIT 200`),
  ),
  {
    time: LOOKS.time,
    level: LOOKS.level,
    rule: { label: 'Rule', width: 260 },
    user: LOOKS.user,
    process: LOOKS.process,
    summary: { label: 'Summary' },
    hits: { label: 'Hits', width: 70 },
    status: { label: 'Status', width: 90 },
    host: LOOKS.hidden,
    proc_guid: LOOKS.hidden,
  },
);

const facts = withColumns(
  tablePanel(
    {
      title: 'The chosen process',
      description:
        'What its start told. Compare the original file name with the image: a renamed tool differs. Check the hash against what you know.',
      width: 24,
      height: 4,
      noData: CHOOSE,
    },
    tableSql(sql`
      SELECT
        max(start_ts) AS started, if(max(end_ts) < max(start_ts), NULL, max(end_ts)) AS ended,
        if(max(process.Image) = '', max(end_image), max(process.Image)) AS image, max(CommandLine) AS command_line, max(User) AS user, max(IntegrityLevel) AS integrity,
        max(ProcessId) AS pid, ${baseName('max(ParentImage)')} AS parent, max(ParentCommandLine) AS parent_command_line,
        max(OriginalFileName) AS original_name, max(Company) AS company,
        lower(extract(max(Hashes), '(?i)SHA256=([0-9a-f]+)')) AS hash, host,
        ${guidText('max(process.parent_guid)')} AS parent_guid
      FROM process
      WHERE host = ${HOST} AND notEmpty(${PROCESS}) AND proc_guid = ${PROCESS}
      GROUP BY host, proc_guid`),
  ),
  {
    started: shortTime('Started'),
    ended: shortTime('Ended'),
    image: { ...LOOKS.image, width: 190 },
    command_line: { label: 'Command line', minWidth: 126 },
    user: { ...LOOKS.user, width: 140 },
    integrity: { label: 'Integrity', width: 97 },
    pid: { label: 'PID', width: 60, unit: 'none' },
    parent: {
      label: 'Parent',
      width: 110,
      links: [pivot('Lineage of the parent', 'hb-lineage', { host: 'host', proc_guid: 'parent_guid' })],
    },
    parent_command_line: { label: 'Parent’s line', minWidth: 126 },
    original_name: { label: 'Original', width: 92 },
    company: { label: 'Company', width: 110 },
    hash: { label: 'SHA-256', width: 90, links: [toTextHunt('hash', 'Hunt for this hash')] },
    host: LOOKS.hidden,
    parent_guid: LOOKS.hidden,
  },
);

const events = withColumns(
  tablePanel(
    {
      title: 'What the chosen process did',
      description: 'Files, registry, connections, names asked for, processes started or opened, in order of time.',
      width: 16,
      height: 12,
      noData: CHOOSE,
    },
    tableSql(sql`
      SELECT
        ts AS time, category, action, ${SUMMARY_SQL} AS what, host,
        ${guidText(`if(events.parent_guid = ${PROCESS} AND events.action = 'start', events.proc_guid, events.target_guid)`)} AS proc_guid
      FROM events
      WHERE $__timeFilter(events.ts) AND host = ${HOST} AND notEmpty(${PROCESS})
        AND (events.proc_guid = ${PROCESS} OR events.parent_guid = ${PROCESS} OR events.target_guid = ${PROCESS})
      ORDER BY ts
      LIMIT 1000`),
  ),
  {
    time: shortTime('Time'),
    category: { label: 'Category', width: 95 },
    action: { label: 'Action', width: 95 },
    what: {
      label: 'What',
      links: [
        pivot('Lineage of the other process', 'hb-lineage', { host: 'host', proc_guid: 'proc_guid' }),
        toTextHunt('what', 'Hunt for this'),
      ],
    },
    host: LOOKS.hidden,
    proc_guid: LOOKS.hidden,
  },
);

const connections = withColumns(
  tablePanel(
    {
      title: 'Connections of the chosen process',
      description: 'Where it talked to and how often. Many equal beats to one outside address are a beacon.',
      width: 8,
      height: 12,
      noData: 'No process chosen, or no connection of it',
    },
    tableSql(sql`
      SELECT
        if(DestinationHostname = '', DestinationIp, DestinationHostname) AS destination, DestinationPort AS port,
        count() AS connections, min(ts) AS first, max(ts) AS last, any(DestinationIp) AS address
      FROM events
      WHERE $__timeFilter(ts) AND category = 'network' AND host = ${HOST} AND notEmpty(${PROCESS}) AND proc_guid = ${PROCESS}
      GROUP BY destination, port
      ORDER BY connections DESC
      LIMIT 100`),
  ),
  {
    destination: { label: 'Destination', minWidth: 140, links: [toTextHunt('address', 'Hunt for this address')] },
    port: { label: 'Port', width: 64, unit: 'none' },
    connections: { label: 'Times', width: 70 },
    first: { label: 'First', width: 90, unit: 'time:HH:mm:ss' },
    last: { label: 'Last', width: 90, unit: 'time:HH:mm:ss' },
    address: LOOKS.hidden,
  },
);

/** Process lineage, uid `hb-lineage`. Variables: `host` (one), `alert` of it, and `proc_guid`. */
export function lineageDashboard(): Dashboard {
  return dashboardFrame({
    uid: 'hb-lineage',
    title: 'Process lineage',
    description: 'The tree of a host, and everything that the chosen process did.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(hostVariable())
    .withVariable(hostAlertVariable())
    .withVariable(processVariable())
    .withPanel(tree)
    .withPanel(facts)
    .withPanel(alerts)
    .withPanel(events)
    .withPanel(connections)
    .build();
}
