// Findings that a sensor made itself (Defender, osquery's yara) become rows of `alerts`, beside the event that told of them.
import { ALERTS_COL, COL, type Row } from '@huntboard/schema';
import type { AlertFolder } from '../detect/alert-folder.ts';
import { toAlertRow } from '../detect/alert-row.ts';

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

/** A finding without a rule of its own folds within the same time as the hits of rules do by default. */
const WINDOW_MS = 3_600_000;

/** Adds the alert for an event that is a finding of its sensor; every other event adds none. */
export function raiseSensorAlert(row: Row, folder: AlertFolder, retentionDays: number): void {
  const isDefender = row[COL.EventID] !== 0 && DEFENDER[row[COL.EventID] as number] !== undefined;
  const finding = isDefender ? defenderFinding(row) : row[COL.osquery_table] === '' ? undefined : yaraFinding(row);
  if (finding === undefined) return;
  const { rule: id, title, level, threat, subject, tags } = finding;
  const finder = { id, title, level, tags, dedup: [], windowMs: WINDOW_MS };
  const key = [id, row[COL.host], threat, subject].join('|');
  const matched = [
    { field: 'ThreatName', value: threat },
    { field: 'Path', value: subject },
    { field: 'EventID', value: String(row[COL.EventID]) },
  ];
  folder.addAs(finder, key, row, () => {
    const alert = toAlertRow(finder, row, matched, retentionDays);
    alert[ALERTS_COL.ProcessId] = finding.pid;
    alert[ALERTS_COL.Image] = finding.image;
    alert[ALERTS_COL.summary] = `${threat || title} on ${row[COL.host] as string}: ${subject}`;
    return alert;
  });
}
