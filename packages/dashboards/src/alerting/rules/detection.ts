// What was detected, and what nobody has looked at.
import { isLate, RAISED } from '../../model/queue.ts';
import { sql } from '../../model/query.ts';
import { alertRule, boardLink, inAddress, MAX_INSTANCES } from '../rule.ts';

const NOW = 'now64(3)';
/** Labels are bounded: a rule's title by its length here, their number by the limit. */
const LABEL = 120;

/** One instance an alert: it fires once, names the alert, and resolves when somebody acts or after an hour. */
export const newAlert = alertRule(
  {
    uid: 'hb-new-alert',
    title: 'New critical or high alert',
    summary: '{{ $labels.severity }}: {{ $labels.rule }} on {{ $labels.host }}',
    description: 'Nobody has acted on it yet. Open the alert, read why it fired, then its lineage.',
    dashboardUid: 'hb-triage',
    kind: 'detection',
    team: 'soc',
    links: {
      alert: boardLink('hb-triage', 'var-state=all', `var-alert=${inAddress('alert')}`),
      lineage: `{{ if $labels.process }}${boardLink('hb-lineage', 'from=now-24h', `var-host=${inAddress('host')}`, `var-proc_guid=${inAddress('process')}`)}{{ end }}`,
    },
  },
  {
    sql: sql`
      SELECT severity, rule, host, alert, process, hits
      FROM (
        SELECT
          a.level AS severity, substring(a.rule_title, 1, ${String(LABEL)}) AS rule, a.host AS host, toString(a.alert_id) AS alert,
          if(empty(a.proc_guid), '', toString(a.proc_guid)) AS process, toFloat64(a.count) AS hits, ${RAISED} AS raised
        FROM alerts AS a FINAL
        WHERE a.created_at > ${NOW} - INTERVAL 2 HOUR AND a.level IN ('critical', 'high'))
      WHERE raised > ${NOW} - INTERVAL 1 HOUR
        AND alert NOT IN (SELECT toString(alert_id) FROM alert_states FINAL WHERE status != 'new')
      ORDER BY indexOf(['critical', 'high'], severity), raised DESC
      LIMIT ${String(MAX_INSTANCES)}`,
    seconds: 7200,
    fires: { above: 0 },
    pending: '0s',
    noData: 'OK',
  },
);

export const unreviewed = alertRule(
  {
    uid: 'hb-unreviewed',
    title: 'Alerts wait past their time',
    summary: 'Alerts of level {{ $labels.level }} that wait longer than agreed: {{ $values.B }}',
    description:
      'Nobody acknowledged them within the time of their level, in office hours (critical ones day and night). Begin with the oldest.',
    dashboardUid: 'hb-triage',
    kind: 'triage',
    team: 'soc',
    severity: 'high',
    links: { queue: boardLink('hb-triage', 'var-state=new', `var-level=${inAddress('level')}`) },
  },
  {
    sql: sql`
      SELECT level, toFloat64(count()) AS alerts
      FROM (
        SELECT alert_id, level, ${RAISED} AS raised
        FROM alerts FINAL
        WHERE created_at > ${NOW} - INTERVAL 60 DAY)
      WHERE ${isLate('raised', NOW)}
        AND alert_id NOT IN (SELECT alert_id FROM alert_states FINAL WHERE status != 'new')
      GROUP BY level`,
    seconds: 3600,
    fires: { above: 0 },
    pending: '5m',
    noData: 'OK',
  },
);

export const incidentOpened = alertRule(
  {
    uid: 'hb-incident-opened',
    title: 'Incident opened',
    summary: '{{ $labels.severity }} incident: {{ $labels.incident }}',
    description:
      'Opened within the last hour. It resolves here after an hour; the case itself stays until it is closed.',
    dashboardUid: 'hb-day',
    kind: 'detection',
    team: 'soc',
    links: { queue: boardLink('hb-triage', 'var-state=all') },
  },
  {
    sql: sql`
      SELECT severity, substring(i.title, 1, ${String(LABEL)}) AS incident, toString(incident_id) AS id, 1.0 AS opened
      FROM incidents AS i
      WHERE status = 'open' AND opened_at > ${NOW} - INTERVAL 1 HOUR
      ORDER BY opened_at DESC
      LIMIT ${String(MAX_INSTANCES)}`,
    seconds: 3600,
    fires: { above: 0 },
    pending: '0s',
    noData: 'OK',
  },
);
