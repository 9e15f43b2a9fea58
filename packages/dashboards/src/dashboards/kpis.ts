// Manager's KPIs: this period against the one before it, on one page that prints, with the rows behind each number below.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { kpis, type Kpi } from '../kpis/index.ts';
import { asDataLink, LOOKS, toAlert, withColumns } from '../model/columns.ts';
import { periodBefore } from '../model/period.ts';
import { rankingPanel, statPanel, steps, tablePanel, textPanel } from '../model/panels.ts';
import { sql, tableSql } from '../model/query.ts';
import { dashboardFrame } from './frame.ts';

function kpi(name: string): Kpi {
  const found = kpis.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no KPI ${name}`);
  return found;
}

/** Text of a KPI as a panel's description: how it is counted, who answers for it, which version. */
const words = ({ formula, owner, version }: Kpi): string => `${formula} Owner: ${owner}. Version ${version}.`;

/** Where the rows behind a number are: the panel that lists them, in full. */
const ROWS_OF = { 'time-to-acknowledge': 20, 'not-reviewed-24h': 21, 'data-sources': 22 } as const;

/** One value of a KPI, now and before. */
function pair(
  name: string,
  title: string,
  column: string,
  look: { readonly width: number; readonly thresholds: ReturnType<typeof steps>; readonly to: string },
) {
  const one = kpi(name);
  return statPanel(
    { title, description: words(one), width: look.width, height: 4, noData: 'no alert yet' },
    tableSql(sql`
      SELECT now.value AS this_period, before.value AS before
      FROM (SELECT toFloat64(${column}) AS value FROM (${one.sql})) AS now
      CROSS JOIN (SELECT toFloat64(${column}) AS value FROM (${periodBefore(one.sql)})) AS before`),
  )
    .unit(one.unit)
    .decimals(one.unit === 'short' ? 0 : 1)
    .thresholds(look.thresholds)
    .overrideByName('this_period', [{ id: 'displayName', value: 'this period' }])
    .dataLinks([asDataLink({ title: 'The rows behind this', url: look.to })]);
}

const rowsAt = (panel: number): string => `/d/hb-kpis?viewPanel=panel-${panel}&\${__url_time_range}`;
const queue = (state: string): string => `/d/hb-triage?var-state=${state}&\${__url_time_range}`;

const head = textPanel(
  { title: '', width: 24, height: 2 },
  'Left: **this period** (the time range). Right: **the period before it**, of the same length. Prints on one page: *Print* of the browser, landscape. Every number opens the rows behind it; its description says how it is counted.',
);

const numbers = [
  pair('time-to-acknowledge', 'Time to acknowledge, median', 'p50', {
    width: 6,
    thresholds: steps('green', [3600, 'orange'], [14_400, 'red']),
    to: rowsAt(ROWS_OF['time-to-acknowledge']),
  }),
  pair('time-to-acknowledge', 'Time to acknowledge, 90 %', 'p90', {
    width: 6,
    thresholds: steps('green', [14_400, 'orange'], [86_400, 'red']),
    to: rowsAt(ROWS_OF['time-to-acknowledge']),
  }),
  pair('time-to-close', 'Time to close, median', 'p50', {
    width: 6,
    thresholds: steps('green', [86_400, 'orange'], [259_200, 'red']),
    to: queue('closed'),
  }),
  pair('time-to-close', 'Time to close, mean', 'mean', {
    width: 6,
    thresholds: steps('green', [86_400, 'orange'], [259_200, 'red']),
    to: queue('closed'),
  }),
  pair('not-reviewed-24h', 'Not reviewed after 24 h', 'alerts', {
    width: 6,
    thresholds: steps('green', [1, 'red']),
    to: rowsAt(ROWS_OF['not-reviewed-24h']),
  }),
  pair('data-sources', 'Data sources alive', 'alive', {
    width: 6,
    thresholds: steps('red', [1, 'green']),
    to: rowsAt(ROWS_OF['data-sources']),
  }),
  pair('hosts-covered', 'Hosts covered', 'covered', {
    width: 4,
    thresholds: steps('red', [1, 'green']),
    to: '/d/hb-health?${__url_time_range}',
  }),
  pair('use-cases-fired', 'Use cases that fired', 'fired', {
    width: 4,
    thresholds: steps('blue'),
    to: '/d/hb-detections?${__url_time_range}',
  }),
  pair('hunts-done', 'Hunts done', 'hunts', {
    width: 4,
    thresholds: steps('orange', [1, 'green']),
    to: '/d/hb-day?${__url_time_range}',
  }),
];

const stages = withColumns(
  tablePanel(
    {
      title: 'Where the time goes',
      description: words(kpi('time-by-stage')),
      width: 8,
      height: 7,
      noData: 'No alert was raised in this period',
    },
    tableSql(kpi('time-by-stage').sql),
  ),
  {
    stage: { label: 'Stage', width: 80 },
    mean: { label: 'Mean', width: 85, unit: 's' },
    p50: { label: 'Median', width: 85, unit: 's' },
    p90: { label: '90 %', width: 85, unit: 's' },
    alerts: { label: 'Alerts', minWidth: 60 },
  },
);

const falsePositives = withColumns(
  tablePanel(
    {
      title: 'False positives by rule',
      description: words(kpi('false-positive-share')),
      width: 9,
      height: 7,
      noData: 'Nothing was closed in this period',
    },
    tableSql(sql`
      SELECT rule, share, false_positives, closed_alerts, rule_id
      FROM (
        ${kpi('false-positive-share').sql}
      )
      LIMIT 50`),
  ),
  {
    rule: {
      label: 'Rule',
      minWidth: 180,
      links: [
        {
          title: 'Its closed alerts',
          url: '/d/hb-triage?var-state=closed&var-rule=${__data.fields.rule_id:percentencode}&${__url_time_range}',
        },
      ],
    },
    share: { label: 'Share', width: 75, unit: 'percentunit' },
    false_positives: { label: 'False', width: 65 },
    closed_alerts: { label: 'Closed', width: 70 },
    rule_id: LOOKS.hidden,
  },
);

const analysts = rankingPanel(
  {
    title: 'Alerts per analyst',
    description: words(kpi('alerts-per-analyst')),
    width: 7,
    height: 7,
    noData: 'Nothing was closed in this period',
  },
  tableSql(kpi('alerts-per-analyst').sql),
);

const time = { label: 'Raised', width: 165, unit: 'time:YYYY-MM-DD HH:mm:ss' };
const alertRows = {
  time,
  level: LOOKS.level,
  rule: { ...LOOKS.rule, links: [toAlert] },
  host: LOOKS.host,
  acknowledged: { label: 'Acknowledged', width: 165, unit: 'time:YYYY-MM-DD HH:mm:ss' },
  closed: { label: 'Closed', width: 165, unit: 'time:YYYY-MM-DD HH:mm:ss' },
  queue_s: { label: 'Waited', width: 85, unit: 's' },
  human_s: { label: 'Worked on', width: 95, unit: 's' },
  close_s: { label: 'Open for', width: 90, unit: 's' },
  disposition: { label: 'Disposition', width: 140 },
  closed_by: { label: 'By', width: 100 },
  alert_id: LOOKS.hidden,
} as const;

const behind = (name: keyof typeof ROWS_OF, title: string, looks: Parameters<typeof withColumns>[1]) =>
  withColumns(
    tablePanel(
      {
        title,
        description: `The rows behind the number «${kpi(name).title}», in the time range.`,
        width: 24,
        height: 8,
        noData: 'No row: the number is zero',
      },
      tableSql(sql`
        SELECT * FROM (
          ${kpi(name).rows}
        )
        LIMIT 1000`),
    ),
    looks,
  ).id(ROWS_OF[name]);

/** Manager's KPIs, uid `hb-kpis`. */
export function kpisDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-kpis',
    title: "Manager's KPIs",
    description: 'This month against the one before it: how fast, how much, how well; one page that prints.',
    from: 'now-30d',
    refresh: '',
  }).withPanel(head);
  for (const number of numbers) board.withPanel(number);
  return board
    .withPanel(stages)
    .withPanel(falsePositives)
    .withPanel(analysts)
    .withPanel(behind('time-to-acknowledge', 'Acknowledged alerts', alertRows))
    .withPanel(behind('not-reviewed-24h', 'Alerts that nobody reviewed', alertRows))
    .withPanel(
      behind('data-sources', 'Sources', {
        source: { label: 'Source', minWidth: 140 },
        hosts: { label: 'Hosts', width: 90 },
        last_event: { label: 'Last event', width: 180 },
        first_event: { label: 'First event', width: 180 },
      }),
    )
    .build();
}
