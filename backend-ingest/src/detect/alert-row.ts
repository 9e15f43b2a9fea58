// A hit as a row of `alerts`: whom and what it is about, what matched, and the key under which equal hits fold.
import { createHash } from 'node:crypto';
import { ALERTS_COL, absentValue, alerts, COL, type EventColumn, type Row } from '@huntboard/schema';
import type { Level } from '@huntboard/sigma';
import type { AlertPolicy } from './detection-set.ts';

/** What found something: a rule, an indicator, the detection itself. */
export interface Finder extends AlertPolicy {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly tags: readonly string[];
}

export interface MatchedField {
  readonly field: string;
  readonly value: string;
}

const MAX_EVIDENCE = 16 * 1024;
const MAX_VALUE = 4 * 1024;
const MAX_SUMMARY = 300;

const template: Row = alerts.columns.map((column) => absentValue(column.type));

/** A row of `alerts` with every column absent, in memory of its own. */
export function newAlertRow(): Row {
  return template.map((value) => (Array.isArray(value) ? [] : value));
}

/** Columns that say who did it; always part of the key. */
const ACTOR: readonly EventColumn[] = ['host', 'User', 'Image'];
/** Of events that name no executable: what they are about. */
const SUBJECT: readonly EventColumn[] = ['TargetUserName', 'ServiceName', 'TaskName', 'query_name'];
/** What an event did, the most telling first; for the summary. */
const DEED: readonly EventColumn[] = [
  'CommandLine',
  'TargetFilename',
  'TargetObject',
  'ImageLoaded',
  'PipeName',
  'QueryName',
  'DestinationHostname',
  'DestinationIp',
  'TargetImage',
  'ServiceFileName',
  'ServiceName',
  'TaskName',
  'ScriptBlockText',
  'ObjectName',
  'TargetUserName',
  'Image',
];

/** Value of a column, or of a field of the long tail, as text; '' when the event has none. */
export function textOf(row: Row, name: string): string {
  if (Object.hasOwn(COL, name)) {
    const value = row[COL[name as EventColumn]];
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value || '') : '';
  }
  const ext = row[COL.ext] as string[];
  for (let i = 0; i < ext.length; i += 2) if (ext[i] === name) return ext[i + 1]!;
  return '';
}

/** The key under which hits fold: the rule, then whom and what it is about, without regard to case. */
export function dedupKey(finder: Pick<Finder, 'id' | 'dedup'>, row: Row): string {
  const about = row[COL.Image] === '' ? [...ACTOR, ...SUBJECT] : ACTOR;
  const values = [...about, ...finder.dedup].map((name) => textOf(row, name).toLowerCase());
  return [finder.id, ...values].join('|');
}

/** Start of the window that a time (epoch ms) lies in. */
export const windowStart = (ts: number, windowMs: number): number => Math.floor(ts / windowMs) * windowMs;

/** UUID (version 8) of an alert: the same wherever and whenever its hits are judged. */
export function foldedAlertId(key: string, start: number): string {
  const hex = createHash('sha256').update(`${key}\0${start}`).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function summaryOf(finder: Finder, row: Row): string {
  const [host, user] = [row[COL.host] as string, row[COL.User] as string];
  const deed = DEED.map((name) => row[COL[name]] as string).find((value) => value !== '') ?? '';
  const where = `${finder.title}${host === '' ? '' : ` on ${host}`}${user === '' ? '' : ` by ${user}`}`;
  const sentence = deed === '' ? where : `${where}: ${deed.replace(/\s+/g, ' ')}`;
  return sentence.length > MAX_SUMMARY ? `${sentence.slice(0, MAX_SUMMARY - 1)}…` : sentence;
}

/** Matched fields and the event itself; a field that matched with several values has them one below the other. */
export function evidenceOf(matched: readonly MatchedField[], row: Row): string {
  const fields: Record<string, string> = {};
  for (const { field, value } of matched) {
    const short = value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value;
    const known = fields[field];
    if (known === undefined) fields[field] = short;
    else if (known !== short && known.length < MAX_VALUE) fields[field] = `${known}\n${short}`;
  }
  const raw = row[COL.raw] as Uint8Array;
  return JSON.stringify({ matched: fields, raw: Buffer.from(raw.subarray(0, MAX_EVIDENCE)).toString('utf8') });
}

/** The row of `alerts` for a hit; counts, times and ids are put in where it is folded. */
export function toAlertRow(finder: Finder, row: Row, matched: readonly MatchedField[], retentionDays: number): Row {
  const alert = newAlertRow();
  alert[ALERTS_COL.rule_id] = finder.id;
  alert[ALERTS_COL.rule_title] = finder.title;
  alert[ALERTS_COL.level] = finder.level;
  alert[ALERTS_COL.tags] = [...finder.tags];
  alert[ALERTS_COL.host] = row[COL.host]!;
  alert[ALERTS_COL.User] = row[COL.User]!;
  alert[ALERTS_COL.proc_guid] = row[COL.proc_guid]!;
  alert[ALERTS_COL.ProcessId] = row[COL.ProcessId]!;
  alert[ALERTS_COL.Image] = row[COL.Image]!;
  alert[ALERTS_COL.category] = row[COL.category]!;
  alert[ALERTS_COL.summary] = summaryOf(finder, row);
  alert[ALERTS_COL.evidence] = evidenceOf(matched, row);
  alert[ALERTS_COL.retention_days] = retentionDays;
  return alert;
}
