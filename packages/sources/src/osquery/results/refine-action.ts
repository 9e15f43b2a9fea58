// Actions that depend on a column of the row: what happened to the process, file or connection, who failed to log on.
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { textOf } from '../../values/json.ts';
import type { JsonObject } from '../../values/json.ts';
import { unixAccount } from '../../values/unix-account.ts';

const FILE_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['CREATED', 'create'],
  ['UPDATED', 'change'],
  ['DELETED', 'delete'],
  ['MOVED_TO', 'rename'],
  ['MOVED_FROM', 'rename'],
  ['ACCESSED', 'access'],
  ['OPENED', 'access'],
  ['ATTRIBUTES_MODIFIED', 'attributes'],
  ['FileCreation', 'create'],
  ['FileDeletion', 'delete'],
  ['FileWrite', 'change'],
  ['FileRename_NewName', 'rename'],
  ['FileRename_OldName', 'rename'],
  ['create', 'create'],
  ['write', 'change'],
  ['open', 'access'],
  ['rename', 'rename'],
  ['truncate', 'change'],
  ['unlink', 'delete'],
  ['link', 'create'],
]);

/** What the tables of processes call what happened; those that read Linux audit name the system call. */
const PROCESS_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['exec', 'start'],
  ['execve', 'start'],
  ['execveat', 'start'],
  ['fork', 'fork'],
  ['vfork', 'fork'],
  ['clone', 'fork'],
  ['clone3', 'fork'],
  ['kill', 'signal'],
  ['tkill', 'signal'],
  ['tgkill', 'signal'],
  ['exit', 'end'],
  ['ProcessStart', 'start'],
  ['ProcessStop', 'end'],
]);

const NETWORK_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['connect', 'connect'],
  ['bind', 'bind'],
  ['accept', 'accept'],
  ['accept4', 'accept'],
  ['listen', 'listen'],
]);

/** Linux audit record types (linux/audit.h) → action. */
const USER_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['1100', 'authenticate'],
  ['1101', 'account_check'],
  ['1103', 'credential'],
  ['1104', 'credential'],
  ['1105', 'session_start'],
  ['1106', 'session_end'],
  ['1112', 'login'],
  ['1113', 'logout'],
  ['1123', 'command'],
]);

/** IANA protocol numbers. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

/** Refines action, Protocol, Initiated and event ids from the columns of the row. */
export function refineAction(row: Row, table: string, columns: JsonObject): void {
  const type = String(row[COL.EventType]);
  switch (row[COL.category]) {
    case 'process':
      row[COL.CurrentDirectory] = unquoted(String(row[COL.CurrentDirectory]));
      row[COL.action] = PROCESS_ACTIONS.get(type) ?? row[COL.action]!;
      nameAccount(row, columns);
      return;
    case 'inventory':
      if (table === 'processes') nameAccount(row, columns);
      return;
    case 'file':
      row[COL.action] = FILE_ACTIONS.get(type) ?? row[COL.action]!;
      return;
    case 'network':
    case 'exposure':
      if (row[COL.category] === 'network') {
        row[COL.action] = NETWORK_ACTIONS.get(type) ?? row[COL.action]!;
        if (row[COL.action] === 'connect') row[COL.Initiated] = 'true';
        else if (row[COL.action] === 'accept') row[COL.Initiated] = 'false';
      }
      row[COL.Protocol] = protocolOf(columns['protocol']);
      nameAccount(row, columns);
      return;
    case 'auth':
      refineUserEvent(row, columns);
      return;
    case 'script':
      if (table !== 'powershell_events') return;
      // The table reads event 4104: with its names the rules for script blocks apply to it.
      row[COL.EventID] = 4104;
      row[COL.Channel] = 'Microsoft-Windows-PowerShell/Operational';
      row[COL.Provider_Name] = 'Microsoft-Windows-PowerShell';
      row[COL.service] = 'powershell';
      return;
    default:
  }
}

/** Tables of processes know the account by its number alone, unless the query joins its name. */
function nameAccount(row: Row, columns: JsonObject): void {
  if (row[COL.User] === '') row[COL.User] = unixAccount(textOf(columns['uid']) ?? '');
}

function protocolOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  return PROTOCOLS.get(String(value)) ?? String(value);
}

/** The audit log writes the working directory in quotes. */
function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/**
 * A user record of Linux audit: who (`acct`), how it ended (`res`). A login is auth.success or auth.fail, as on Windows.
 */
function refineUserEvent(row: Row, columns: JsonObject): void {
  const type = String(columns['type']);
  row[COL.action] = USER_ACTIONS.get(type) ?? row[COL.action]!;
  const message = typeof columns['message'] === 'string' ? columns['message'] : '';
  const account = /\bacct="?([^"\s]+)/.exec(message)?.[1] ?? '';
  const result = /\bres=(success|failed|1|0)\b/.exec(message)?.[1];
  if (account !== '' && row[COL.User] === '') row[COL.User] = account;
  if (account !== '') row[COL.TargetUserName] = account;
  if (result === undefined) return;
  const isSuccess = result === 'success' || result === '1';
  row[COL.Status] = isSuccess ? 'success' : 'failed';
  if (type === '1112') row[COL.action] = isSuccess ? 'success' : 'fail';
}
