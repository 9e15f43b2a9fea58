// Rows behind the numbers: for each number of the KPIs and of the shift one table that lists exactly what is counted.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { kpis } from '../kpis/index.ts';
import type { ColumnLook } from '../model/columns.ts';
import { LOOKS, pivot, shortTime, toAlert, withColumns } from '../model/columns.ts';
import { tablePanel, textPanel } from '../model/panels.ts';
import { sql, tableSql } from '../model/query.ts';
import { rowsUrl } from '../model/rows-behind.ts';
import { LEVEL_ORDER } from '../model/sql.ts';
import { dashboardFrame } from './frame.ts';

const NOW = 'now64(3)';

interface Rows {
  readonly title: string;
  readonly description: string;
  readonly sql: string;
  readonly columns: readonly string[];
  /** The table has the id of an alert in each row. */
  readonly ofAlerts?: true;
}

/** Of the rows of a KPI, those that its number counts; all where nothing stands here. */
const COUNTED: Readonly<Record<string, string>> = {
  'data-sources': 'last_event > $__toTime - toIntervalHour(1)',
  'hosts-covered': 'covered',
  'use-cases': "state = 'active'",
};

const ofKpis: Readonly<Record<string, Rows>> = Object.fromEntries(
  kpis.map(({ name, title, formula, rows }) => [
    name,
    {
      title,
      description: `What the number «${title}» counts, in the time range. ${formula}`,
      sql: COUNTED[name] === undefined ? rows : sql`SELECT * FROM (\n  ${rows}\n) WHERE ${COUNTED[name]}`,
      columns: columnsOf(rows),
      ...(rows.includes('AS alert_id') ? { ofAlerts: true as const } : {}),
    },
  ]),
);

const ofTheShift: Readonly<Record<string, Omit<Rows, 'columns'>>> = {
  'hosts-reporting': {
    title: 'Hosts reporting',
    description: 'Hosts with at least one event in the time range; the one that was silent longest comes first.',
    sql: sql`
      SELECT host, count() AS events, min(ts) AS first_event, max(ts) AS last_event
      FROM events
      WHERE $__timeFilter(ts) AND host != '' AND category != 'canary'
      GROUP BY host
      ORDER BY last_event`,
  },
  'processes-started': {
    title: 'Processes started, by host',
    description: 'The sum is the number. A host far above its neighbours builds, scans or is scripted.',
    sql: sql`
      SELECT host, uniqExact(host, proc_guid) AS processes, min(start_ts) AS first_event, max(start_ts) AS last_event
      FROM process
      WHERE $__timeFilter(start_ts)
      GROUP BY host
      ORDER BY processes DESC`,
  },
  'events-by-category': {
    title: 'Events by host and category',
    description: 'The sum is the number. Look for a host that lacks a category which its neighbours send.',
    sql: sql`
      SELECT host, category, count() AS events, max(ts) AS last_event
      FROM events
      WHERE $__timeFilter(ts) AND category != 'canary'
      GROUP BY host, category
      ORDER BY events DESC`,
  },
  'silent-hosts': {
    title: 'Silent hosts',
    description: 'Sent something in seven days and nothing for a day: off, broken, or switched off by somebody.',
    sql: sql`
      SELECT host, max(last_ingested_at) AS last_event, arrayStringConcat(arraySort(groupUniqArray(value)), ', ') AS sources, sum(count) AS events
      FROM seen
      WHERE kind = 'sender' AND host != ''
      GROUP BY host
      HAVING last_event > ${NOW} - INTERVAL 7 DAY AND last_event < ${NOW} - INTERVAL 1 DAY
      ORDER BY last_event`,
  },
  quarantine: {
    title: 'In quarantine',
    description:
      'Refused in the time range and held, with the reason; npx huntboard replays it once the cause is mended.',
    sql: sql`
      SELECT received_at AS time, code, detail, origin
      FROM quarantine FINAL
      WHERE $__timeFilter(received_at) AND status = 'held'
      ORDER BY time DESC`,
  },
  excepted: {
    title: 'Hidden by exceptions',
    description: 'Alerts that exceptions hid in the time range: would you have wanted to see one of them?',
    sql: sql`
      SELECT ts AS time, level, rule_title AS rule, host, User AS user, summary
      FROM excepted_alerts FINAL
      WHERE $__timeFilter(ts)
      ORDER BY time DESC`,
  },
  indicators: {
    title: 'Indicators hit',
    description: 'Alerts by indicators (ioc:…) in the time range.',
    sql: sql`
      SELECT ts AS time, level, rule_title AS rule, host, User AS user, summary, toString(alert_id) AS alert_id
      FROM alerts FINAL
      WHERE $__timeFilter(ts) AND startsWith(rule_id, 'ioc:')
      ORDER BY time DESC`,
    ofAlerts: true,
  },
  incidents: {
    title: 'Open incidents',
    description: 'Cases that are not closed, by severity. Each has an owner and a next task.',
    sql: sql`
      SELECT severity AS level, title, owner, opened_at AS time, tasks_open AS tasks
      FROM incidents
      WHERE status = 'open'
      ORDER BY ${LEVEL_ORDER}, time`,
  },
};

