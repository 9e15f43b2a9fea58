// Who worked off what, and what it turned out to be.
import { sql } from '../model/query.ts';
import { alertTimes } from './alert-times.ts';
import type { Kpi } from './kpi.ts';

export const falsePositives: Kpi = {
  name: 'false-positive-share',
  title: 'False positives by rule',
  formula:
    'By rule: alerts raised in the range that are closed as false positive now, divided by those that are closed now. Benign true positives are none.',
  unit: 'percentunit',
  version: 1,
  owner: 'Detection engineering',
  sql: sql`
    SELECT rule_id, any(rule_title) AS rule, countIf(disposition = 'false_positive') AS false_positives, count() AS closed_alerts, false_positives / closed_alerts AS share
    FROM ${alertTimes()}
    WHERE closed IS NOT NULL
    GROUP BY rule_id
    ORDER BY share DESC, closed_alerts DESC, rule_id`,
  rows: sql`
    SELECT raised AS time, rule_title AS rule, host, disposition, closed_by, toString(alert_id) AS alert_id
    FROM ${alertTimes()}
    WHERE closed IS NOT NULL
    ORDER BY time DESC`,
};

export const alertsPerAnalyst: Kpi = {
  name: 'alerts-per-analyst',
  title: 'Alerts per analyst',
  formula: 'By person: alerts raised in the range that are closed now, counted for who closed them last.',
  unit: 'short',
  version: 1,
  owner: 'Shift lead',
  sql: sql`
    SELECT closed_by AS analyst, count() AS alerts
    FROM ${alertTimes()}
    WHERE closed IS NOT NULL
    GROUP BY analyst
    ORDER BY alerts DESC, analyst`,
  rows: falsePositives.rows,
};

export const huntsDone: Kpi = {
  name: 'hunts-done',
  title: 'Hunts done',
  formula:
    'Hunts written into the journal in the range, and those of them that found something or became a rule or an incident.',
  unit: 'short',
  version: 1,
  owner: 'SOC manager',
  sql: sql`
    SELECT count() AS hunts, countIf(outcome != 'nothing') AS with_outcome
    FROM journal
    WHERE action = 'hunt' AND $__timeFilter(ts)`,
  rows: sql`
    SELECT ts AS time, actor AS analyst, title, outcome, comment, link
    FROM journal
    WHERE action = 'hunt' AND $__timeFilter(ts)
    ORDER BY time DESC`,
};
