// Laurel: one JSON object an event, with a member for each type of record (github.com/threathunters-io/laurel, "Output format").
import { firstOf, textAt } from '../../flat/read-path.ts';
import { isObject } from '../../values/json.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import { AuditFields, stampTime } from './audit-fields.ts';
import type { AuditEvent } from './auditd.ts';

/** Members that tell more about an event without being records of it. */
const NOT_RECORDS: ReadonlySet<string> = new Set(['ID', 'NODE', 'PARENT_INFO', 'CONTAINER_INFO']);

export function isLaurel(event: JsonObject): boolean {
  const id = event['ID'];
  return typeof id === 'string' && /^\d+\.\d+:\d+$/.test(id);
}

export function readLaurel(event: JsonObject): AuditEvent {
  const audit = new AuditFields();
  const types: string[] = [];
  for (const type in event) {
    if (NOT_RECORDS.has(type)) continue;
    const records = recordsOf(event[type]!);
    if (records.length === 0) continue;
    types.push(type);
    for (const record of records) {
      const { ARGV: _argv, ARGV_STR: _text, ...fields } = record;
      audit.putRecord(type, fields);
    }
  }
  audit.put('PARENT_INFO', 'parent_exe', textAt(event, 'PARENT_INFO', 'exe') || undefined);
  return {
    time: stampTime(textAt(event, 'ID')),
    computer: firstOf(textAt(event, 'NODE'), textAt(event, 'host'), textAt(event, 'hostname'), 'linux'),
    types,
    fields: audit.fields,
    argv: argvOf(event['EXECVE'], event['PROCTITLE']),
  };
}

const recordsOf = (value: JsonValue): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];

function argvOf(execve: JsonValue | undefined, title: JsonValue | undefined): readonly string[] {
  for (const record of [execve, title]) {
    const argv = isObject(record) ? (record['ARGV'] ?? record['ARGV_STR']) : undefined;
    if (Array.isArray(argv)) return argv.map(String);
    if (typeof argv === 'string') return argv.split(' ');
  }
  return [];
}
