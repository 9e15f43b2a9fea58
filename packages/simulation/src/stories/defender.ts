// Findings of Microsoft Defender Antivirus, as its Operational channel reports them.
import { accountName } from '../windows/accounts.ts';
import { KINDS } from '../windows/event-kinds.ts';
import type { Process } from '../windows/process.ts';
import type { WindowsMachine } from '../windows/machine.ts';

export interface Finding {
  readonly threat: string;
  readonly threatId: number;
  readonly severity: 'Low' | 'Moderate' | 'High' | 'Severe';
  readonly category: string;
  /** What was found, beside the process: `file:_C:\…`. */
  readonly resources: readonly string[];
  readonly process: Process;
}

const SEVERITY_ID = { Low: '1', Moderate: '2', High: '4', Severe: '5' } as const;

/** 100-nanosecond steps since 1601, as Windows counts time. */
const fileTime = (ts: number): string => String(BigInt(Math.round(ts)) * 10_000n + 116_444_736_000_000_000n);

function data(
  machine: WindowsMachine,
  ts: number,
  finding: Finding,
  action: 'Not Applicable' | 'Quarantine',
): Record<string, string> {
  const { process } = finding;
  const path = [...finding.resources, `process:_pid:${process.pid},ProcessStart:${fileTime(process.startedAt)}`].join(
    '; ',
  );
  return {
    'Product Name': 'Microsoft Defender Antivirus',
    'Product Version': '4.18.26090.9',
    'Detection ID': `{${machine.random.uuid().toUpperCase()}}`,
    'Detection Time': new Date(ts).toISOString(),
    'Threat ID': String(finding.threatId),
    'Threat Name': finding.threat,
    'Severity ID': SEVERITY_ID[finding.severity],
    'Severity Name': finding.severity,
    'Category ID': '8',
    'Category Name': finding.category,
    FWLink: `https://go.microsoft.com/fwlink/?linkid=37020&name=${finding.threat}&threatid=${finding.threatId}&enterprise=0`,
    'Status Code': '1',
    State: action === 'Quarantine' ? '2' : '1',
    'Source ID': '3',
    'Source Name': 'Real-Time Protection',
    'Process Name': process.program.image,
    'Detection User': accountName(process.logon.account),
    Path: path,
    'Origin ID': '1',
    'Origin Name': 'Local machine',
    'Execution ID': '1',
    'Execution Name': 'Suspended',
    'Type ID': '0',
    'Type Name': 'Concrete',
    'Pre Execution Status': '0',
    'Action ID': action === 'Quarantine' ? '2' : '9',
    'Action Name': action,
    'Error Code': '0x00000000',
    'Error Description': 'The operation completed successfully. ',
    'Post Clean Status': '0',
    'Additional Actions ID': '0',
    'Additional Actions String': 'No additional actions required',
    'Remediation User': action === 'Quarantine' ? 'NT AUTHORITY\\SYSTEM' : '',
    'Security intelligence Version': 'AV: 1.441.207.0, AS: 1.441.207.0, NIS: 1.441.207.0',
    'Engine Version': 'AM: 1.1.26090.4, NIS: 1.1.26090.4',
  };
}

/** 1116: something was found, and for now nothing done about it. */
export function found(machine: WindowsMachine, ts: number, finding: Finding): void {
  machine.emit(KINDS.malwareFound, ts, data(machine, ts, finding, 'Not Applicable'));
}

/** 1117: it was put into quarantine. */
export function quarantined(machine: WindowsMachine, ts: number, finding: Finding): void {
  machine.emit(KINDS.malwareAction, ts, data(machine, ts, finding, 'Quarantine'));
}
