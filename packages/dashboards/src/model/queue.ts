// Pieces of SQL about the queue: alerts with their state, what counts as late, the clock of the house.
import { sql } from './query.ts';
import { NO_CANARY_ALERTS } from './sql.ts';

/** When an alert was raised; alerts of older versions know only when their event was received. */
export const RAISED = `if(raised_at > toDateTime64(0, 3, 'UTC'), raised_at, created_at)`;

/** Alerts that fit `where` with columns status, disposition, assignee, acted_at (the epoch while nobody acted), raised. */
export const alertsWithState = (where: string): string => sql`
  (
    SELECT
      a.*, if(s.status = '', 'new', s.status) AS status, s.disposition AS disposition, s.assignee AS assignee, s.acted_at AS acted_at,
      s.acted_by AS acted_by
    FROM (
      SELECT alert_id, window_start, ts, ${RAISED} AS raised, rule_id, rule_title, level, host, User, summary, count, tags
      FROM alerts FINAL
      WHERE ${where} AND ${NO_CANARY_ALERTS}
    ) AS a
    LEFT JOIN (
      SELECT alert_id, status, disposition, assignee, acted_at, acted_by FROM alert_states FINAL
    ) AS s ON a.alert_id = s.alert_id)`;

/** Minutes until an alert of a level must be acknowledged: the same as the panel's clocks. 0: no clock. */
export const SLA_MINUTES = { critical: 30, high: 120, medium: 480, low: 1440 } as const;

/** Office hours of the house; the clock of critical alerts does not stop. Alert rules count by them, and the panel does. */
export const OFFICE = { timeZone: 'UTC', fromHour: 8, toHour: 18, days: [1, 2, 3, 4, 5] } as const;

/** The minutes as SQL over `level`; 0 for levels without a clock. */
export const slaMinutes = (level = 'level'): string =>
  `transform(${level}, [${Object.keys(SLA_MINUTES)
    .map((name) => `'${name}'`)
    .join(', ')}], [${Object.values(SLA_MINUTES).join(', ')}], 0)`;

/**
 * Seconds of office hours between two times (SQL of DateTime64), at most 60 days back: the part of each day's window that lies
 * between them, added up. The day of a window is local, so the clock's changes move with it.
 */
export function officeSeconds(from: string, to: string): string {
  const { timeZone, fromHour, toHour, days } = OFFICE;
  const midnight = `toStartOfDay(toDateTime(${from}, '${timeZone}')) + toIntervalDay(day)`;
  const start = `toUnixTimestamp(addHours(${midnight}, ${fromHour}))`;
  const end = `toUnixTimestamp(addHours(${midnight}, ${toHour}))`;
  const part = `greatest(0, least(toInt64(toUnixTimestamp(${to})), toInt64(${end})) - greatest(toInt64(toUnixTimestamp(${from})), toInt64(${start})))`;
  return `arraySum(day -> if(has([${days.join(', ')}], toDayOfWeek(${midnight})), ${part}, 0), range(toUInt32(least(60, dateDiff('day', toDateTime(${from}, '${timeZone}'), toDateTime(${to}, '${timeZone}')) + 1))))`;
}

/** Seconds that count for the clock of an alert until `to`: all of them for critical ones, office hours for the others. */
export const slaSeconds = (from: string, to: string, level = 'level'): string =>
  `if(${level} = 'critical', dateDiff('second', ${from}, ${to}), ${officeSeconds(from, to)})`;

/** True when an alert that nobody looked at should have been acknowledged by `to`. */
export const isLate = (from: string, to: string, level = 'level'): string =>
  `(${slaMinutes(level)} > 0 AND ${slaSeconds(from, to, level)} > ${slaMinutes(level)} * 60)`;
