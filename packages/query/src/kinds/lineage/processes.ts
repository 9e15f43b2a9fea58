// Processes as the panel's frame holds them.
import { NIL } from './focus';
import type { Wanted } from './wanted';

export const EPOCH = "toDateTime64(0, 3, 'UTC')";

/** File name of a path with either slash. */
export const baseName = (column: string): string => `extract(${column}, '[^\\\\\\\\/]*$')`;

/** The same in lower case. */
export const lowerName = (path: string): string => `lower(${baseName(path)})`;
/** Parent and child of a row, as the table `seen` spells them. */
export const PAIR = `concat(${lowerName('ParentImage')}, ' > ', ${lowerName('Image')})`;

const FOLDED = [
  'parent_guid',
  'guid_kind',
  'start_ts',
  'end_ts',
  'ProcessId',
  'ParentProcessId',
  'CommandLine',
  'CurrentDirectory',
  'OriginalFileName',
  'Company',
  'Hashes',
  'User',
  'LogonId',
  'IntegrityLevel',
  'ParentImage',
  'ParentCommandLine',
] as const;

/** Columns of one process, its rows folded; `pair` names parent and child as the table `seen` does. */
export function foldedColumns(): string {
  // A process whose start was not seen has its path from its end.
  const image = "if(max(p.Image) = '', max(p.end_image), max(p.Image))";
  return [
    ...FOLDED.map((name) => `max(p.${name}) AS ${name}`),
    `${image} AS Image`,
    `concat(${lowerName('max(p.ParentImage)')}, ' > ', ${lowerName(image)}) AS pair`,
  ].join(', ');
}

/** CTE `shown`: the wanted processes, one row each. */
export function shownProcesses({ isAroundOne }: Wanted): string {
  // One host is named, so that the primary key is used for what it is.
  const which = isAroundOne
    ? 'p.host = focus_host AND p.proc_guid IN (SELECT proc_guid FROM wanted)'
    : '(p.host, p.proc_guid) IN (SELECT host, proc_guid FROM wanted)';
  return `shown AS (SELECT p.host AS host, p.proc_guid AS proc_guid, ${foldedColumns()} FROM process AS p WHERE ${which} GROUP BY p.host, p.proc_guid)`;
}

/** The frame's columns from folded ones under an alias. */
export function processColumns(s: string): string {
  return [
    `toString(${s}.proc_guid) AS id, if(${s}.parent_guid = ${NIL}, NULL, toString(${s}.parent_guid)) AS parentId,`,
    `${baseName(`${s}.Image`)} AS name, ${s}.Image AS image, nullIf(${s}.start_ts, ${EPOCH}) AS start, nullIf(${s}.end_ts, ${EPOCH}) AS end,`,
    `${s}.host AS host, ${s}.ProcessId AS pid, ${s}.ParentProcessId AS ppid, ${s}.CommandLine AS commandLine, ${s}.User AS user, ${s}.IntegrityLevel AS integrity,`,
    `${s}.LogonId AS logonId, ${s}.Company AS signer, ${s}.Hashes AS hash, ${s}.OriginalFileName AS originalFileName, ${baseName(`${s}.ParentImage`)} AS parentName,`,
    `${s}.CurrentDirectory AS currentDirectory, ${s}.ParentCommandLine AS parentCommandLine, ${s}.guid_kind AS idKind`,
  ].join(' ');
}
