// The row of `osquery_nodes` for an enrolment.
import { absentValue, osqueryNodes, OSQUERY_NODES_COL, type Row } from '@huntboard/schema';
import { z } from 'zod';
import type { Node } from './node-key.ts';

const part = z.record(z.string(), z.unknown()).catch({});

/** Body of an enrolment (osquery.readthedocs.io, deployment/remote). */
export const enrollSchema = z.object({
  enroll_secret: z.string().catch(''),
  host_identifier: z.string().max(512).catch(''),
  /** Bit mask, as a string. */
  platform_type: z.coerce.string().catch(''),
  host_details: z
    .object({ os_version: part, osquery_info: part, system_info: part, platform_info: part })
    .partial()
    .catch({}),
});
export type Enrolment = z.infer<typeof enrollSchema>;

/** osquery's bit mask (osquery/utils/platform_type.h): POSIX 1, WINDOWS 2, BSD 4, LINUX 8, OSX 16, FREEBSD 32. */
export function platformOf(enrolment: Enrolment): string {
  const mask = Number(enrolment.platform_type);
  if (mask & 2) return 'windows';
  if (mask & 8) return 'linux';
  if (mask & 16) return 'macos';
  const name = text(enrolment.host_details.os_version, 'platform').toLowerCase();
  if (name === 'darwin') return 'macos';
  return name === 'windows' ? 'windows' : name === '' ? '' : 'linux';
}

function text(part: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = part?.[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

const ADDRESS = /^[\d.]+$|:/;

/** Name of the machine as it tells it at enrolment; its identifier when it tells none. */
export function enrolledHostname(enrolment: Enrolment): string {
  const { system_info: system } = enrolment.host_details;
  return text(system, 'hostname') || text(system, 'computer_name') || enrolment.host_identifier;
}

/** Name of the machine as `events.host` has it: lower case, without the domain in the form `short`. */
export function canonicalHost(enrolment: Enrolment, form: 'short' | 'fqdn'): string {
  const name = enrolledHostname(enrolment).toLowerCase();
  return form === 'fqdn' || ADDRESS.test(name) ? name : name.split('.', 1)[0]!;
}

/** The row, in the order of the table's columns. */
export function toNodeRow(node: Node, enrolment: Enrolment, host: string, origin: string, at: number): Row {
  const { os_version: os, osquery_info: osquery, system_info: system } = enrolment.host_details;
  const row: Row = osqueryNodes.columns.map((column) => absentValue(column.type));
  row[OSQUERY_NODES_COL.node_id] = node.nodeId;
  row[OSQUERY_NODES_COL.updated_at] = at;
  row[OSQUERY_NODES_COL.enrolled_at] = at;
  row[OSQUERY_NODES_COL.host_identifier] = node.hostIdentifier;
  row[OSQUERY_NODES_COL.host] = host;
  row[OSQUERY_NODES_COL.platform] = node.platform;
  row[OSQUERY_NODES_COL.os_version] = [text(os, 'name'), text(os, 'version')].filter((part) => part !== '').join(' ');
  row[OSQUERY_NODES_COL.osquery_version] = text(osquery, 'version');
  row[OSQUERY_NODES_COL.hardware_uuid] = text(system, 'uuid');
  row[OSQUERY_NODES_COL.origin] = origin;
  row[OSQUERY_NODES_COL.details] = JSON.stringify(enrolment.host_details);
  return row;
}
