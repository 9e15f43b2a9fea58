// Where a field of a rule is found in events of its log source.
import { events } from '@huntboard/schema';
import type { EventColumn } from '@huntboard/schema';
import type { FieldAccess, FieldRef } from '../event/field-access.ts';
import type { LogSource } from '../model/rule.ts';
import { envelopeField } from './envelope-fields.ts';
import { columnAccess, extAccess, fieldRef } from './event-test.ts';
import type { EventExpr } from './event-test.ts';
import { isHostCategory } from './host-categories.ts';
import { productAliases } from './product-fields.ts';
import { categoryField, renamed, serviceField } from './windows-fields.ts';

/** A field of a rule on the events for which `when` holds; without it on all. */
export interface ResolvedField {
  readonly when?: EventExpr;
  readonly field: FieldRef;
}

type Hash = Extract<FieldAccess, { kind: 'hash' }>['algorithm'];
const hashes: ReadonlyMap<string, Hash> = new Map([
  ['md5', 'MD5'],
  ['sha1', 'SHA1'],
  ['sha256', 'SHA256'],
  ['imphash', 'IMPHASH'],
]);

interface SharedColumn {
  readonly column: EventColumn;
  /** Whether it is the name of the column in the taxonomy, not another that shares it. */
  readonly isOwn: boolean;
}

const byName: ReadonlyMap<string, SharedColumn> = new Map(
  events.columns.flatMap((column) =>
    (column.sigma ?? []).map(
      (name, index) => [name, { column: column.name as EventColumn, isOwn: index === 0 }] as const,
    ),
  ),
);

/** Columns whose names mean something else, or nothing, as a field of an event of another product. */
const ENVELOPE: ReadonlySet<EventColumn> = new Set<EventColumn>([
  'product',
  'service',
  'User',
  'SourceIp',
  'SourcePort',
  'DestinationIp',
  'DestinationPort',
  'Protocol',
  'QueryName',
  'QueryResults',
  'level',
  'Computer',
  'Provider_Name',
  'record_id',
]);

/** Columns that are read by themselves: no shape keeps a second value of them in the long tail. */
const ALONE: ReadonlySet<EventColumn> = new Set<EventColumn>(['EventID', 'Channel', 'ts', 'level']);

/**
 * The places of a field: in order, its own name in the long tail where an event can have it there, then its column. Guards that
 * tell events apart by their kind are left out; `resolveFieldCases` has them.
 */
export function resolveField(name: string, logsource: LogSource): FieldRef {
  const access = resolveFieldCases(name, logsource).flatMap(({ field }) => field.access);
  const seen = new Set<string>();
  return fieldRef(
    name,
    access.filter((place) => !seen.has(JSON.stringify(place)) && seen.add(JSON.stringify(place))),
  );
}

/** The field by kind of event, the kinds apart from each other: never empty. */
export function resolveFieldCases(name: string, logsource: LogSource): readonly ResolvedField[] {
  const product = logsource.product?.toLowerCase() ?? '';
  const category = logsource.category?.toLowerCase() ?? '';
  const service = logsource.service?.toLowerCase() ?? '';
  const aliases = productAliases(product, category, name);
  if (aliases !== undefined) return [{ field: fieldRef(name, aliases) }];
  const own = name.replaceAll(' ', '');
  const ofEnvelope = envelopeField(isHost(product, category, service), service, own);
  if (ofEnvelope !== undefined) return [{ field: fieldRef(name, ofEnvelope) }];
  if (!isHost(product, category, service)) return [{ field: fieldRef(name, ofOtherProduct(own)) }];
  const cases = isHostCategory(category) ? categoryField(category, own) : windowsCase(product, service, own);
  if (cases !== undefined) {
    const withTail = cases.map(({ column, when }) => ({
      field: fieldRef(name, [extAccess(own), columnAccess(column)]),
      ...(when === undefined ? {} : { when }),
    }));
    return withTail.length > 0 ? withTail : [{ field: fieldRef(name, [extAccess(own)]) }];
  }
  return [{ field: fieldRef(name, ofHost(own, isHostCategory(category), service)) }];
}

function windowsCase(product: string, service: string, name: string): ReturnType<typeof serviceField> {
  return product === 'windows' ? serviceField(service, name) : undefined;
}

function isHost(product: string, category: string, service: string): boolean {
  if (product === 'windows' || product === 'linux' || product === 'macos' || service === 'osquery') return true;
  return product === '' && isHostCategory(category);
}

function ofHost(name: string, isCategory: boolean, service: string): readonly FieldAccess[] {
  const hash = hashes.get(name.toLowerCase());
  if (hash !== undefined) return [extAccess(name), { kind: 'hash', algorithm: hash }];
  if (Object.hasOwn(renamed, name)) {
    const column = renamed[name]!;
    return ALONE.has(column) ? [columnAccess(column)] : [extAccess(name), columnAccess(column)];
  }
  const shared = byName.get(name);
  if (shared === undefined) return tailNames(name, service).map(extAccess);
  if (ALONE.has(shared.column)) return [columnAccess(shared.column)];
  if (!isCategory) return [extAccess(name), columnAccess(shared.column)];
  // Sysmon sends the names of the taxonomy and no others.
  return shared.isOwn ? ofCategory(name, shared.column) : [extAccess(name)];
}

/** Text columns of a category take one name only; a number that is none is kept in the long tail. */
function ofCategory(name: string, column: EventColumn): readonly FieldAccess[] {
  return isText(column) ? [columnAccess(column)] : [columnAccess(column), extAccess(name)];
}

const textColumns: ReadonlySet<string> = new Set(
  events.columns
    .filter(({ type }) => type === 'String' || type === 'LowCardinality(String)')
    .map((column) => column.name),
);
const isText = (column: EventColumn): boolean => textColumns.has(column);

/** Fields that only some shapes can give by name; elsewhere the same text stands under another. */
function tailNames(name: string, service: string): readonly string[] {
  switch (name) {
    // Classic events have data without names; a shipper that renders them leaves only the message.
    case 'Data':
      return ['Data', 'Message'];
    case 'Message':
      return ['Message', 'Data'];
    default:
      // Defender's names hold blanks, which rules write as nothing or as an underscore.
      return service === 'windefend' && name.includes('_') ? [name, name.replaceAll('_', '')] : [name];
  }
}

/** Events of other products keep their fields under their own names; a column only where it is none that we fill ourselves. */
function ofOtherProduct(name: string): readonly FieldAccess[] {
  const shared = byName.get(name);
  return shared === undefined || ENVELOPE.has(shared.column)
    ? [extAccess(name)]
    : [extAccess(name), columnAccess(shared.column)];
}
