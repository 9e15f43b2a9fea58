// The Windows events that the simulation writes: what their provider says about each, apart from the data.

export interface Provider {
  readonly name: string;
  readonly guid: string;
  readonly channel: string;
  /** Value of System/Keywords. */
  readonly keywords: string;
  /** Process id and thread of the writing service, as System/Execution has it. */
  readonly service: 'sysmon' | 'lsass' | 'services' | 'self' | 'defender' | 'eventlog' | 'scheduler';
}

export interface EventKind {
  readonly provider: Provider;
  readonly id: number;
  readonly version: number;
  /** 0 audit, 2 error, 3 warning, 4 information (System/Level). */
  readonly level: number;
  readonly task: number;
  readonly taskName: string;
  readonly opcode: number;
  /** First line of the message that Windows renders. */
  readonly title: string;
}

const sysmon: Provider = {
  name: 'Microsoft-Windows-Sysmon',
  guid: '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}',
  channel: 'Microsoft-Windows-Sysmon/Operational',
  keywords: '0x8000000000000000',
  service: 'sysmon',
};
const security: Provider = {
  name: 'Microsoft-Windows-Security-Auditing',
  guid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
  channel: 'Security',
  keywords: '0x8020000000000000',
  service: 'lsass',
};
const securityFailure: Provider = { ...security, keywords: '0x8010000000000000' };
const eventlog: Provider = {
  name: 'Microsoft-Windows-Eventlog',
  guid: '{FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148}',
  channel: 'Security',
  keywords: '0x4020000000000000',
  service: 'eventlog',
};
const serviceControl: Provider = {
  name: 'Service Control Manager',
  guid: '{555908D1-A6D7-4695-8E1E-26931D2012F4}',
  channel: 'System',
  keywords: '0x8080000000000000',
  service: 'services',
};
const powershell: Provider = {
  name: 'Microsoft-Windows-PowerShell',
  guid: '{A0C1853B-5C40-4B15-8766-3CF1C58F985A}',
  channel: 'Microsoft-Windows-PowerShell/Operational',
  keywords: '0x0',
  service: 'self',
};
const defender: Provider = {
  name: 'Microsoft-Windows-Windows Defender',
  guid: '{11CD958A-C507-4EF3-B3F2-5FD9DFBD2C78}',
  channel: 'Microsoft-Windows-Windows Defender/Operational',
  keywords: '0x8000000000000000',
  service: 'defender',
};

const sysmonKind = (id: number, version: number, taskName: string, title: string): EventKind => ({
  provider: sysmon,
  id,
  version,
  level: 4,
  task: id,
  taskName,
  opcode: 0,
  title,
});
const securityKind = (id: number, version: number, task: number, taskName: string, title: string): EventKind => ({
  provider: security,
  id,
  version,
  level: 0,
  task,
  taskName,
  opcode: 0,
  title,
});

