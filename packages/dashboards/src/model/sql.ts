// Pieces of SQL that several dashboards share. Variables come in through these functions only.
import { sql } from './query.ts';

/** A text variable as one SQL string. */
export const text = (variable: string): string => `\${${variable}:sqlstring}`;

/** True when `column` is one of the values chosen in `variable`, or when all are (the datasource decides that before it asks). */
export const chosen = (column: string, variable: string): string =>
  `$__conditionalAll(${column} IN (\${${variable}:sqlstring}), $${variable})`;

/** A text variable that holds a GUID, with or without braces, as a UUID; nil when it holds none. */
export const guid = (variable: string): string =>
  `toUUIDOrZero(lower(replaceRegexpAll(${text(variable)}, '[{} ]', '')))`;

/** A UUID column as text, empty when nil. */
export const guidText = (column: string): string => `if(empty(${column}), '', toString(${column}))`;

/** File name of a path of any operating system. */
export const baseName = (column: string): string => `if(${column} = '-', '', extract(${column}, '[^\\\\\\\\/]*$'))`;

/** The canary proves that detection works; nobody counts it, neither its events nor its alerts. */
export const NO_CANARY_EVENTS = `category != 'canary'`;
export const NO_CANARY_ALERTS = `rule_id != 'huntboard:canary'`;

/** Order of levels, highest first. */
export const LEVEL_ORDER = `indexOf(['critical', 'high', 'medium', 'low', 'informational'], level)`;

/** Columns that a hunter's free text is looked for in. */
const SEARCHED = [
  'Image',
  'CommandLine',
  'ParentImage',
  'ParentCommandLine',
  'TargetFilename',
  'TargetObject',
  'Details',
  'ImageLoaded',
  'Hashes',
  'ScriptBlockText',
  'QueryName',
  'DestinationIp',
  'DestinationHostname',
  'SourceIp',
  'IpAddress',
  'TargetUserName',
  'ServiceName',
  'ServiceFileName',
  'TaskName',
  'ObjectName',
  'ThreatName',
];

/** True when `variable` is empty or occurs, in any case, in one of the searched columns. */
export function contains(variable: string): string {
  const found = SEARCHED.map((column) => `positionCaseInsensitive(${column}, ${text(variable)}) > 0`);
  return sql`
    $__conditionalAll(
      ${found.join(' OR\n')},
      $${variable})`;
}

/** True when `variable` is empty or names the process that acted, its parent or the process acted upon. */
export const ofProcess = (variable: string): string =>
  `$__conditionalAll(${guid(variable)} IN (proc_guid, parent_guid, target_guid), $${variable})`;

/**
 * Alerts as `a`, their hits folded, with the process that a finding names by its number only as `p` and the state after
 * the last action as `s`. `where` is a condition on columns of alerts.
 */
export const alertsWithProcess = (where: string): string => sql`
  (
    SELECT * FROM alerts FINAL
    WHERE ${where} AND ${NO_CANARY_ALERTS}
  ) AS a
  ASOF LEFT JOIN (
    SELECT host, ProcessId, start_ts, proc_guid, Image
    FROM process
    WHERE start_ts > toDateTime64(0, 3, 'UTC')
      AND (host, ProcessId) IN (SELECT host, ProcessId FROM alerts WHERE ${where})
  ) AS p ON a.host = p.host AND a.ProcessId = p.ProcessId AND a.ts >= p.start_ts
  LEFT JOIN (
    SELECT alert_id, status, disposition, assignee
    FROM alert_states FINAL
  ) AS s ON a.alert_id = s.alert_id`;

/** The process of an alert of `alertsWithProcess` as text, and its image. */
export const ALERT_PROCESS = `toString(if(empty(a.proc_guid), p.proc_guid, a.proc_guid))`;
export const ALERT_IMAGE = `if(a.Image = '', p.Image, a.Image)`;
