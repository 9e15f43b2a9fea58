// Categories of events on hosts → where such events come from, by operating system.
import { allOf, is, isEvent } from './event-test.ts';
import type { EventExpr } from './event-test.ts';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const LINUX_SYSMON = 'Linux-Sysmon/Operational';
const POWERSHELL: readonly string[] = ['Microsoft-Windows-PowerShell/Operational', 'PowerShellCore/Operational'];

/** Sigma category → our category (it leads the sorting key) and the ids of Sysmon's events (Sysmon's manifest; SigmaHQ's taxonomy). */
const sysmon: Readonly<Record<string, readonly [category: string, ...ids: number[]]>> = {
  process_creation: ['process', 1],
  file_change: ['file', 2],
  network_connection: ['network', 3],
  sysmon_status: ['sensor', 4, 16],
  process_termination: ['process', 5],
  driver_load: ['driver', 6],
  image_load: ['image', 7],
  create_remote_thread: ['process', 8],
  raw_access_thread: ['disk', 9],
  process_access: ['process', 10],
  file_event: ['file', 11],
  registry_add: ['registry', 12],
  registry_delete: ['registry', 12],
  registry_set: ['registry', 13],
  registry_rename: ['registry', 14],
  registry_event: ['registry', 12, 13, 14],
  create_stream_hash: ['file', 15],
  pipe_created: ['pipe', 17, 18],
  wmi_event: ['wmi', 19, 20, 21],
  dns_query: ['dns', 22],
  file_delete: ['file', 23, 26],
  file_delete_detected: ['file', 26],
  clipboard_capture: ['clipboard', 24],
  clipboard_change: ['clipboard', 24],
  process_tampering: ['process', 25],
  file_block_executable: ['file', 27],
  file_block: ['file', 27],
  file_block_shredding: ['file', 28],
  file_executable_detected: ['file', 29],
  sysmon_error: ['sensor', 255],
};

/** What osquery and Linux audit tell, by what happened; the categories that Sysmon's taxonomy has for it. */
const actions: Readonly<Record<string, readonly [category: string, ...actions: string[]]>> = {
  process_creation: ['process', 'start'],
  process_termination: ['process', 'end'],
  network_connection: ['network', 'connect', 'accept'],
  dns_query: ['dns', 'query'],
  file_event: ['file', 'create', 'change', 'rename'],
  file_change: ['file', 'change', 'attributes', 'timestomp'],
  file_delete: ['file', 'delete'],
  file_access: ['file', 'access'],
  file_rename: ['file', 'rename'],
};

/** PowerShell's own logs. */
const powershell: Readonly<Record<string, readonly [channels: readonly string[], id: number]>> = {
  ps_module: [POWERSHELL, 4103],
  ps_script: [POWERSHELL, 4104],
  ps_classic_start: [['Windows PowerShell'], 400],
  ps_classic_provider_start: [['Windows PowerShell'], 600],
  ps_classic_script: [['Windows PowerShell'], 800],
};

/** The kernel's tracing of files, where a shipper subscribes to it: names, creations, reads and writes; renames. */
const kernelFile: Readonly<Record<string, readonly number[]>> = {
  file_access: [12, 15, 16, 30],
  file_rename: [19, 27],
};

export type HostProduct = 'windows' | 'linux' | 'macos';
export const hostProducts: readonly HostProduct[] = ['windows', 'linux', 'macos'];

const windowsCategories: ReadonlySet<string> = new Set(
  [sysmon, powershell, kernelFile].flatMap((table) => Object.keys(table)),
);

/** Whether the category is about events on hosts, whose fields have Sysmon's names. */
export function isHostCategory(category: string): boolean {
  return windowsCategories.has(category);
}

/** Where events of the category come from on this operating system; none when no sensor that we know reports it. */
export function hostCategory(product: HostProduct, category: string): readonly EventExpr[] {
  return product === 'windows' ? onWindows(category) : onUnix(product, category);
}

function onWindows(category: string): readonly EventExpr[] {
  const branches: EventExpr[] = [];
  const ofSysmon = lookUp(sysmon, category);
  if (ofSysmon !== undefined) {
    const [ours, ...ids] = ofSysmon;
    branches.push(allOf(is('category', ours), is('Channel', SYSMON), isEvent(...ids)));
  }
  if (category === 'process_creation')
    branches.push(allOf(is('category', 'process'), is('Channel', 'Security'), isEvent(4688)));
  const ofPowershell = lookUp(powershell, category);
  if (ofPowershell !== undefined) {
    const [channels, id] = ofPowershell;
    branches.push(allOf(is('category', 'script'), is('Channel', ...channels), isEvent(id)));
  }
  const ofKernel = lookUp(kernelFile, category);
  if (ofKernel !== undefined)
    branches.push(allOf(is('Provider_Name', 'Microsoft-Windows-Kernel-File'), isEvent(...ofKernel)));
  const acted = lookUp(actions, category);
  if (acted !== undefined) branches.push(allOf(is('source', 'osquery'), ...byAction('windows', acted)));
  return branches;
}

function onUnix(product: HostProduct, category: string): readonly EventExpr[] {
  const acted = lookUp(actions, category);
  if (acted !== undefined) return [allOf(...byAction(product, acted))];
  const ofSysmon = product === 'linux' ? lookUp(sysmon, category) : undefined;
  if (ofSysmon === undefined) return [];
  const [ours, ...ids] = ofSysmon;
  return [allOf(is('category', ours), is('Channel', LINUX_SYSMON), isEvent(...ids))];
}

function byAction(product: HostProduct, [category, ...acted]: readonly [string, ...string[]]): readonly EventExpr[] {
  return [is('category', category), is('product', product), is('action', ...acted)];
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
