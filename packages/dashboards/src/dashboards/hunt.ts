// Hunt: every event behind a few filters, its shape over time, and the rankings that make the odd one stand out.
import { AnnotationQueryBuilder, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SUMMARY_SQL } from '@huntboard/query';
import { asDataLink, LOOKS, pivot, shortTime, toTextHunt, type Pivot, withColumns } from '../model/columns.ts';
import { histogramPanel, logsPanel, rankingPanel, tablePanel } from '../model/panels.ts';
import { DATASOURCE, logsSql, seriesSql, tableSql, toTarget, sql } from '../model/query.ts';
import { baseName, chosen, contains, guidText, NO_CANARY_EVENTS, ofProcess } from '../model/sql.ts';
import {
  categoriesVariable,
  filtersVariable,
  hostsVariable,
  processVariable,
  textFilterVariable,
  usersVariable,
} from '../model/variables.ts';
import { dashboardFrame } from './frame.ts';

/** The filters of the head, the same for every panel. */
const FILTERS = sql`
  $__timeFilter(events.ts)
  AND ${NO_CANARY_EVENTS}
  AND ${chosen('category', 'category')}
  AND ${chosen('host', 'host')}
  AND ${chosen('User', 'user')}
  AND ${contains('text')}
  AND ${ofProcess('proc_guid')}
  AND $__filters`;

/**
 * The newest matching events in two steps: the filters find their keys, then the wide columns are read for those alone. In one
 * step the engine would read every wide column of the whole range before it sorts.
 */
const newest = (limit: number): string => sql`
  WHERE (category, host, ts, event_id) IN (
    SELECT category, host, ts, event_id
    FROM events
    WHERE
      ${FILTERS}
    ORDER BY ts DESC
    LIMIT ${String(limit)})
  ORDER BY ts DESC`;

const overTime = histogramPanel(
  {
    title: 'Events over time',
    description: 'Matching events by category. Drag across a burst to zoom in; the table below follows.',
    width: 24,
    height: 7,
    noData: 'No event matches: widen the time range or the filters',
  },
  seriesSql(sql`
    SELECT $__timeInterval(ts) AS time, category, count() AS Value
    FROM events
    WHERE
        ${FILTERS}
    GROUP BY time, category
    ORDER BY time, category`),
);

const matches = withColumns(
  tablePanel(
    {
      title: 'Events',
      description:
        'The newest 500 matching events. Click a process for its lineage, a host, user, image or hash to follow it.',
      width: 24,
      height: 16,
      noData: 'No event matches: widen the time range or the filters',
    },
    tableSql(sql`
      SELECT
        ts AS time, host, category, action, User AS user, ${baseName('Image')} AS process, ${SUMMARY_SQL} AS what,
        ${baseName('ParentImage')} AS parent, Image AS image, nullIf(ProcessId, 0) AS pid, sha256 AS hash, EventID AS event_code,
        ${guidText('events.proc_guid')} AS proc_guid, toString(event_id) AS id
      FROM events
      ${newest(500)}`),
  ),
  {
    time: shortTime('Time'),
    host: LOOKS.host,
    category: {
      label: 'Category',
      width: 90,
      links: [pivot('Only this category', 'hb-hunt', { category: 'category' })],
    },
    action: { label: 'Action', width: 80 },
    user: { ...LOOKS.user, width: 150 },
    process: {
      ...LOOKS.process,
      width: 150,
      links: [...LOOKS.process.links, toTextHunt('image', 'Hunt for this image')],
    },
    what: { label: 'What', minWidth: 300 },
    parent: { label: 'Parent', width: 120 },
    image: LOOKS.hidden,
    pid: { label: 'PID', width: 65, unit: 'none' },
    hash: { label: 'SHA-256', width: 100, links: [toTextHunt('hash', 'Hunt for this hash')] },
    event_code: { label: 'Event ID', width: 90, unit: 'none' },
    proc_guid: LOOKS.hidden,
    id: LOOKS.hidden,
  },
);

function ranking(title: string, description: string, column: string, name: string, link: Pivot) {
  return rankingPanel(
    { title, description, width: 6, height: 9, noData: 'Nothing to rank' },
    tableSql(sql`
      SELECT ${column} AS ${name}, count() AS events
      FROM events
      WHERE
        ${FILTERS}
        AND ${column} != ''
      GROUP BY ${name}
      ORDER BY events DESC
      LIMIT 12`),
  ).dataLinks([asDataLink(link)]);
}

