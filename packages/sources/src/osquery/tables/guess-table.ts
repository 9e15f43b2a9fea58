// Which table a row comes from when the configuration does not say: by the name of the query, else by the columns.
import type { JsonObject } from '../../values/json.ts';
import { tableKind, tableNames } from './table-kinds.ts';

/** Columns that together occur in one table only; the first that fits wins. */
const signatures: readonly (readonly [string, readonly string[]])[] = [
  ['es_process_events', ['event_type', 'signing_id', 'pid']],
  ['process_etw_events', ['process_sequence_number']],
  ['es_process_file_events', ['event_type', 'dest_filename']],
  ['bpf_process_events', ['ntime', 'cmdline', 'pid']],
  ['bpf_socket_events', ['ntime', 'remote_address', 'pid']],
  ['process_events', ['cmdline', 'auid', 'pid']],
  ['windows_events', ['eventid', 'provider_name', 'source', 'data']],
  ['windows_eventlog', ['eventid', 'provider_name', 'channel', 'data']],
  ['powershell_events', ['script_text']],
  ['dns_lookup_events', ['type_id', 'response', 'name']],
  ['process_file_events', ['operation', 'executable', 'dest_path']],
  ['yara_events', ['target_path', 'matches']],
  ['ntfs_journal_events', ['record_usn']],
  ['file_events', ['target_path', 'action', 'transaction_id']],
  ['file_events', ['target_path', 'action', 'category']],
  ['socket_events', ['remote_address', 'family', 'auid']],
  ['socket_events', ['remote_address', 'action', 'pid', 'time']],
  ['process_open_sockets', ['remote_address', 'remote_port', 'pid']],
  ['listening_ports', ['port', 'address', 'protocol', 'pid']],
  ['user_events', ['auid', 'message', 'terminal']],
  ['scheduled_tasks', ['last_run_code']],
  ['services', ['service_type', 'start_type']],
  ['crontab', ['command', 'day_of_month']],
  ['logged_in_users', ['tty', 'host', 'type', 'user']],
  ['processes', ['pid', 'cmdline', 'parent']],
  ['processes', ['pid', 'path', 'on_disk']],
  ['processes', ['pid', 'path', 'name']],
  ['processes', ['pid', 'path', 'parent']],
];

const MEMO_SIZE = 5000;
const byName = new Map<string, string>();

/** The table that the query's name ends in (`pack_linux_process_events`), else the one its columns point to, else ''. */
export function guessTable(queryName: string, columns: JsonObject): string {
  let table = byName.get(queryName);
  if (table === undefined) {
    table = tableOfName(queryName);
    if (byName.size >= MEMO_SIZE) byName.clear();
    byName.set(queryName, table);
  }
  if (table !== '') return table;
  for (const [candidate, names] of signatures)
    if (names.every((name) => Object.hasOwn(columns, name))) return candidate;
  return '';
}

function tableOfName(queryName: string): string {
  const name = queryName.toLowerCase();
  for (const table of tableNames) {
    if (!name.endsWith(table)) continue;
    const before = name.charAt(name.length - table.length - 1);
    if ((before === '' || !/[a-z0-9]/.test(before)) && (table.includes('_') || before !== '_' || isPackName(name)))
      return tableKind(table) === undefined ? '' : table;
  }
  return '';
}

/** `pack_<pack>_<query>`: only there does an underscore part the query's name off. */
function isPackName(name: string): boolean {
  return name.startsWith('pack_') || name.startsWith('pack/') || name.startsWith('pack:');
}
