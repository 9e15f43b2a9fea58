// Where each field of a Windows event goes: a column, a step of its own, ext, or nowhere. Data, compiled into plans on first sight.
import { COL, events } from '@huntboard/schema';
import type { EventColumn } from '@huntboard/schema';
import { WRITE, writeOf } from '../../row-writer.ts';
import type { Write } from '../../row-writer.ts';
import { LINUX_SYSMON, SYSMON } from './channels.ts';

/** Fields that need more than a write to one column. */
export const SPECIAL = {
  utcTime: 1,
  sourceProcess: 2,
  sourceImage: 3,
  sourceUser: 4,
  eventType: 5,
  protocol: 6,
  mandatoryLabel: 7,
  direction: 8,
} as const;
export type Special = (typeof SPECIAL)[keyof typeof SPECIAL];

/** What to do with one field. `name` is its name in ext: as sent, without blanks. */
export interface FieldRule {
  readonly write: Write;
  readonly column: number;
  readonly name: string;
  readonly special: Special | 0;
  /** Whether the field belongs to the event's data, not to the shape that carries it. */
  readonly isData: boolean;
}

type Target = EventColumn | 'ext' | 'skip' | keyof typeof SPECIAL;

/** Columns that data fields reach by their Sigma name; the envelope's columns are filled by the shapes. */
const envelopeColumns = new Set<string>([
  'product',
  'service',
  'Computer',
  'EventID',
  'Channel',
  'Provider_Name',
  'record_id',
]);
const bySigmaName = new Map<string, EventColumn>(
  events.columns
    .filter((column) => !envelopeColumns.has(column.name))
    .flatMap((column) => (column.sigma ?? []).map((name) => [name, column.name as EventColumn] as const)),
);

const sysmonFields: Readonly<Record<string, Target>> = {
  UtcTime: 'utcTime',
  ProcessGuid: 'proc_guid',
  ParentProcessGuid: 'parent_guid',
  SourceProcessGuid: 'proc_guid',
  SourceProcessGUID: 'proc_guid',
  TargetProcessGuid: 'target_guid',
  TargetProcessGUID: 'target_guid',
  SourceProcessId: 'ProcessId',
  SourceImage: 'sourceImage',
  SourceUser: 'sourceUser',
};

/** Fields that are the same in every channel. */
const commonFields: Readonly<Record<string, Target>> = { EventType: 'eventType', xml_name: 'skip' };

/** Sysmon 8 and 10: the process id of the actor is SourceProcessId; some shippers repeat it as ProcessId. */
const sysmonPairFields: Readonly<Record<string, Target>> = { ...sysmonFields, ProcessId: 'skip' };

const securityFields: Readonly<Record<string, Target>> = { MandatoryLabel: 'mandatoryLabel' };

const processCreation: Readonly<Record<string, Target>> = {
  ...securityFields,
  NewProcessId: 'ProcessId',
  ProcessId: 'ParentProcessId',
};

const filteringPlatform: Readonly<Record<string, Target>> = { Protocol: 'protocol', Direction: 'direction' };

function overridesOf(channel: string, eventId: number): Readonly<Record<string, Target>> {
  if (channel === SYSMON || channel === LINUX_SYSMON)
    return eventId === 8 || eventId === 10 ? sysmonPairFields : sysmonFields;
  if (channel !== 'Security') return {};
  if (eventId === 4688) return processCreation;
  return eventId >= 5150 && eventId <= 5159 ? filteringPlatform : securityFields;
}

/** Compiles the rule of one field of the events (channel, event id). */
export function compileField(channel: string, eventId: number, field: string): FieldRule {
  const name = withoutBlanks(field);
  const overrides = overridesOf(channel, eventId);
  const target: Target = Object.hasOwn(overrides, name) ? overrides[name]! : commonTarget(name);
  if (target === 'ext') return { write: WRITE.ext, column: 0, name, special: 0, isData: true };
  if (target === 'skip') return { write: WRITE.skip, column: 0, name, special: 0, isData: true };
  if (target in SPECIAL) {
    const special = SPECIAL[target as keyof typeof SPECIAL];
    // NXLog writes an EventType of its own into every event.
    return { write: WRITE.special, column: 0, name, special, isData: target !== 'eventType' };
  }
  const column = target as EventColumn;
  return { write: writeOf(column), column: COL[column], name, special: 0, isData: true };
}

function commonTarget(name: string): Target {
  return Object.hasOwn(commonFields, name) ? commonFields[name]! : (bySigmaName.get(name) ?? 'ext');
}

/** `Threat Name` → `ThreatName`: Sigma names hold no blanks. */
function withoutBlanks(name: string): string {
  return name.includes(' ') ? name.replaceAll(' ', '') : name;
}
