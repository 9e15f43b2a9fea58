// Gives an osquery row its process identity: by the kernel's own numbers, by start time, or by the process id alone.
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import type { ProcessMemory } from '../identity/process-memory.ts';
import { numberedGuid, startedGuid, synthGuid, weakGuid } from '../identity/synth-guid.ts';
import type { JsonObject } from '../values/json.ts';

/** Fills proc_guid, parent_guid, guid_kind; remembers starts and ends. Needs host, ts, ProcessId, category and action in the row. */
export function identifyOsqueryProcess(row: Row, table: string, columns: JsonObject, memory: ProcessMemory): void {
  const pid = row[COL.ProcessId] as number;
  if (pid === 0) return;
  const host = row[COL.host] as string;
  const ts = row[COL.ts] as number;
  const numbered = numberOf(table, columns);
  if (numbered !== undefined) {
    row[COL.proc_guid] = numberedGuid(host, pid, numbered.own);
    row[COL.guid_kind] = 'synth';
    const parentPid = row[COL.ParentProcessId] as number;
    if (numbered.parent !== '' && parentPid !== 0)
      row[COL.parent_guid] = numberedGuid(host, parentPid, numbered.parent);
    else linkParent(row, host, ts, memory);
  } else if (table === 'processes') identifyListed(row, host, pid, columns, memory);
  else if (row[COL.category] === 'process' && row[COL.action] === 'start') {
    row[COL.proc_guid] = startedIn(Math.floor(ts / 1000), row, host, pid, memory);
    row[COL.guid_kind] = 'synth';
    linkParent(row, host, ts, memory);
  } else {
    const known = memory.find(host, pid, ts);
    row[COL.proc_guid] = known?.guid ?? weakGuid(host, pid);
    row[COL.guid_kind] = known?.kind ?? 'weak';
  }
  remember(row, host, pid, ts, memory);
}

/**
 * Identity by a start that is known to the second. A program that takes another's place in that second (`sh -c` hands its process id
 * on) is told apart by its path: it has the same id and start.
 */
function startedIn(second: number, row: Row, host: string, pid: number, memory: ProcessMemory): string {
  const image = row[COL.Image] as string;
  const told = memory.lastOf(host, pid).filter(({ kind, start }) => kind === 'synth' && Math.floor(start / 1000) === second); // prettier-ignore
  const again = told.find((one) => one.image === image);
  if (again !== undefined) return again.guid;
  return told.length === 0 ? startedGuid(host, pid, second) : synthGuid('started', host, pid, second, image);
}

/** `processes` lists what runs: its start_time counts seconds as the audit events do, so that both give one identity. */
function identifyListed(row: Row, host: string, pid: number, columns: JsonObject, memory: ProcessMemory): void {
  const start = Number(columns['start_time']);
  if (Number.isFinite(start) && start > 0) {
    row[COL.proc_guid] = startedGuid(host, pid, Math.floor(start));
    row[COL.guid_kind] = 'synth';
    const guid = row[COL.proc_guid] as string;
    if (memory.find(host, pid, start * 1000) === undefined) {
      const image = row[COL.Image] as string;
      memory.started(host, pid, { guid, kind: 'synth', parentGuid: '', image, start: start * 1000 });
    }
  } else {
    row[COL.proc_guid] = weakGuid(host, pid);
    row[COL.guid_kind] = 'weak';
  }
  linkParent(row, host, row[COL.ts] as number, memory);
}

function linkParent(row: Row, host: string, ts: number, memory: ProcessMemory): void {
  const parentPid = row[COL.ParentProcessId] as number;
  if (parentPid !== 0) row[COL.parent_guid] = memory.find(host, parentPid, ts)?.guid ?? weakGuid(host, parentPid);
}

function remember(row: Row, host: string, pid: number, ts: number, memory: ProcessMemory): void {
  if (row[COL.category] !== 'process') return;
  if (row[COL.action] === 'start') {
    memory.started(host, pid, {
      guid: row[COL.proc_guid] as string,
      kind: 'synth',
      parentGuid: row[COL.parent_guid] as string,
      image: row[COL.Image] as string,
      start: ts,
    });
  } else if (row[COL.action] === 'end') memory.ended(host, pid, ts);
}

/** Numbers that the kernel never gives twice in one boot: macOS pidversion, Windows process sequence number. */
function numberOf(table: string, columns: JsonObject): { own: string; parent: string } | undefined {
  if (table === 'es_process_events') return pair(columns['pidversion'], columns['parent_pidversion']);
  if (table === 'process_etw_events')
    return pair(columns['process_sequence_number'], columns['parent_process_sequence_number']);
  return undefined;
}

function pair(own: unknown, parent: unknown): { own: string; parent: string } | undefined {
  const number = numberText(own);
  return number === '' ? undefined : { own: number, parent: numberText(parent) };
}

function numberText(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return text === '0' ? '' : text;
}
