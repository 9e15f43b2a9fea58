// Findings that a sensor made itself (Defender, osquery's yara) become rows of `alerts`, beside the event that told of them.
import { ALERTS_COL, absentValue, alerts, COL, type Row } from '@huntboard/schema';
import { alertId } from '../pipeline/event-id.ts';

interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly level: 'critical' | 'high' | 'medium' | 'low' | 'informational';
  readonly threat: string;
  readonly subject: string;
  readonly pid: number;
  readonly image: string;
  readonly tags: readonly string[];
}

/**
 * Events of Defender's Operational channel that name malware or suspicious behaviour
 * (learn.microsoft.com, "Review event logs and error codes to troubleshoot issues with Microsoft Defender Antivirus").
 */
const DEFENDER: Readonly<Record<number, string>> = {
  1006: 'Malware found',
  1007: 'Action taken against malware',
  1008: 'Action against malware failed',
  1015: 'Suspicious behaviour found',
  1116: 'Malware detected',
  1117: 'Action taken against detected malware',
  1118: 'Action against detected malware failed',
  1119: 'Action against detected malware failed critically',
};
const DEFENDER_CHANNEL = 'microsoft-windows-windows defender/operational';
const FAILED = new Set([1008, 1118, 1119]);

/** Defender's severities (4 = high, 5 = severe) in Sigma's words; without one a detection counts as high. */
const SEVERITY: Readonly<Record<string, Finding['level']>> = {
  severe: 'critical',
  '5': 'critical',
  high: 'high',
  '4': 'high',
  moderate: 'medium',
  medium: 'medium',
  '2': 'medium',
  low: 'low',
  '1': 'low',
};

/** Value of a field in `ext`; blanks in names do not count (Defender writes `Threat Name`, shippers `ThreatName`). */
function extValue(row: Row, name: string): string {
  const ext = row[COL.ext] as string[];
  for (let i = 0; i < ext.length; i += 2) if (ext[i]!.replaceAll(' ', '') === name) return ext[i + 1]!;
  return '';
}

const PROCESS_PATH = /process:_pid:(\d+),ProcessStart:\d+/i;

function defenderFinding(row: Row): Finding | undefined {
  const id = row[COL.EventID] as number;
  const title = DEFENDER[id];
  if (title === undefined || (row[COL.Channel] as string).toLowerCase() !== DEFENDER_CHANNEL) return undefined;
  const severity = (extValue(row, 'SeverityName') || extValue(row, 'SeverityID')).toLowerCase();
  const level = SEVERITY[severity] ?? 'high';
  const path = extValue(row, 'Path');
  const processName = extValue(row, 'ProcessName');
  return {
    rule: 'sensor:windows-defender',
    title: `Defender: ${title}`,
    // Malware that stays is worse than malware that was removed.
    level: FAILED.has(id) && level !== 'critical' ? 'high' : level,
    threat: (row[COL.ThreatName] as string) || extValue(row, 'ThreatName'),
    subject: path || processName,
    pid: Number(PROCESS_PATH.exec(path)?.[1] ?? row[COL.ProcessId]),
    image: (row[COL.Image] as string) || (processName === 'Unknown' ? '' : processName),
    tags: [],
  };
}

const YARA_TABLES = new Set(['yara', 'yara_events', 'yara_file', 'yara_process']);

function yaraFinding(row: Row): Finding | undefined {
  if (!YARA_TABLES.has(row[COL.osquery_table] as string) || extValue(row, 'osquery_action') === 'removed')
    return undefined;
  const threat = (row[COL.ThreatName] as string) || extValue(row, 'matches');
  // osquery's yara table also gives files that no rule matched.
  if (threat === '') return undefined;
  return {
    rule: 'sensor:osquery-yara',
    title: 'osquery: YARA rule matched',
    level: 'high',
    threat,
    subject: (row[COL.TargetFilename] as string) || extValue(row, 'path') || extValue(row, 'target_path'),
    pid: row[COL.ProcessId] as number,
    image: row[COL.Image] as string,
    tags: [],
  };
}

/** Days an alert is kept: longer than its events, because people refer to it. */
const ALERT_DAYS = 400;
const MAX_EVIDENCE = 16 * 1024;

const template: Row = alerts.columns.map((column) => absentValue(column.type));

function evidence(row: Row, finding: Finding): string {
  const raw = row[COL.raw] as Uint8Array;
  const fields = { ThreatName: finding.threat, Path: finding.subject, EventID: row[COL.EventID] };
  return JSON.stringify({ matched: fields, raw: Buffer.from(raw.subarray(0, MAX_EVIDENCE)).toString('utf8') });
}

/** The row of `alerts` for an event that is a finding of its sensor; undefined for every other event. */
export function raiseSensorAlert(row: Row): Row | undefined {
  const isDefender = row[COL.EventID] !== 0 && DEFENDER[row[COL.EventID] as number] !== undefined;
  const finding = isDefender ? defenderFinding(row) : row[COL.osquery_table] === '' ? undefined : yaraFinding(row);
  if (finding === undefined) return undefined;
  const alert: Row = [...template];
  const receivedAt = row[COL.ingested_at]!;
  alert[ALERTS_COL.alert_id] = alertId(row[COL.event_id] as string);
  alert[ALERTS_COL.ts] = row[COL.ts]!;
  alert[ALERTS_COL.created_at] = receivedAt;
  alert[ALERTS_COL.updated_at] = receivedAt;
  alert[ALERTS_COL.rule_id] = finding.rule;
  alert[ALERTS_COL.rule_title] = finding.title;
  alert[ALERTS_COL.level] = finding.level;
  alert[ALERTS_COL.tags] = [...finding.tags];
  alert[ALERTS_COL.host] = row[COL.host]!;
  alert[ALERTS_COL.User] = row[COL.User]!;
  alert[ALERTS_COL.proc_guid] = row[COL.proc_guid]!;
  alert[ALERTS_COL.ProcessId] = finding.pid;
  alert[ALERTS_COL.Image] = finding.image;
  alert[ALERTS_COL.category] = row[COL.category]!;
  alert[ALERTS_COL.summary] = `${finding.threat || finding.title} on ${row[COL.host] as string}: ${finding.subject}`;
  alert[ALERTS_COL.dedup_key] = [finding.rule, row[COL.host], finding.threat, finding.subject].join('|');
  alert[ALERTS_COL.count] = 1;
  alert[ALERTS_COL.event_ids] = [row[COL.event_id] as string];
  alert[ALERTS_COL.evidence] = evidence(row, finding);
  alert[ALERTS_COL.retention_days] = ALERT_DAYS;
  return alert;
}
