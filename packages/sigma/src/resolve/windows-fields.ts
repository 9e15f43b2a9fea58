// Fields of Windows events that share a column with others, or have none of their own name: what holds on which events. Data only.
import type { EventColumn } from '@huntboard/schema';
import { is, isEvent, not } from './event-test.ts';
import type { EventExpr } from './event-test.ts';

/** A column that holds the field, on the events where it does. */
export interface FieldCase {
  readonly when?: EventExpr;
  readonly column: EventColumn;
}

/** Events of the Windows Filtering Platform and of the firewall: they name an Application. */
const FILTERING = [5031, 5150, 5151, 5152, 5153, 5154, 5155, 5156, 5157, 5158, 5159];
/** Enumerations of members: they name a CallerProcess. */
const ENUMERATING = [4798, 4799];
const RECONNECTING = [4778, 4779];

/** The Security channel, where one column holds what events of different ids call by different names. */
const security: Readonly<Record<string, readonly FieldCase[]>> = {
  ProcessName: [{ column: 'Image', when: not(isEvent(4688, ...ENUMERATING, ...FILTERING)) }],
  NewProcessName: [{ column: 'Image', when: isEvent(4688) }],
  Image: [{ column: 'Image', when: isEvent(4688) }],
  CallerProcessName: [{ column: 'Image', when: isEvent(...ENUMERATING) }],
  Application: [{ column: 'Image', when: isEvent(...FILTERING) }],
  // On a process creation, ProcessId is the creator's: our ParentProcessId.
  ProcessId: [
    { column: 'ParentProcessId', when: isEvent(4688) },
    { column: 'ProcessId', when: not(isEvent(4688, 4690, ...ENUMERATING)) },
  ],
  ProcessID: [{ column: 'ProcessId', when: isEvent(...FILTERING) }],
  NewProcessId: [{ column: 'ProcessId', when: isEvent(4688) }],
  SourceProcessId: [{ column: 'ProcessId', when: isEvent(4690) }],
  CallerProcessId: [{ column: 'ProcessId', when: isEvent(...ENUMERATING) }],
  ParentProcessId: [{ column: 'ParentProcessId', when: not(isEvent(4688)) }],
  IpAddress: [{ column: 'IpAddress', when: not(isEvent(...RECONNECTING)) }],
  ClientAddress: [{ column: 'IpAddress', when: isEvent(...RECONNECTING) }],
  WorkstationName: [{ column: 'WorkstationName', when: not(isEvent(4776)) }],
  Workstation: [{ column: 'WorkstationName', when: isEvent(4776) }],
  AccountName: [],
};

/** Other channels. */
const byService: Readonly<Record<string, Readonly<Record<string, readonly FieldCase[]>>>> = {
  security,
  system: { AccountName: [{ column: 'User', when: isEvent(7045) }] },
  // What Defender calls «Source Name» is where it looked, not the provider.
  windefend: { SourceName: [] },
  sysmon: { ProcessName: [], Application: [], SourceProcessId: [{ column: 'ProcessId', when: isEvent(8, 10) }] },
};

/** The names that only process creations of the Security channel have, in rules for process creation. */
const audited = is('Channel', 'Security');
const processCreation: Readonly<Record<string, readonly FieldCase[]>> = {
  NewProcessName: [{ column: 'Image', when: audited }],
  NewProcessId: [{ column: 'ProcessId', when: audited }],
  ParentProcessName: [{ column: 'ParentImage', when: audited }],
  SubjectLogonId: [{ column: 'LogonId', when: audited }],
};

const fileTracing: Readonly<Record<string, readonly FieldCase[]>> = { FileName: [{ column: 'TargetFilename' }] };
/** Sysmon 8 and 10 name two processes, none of them by these names; the columns hold the source's. */
const pairOfProcesses: Readonly<Record<string, readonly FieldCase[]>> = {
  Image: [],
  User: [],
  SourceProcessId: [{ column: 'ProcessId' }],
};

const byCategory: Readonly<Record<string, Readonly<Record<string, readonly FieldCase[]>>>> = {
  process_creation: processCreation,
  create_stream_hash: { Hash: [{ column: 'Hashes' }] },
  file_access: fileTracing,
  file_rename: fileTracing,
  create_remote_thread: pairOfProcesses,
  process_access: pairOfProcesses,
};

function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Where a field of this service stands, when it shares its column; an empty list: in no column. */
export function serviceField(service: string, name: string): readonly FieldCase[] | undefined {
  const fields = lookUp(byService, service);
  return fields === undefined ? undefined : lookUp(fields, name);
}

/** The same for a category of events on hosts. */
export function categoryField(category: string, name: string): readonly FieldCase[] | undefined {
  const fields = lookUp(byCategory, category);
  return fields === undefined ? undefined : lookUp(fields, name);
}

/** Names of no column that are another form of one. */
export const renamed: Readonly<Record<string, EventColumn>> = {
  UtcTime: 'ts',
  ProcessGuid: 'proc_guid',
  ParentProcessGuid: 'parent_guid',
  SourceProcessGuid: 'proc_guid',
  SourceProcessGUID: 'proc_guid',
  TargetProcessGuid: 'target_guid',
  TargetProcessGUID: 'target_guid',
  Level: 'level',
};