/** Every kind by a name of ours. Versions and tasks as on Windows 10 22H2 with Sysmon 15. */
export const KINDS = {
  processCreate: sysmonKind(1, 5, 'Process Create (rule: ProcessCreate)', 'Process Create'),
  networkConnect: sysmonKind(3, 5, 'Network connection detected (rule: NetworkConnect)', 'Network connection detected'),
  processEnd: sysmonKind(5, 3, 'Process terminated (rule: ProcessTerminate)', 'Process terminated'),
  imageLoad: sysmonKind(7, 3, 'Image loaded (rule: ImageLoad)', 'Image loaded'),
  processAccess: sysmonKind(10, 3, 'Process accessed (rule: ProcessAccess)', 'Process accessed'),
  fileCreate: sysmonKind(11, 2, 'File created (rule: FileCreate)', 'File created'),
  registryKey: sysmonKind(
    12,
    2,
    'Registry object added or deleted (rule: RegistryEvent)',
    'Registry object added or deleted',
  ),
  registrySet: sysmonKind(13, 2, 'Registry value set (rule: RegistryEvent)', 'Registry value set'),
  fileStream: sysmonKind(15, 2, 'File stream created (rule: FileCreateStreamHash)', 'File stream created'),
  pipeCreate: sysmonKind(17, 1, 'Pipe Created (rule: PipeEvent)', 'Pipe Created'),
  dnsQuery: sysmonKind(22, 5, 'Dns query (rule: DnsQuery)', 'Dns query'),
  fileDelete: sysmonKind(26, 5, 'File Delete logged (rule: FileDeleteDetected)', 'File Delete logged'),
  logon: securityKind(4624, 2, 12544, 'Logon', 'An account was successfully logged on.'),
  logonFailed: { ...securityKind(4625, 0, 12544, 'Logon', 'An account failed to log on.'), provider: securityFailure },
  logoff: securityKind(4634, 0, 12545, 'Logoff', 'An account was logged off.'),
  logonExplicit: securityKind(4648, 0, 12544, 'Logon', 'A logon was attempted using explicit credentials.'),
  directoryAccess: securityKind(4662, 0, 14080, 'Directory Service Access', 'An operation was performed on an object.'),
  privileges: securityKind(4672, 0, 12548, 'Special Logon', 'Special privileges assigned to new logon.'),
  serviceAudit: securityKind(4697, 0, 12289, 'Security System Extension', 'A service was installed in the system.'),
  taskCreate: securityKind(4698, 1, 12804, 'Other Object Access Events', 'A scheduled task was created.'),
  kerberosTgt: securityKind(
    4768,
    0,
    14339,
    'Kerberos Authentication Service',
    'A Kerberos authentication ticket (TGT) was requested.',
  ),
  kerberosTgs: securityKind(
    4769,
    0,
    14337,
    'Kerberos Service Ticket Operations',
    'A Kerberos service ticket was requested.',
  ),
  ntlm: securityKind(
    4776,
    0,
    14336,
    'Credential Validation',
    'The computer attempted to validate the credentials for an account.',
  ),
  share: securityKind(5140, 1, 12808, 'File Share', 'A network share object was accessed.'),
  shareDetail: securityKind(
    5145,
    0,
    12811,
    'Detailed File Share',
    'A network share object was checked to see whether client can be granted desired access.',
  ),
  logCleared: {
    ...securityKind(1102, 0, 104, 'Log clear', 'The audit log was cleared.'),
    provider: eventlog,
    level: 4,
  },
  serviceInstalled: {
    provider: serviceControl,
    id: 7045,
    version: 0,
    level: 4,
    task: 0,
    taskName: 'None',
    opcode: 0,
    title: 'A service was installed in the system.',
  },
  serviceState: {
    provider: serviceControl,
    id: 7036,
    version: 0,
    level: 4,
    task: 0,
    taskName: 'None',
    opcode: 0,
    title: 'A service changed its state.',
  },
  scriptBlock: {
    provider: powershell,
    id: 4104,
    version: 1,
    level: 3,
    task: 2,
    taskName: 'Execute a Remote Command',
    opcode: 15,
    title: 'Creating Scriptblock text (1 of 1):',
  },
  pipeline: {
    provider: powershell,
    id: 4103,
    version: 1,
    level: 4,
    task: 106,
    taskName: 'Executing Pipeline',
    opcode: 20,
    title: 'CommandInvocation',
  },
  malwareFound: {
    provider: defender,
    id: 1116,
    version: 0,
    level: 3,
    task: 0,
    taskName: 'None',
    opcode: 0,
    title: 'Microsoft Defender Antivirus has detected malware or other potentially unwanted software.',
  },
  defenderChanged: {
    provider: defender,
    id: 5007,
    version: 0,
    level: 4,
    task: 0,
    taskName: 'None',
    opcode: 0,
    title: 'Microsoft Defender Antivirus Configuration has changed.',
  },
  malwareAction: {
    provider: defender,
    id: 1117,
    version: 0,
    level: 4,
    task: 0,
    taskName: 'None',
    opcode: 0,
    title:
      'Microsoft Defender Antivirus has taken action to protect this machine from malware or other potentially unwanted software.',
  },
} as const satisfies Readonly<Record<string, EventKind>>;

/** One event of one machine, before it takes a shipper's shape. */
export interface WindowsEvent {
  readonly ts: number;
  readonly kind: EventKind;
  /** EventData by name, in the provider's order. */
  readonly data: Readonly<Record<string, string>>;
  /** Account in System/Security; empty for the Security channel. */
  readonly sid: string;
  /** Process that wrote the event (System/Execution). */
  readonly writer: number;
}
