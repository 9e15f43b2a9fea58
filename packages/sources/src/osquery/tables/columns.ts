// osquery columns → columns of events. Common names for all tables, then what differs by table. Data only.
import { COL } from '@huntboard/schema';
import type { EventColumn } from '@huntboard/schema';
import { WRITE, writeOf } from '../../row-writer.ts';
import type { Write } from '../../row-writer.ts';

/** A column, nothing, or ext under the name that Windows gives the field. */
type Target = EventColumn | 'skip' | `ext:${string}`;
type Mapping = Readonly<Record<string, Target>>;

export interface ColumnRule {
  readonly write: Write;
  readonly column: number;
  readonly name: string;
}

const process: Mapping = {
  pid: 'ProcessId',
  parent: 'ParentProcessId',
  ppid: 'ParentProcessId',
  path: 'Image',
  cmdline: 'CommandLine',
  cwd: 'CurrentDirectory',
  username: 'User',
};
const actor: Mapping = { pid: 'ProcessId', path: 'Image', username: 'User' };
const socket: Mapping = {
  ...actor,
  action: 'EventType',
  protocol: 'skip',
  local_address: 'SourceIp',
  local_port: 'SourcePort',
  remote_address: 'DestinationIp',
  remote_port: 'DestinationPort',
};
const file: Mapping = { target_path: 'TargetFilename', action: 'EventType' };

/** Tables whose columns are about a process, a connection, a file, …; a table not listed keeps its columns in ext. */
const mappings: Readonly<Record<string, Mapping>> = {
  process_events: { ...process, syscall: 'EventType' },
  bpf_process_events: { ...process, syscall: 'EventType' },
  es_process_events: { ...process, event_type: 'EventType' },
  process_etw_events: { ...process, type: 'EventType' },
  processes: process,
  process_envs: actor,
  process_open_files: { pid: 'ProcessId', path: 'TargetFilename' },
  socket_events: socket,
  bpf_socket_events: { ...socket, syscall: 'EventType' },
  process_open_sockets: socket,
  listening_ports: { ...actor, protocol: 'skip', address: 'SourceIp', port: 'SourcePort' },
  dns_lookup_events: { ...actor, name: 'QueryName', status: 'QueryStatus', response: 'QueryResults' },
  file_events: file,
  ntfs_journal_events: { action: 'EventType', path: 'TargetFilename' },
  process_file_events: {
    pid: 'ProcessId',
    ppid: 'ParentProcessId',
    executable: 'Image',
    path: 'TargetFilename',
    cwd: 'CurrentDirectory',
    operation: 'EventType',
  },
  es_process_file_events: {
    pid: 'ProcessId',
    parent: 'ParentProcessId',
    path: 'Image',
    filename: 'TargetFilename',
    event_type: 'EventType',
  },
  yara_events: { ...file, matches: 'ThreatName' },
  yara: { path: 'TargetFilename', matches: 'ThreatName' },
  yara_file: { path: 'TargetFilename', matches: 'ThreatName' },
  yara_process: { pid: 'ProcessId', matches: 'ThreatName' },
  powershell_events: {
    script_text: 'ScriptBlockText',
    script_block_id: 'ext:ScriptBlockId',
    script_block_count: 'ext:MessageTotal',
    script_path: 'ext:Path',
  },
  user_events: { pid: 'ProcessId', path: 'Image', address: 'IpAddress', terminal: 'WorkstationName' },
  logged_in_users: { pid: 'ProcessId', user: 'User', host: 'IpAddress' },
  last: { pid: 'ProcessId', username: 'User', host: 'IpAddress' },
  services: { name: 'ServiceName', path: 'ServiceFileName', user_account: 'User', description: 'Description' },
  scheduled_tasks: { name: 'TaskName', action: 'CommandLine' },
  crontab: { command: 'CommandLine' },
  startup_items: { path: 'CommandLine', username: 'User' },
  shell_history: { command: 'CommandLine' },
  file: { path: 'TargetFilename' },
  hash: { path: 'TargetFilename' },
  registry: { path: 'TargetObject', data: 'Details' },
  users: { username: 'TargetUserName' },
  prefetch: { path: 'TargetFilename' },
  shimcache: { path: 'Image' },
  suid_bin: { path: 'TargetFilename', username: 'User' },
  seccomp_events: { pid: 'ProcessId', exe: 'Image' },
};

const compiled = new Map<string, Map<string, ColumnRule>>();
const MAX_LEARNED = 5000;
let learned = 0;

/** The rule for a column of a table; ext under its own name when the schema has no column for it. */
export function columnRule(table: string, column: string): ColumnRule {
  const known = compiled.get(table)?.get(column);
  if (known !== undefined) return known;
  const mapping = Object.hasOwn(mappings, table) ? mappings[table]! : {};
  const target = Object.hasOwn(mapping, column) ? mapping[column]! : undefined;
  const rule: ColumnRule =
    target === undefined
      ? { write: WRITE.ext, column: 0, name: column }
      : target === 'skip'
        ? { write: WRITE.skip, column: 0, name: column }
        : target.startsWith('ext:')
          ? { write: WRITE.ext, column: 0, name: target.slice('ext:'.length) }
          : { write: writeOf(target as EventColumn), column: COL[target as EventColumn], name: column };
  if (learned < MAX_LEARNED) {
    learned++;
    let ofTable = compiled.get(table);
    if (ofTable === undefined) compiled.set(table, (ofTable = new Map()));
    ofTable.set(column, rule);
  }
  return rule;
}