/** All tables; their order is their number, so new ones come last. */
const ROWS: Readonly<Record<string, Rows>> = {
  ...Object.fromEntries(
    Object.entries(ofTheShift).map(([name, rows]) => [name, { ...rows, columns: columnsOf(rows.sql) }]),
  ),
  ...ofKpis,
};
const NAMES = Object.keys(ROWS);
/** The board's first panel is its text. */
const FIRST = 2;

/** Address of the rows behind a number. */
export function rowsBehind(name: string, over: 'range' | 'month' = 'range'): string {
  const index = NAMES.indexOf(name);
  if (index < 0) throw new Error(`there are no rows ${name}`);
  return rowsUrl(index + FIRST, over);
}

const toRule = {
  title: 'Its alerts in the queue',
  url: '/d/hb-triage?var-state=all&var-rule=${__data.fields.rule_id:percentencode}&${__url_time_range}',
};
const COLUMNS: Readonly<Record<string, ColumnLook>> = {
  time: shortTime('Time'),
  level: LOOKS.level,
  host: { ...LOOKS.host, width: 110 },
  user: { ...LOOKS.user, links: [pivot('Everything about this user', 'hb-user', { user: 'user' })] },
  summary: { label: 'Summary', minWidth: 220 },
  acknowledged: shortTime('Acknowledged'),
  closed: shortTime('Closed'),
  queue_s: { label: 'Waited', width: 90, unit: 's' },
  human_s: { label: 'Worked on', width: 100, unit: 's' },
  close_s: { label: 'Open for', width: 95, unit: 's' },
  disposition: { label: 'Disposition', width: 145 },
  closed_by: { label: 'By', width: 90 },
  alert_id: LOOKS.hidden,
  rule_id: LOOKS.hidden,
  source: { label: 'Source', minWidth: 140 },
  sources: { label: 'Sources', minWidth: 140 },
  hosts: { label: 'Hosts', width: 90 },
  first_event: shortTime('First event'),
  last_event: shortTime('Last event'),
  last_process: { ...shortTime('Last process start'), width: 165 },
  covered: { label: 'Covered', width: 100 },
  last: shortTime('Last'),
  alerts: { label: 'Alerts', width: 90 },
  analyst: { label: 'Analyst', width: 120 },
  title: { label: 'Title', minWidth: 220 },
  outcome: { label: 'Outcome', width: 130 },
  comment: { label: 'Note', minWidth: 260 },
  link: { label: 'Link', minWidth: 150 },
  events: { label: 'Events', width: 100 },
  processes: { label: 'Processes', width: 110 },
  category: { label: 'Category', minWidth: 140 },
  code: { label: 'Reason', width: 200 },
  detail: { label: 'Detail', minWidth: 300 },
  origin: { label: 'Origin', minWidth: 160 },
  owner: { label: 'Owner', width: 130 },
  tasks: { label: 'Open tasks', width: 110 },
  state: { label: 'State', width: 110, colors: { error: 'red', unsupported: 'orange', overloaded: 'red' } },
  reason: { label: 'Why', minWidth: 220 },
  data: { label: 'Data', width: 80, colors: { no: 'orange', yes: 'green' } },
  tests: { label: 'Tests', width: 80 },
  data_at: shortTime('Last data'),
};

/** The names of the columns that a statement selects: its list up to the first FROM outside of parentheses. */
function columnsOf(statement: string): readonly string[] {
  const items: string[] = [''];
  let depth = 0;
  for (const part of statement.replace(/^\s*SELECT\s/, '').split(/([(),]|\bFROM\b)/)) {
    if (part === 'FROM' && depth === 0) break;
    if (part === '(') depth += 1;
    if (part === ')') depth -= 1;
    if (part === ',' && depth === 0) items.push('');
    else items[items.length - 1] += part;
  }
  return items.map((item) => /(\w+)\s*$/.exec(item)?.[1] ?? '');
}

function looksOf({ columns, ofAlerts }: Rows): Readonly<Record<string, ColumnLook>> {
  const links = ofAlerts ? [toAlert] : columns.includes('rule_id') ? [toRule] : [];
  const looks: Readonly<Record<string, ColumnLook>> = { ...COLUMNS, rule: { label: 'Rule', minWidth: 200, links } };
  return Object.fromEntries(
    columns.map((name) => {
      const look = looks[name];
      if (look === undefined) throw new Error(`the column ${name} has no look`);
      return [name, look];
    }),
  );
}

/** Rows behind the numbers, uid `hb-rows`. */
export function rowsDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-rows',
    title: 'Rows behind the numbers',
    description: 'What each number of the KPIs and of the shift counts, row by row; numbers on other boards lead here.',
    from: 'now-30d',
    refresh: '',
  }).withPanel(
    textPanel(
      { title: '', width: 24, height: 2 },
      "Each table lists exactly what one number counts, in the time range above. [Manager's KPIs](/d/hb-kpis) · [Analyst's day](/d/hb-day) · [SOC overview](/d/hb-overview)",
    ),
  );
  for (const [name, rows] of Object.entries(ROWS)) {
    board.withPanel(
      withColumns(
        tablePanel(
          { ...rows, width: 24, height: 9, noData: 'No row: the number is zero' },
          tableSql(sql`${rows.sql}\nLIMIT 10000`),
        ),
        looksOf(rows),
      ).description(`${rows.description} (${name})`),
    );
  }
  return board.build();
}
