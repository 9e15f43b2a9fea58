// Fields of other products that stand under more than one name, or in a column that our sources fill. Data only.
import type { FieldAccess } from '../event/field-access.ts';
import { columnAccess, extAccess } from './event-test.ts';

/** The places of a field of this log source, when its own name is not the only one. */
export function productAliases(
  category: string,
  name: string,
): readonly FieldAccess[] | undefined {
  if (category === 'antivirus') return antivirus.get(name);
  if (category === 'dns') return dns.get(name);
  return undefined;
}

const places = (column: FieldAccess, ...names: readonly string[]): readonly FieldAccess[] => [
  ...names.map(extAccess),
  column,
];

/** Defender names the threat and the place where it was found. */
const antivirus: ReadonlyMap<string, readonly FieldAccess[]> = new Map([
  ['Signature', places(columnAccess('ThreatName'), 'Signature')],
  ['Filename', [extAccess('Filename'), extAccess('Path')]],
]);

/** Sysmon, osquery and Zeek see queries too. */
const dns: ReadonlyMap<string, readonly FieldAccess[]> = new Map([
  ['query', places(columnAccess('QueryName'), 'query')],
  ['answer', [extAccess('answer'), extAccess('answers'), columnAccess('QueryResults')]],
  ['record_type', [extAccess('record_type'), extAccess('qtype_name')]],
]);
