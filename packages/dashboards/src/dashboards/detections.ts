// Detections: which rules fire, fell silent, are noisy or cost too much; which log sources they lack; what of ATT&CK is seen.
import { quoteText } from '@huntboard/query';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { ATTACK } from '../model/attack.ts';
import { LOOKS, type Pivot, shortTime, withColumns } from '../model/columns.ts';
import { exceptionsPanel } from '../model/exceptions.ts';
import { rankingPanel, statPanel, steps, tablePanel } from '../model/panels.ts';
import { alertsWithState } from '../model/queue.ts';
import { sql, tableSql } from '../model/query.ts';
import { ALERTS_BY_RULE, RULES, SLOW_NS } from '../model/rules.ts';
import { LEVEL_ORDER } from '../model/sql.ts';
import { queueUrl, withRowsBehind } from '../model/rows-behind.ts';
import { dashboardFrame } from './frame.ts';
import { rowsBehind } from './rows.ts';

const REAL = "NOT startsWith(rule_id, 'huntboard:')";
const toQueue: Pivot = {
  title: 'Its alerts in the queue',
  url: '/d/hb-triage?var-state=all&var-rule=${__data.fields.rule_id:percentencode}&${__url_time_range}',
};

const stat = (title: string, description: string, query: string, thresholds: ReturnType<typeof steps>) =>
  statPanel({ title, description, width: 6, height: 4, noData: '0' }, tableSql(query)).thresholds(thresholds);

const numbers = [
  stat(
    'Rules firing',
    'Rules, findings of sensors and indicators that raised an alert in the time range.',
    sql`SELECT uniqExact(rule_id) AS rules FROM alerts WHERE $__timeFilter(ts) AND ${REAL}`,
    steps('blue'),
  ),
  stat(
    'Alerts',
    'Alerts of the time range.',
    sql`SELECT uniqExact(alert_id) AS alerts FROM alerts WHERE $__timeFilter(ts) AND ${REAL}`,
    steps('blue'),
  ),
  stat(
    'Hidden by exceptions',
    'Alerts that exceptions hid. More than are shown: look at the exceptions.',
    sql`SELECT count() AS alerts FROM excepted_alerts FINAL WHERE $__timeFilter(ts)`,
    steps('blue', [100, 'orange']),
  ),
  stat(
    'Too expensive',
    'Rules that were switched off for their cost (huntboard:rule-overload) in the time range.',
    sql`SELECT uniqExact(dedup_key) AS rules FROM alerts WHERE $__timeFilter(ts) AND rule_id = 'huntboard:rule-overload'`,
    steps('green', [1, 'red']),
  ),
];

const values = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `(${row.map(quoteText).join(', ')})`).join(', ');
const TECHNIQUES = values(
  Object.entries(ATTACK).flatMap(([tactic, list]) =>
    list.split('|').map((entry, place) => [tactic, String(place).padStart(2, '0'), entry.slice(0, 5), entry.slice(6)]),
  ),
);
/**
 * Grafana's table makes a row as high as the text that it guesses to be the longest by its characters; where words wrap, another one may need a line
 * more and be cut. An empty line at the end of each, which the mappings take off again, makes room for it.
 */
