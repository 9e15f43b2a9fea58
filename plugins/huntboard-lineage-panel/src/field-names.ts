// Which field of a frame is which column: the contract's names, and those of Huntboard's tables and of Sysmon.
import type { DataFrame, Field } from '@grafana/data';
import type { AlertColumn, EdgeColumn, EventColumn, ProcessColumn } from '@huntboard/lineage';

/** Accepted names, best first; compared without case and underscores. */
export const processFields: Readonly<Record<ProcessColumn, readonly string[]>> = {
  id: ['id', 'proc_guid', 'ProcessGuid'],
  parentId: ['parentId', 'parent_guid', 'ParentProcessGuid'],
  host: ['host', 'Computer', 'hostname'],
  name: ['name', 'process', 'processName'],
  image: ['image', 'NewProcessName', 'path'],
  pid: ['pid', 'ProcessId'],
  ppid: ['ppid', 'ParentProcessId'],
  parentName: ['parentName', 'ParentImage'],
  start: ['start', 'start_ts', 'startTime', 'time', 'ts'],
  end: ['end', 'end_ts', 'endTime'],
  commandLine: ['commandLine', 'cmdline'],
  user: ['user', 'userName'],
  integrity: ['integrity', 'IntegrityLevel'],
  logonId: ['logonId'],
  hash: ['hash', 'Hashes'],
  signed: ['signed'],
  signer: ['signer', 'Signature'],
  originalFileName: ['originalFileName'],
  idKind: ['idKind', 'guid_kind'],
  currentDirectory: ['currentDirectory', 'cwd'],
  parentCommandLine: ['parentCommandLine'],
  imageDeleted: ['imageDeleted', 'on_disk_deleted'],
  prevalence: ['prevalence'],
  prevalenceBase: ['prevalenceBase'],
  childCount: ['childCount', 'children'],
  countNetwork: ['countNetwork'],
  countDns: ['countDns'],
  countFile: ['countFile'],
  countRegistry: ['countRegistry'],
  countImage: ['countImage'],
  countPipe: ['countPipe'],
  countScript: ['countScript'],
  countOther: ['countOther'],
  alertsCritical: ['alertsCritical'],
  alertsHigh: ['alertsHigh'],
  alertsMedium: ['alertsMedium'],
  alertsLow: ['alertsLow'],
};

export const alertFields: Readonly<Record<AlertColumn, readonly string[]>> = {
  processId: ['processId', 'proc_guid', 'ProcessGuid'],
  host: ['host', 'Computer'],
  time: ['time', 'ts'],
  level: ['level', 'severity'],
  title: ['title', 'rule_title', 'rule'],
  ruleId: ['ruleId', 'rule_id'],
  summary: ['summary'],
  count: ['count', 'hits'],
};

export const eventFields: Readonly<Record<EventColumn, readonly string[]>> = {
  processId: ['processId', 'proc_guid', 'ProcessGuid'],
  host: ['host', 'Computer'],
  time: ['time', 'ts'],
  kind: ['kind', 'category'],
  action: ['action'],
  what: ['what', 'summary'],
  count: ['count'],
};

/** The names of Grafana's node graph are accepted as well. */
export const edgeFields: Readonly<Record<EdgeColumn, readonly string[]>> = {
  source: ['source'],
  target: ['target'],
  sourceHost: ['sourceHost', 'host'],
  targetHost: ['targetHost', 'host'],
  sourceImage: ['sourceImage'],
  targetImage: ['targetImage'],
  kind: ['kind', 'action'],
  time: ['time', 'ts'],
  label: ['label', 'mainStat'],
  level: ['level'],
  count: ['count'],
  confidence: ['confidence'],
  evidence: ['evidence', 'secondaryStat'],
};

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');

/** The frame's fields by column; a column without a field is left out. */
export function matchFields<Column extends string>(
  frame: DataFrame,
  names: Readonly<Record<Column, readonly string[]>>,
): Partial<Record<Column, Field>> {
  const byName = new Map<string, Field>();
  for (const field of frame.fields) if (!byName.has(plain(field.name))) byName.set(plain(field.name), field);
  const matched: Partial<Record<Column, Field>> = {};
  for (const column of Object.keys(names) as Column[]) {
    for (const name of names[column]) {
      const field = byName.get(plain(name));
      if (!field) continue;
      matched[column] = field;
      break;
    }
  }
  return matched;
}
