// A single audit record, its fields as members of an object or as the line that auditd writes.
import { firstOf, textAt } from '../../flat/read-path.ts';
import type { JsonObject } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';
import { AuditFields, parsePairs, stampTime } from './audit-fields.ts';
import type { AuditEvent } from './auditd.ts';

const TYPE = /^[A-Z][A-Z0-9_]{2,30}$/;

export function isRecord(event: JsonObject): boolean {
  const { type, message } = event;
  if (typeof message === 'string' && /\btype=[A-Z0-9_]+ msg=audit\(/.test(message)) return true;
  return typeof type === 'string' && TYPE.test(type) && /\baudit\(\d/.test(textAt(event, 'msg'));
}

export function readRecord(event: JsonObject): AuditEvent {
  const line = textAt(event, 'message');
  const audit = new AuditFields();
  let type = textAt(event, 'type');
  if (line.includes('msg=audit(')) {
    const pairs = new Map(parsePairs(line));
    type = pairs.get('type') ?? type;
    pairs.delete('type');
    pairs.delete('msg');
    for (const [name, value] of pairs) audit.put(type, name, value);
  } else {
    const { type: _type, msg, ...fields } = event;
    const rest = String(msg).replace(/^.*?audit\([^)]*\):?\s*/, '');
    audit.putRecord(type, rest === '' ? fields : { ...fields, msg: rest });
  }
  if (type === 'SYSCALL' && audit.fields['SYSCALL'] === undefined) audit.putRecord(type, {});
  const stamped = stampTime(/audit\(([^)]*)\)/.exec(firstOf(line, textAt(event, 'msg')))?.[1] ?? '');
  return {
    time: stamped === stamped ? stamped : parseAnyTime(event['@timestamp'] ?? event['timestamp'] ?? event['time']),
    computer: firstOf(
      audit.fields['node'] ?? '',
      textAt(event, 'host', 'name'),
      textAt(event, 'host'),
      textAt(event, 'hostname'),
      'linux',
    ),
    types: [type],
    fields: audit.fields,
    argv: type === 'EXECVE' ? argvOf(audit.fields) : [],
  };
}

function argvOf(fields: Readonly<Record<string, string>>): readonly string[] {
  const argv: string[] = [];
  for (let i = 0; fields[`a${i}`] !== undefined; i++) argv.push(fields[`a${i}`]!);
  return argv;
}
