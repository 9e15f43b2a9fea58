// osquery status logs: what the agent says about itself.
import { COL } from '@huntboard/schema';
import type { RowWriter } from '../../row-writer.ts';
import type { JsonObject } from '../../values/json.ts';
import { writeEnvelope } from '../osquery-envelope.ts';

/** glog severities. */
const LEVELS: readonly string[] = ['info', 'warning', 'error', 'critical'];

/** Writes a status line (severity, filename, line, message, version) into the row. */
export function normalizeStatus(
  event: JsonObject,
  writer: RowWriter,
  computer: string,
  host: string,
  time: number,
): void {
  const { row } = writer;
  writer.reset();
  writeEnvelope(event, writer, computer, host, 'osquery-status');
  row[COL.ts] = time;
  row[COL.service] = 'osquery';
  row[COL.category] = 'sensor';
  row[COL.action] = 'health';
  row[COL.level] = LEVELS[Number(event['severity'])] ?? '';
  for (const name of ['message', 'filename', 'line', 'version'] as const) writer.putExt(name, event[name]);
}
