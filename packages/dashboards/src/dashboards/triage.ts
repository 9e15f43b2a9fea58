// Triage: the queue of alerts, worked on in the panel; above it how much waits and for how long.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { OFFICE, SLA_MINUTES, alertsWithState, isLate } from '../model/queue.ts';
import { asDataLink } from '../model/columns.ts';
import { largeUnit, statPanel, steps, triagePanel } from '../model/panels.ts';
import { sql, tableSql } from '../model/query.ts';
import { queueUrl } from '../model/rows-behind.ts';
import { triageVariables } from '../model/variables.ts';
import { dashboardFrame } from './frame.ts';

const number = (
  title: string,
  description: string,
  behind: Readonly<Record<string, string>>,
  select: string,
  thresholds: ReturnType<typeof steps>,
) =>
  statPanel(
    { title, description, width: 4, height: 3, noData: '0' },
    tableSql(sql`
      SELECT ${select}
      FROM ${alertsWithState('$__timeFilter(ts)')}`),
  )
    .thresholds(thresholds)
    .text(largeUnit())
    .dataLinks([asDataLink({ title: 'The alerts behind this', url: queueUrl(behind) })]);

const NOW = 'now64(3)';
const numbers = [
  number(
    'New',
    'Alerts that nobody has looked at.',
    { state: 'new' },
    `countIf(status = 'new') AS alerts`,
    steps('green', [1, 'blue']),
  ),
  number(
    'Late',
    'New alerts whose time to acknowledge is over, by level and in office hours (critical ones day and night).',
    { state: 'late' },
    `countIf(status = 'new' AND ${isLate('raised', NOW)}) AS alerts`,
    steps('green', [1, 'orange'], [10, 'red']),
  ),
  number(
    'Unseen for 24 h',
    'Nobody looked at them for a whole day. This number is zero in a house that works.',
    { state: 'unseen' },
    `countIf(status = 'new' AND raised < ${NOW} - INTERVAL 24 HOUR) AS alerts`,
    steps('green', [1, 'red']),
  ),
  number(
    'In work',
    'Acknowledged or in progress.',
    { state: 'work' },
    `countIf(status IN ('acknowledged', 'in_progress')) AS alerts`,
    steps('blue'),
  ),
  number(
    'Closed today',
    'Closed within the last 24 hours.',
    { state: 'closed', acted: '24h' },
    `countIf(status = 'closed' AND acted_at > ${NOW} - INTERVAL 24 HOUR) AS alerts`,
    steps('blue'),
  ),
  number(
    'Oldest new',
    'Age of the oldest alert that nobody has looked at.',
    { state: 'new', order: 'oldest' },
    `if(countIf(status = 'new') = 0, 0, dateDiff('second', minIf(raised, status = 'new'), ${NOW})) AS age`,
    steps('green', [7200, 'orange'], [86_400, 'red']),
  ).unit('s'),
];

const queue = triagePanel(
  {
    title: 'Alerts',
    description:
      'j and k walk, Enter opens, a acknowledges, c closes with a reason, x marks, / searches, ? shows all keys.',
    width: 24,
    height: 26,
  },
  {
    slaCritical: SLA_MINUTES.critical,
    slaHigh: SLA_MINUTES.high,
    slaMedium: SLA_MINUTES.medium,
    slaLow: SLA_MINUTES.low,
    timeZone: OFFICE.timeZone,
    hours: `${String(OFFICE.fromHour).padStart(2, '0')}:00-${OFFICE.toHour}:00`,
    days: OFFICE.days,
    variable: 'alert',
  },
);

/** Triage, uid `hb-triage`. Variables that links set: `alert`, `host`, `user`, `rule`, `level`, `assignee`, `state`. */
export function triageDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-triage',
    title: 'Triage',
    description: 'The queue of alerts: what waits, for how long, and everything one does with it.',
    from: 'now-30d',
    refresh: '1m',
  });
  for (const variable of triageVariables()) board.withVariable(variable);
  for (const one of numbers) board.withPanel(one);
  return board.withPanel(queue).build();
}
