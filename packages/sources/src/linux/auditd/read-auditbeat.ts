// Auditbeat and Elastic's auditd integration: one event, the records already joined (Auditbeat reference, "auditd fields").
import { firstOf, textAt, valueAt } from '../../flat/read-path.ts';
import { isObject } from '../../values/json.ts';
import type { JsonObject } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';
import { AuditFields } from './audit-fields.ts';
import type { AuditEvent } from './auditd.ts';

export function isAuditbeat(event: JsonObject): boolean {
  const { auditd } = event;
  return isObject(auditd) && (auditd['data'] !== undefined || auditd['message_type'] !== undefined);
}

/** Elastic's names → auditd's. */
const NAMES: readonly (readonly [name: string, ...path: string[]])[] = [
  ['pid', 'process', 'pid'],
  ['ppid', 'process', 'parent', 'pid'],
  ['ppid', 'process', 'ppid'],
  ['exe', 'process', 'executable'],
  ['comm', 'process', 'name'],
  ['cwd', 'process', 'working_directory'],
  ['uid', 'user', 'id'],
  ['euid', 'user', 'effective', 'id'],
  ['euid', 'user', 'id'],
  ['auid', 'user', 'audit', 'id'],
  ['UID', 'user', 'name'],
  ['AUID', 'user', 'audit', 'name'],
  ['success', 'auditd', 'result'],
  ['addr', 'source', 'ip'],
  ['key', 'tags'],
];

export function readAuditbeat(event: JsonObject): AuditEvent {
  const audit = new AuditFields();
  const type = textAt(event, 'auditd', 'message_type').toUpperCase();
  const types = new Set(type === '' ? [] : [type]);
  const data = valueAt(event, 'auditd', 'data');
  if (isObject(data)) audit.putRecord('SYSCALL', data);
  for (const [name, ...path] of NAMES)
    if (audit.fields[name] === undefined) audit.put('SYSCALL', name, valueAt(event, ...path));
  const paths = valueAt(event, 'auditd', 'paths');
  if (Array.isArray(paths) && paths.length > 0) {
    types.add('PATH');
    for (const path of paths) if (isObject(path)) audit.putRecord('PATH', path);
  }
  const args = valueAt(event, 'process', 'args');
  const isExec = /^execve(at)?$/.test(audit.fields['SYSCALL'] ?? '');
  if (isExec) types.add('EXECVE');
  return {
    time: parseAnyTime(event['@timestamp']),
    computer: firstOf(
      textAt(event, 'host', 'hostname'),
      textAt(event, 'host', 'name'),
      textAt(event, 'agent', 'hostname'),
      'linux',
    ),
    types: [...types],
    fields: audit.fields,
    argv: isExec && Array.isArray(args) ? args.map(String) : [],
    ...peerOf(event),
  };
}

/** The end of a connection that Elastic calls its destination; for one that was accepted its source. */
function peerOf(event: JsonObject): Pick<AuditEvent, 'peer'> {
  for (const side of ['destination', 'source']) {
    const ip = textAt(event, side, 'ip');
    if (ip !== '') return { peer: { ip, port: Number(textAt(event, side, 'port')) } };
  }
  return {};
}
