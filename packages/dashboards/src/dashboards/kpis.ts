// Manager's KPIs: this period against the one before it, on one page that prints; each number opens the rows behind it.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { kpis, type Kpi } from '../kpis/index.ts';
import { asDataLink, LOOKS, withColumns } from '../model/columns.ts';
import { periodBefore } from '../model/period.ts';
import { headline, largeUnit, rankingPanel, statPanel, steps, tablePanel, textPanel } from '../model/panels.ts';
import { sql, tableSql } from '../model/query.ts';
import { dashboardFrame } from './frame.ts';
import { rowsBehind } from './rows.ts';

function kpi(name: string): Kpi {
  const found = kpis.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no KPI ${name}`);
  return found;
}

/** Text of a KPI as a panel's description: how it is counted, who answers for it, which version. */
const words = ({ formula, owner, version }: Kpi): string => `${formula} Owner: ${owner}. Version ${version}.`;

/** One value of a KPI, now and before. */
function pair(
  name: string,
  title: string,
  column: string,
  look: { readonly width: number; readonly thresholds: ReturnType<typeof steps> },
) {
  const one = kpi(name);
  return statPanel(
    { title, description: words(one), width: look.width, height: 4, noData: 'none' },
    tableSql(sql`
      SELECT now.value AS this_period, before.value AS before
      FROM (SELECT toFloat64(${column}) AS value FROM (${one.sql})) AS now
      CROSS JOIN (SELECT toFloat64(${column}) AS value FROM (${periodBefore(one.sql)})) AS before`),
  )
    .unit(one.unit)
    .text(largeUnit())
    .decimals(one.unit === 'short' ? 0 : 1)
    .thresholds(look.thresholds)
    .overrideByName('this_period', [{ id: 'displayName', value: 'this period' }])
    .dataLinks([asDataLink({ title: 'The rows behind this', url: rowsBehind(name) })]);
}

const head = textPanel(
  { title: '', width: 24, height: 2 },
  headline('${__from:date:YYYY-MM-DD} to ${__to:date:YYYY-MM-DD}') +
    'Left: **this period**. Right: **the period before it**, of the same length. Every number opens the rows behind it. Prints on one page, landscape.',
);

/** What detection is made of, as it stands: four numbers of one KPI. */
const useCases = statPanel(
  { title: 'Use cases', description: words(kpi('use-cases')), width: 7, height: 4, noData: 'no rules' },
  tableSql(kpi('use-cases').sql),
)
  .thresholds(steps('blue'))
  .overrideByName('with_data', [{ id: 'displayName', value: 'with data' }])
  .dataLinks([asDataLink({ title: 'The rows behind this', url: rowsBehind('use-cases') })]);

const numbers = [
  pair('time-to-acknowledge', 'Time to acknowledge, median', 'p50', {
    width: 6,
    thresholds: steps('green', [3600, 'orange'], [14_400, 'red']),
  }),
  pair('time-to-acknowledge', 'Time to acknowledge, 90 %', 'p90', {
    width: 6,
    thresholds: steps('green', [14_400, 'orange'], [86_400, 'red']),
  }),
  pair('time-to-close', 'Time to close, median', 'p50', {
    width: 6,
    thresholds: steps('green', [86_400, 'orange'], [259_200, 'red']),
  }),
  pair('time-to-close', 'Time to close, mean', 'mean', {
    width: 6,
    thresholds: steps('green', [86_400, 'orange'], [259_200, 'red']),
  }),
  pair('not-reviewed-24h', 'Not reviewed after 24 h', 'alerts', {
    width: 6,
    thresholds: steps('green', [1, 'red']),
  }),
  pair('data-sources', 'Data sources alive', 'alive', {
    width: 4,
    thresholds: steps('red', [1, 'green']),
  }),
  pair('hosts-covered', 'Hosts covered', 'covered', {
    width: 4,
    thresholds: steps('red', [1, 'green']),
  }),
  pair('hunts-done', 'Hunts done', 'hunts', {
    width: 3,
    thresholds: steps('orange', [1, 'green']),
  }),
  useCases,
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
    alerts: {
      label: 'Alerts',
      minWidth: 76,
      links: [{ title: 'The rows behind this', url: rowsBehind('time-by-stage') }],
    },
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
      minWidth: 160,
      links: [
        {
          title: 'Its closed alerts',
          url: '/d/hb-triage?var-state=closed&var-rule=${__data.fields.rule_id:percentencode}&${__url_time_range}',
        },
      ],
    },
    share: { label: 'Share', width: 75, unit: 'percentunit' },
    false_positives: { label: 'False', width: 75 },
    closed_alerts: { label: 'Closed', width: 85 },
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
).dataLinks([asDataLink({ title: 'The alerts that they closed', url: rowsBehind('alerts-per-analyst') })]);

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
  return board.withPanel(stages).withPanel(falsePositives).withPanel(analysts).build();
}
