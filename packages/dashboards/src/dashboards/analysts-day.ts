// Analyst's day: one page in the order of the day, from the queue to the handover.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { LOOKS, pivot, shortTime, toAlert, toTextHunt, withColumns } from '../model/columns.ts';
import { headline, largeUnit, statPanel, steps, tablePanel, textPanel } from '../model/panels.ts';
import { alertsWithState, isLate } from '../model/queue.ts';
import { sql, tableSql } from '../model/query.ts';
import { baseName, LEVEL_ORDER } from '../model/sql.ts';
import { queueUrl, withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';
import { rowsBehind } from './rows.ts';

const NOW = 'now64(3)';
const MONTH = 'ts > now64(3) - INTERVAL 30 DAY';

const heading = (title: string, text: string) =>
  textPanel({ title: '', width: 24, height: 2 }, `${headline(title)}${text}`);
const small = (title: string, description: string, query: string, thresholds: ReturnType<typeof steps>, noData = '0') =>
  statPanel({ title, description, width: 4, height: 3, noData }, tableSql(query))
    .thresholds(thresholds)
    .text(largeUnit());
const ofQueue = (select: string): string => sql`
  SELECT ${select}
  FROM ${alertsWithState(MONTH)}`;

const triage = [
  small(
    'New',
    'Alerts of 30 days that nobody has looked at.',
    ofQueue(`countIf(status = 'new') AS alerts`),
    steps('green', [1, 'blue']),
  ),
  small(
    'Late',
    'Past their time to acknowledge.',
    ofQueue(`countIf(status = 'new' AND ${isLate('raised', NOW)}) AS alerts`),
    steps('green', [1, 'orange'], [10, 'red']),
  ),
  small(
    'Unseen for 24 h',
    'Nobody looked for a day. Begin here.',
    ofQueue(`countIf(status = 'new' AND raised < ${NOW} - INTERVAL 24 HOUR) AS alerts`),
    steps('green', [1, 'red']),
  ),
  small(
    'In work',
    'Acknowledged or in progress: does each still have somebody?',
    ofQueue(`countIf(status IN ('acknowledged', 'in_progress')) AS alerts`),
    steps('blue'),
  ),
  small(
    'Closed in this shift',
    'Closed in the time range.',
    ofQueue(`countIf(status = 'closed' AND $__timeFilter(acted_at)) AS alerts`),
    steps('blue'),
  ),
  small(
    'Open incidents',
    'Cases that are not closed.',
    sql`SELECT countIf(status = 'open') AS incidents FROM incidents`,
    steps('green', [1, 'orange']),
  ),
];

const first = withColumns(
  tablePanel(
    {
      title: 'What to open first',
      description: 'Open alerts, the most urgent first. A click on the rule opens it in the queue.',
      width: 24,
      height: 8,
      noData: 'Nothing waits',
    },
    tableSql(sql`
      SELECT
        raised AS time, level, status, rule_title AS rule, host, User AS user, summary, assignee,
        dateDiff('second', raised, ${NOW}) AS age, toString(alert_id) AS alert_id
      FROM ${alertsWithState(MONTH)}
      WHERE status != 'closed'
      ORDER BY ${LEVEL_ORDER}, raised
      LIMIT 30`),
  ),
  {
    time: shortTime('Raised'),
    level: LOOKS.level,
    status: LOOKS.status,
    rule: { ...LOOKS.rule, links: [toAlert] },
    host: { ...LOOKS.host, width: 80 },
    user: { ...LOOKS.user, width: 140 },
    summary: LOOKS.summary,
    assignee: { label: 'Assignee', width: 95 },
    age: { label: 'Age', width: 90, unit: 's' },
    alert_id: LOOKS.hidden,
  },
);

const review = [
  withColumns(
    tablePanel(
      {
        title: 'Programs never seen before',
        description: 'First starts ever in the time range, on few hosts first. Know each, or open its lineage.',
        width: 12,
        height: 7,
        noData: 'Nothing new in this shift',
      },
      tableSql(sql`
        SELECT min(first_ts) AS first, value AS image, uniqExact(seen.host) AS hosts, any(seen.host) AS host
        FROM seen
        WHERE kind = 'image'
        GROUP BY value
        HAVING $__timeFilter(first)
        ORDER BY hosts, first DESC
        LIMIT 50`),
    ),
    {
      first: shortTime('First seen'),
      image: { label: 'Image', minWidth: 240, links: [toTextHunt('image', 'Hunt for this image')] },
      hosts: { label: 'Hosts', width: 82 },
      host: { ...LOOKS.host, label: 'On', width: 85 },
    },
  ),
  withColumns(
    tablePanel(
      {
        title: 'Sources of failed logons',
        description: 'Addresses that failed more than five times. «Then in»: one of their logons succeeded afterwards.',
        width: 12,
        height: 7,
        noData: 'Nobody guessed in this shift',
      },
      tableSql(sql`
        SELECT
          IpAddress AS address, countIf(action = 'fail' OR ext['message'] LIKE '%res=failed%') AS failures, uniqExact(TargetUserName) AS accounts,
          uniqExact(host) AS hosts, if(maxIf(ts, action = 'success') > min(ts), 'yes', 'no') AS then_in
        FROM events
        WHERE $__timeFilter(ts) AND category = 'auth' AND IpAddress NOT IN ('', '-')
        GROUP BY address
        HAVING failures > 5
        ORDER BY then_in DESC, failures DESC
        LIMIT 50`),
    ),
    {
      address: { label: 'Address', minWidth: 140, links: [toTextHunt('address', 'Hunt for this address')] },
      failures: { label: 'Failures', width: 90 },
      accounts: { label: 'Accounts', width: 100 },
      hosts: { label: 'Hosts', width: 82 },
      then_in: { label: 'Then in', width: 85, colors: { yes: 'red', no: 'text' } },
    },
  ),
];

const state = [
  withColumns(
    tablePanel(
      {
        title: 'Incidents that are open',
        description: 'Cases by severity. Each has an owner and a next task.',
        width: 12,
        height: 7,
        noData: 'No incident is open',
      },
      tableSql(sql`
        SELECT i.severity AS level, i.title AS title, i.owner AS owner, i.opened_at AS opened, i.tasks_open AS tasks, m.alerts AS alerts
        FROM (SELECT * FROM incidents WHERE status = 'open') AS i
        LEFT JOIN (SELECT incident_id, count() AS alerts FROM incident_alerts FINAL GROUP BY incident_id) AS m ON m.incident_id = i.incident_id
        ORDER BY ${LEVEL_ORDER}, opened
        LIMIT 50`),
    ),
    {
      level: { ...LOOKS.level, label: 'Severity' },
      title: { label: 'Incident', minWidth: 180, wrap: true },
      owner: { label: 'Owner', width: 90 },
      opened: shortTime('Opened'),
      tasks: { label: 'Tasks', width: 82 },
      alerts: { label: 'Alerts', width: 82 },
    },
  ),
  withColumns(
    tablePanel(
      {
        title: 'Exceptions that end within 14 days',
        description: 'Renew with a reason, or let them end and see what comes.',
        width: 12,
        height: 7,
        noData: 'None ends soon',
      },
      tableSql(sql`
        SELECT max(expires_at) AS until, argMin(owner, seq) AS owner, argMin(reason, seq) AS reason, argMin(actor, seq) AS made_by
        FROM exception_actions
        GROUP BY exception_id
        HAVING countIf(action = 'revoke') = 0 AND until BETWEEN ${NOW} AND ${NOW} + INTERVAL 14 DAY
        ORDER BY until
        LIMIT 50`),
    ),
    {
      until: shortTime('Until'),
      owner: { label: 'Owner', width: 120 },
      reason: { label: 'Reason', minWidth: 220 },
      made_by: { label: 'Made by', width: 110 },
    },
  ),
];

const health = [
  small(
    'Queue lag',
    'Age of the oldest event that is not searchable yet.',
    sql`
      SELECT max(lag) AS lag
      FROM (SELECT node, input, argMax(lag_ms, ts) AS lag FROM pipeline_stats WHERE ts > now() - INTERVAL 5 MINUTE GROUP BY node, input)
      HAVING count() > 0`,
    steps('green', [30_000, 'orange'], [300_000, 'red']),
    'ingest does not report',
  ).unit('ms'),
  small(
    'Silent hosts',
    'Sent something in seven days and nothing for a day.',
    sql`
      SELECT countIf(last < ${NOW} - INTERVAL 1 DAY) AS silent
      FROM (SELECT host, max(last_ingested_at) AS last FROM seen WHERE kind = 'sender' AND host != '' GROUP BY host HAVING last > ${NOW} - INTERVAL 7 DAY)`,
    steps('green', [1, 'orange']),
  ),
  small(
    'In quarantine',
    'Refused in the time range and held.',
    sql`SELECT countIf(status = 'held') AS held FROM quarantine FINAL WHERE $__timeFilter(received_at)`,
    steps('green', [1, 'orange']),
  ),
  small(
    'Excepted',
    'Alerts that exceptions hid in the time range: a sudden rise means that one is too wide.',
    sql`SELECT count() AS alerts FROM excepted_alerts FINAL WHERE $__timeFilter(ts)`,
    steps('blue', [100, 'orange']),
  ),
  small(
    'Indicators hit',
    'Alerts by indicators (ioc:…) in the time range.',
    sql`SELECT count() AS alerts FROM alerts FINAL WHERE $__timeFilter(ts) AND startsWith(rule_id, 'ioc:')`,
    steps('green', [1, 'red']),
  ),
  small(
    'Hunts this month',
    'Hunts that were written into the journal in 30 days.',
    sql`SELECT count() AS hunts FROM journal WHERE action = 'hunt' AND ts > ${NOW} - INTERVAL 30 DAY`,
    steps('orange', [1, 'green']),
  ),
];

const rarePairs = withColumns(
  tablePanel(
    {
      title: 'Where to hunt today',
      description:
        'Parent and child that fewest hosts ever showed, in this shift. Take one and follow it to its end; write down what you found.',
      width: 24,
      height: 7,
      noData: 'No process start in this shift',
    },
    tableSql(sql`
      SELECT
        ${baseName('ParentImage')} AS parent, ${baseName('Image')} AS child, any(known.hosts) AS hosts, count() AS starts, any(CommandLine) AS example,
        any(events.host) AS on_host, toString(any(events.proc_guid)) AS guid
      FROM events
      LEFT JOIN (
        SELECT value, uniqExact(seen.host) AS hosts FROM seen WHERE kind = 'parent_child' GROUP BY value
      ) AS known ON known.value = concat(lower(${baseName('ParentImage')}), ' > ', lower(${baseName('Image')}))
      WHERE $__timeFilter(events.ts) AND category = 'process' AND action = 'start' AND ParentImage != ''
      GROUP BY parent, child
      ORDER BY hosts, starts
      LIMIT 30`),
  ),
  {
    parent: { label: 'Parent', width: 150 },
    child: {
      label: 'Child',
      width: 150,
      links: [pivot('Process lineage', 'hb-lineage', { host: 'on_host', proc_guid: 'guid' })],
    },
    hosts: { label: 'Hosts', width: 82 },
    starts: { label: 'Starts', width: 82 },
    example: { label: 'Example', minWidth: 300 },
    on_host: { label: 'On', width: 90 },
    guid: LOOKS.hidden,
  },
);

/** One line of the handover: its place, and a text made by SQL. */
const line = (order: number, from: string): string => sql`SELECT ${String(order)} AS place, (${from}) AS line`;
const levels = (condition: string): string =>
  `concat(toString(countIf(${condition})), ' (', toString(countIf(level = 'critical' AND ${condition})), ' critical, ', toString(countIf(level = 'high' AND ${condition})), ' high)')`;

const handover = withColumns(
  tablePanel(
    {
      title: 'Handover',
      description:
        'The shift in sentences, made from the data: what came, what was done, what is left. Add what only people know by «Handover» in the queue.',
      width: 12,
      height: 10,
      noData: 'No data in this shift',
    },
    tableSql(sql`
      SELECT line FROM (
        ${line(1, sql`SELECT concat('Raised in this shift: ', ${levels('$__timeFilter(raised)')}, '.') FROM ${alertsWithState(MONTH)}`)}
        UNION ALL
        ${line(2, sql`SELECT concat('Closed: ', toString(countIf(status = 'closed' AND $__timeFilter(acted_at))), ', of these true positive ', toString(countIf(disposition = 'true_positive' AND $__timeFilter(acted_at))), ', false positive ', toString(countIf(disposition = 'false_positive' AND $__timeFilter(acted_at))), '.') FROM ${alertsWithState(MONTH)}`)}
        UNION ALL
        ${line(3, sql`SELECT concat('Left open: ', ${levels(`status != 'closed'`)}, '; nobody looked at ', toString(countIf(status = 'new')), ', for more than a day at ', toString(countIf(status = 'new' AND raised < ${NOW} - INTERVAL 24 HOUR)), '.') FROM ${alertsWithState(MONTH)}`)}
        UNION ALL
        ${line(4, sql`SELECT concat('In work: ', if(count() = 0, 'nothing', arrayStringConcat(groupArray(concat(who, ' ', toString(n))), ', ')), '.') FROM (SELECT if(assignee = '', 'nobody', assignee) AS who, count() AS n FROM ${alertsWithState(MONTH)} WHERE status IN ('acknowledged', 'in_progress') GROUP BY who ORDER BY n DESC LIMIT 10)`)}
        UNION ALL
        ${line(5, sql`SELECT concat('Busiest hosts: ', if(count() = 0, 'none', arrayStringConcat(groupArray(concat(host, ' ', toString(n))), ', ')), '.') FROM (SELECT host, count() AS n FROM alerts FINAL WHERE $__timeFilter(ts) AND host != '' GROUP BY host ORDER BY n DESC LIMIT 5)`)}
        UNION ALL
        ${line(6, sql`SELECT concat('Open incidents: ', if(count() = 0, 'none', arrayStringConcat(groupArray(concat(title, ' (', severity, if(owner = '', ', nobody', concat(', ', owner)), ')')), '; ')), '.') FROM (SELECT title, severity, owner FROM incidents WHERE status = 'open' ORDER BY opened_at LIMIT 10)`)}
        UNION ALL
        ${line(7, sql`SELECT concat('Sensors: ', toString(countIf(last < ${NOW} - INTERVAL 1 DAY)), ' of ', toString(count()), ' hosts silent for a day.') FROM (SELECT host, max(last_ingested_at) AS last FROM seen WHERE kind = 'sender' AND host != '' GROUP BY host HAVING last > ${NOW} - INTERVAL 7 DAY)`)})
      ORDER BY place`),
  ),
  { line: { label: 'This shift', minWidth: 300, wrap: true } },
);

const notes = withColumns(
  tablePanel(
    {
      title: 'Notes of the shifts',
      description: 'What people wrote down for those after them, and the hunts that they did.',
      width: 12,
      height: 10,
      noData: 'Nobody wrote a note in seven days',
    },
    tableSql(sql`
      SELECT ts AS time, actor AS who, action AS kind, title, comment
      FROM journal
      WHERE ts > ${NOW} - INTERVAL 7 DAY
      ORDER BY ts DESC
      LIMIT 50`),
  ),
  {
    time: shortTime('Time'),
    who: { label: 'Who', width: 80 },
    kind: { label: 'What', width: 85 },
    title: { label: 'Title', width: 150 },
    comment: { label: 'Note', minWidth: 220, wrap: true },
  },
);

/** Analyst's day, uid `hb-day`. */
export function analystsDayDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-day',
    title: "Analyst's day",
    description: 'One page in the order of the day: queue, review, state, health, hunt, handover.',
    from: 'now-12h',
    refresh: '1m',
  });
  const add = (panels: readonly Parameters<typeof board.withPanel>[0][]): void => {
    for (const panel of panels) board.withPanel(panel);
  };
  add([heading('1 · Alarms', 'Work off the [queue](/d/hb-triage), the oldest critical one first.')]);
  add(triage);
  add([first]);
  add([
    heading(
      '2 · Review',
      'What no rule knows yet. More: [Executables](/d/hb-executables), [Logons](/d/hb-logons), [Egress](/d/hb-egress), [PowerShell](/d/hb-powershell), [Linux](/d/hb-linux).',
    ),
  ]);
  add(review);
  add([heading('3 · State of security', 'What is still going on, and what was allowed.')]);
  add(state);
  add([
    heading(
      '4 · Health and intelligence',
      'A sensor that is silent sees nothing. More: [Sensors and pipeline](/d/hb-health).',
    ),
  ]);
  add(health);
  add([heading('5 · Hunt', 'One question a day: [Hunt](/d/hb-hunt).')]);
  add([rarePairs]);
  add([heading('6 · Handover', 'What the next shift must know.')]);
  add([handover, notes]);
  const built = board.build();
  return withRowsBehind(built, {
    New: { url: queueUrl({ state: 'new' }, 'month') },
    Late: { url: queueUrl({ state: 'late' }, 'month') },
    'Unseen for 24 h': { url: queueUrl({ state: 'unseen' }, 'month') },
    'In work': { url: queueUrl({ state: 'work' }, 'month') },
    'Closed in this shift': { url: queueUrl({ state: 'closed', acted: '${__from}' }, 'month') },
    'Open incidents': { url: rowsBehind('incidents') },
    'Queue lag': { url: '/d/hb-health?${__url_time_range}' },
    'Silent hosts': { url: rowsBehind('silent-hosts') },
    'In quarantine': { url: rowsBehind('quarantine') },
    Excepted: { url: rowsBehind('excepted') },
    'Indicators hit': { url: rowsBehind('indicators') },
    'Hunts this month': { url: rowsBehind('hunts-done', 'month') },
  });
}