const topHosts = ranking(
  'Top hosts',
  'Hosts with the most matching events. One host far above its peers is worth a look.',
  'host',
  'top_host',
  pivot('Only this host', 'hb-hunt', { host: 'top_host' }),
);
const topUsers = ranking(
  'Top users',
  'Accounts with the most matching events. Service accounts that act like people, people that act at night.',
  'User',
  'top_user',
  pivot('Only this user', 'hb-hunt', { user: 'top_user' }),
);
const topImages = ranking(
  'Top images',
  'Executables with the most matching events.',
  'Image',
  'top_image',
  toTextHunt('top_image', 'Hunt for this image'),
);
const topDestinations = ranking(
  'Top destinations',
  'Addresses most often connected to by matching events. Regular beats to one outside address are a beacon.',
  'DestinationIp',
  'destination',
  toTextHunt('destination', 'Hunt for this address'),
);

const rarePairs = withColumns(
  tablePanel(
    {
      title: 'Rarest parent and child',
      description:
        'Process starts by pair of parent and child, rarest first. An Office program that starts a shell stands at the top.',
      width: 24,
      height: 9,
      noData: 'No process start matches',
    },
    tableSql(sql`
      SELECT
        ${baseName('ParentImage')} AS parent, ${baseName('Image')} AS child, count() AS starts, uniqExact(host) AS hosts,
        min(ts) AS first, any(CommandLine) AS example, any(host) AS on_host, ${guidText('any(events.proc_guid)')} AS guid
      FROM events
      WHERE
        ${FILTERS}
        AND category = 'process' AND action = 'start' AND ParentImage != ''
      GROUP BY parent, child
      ORDER BY hosts, starts, first DESC
      LIMIT 100`),
  ),
  {
    parent: { label: 'Parent', width: 170 },
    child: {
      label: 'Child',
      width: 170,
      links: [
        pivot('Process lineage', 'hb-lineage', { host: 'on_host', proc_guid: 'guid' }),
        toTextHunt('child', 'Hunt for this program'),
      ],
    },
    starts: { label: 'Starts', width: 80 },
    hosts: { label: 'Hosts', width: 80 },
    first: shortTime('First'),
    example: { label: 'Example' },
    on_host: { label: 'On', width: 120, links: [pivot('Hunt on this host', 'hb-hunt', { host: 'on_host' })] },
    guid: LOOKS.hidden,
  },
);

const rawEvents = logsPanel(
  {
    title: 'Events as received',
    description: 'The newest 200 matching events, verbatim as the sensor sent them.',
    width: 24,
    height: 10,
    noData: 'No event matches, or their text is past its retention',
  },
  logsSql(sql`
    SELECT ts AS timestamp, raw AS body, level AS severity, toString(event_id) AS id, host, category
    FROM events
    ${newest(200)}`),
);

const alertMarks = new AnnotationQueryBuilder()
  .name('Alerts')
  .datasource(DATASOURCE)
  .enable(true)
  .iconColor('red')
  .target(toTarget({ kind: 'annotations', version: 1, levels: ['critical', 'high'], hosts: ['${host}'] }, 'Anno'));

/** Hunt, uid `hb-hunt`. Its variables (category, host, user, text, proc_guid, filters) are what other dashboards link to. */
export function huntDashboard(): Dashboard {
  return dashboardFrame({
    uid: 'hb-hunt',
    title: 'Hunt',
    description:
      'Every event behind a few filters, its shape over time, and the rankings that make the odd one stand out.',
    from: 'now-24h',
    refresh: '',
  })
    .withVariable(categoriesVariable())
    .withVariable(hostsVariable())
    .withVariable(usersVariable())
    .withVariable(textFilterVariable())
    .withVariable(processVariable())
    .withVariable(filtersVariable())
    .annotation(alertMarks)
    .withPanel(overTime)
    .withPanel(matches)
    .withPanel(topHosts)
    .withPanel(topUsers)
    .withPanel(topImages)
    .withPanel(topDestinations)
    .withPanel(rarePairs)
    .withPanel(rawEvents)
    .build();
}
