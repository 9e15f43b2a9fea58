// What every osquery log line says besides its rows: host, time, query, counters, decorations.
import { COL } from '@huntboard/schema';
import type { OsquerySender } from '../contract.ts';
import type { RowWriter } from '../row-writer.ts';
import { isObject } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import { parseEpoch } from '../values/time.ts';

/** Members of a result or status line that are not decorations put at top level. */
const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'name',
  'hostIdentifier',
  'hostname',
  'calendarTime',
  'unixTime',
  'epoch',
  'counter',
  'numerics',
  'columns',
  'action',
  'snapshot',
  'diffResults',
  'decorations',
  'severity',
  'filename',
  'line',
  'message',
  'version',
  'log_type',
]);

/** Whether the object is a line of osquery's result or status log. */
export function isOsqueryLine(event: JsonObject): boolean {
  if (event['unixTime'] === undefined && event['calendarTime'] === undefined) return false;
  if (event['name'] !== undefined)
    return (
      event['columns'] !== undefined ||
      event['snapshot'] !== undefined ||
      event['diffResults'] !== undefined ||
      event['action'] !== undefined
    );
  return event['severity'] !== undefined && event['message'] !== undefined;
}

/** unixTime, else calendarTime (`Tue Sep 30 17:37:30 2014 UTC`), → epoch ms; NaN when neither can be read. */
export function lineTime(event: JsonObject): number {
  const time = parseEpoch(event['unixTime']);
  if (time === time) return time;
  const calendar = event['calendarTime'];
  if (typeof calendar !== 'string' || calendar.length > 40) return NaN;
  return Date.parse(calendar.endsWith('UTC') ? calendar : `${calendar} UTC`);
}

/** A value of the decorations, in either of their forms. */
export function decoration(event: JsonObject, name: string): string {
  const nested = isObject(event['decorations']) ? event['decorations'][name] : undefined;
  const value = nested ?? (OWN_MEMBERS.has(name) ? undefined : event[name]);
  return typeof value === 'string' ? value : '';
}

/** Host name of the sender: from a decoration, else from its enrolment, else the identifier that osquery was told to use. */
export function lineHost(event: JsonObject, sender: OsquerySender | undefined): string {
  for (const name of ['hostname', 'computer_name', 'local_hostname', 'host_hostname']) {
    const value = decoration(event, name);
    if (value !== '') return value;
  }
  const own = event['hostname'];
  if (typeof own === 'string' && own !== '') return own;
  if (sender?.hostname !== undefined && sender.hostname !== '') return sender.hostname;
  const identifier = event['hostIdentifier'];
  return typeof identifier === 'string' && identifier !== '' ? identifier : (sender?.hostIdentifier ?? '');
}

/** Writes what is common to all rows of the line. */
export function writeEnvelope(
  event: JsonObject,
  writer: RowWriter,
  computer: string,
  host: string,
  shape: string,
): void {
  const { row } = writer;
  row[COL.source] = 'osquery';
  row[COL.shape] = shape;
  row[COL.Computer] = computer;
  row[COL.host] = host;
  const identifier = event['hostIdentifier'];
  if (typeof identifier === 'string' && identifier !== computer) writer.ext.push('hostIdentifier', identifier);
  row[COL.record_id] = 0;
  if (event['counter'] !== undefined) writer.putSequence(COL.record_id, event['counter'], 'counter');
  const { epoch } = event;
  if (epoch !== undefined && epoch !== 0 && epoch !== '0') writer.putExt('epoch', epoch);
  writeDecorations(event, writer);
}

function writeDecorations(event: JsonObject, writer: RowWriter): void {
  const { decorations } = event;
  const computer = writer.row[COL.Computer];
  if (isObject(decorations))
    for (const name in decorations) if (decorations[name] !== computer) writer.putExt(name, decorations[name]);
  for (const name in event)
    if (!OWN_MEMBERS.has(name) && event[name] !== computer) writer.putExt(name, event[name] as JsonValue);
}