const SPARE_LINE = "unhex('0AC2A0')";
const matrix = withColumns(
  tablePanel(
    {
      title: 'ATT&CK: what is seen',
      description:
        'Techniques that show on hosts, by tactic. ● fired in the time range (with the number of alerts); ○ a rule that runs watches, and its log source arrives; ◌ a rule watches, but its log source is silent; · no rule that runs. Sub-techniques count for their parent.',
      width: 24,
      height: 32,
      noData: 'No answer',
    },
    tableSql(sql`
      SELECT
        ${Object.keys(ATTACK)
          .map((tactic) => `anyIf(cell, tactic = '${tactic}') AS \`${tactic}\``)
          .join(',\n')}
      FROM (
        SELECT
          tactic, place,
          concat(
            multiIf(fired.alerts > 0, '● ', known.technique = '', '· ', known.with_data, '○ ', '◌ '), t.technique, ' ', name,
            if(fired.alerts > 0, concat(' (', toString(fired.alerts), ')'), ''), ${SPARE_LINE}) AS cell
        FROM values('tactic String, place String, technique String, name String', ${TECHNIQUES}) AS t
        LEFT JOIN (
          SELECT upper(substring(arrayJoin(arrayFilter(tag -> match(tag, '^attack\\\\.t[0-9]{4}'), tags)), 8, 5)) AS technique, max(sees) AS with_data
          FROM ${RULES}
          WHERE runs
          GROUP BY technique
        ) AS known ON known.technique = t.technique
        LEFT JOIN (
          SELECT upper(substring(arrayJoin(tags), 8, 5)) AS technique, uniqExact(alert_id) AS alerts
          FROM alerts
          WHERE $__timeFilter(ts) AND ${REAL}
          GROUP BY technique
        ) AS fired ON fired.technique = t.technique)
      GROUP BY place
      ORDER BY place`),
  ),
  {},
);
for (const tactic of Object.keys(ATTACK)) {
  matrix.overrideByName(tactic, [
    { id: 'custom.minWidth', value: 112 },
    { id: 'custom.wrapText', value: true },
    { id: 'custom.wrapHeaderText', value: true },
    {
      id: 'mappings',
      value: (
        [
          ['^● (.*)\\s*$', '● $1', 'dark-red'],
          ['^○ (.*)\\s*$', '○ $1', 'dark-green'],
          ['^◌ (.*)\\s*$', '◌ $1', 'dark-orange'],
          ['^· (.*)\\s*$', '· $1', 'text'],
        ] as const
      ).map(([pattern, text, color], index) => ({
        type: 'regex',
        options: { pattern, result: { text, color, index } },
      })),
    },
    // Names are longer than a twelfth of the screen: they wrap.
    { id: 'custom.cellOptions', value: { type: 'color-text', wrapText: true } },
  ]);
}

const fired = withColumns(
  tablePanel(
    {
      title: 'Rules that fired',
      description:
        'By level. A rule whose alerts are closed as false positive again and again is to be tuned, not endured.',
      width: 14,
      height: 11,
      noData: 'No rule fired in this time range: see the log sources beside, and send a test',
    },
    tableSql(sql`
      SELECT
        level, rule_title AS rule, count() AS alerts, sum(count) AS hits, uniqExact(host) AS hosts, countIf(status = 'closed') AS closed,
        if(closed = 0, NULL, countIf(disposition = 'false_positive') / closed) AS false_share, max(ts) AS last, rule_id
      FROM ${alertsWithState(`$__timeFilter(ts) AND ${REAL}`)}
      GROUP BY rule_id, rule_title, level
      ORDER BY ${LEVEL_ORDER}, alerts DESC
      LIMIT 500`),
  ),
  {
    level: LOOKS.level,
    rule: { ...LOOKS.rule, minWidth: 150, links: [toQueue] },
    alerts: { label: 'Alerts', width: 78 },
    hits: { label: 'Hits', width: 70 },
    hosts: { label: 'Hosts', width: 82 },
    closed: { label: 'Closed', width: 78 },
    false_share: { label: 'False', width: 74, unit: 'percentunit' },
    last: shortTime('Last'),
    rule_id: LOOKS.hidden,
  },
);

const noisy = rankingPanel(
  {
    title: 'Noisiest rules',
    description:
      'Rules by alerts in the time range. One far above the others hides them: narrow it, or make an exception with an end.',
    width: 10,
    height: 11,
    noData: 'No rule fired in this time range',
  },
  tableSql(sql`
    SELECT any(rule_title) AS rule, uniqExact(alert_id) AS alerts
    FROM alerts
    WHERE $__timeFilter(ts) AND ${REAL}
    GROUP BY rule_id
    ORDER BY alerts DESC
    LIMIT 12`),
);

const silent = withColumns(
  tablePanel(
    {
      title: 'Rules that are silent',
      description:
        'Rules that run and raised no alert in the time range, those without data first. Silence with data is good news or a blind rule: test it.',
      width: 14,
      height: 10,
      noData: 'Every rule that runs fired, or no service has told of its rules yet',
    },
    tableSql(sql`
      SELECT if(sees, 'has data', 'no data') AS data, level, rule, arrayStringConcat(arrayFilter(x -> x != '', [product, category, service_name]), ' / ') AS needs, if(tests = 0, 'none', toString(tests)) AS tests_, rule_id
      FROM ${RULES}
      WHERE runs AND rule_id NOT IN (SELECT rule_id FROM ${ALERTS_BY_RULE})
      ORDER BY sees, ${LEVEL_ORDER}, rule, rule_id
      LIMIT 500`),
  ),
  {
    data: { label: 'Data', width: 90, colors: { 'no data': 'orange', 'has data': 'green' } },
    level: LOOKS.level,
    rule: LOOKS.rule,
    needs: { label: 'Log source', width: 210 },
    tests_: { label: 'Tests', width: 70, colors: { none: 'orange' } },
    rule_id: LOOKS.hidden,
  },
);

const sources = withColumns(
  tablePanel(
    {
      title: 'What the rules have to see',
      description:
        'Log sources that rules that run ask for, as the rules name them. «never»: its rules are blind; see provisioning/sysmon and provisioning/osquery.',
      width: 10,
      height: 10,
      noData: 'No service has told of its rules yet',
    },
    tableSql(sql`
      SELECT
        arrayStringConcat(arrayFilter(x -> x != '', [product, category, service_name]), ' / ') AS needs, count() AS rules, countIf(sees) AS seeing,
        if(max(data_at) = toDateTime64(0, 3, 'UTC'), 'never', formatDateTime(max(data_at), '%Y-%m-%d %H:%i')) AS last_
      FROM ${RULES}
      WHERE runs AND needs != ''
      GROUP BY needs
      ORDER BY seeing > 0, rules DESC, needs
      LIMIT 500`),
  ),
  {
    needs: { label: 'Log source', minWidth: 130 },
    rules: { label: 'Rules', width: 70 },
    seeing: { label: 'With data', width: 97 },
    last_: { label: 'Last (UTC)', width: 140, colors: { never: 'orange' } },
  },
);

const unwell = withColumns(
  tablePanel(
    {
      title: 'Rules that do not run, or run slowly',
      description:
        'Refused with the reason; switched off for their cost or by the rules file; or slower than ' +
        `${SLOW_NS / 1000} µs for each event that they look at closely. A rule that is wrong hides what it was written for.`,
      width: 24,
      height: 8,
      noData: 'Every rule runs, none is slow',
    },
    tableSql(sql`
      SELECT
        if(runs, 'slow', state) AS state, level, if(rule = '', rule_id, rule) AS rule, reason,
        round(if(evaluations = 0, 0, nanoseconds / evaluations / 1000), 1) AS microseconds, evaluations, hits, file, rule_id
      FROM ${RULES}
      WHERE NOT runs OR (evaluations > 1000 AND nanoseconds / evaluations > ${String(SLOW_NS)})
      ORDER BY indexOf(['overloaded', 'error', 'slow', 'unsupported', 'disabled'], state), microseconds DESC, rule
      LIMIT 500`),
  ),
  {
    state: {
      label: 'State',
      width: 115,
      colors: { overloaded: 'red', error: 'red', slow: 'orange', unsupported: 'orange' },
    },
    level: LOOKS.level,
    rule: LOOKS.rule,
    reason: { label: 'Why', minWidth: 240 },
    microseconds: { label: 'µs an event', width: 112 },
    evaluations: { label: 'Looked at', width: 100, unit: 'short' },
    hits: { label: 'Hits', width: 80, unit: 'short' },
    file: { label: 'File', width: 220 },
    rule_id: LOOKS.hidden,
  },
);

const exceptions = exceptionsPanel({
  title: 'Exceptions',
  description: 'What rules may not alert on, by whom, why and until when.',
  width: 24,
  height: 7,
  noData: 'No exception was made in the panel; those of HUNTBOARD_EXCEPTIONS_FILE stand in that file',
});

/** Detections, uid `hb-detections`. */
export function detectionsDashboard(): Dashboard {
  const board = dashboardFrame({
    uid: 'hb-detections',
    title: 'Detections',
    description: 'Which rules fire, are silent, noisy or blind, and what of ATT&CK is seen.',
    from: 'now-7d',
    refresh: '',
  });
  for (const number of numbers) board.withPanel(number);
  const built = board
    .withPanel(matrix)
    .withPanel(fired)
    .withPanel(noisy)
    .withPanel(silent)
    .withPanel(sources)
    .withPanel(unwell)
    .withPanel(exceptions)
    .build();
  return withRowsBehind(built, {
    'Rules firing': { panel: 'Rules that fired' },
    Alerts: { url: queueUrl({ state: 'all' }) },
    'Hidden by exceptions': { url: rowsBehind('excepted') },
    'Too expensive': { url: queueUrl({ state: 'all', rule: 'huntboard%3Arule-overload' }) },
  });
}
