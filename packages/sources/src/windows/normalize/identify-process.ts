// Gives a Windows event its process identity: Sysmon's own GUIDs, else one computed, else one remembered by host and process id.
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import type { ProcessMemory } from '../../identity/process-memory.ts';
import { startedGuid, weakGuid } from '../../identity/synth-guid.ts';
import type { Plan } from './plans.ts';

/** How Defender names the process that it found something in: its id, and its start as a FILETIME. */
const FOUND_PROCESS = /process:_pid:(\d+),ProcessStart:/i;

/** The value of `name` in the flat list of `ext`, '' when it is not there. */
function extValue(row: Row, name: string): string {
  const ext = row[COL.ext] as readonly string[];
  for (let i = 0; i < ext.length; i += 2) if (ext[i] === name) return ext[i + 1]!;
  return '';
}

/** A finding is about the process and the account that it names, not about the antivirus that wrote it: those are forgotten. */
function pointToFoundProcess(row: Row): void {
  row[COL.ProcessId] = Number(FOUND_PROCESS.exec(extValue(row, 'Path'))?.[1] ?? 0);
  const user = extValue(row, 'DetectionUser');
  if (user !== '') row[COL.User] = user;
}

/** Fills proc_guid, parent_guid, target_guid and guid_kind, and remembers starts and ends. */
export function identifyProcess(row: Row, plan: Plan, memory: ProcessMemory): void {
  if (plan.category === 'finding') pointToFoundProcess(row);
  if (row[COL.proc_guid] !== '') {
    row[COL.guid_kind] = 'native';
    if (plan.category === 'process') rememberNative(row, plan, memory);
    return;
  }
  const pid = row[COL.ProcessId] as number;
  if (pid === 0) return;
  const host = row[COL.host] as string;
  const ts = row[COL.ts] as number;
  if (plan.category === 'process' && plan.action === 'start') identifyStart(row, host, pid, ts, memory);
  else {
    const known = memory.find(host, pid, ts);
    if (known !== undefined) {
      row[COL.proc_guid] = known.guid;
      row[COL.guid_kind] = known.kind;
    } else if (plan.category === 'process') {
      row[COL.proc_guid] = weakGuid(host, pid);
      row[COL.guid_kind] = 'weak';
    }
    if (plan.category === 'process' && plan.action === 'end') memory.ended(host, pid, ts);
  }
}

function rememberNative(row: Row, plan: Plan, memory: ProcessMemory): void {
  const host = row[COL.host] as string;
  const pid = row[COL.ProcessId] as number;
  if (plan.action === 'start')
    memory.started(host, pid, {
      guid: row[COL.proc_guid] as string,
      kind: 'native',
      parentGuid: row[COL.parent_guid] as string,
      image: row[COL.Image] as string,
      start: row[COL.ts] as number,
    });
  else if (plan.action === 'end') memory.ended(host, pid, row[COL.ts] as number);
}

/**
 * A start without a GUID (Security 4688, Sysmon for Linux): the identity that another sensor on the host already gave this start,
 * else host, process id and time. The parent is the process remembered under its id, else the weak identity of that id.
 */
function identifyStart(row: Row, host: string, pid: number, ts: number, memory: ProcessMemory): void {
  const twin = memory.findStartedAt(host, pid, ts);
  const parentPid = row[COL.ParentProcessId] as number;
  if (twin !== undefined && twin.kind === 'native') {
    row[COL.proc_guid] = twin.guid;
    row[COL.guid_kind] = twin.kind;
    if (row[COL.parent_guid] === '') row[COL.parent_guid] = twin.parentGuid;
    return;
  }
  const guid = startedGuid(host, pid, ts);
  row[COL.proc_guid] = guid;
  row[COL.guid_kind] = 'synth';
  if (row[COL.parent_guid] === '' && parentPid !== 0)
    row[COL.parent_guid] = memory.find(host, parentPid, ts)?.guid ?? weakGuid(host, parentPid);
  memory.started(host, pid, {
    guid,
    kind: 'synth',
    parentGuid: row[COL.parent_guid] as string,
    image: row[COL.Image] as string,
    start: ts,
  });
}
