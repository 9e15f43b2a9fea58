// Events of the Security channel: logons, tickets, shares, as the machine that grants them writes them.
import type { Account, Logon } from './accounts.ts';
import { SYSTEM } from './accounts.ts';
import { KINDS } from './event-kinds.ts';
import type { Process } from './process.ts';
import type { WindowsMachine } from './machine.ts';

const NOBODY = {
  SubjectUserSid: 'S-1-0-0',
  SubjectUserName: '-',
  SubjectDomainName: '-',
  SubjectLogonId: '0x0',
} as const;
const hexPid = (process: Process | undefined): string => (process ? `0x${process.pid.toString(16)}` : '0x0');

function machineSubject(machine: WindowsMachine): Record<string, string> {
  return {
    SubjectUserSid: SYSTEM.sid,
    SubjectUserName: `${machine.host.name}$`,
    SubjectDomainName: machine.company.domain,
    SubjectLogonId: '0x3e7',
  };
}

export function subject(logon: Logon): Record<string, string> {
  const { account } = logon;
  return {
    SubjectUserSid: account.sid,
    SubjectUserName: account.name,
    SubjectDomainName: account.domain,
    SubjectLogonId: logon.id,
  };
}

export interface LogonFacts {
  readonly logon: Logon;
  /** 2 console, 3 network, 5 service, 7 unlock, 10 remote desktop. */
  readonly type: 2 | 3 | 5 | 7 | 10;
  readonly package: 'Kerberos' | 'NTLM' | 'Negotiate';
  readonly fromIp?: string;
  readonly workstation?: string;
  readonly by?: Process;
}

/** 4624, and 4672 when the account is powerful here. */
export function logonEvents(
  machine: WindowsMachine,
  ts: number,
  facts: LogonFacts,
  privileged: 'privileged' | 'plain',
): void {
  const { logon, type, fromIp = '-', workstation = '-', by } = facts;
  machine.emit(KINDS.logon, ts, {
    ...(type === 3 ? NOBODY : machineSubject(machine)),
    TargetUserSid: logon.account.sid,
    TargetUserName: logon.account.name,
    TargetDomainName: logon.account.domain,
    TargetLogonId: logon.id,
    LogonType: String(type),
    LogonProcessName: facts.package === 'NTLM' ? 'NtLmSsp ' : type === 3 ? 'Kerberos' : 'User32 ',
    AuthenticationPackageName: facts.package,
    WorkstationName: workstation,
    LogonGuid: facts.package === 'NTLM' ? '{00000000-0000-0000-0000-000000000000}' : `{${machine.random.uuid()}}`,
    TransmittedServices: '-',
    LmPackageName: facts.package === 'NTLM' ? 'NTLM V2' : '-',
    KeyLength: facts.package === 'NTLM' ? '128' : '0',
    ProcessId: hexPid(by),
    ProcessName: by?.program.image ?? '-',
    IpAddress: fromIp,
    IpPort: fromIp === '-' ? '-' : String(machine.random.between(49_152, 65_535)),
    ImpersonationLevel: '%%1833',
    RestrictedAdminMode: '-',
    TargetOutboundUserName: '-',
    TargetOutboundDomainName: '-',
    VirtualAccount: '%%1843',
    TargetLinkedLogonId: '0x0',
    ElevatedToken: privileged === 'privileged' ? '%%1842' : '%%1843',
  });
  if (privileged === 'privileged') {
    machine.emit(KINDS.privileges, ts + 1, {
      ...subject(logon),
      PrivilegeList:
        'SeSecurityPrivilege\r\n\t\t\tSeBackupPrivilege\r\n\t\t\tSeRestorePrivilege\r\n\t\t\tSeTakeOwnershipPrivilege\r\n\t\t\tSeDebugPrivilege\r\n\t\t\tSeLoadDriverPrivilege\r\n\t\t\tSeImpersonatePrivilege',
    });
  }
}

export function logoffEvent(machine: WindowsMachine, ts: number, logon: Logon, type: 2 | 3 | 10): void {
  machine.emit(KINDS.logoff, ts, {
    TargetUserSid: logon.account.sid,
    TargetUserName: logon.account.name,
    TargetDomainName: logon.account.domain,
    TargetLogonId: logon.id,
    LogonType: String(type),
  });
}

export function failedLogonEvent(
  machine: WindowsMachine,
  ts: number,
  account: Account,
  fromIp: string,
  workstation: string,
): void {
  machine.emit(KINDS.logonFailed, ts, {
    ...NOBODY,
    TargetUserSid: 'S-1-0-0',
    TargetUserName: account.name,
    TargetDomainName: account.domain,
    Status: '0xc000006d',
    FailureReason: '%%2313',
    SubStatus: '0xc000006a',
    LogonType: '3',
    LogonProcessName: 'NtLmSsp ',
    AuthenticationPackageName: 'NTLM',
    WorkstationName: workstation,
    TransmittedServices: '-',
    LmPackageName: '-',
    KeyLength: '0',
    ProcessId: '0x0',
    ProcessName: '-',
    IpAddress: fromIp,
    IpPort: String(machine.random.between(49_152, 65_535)),
  });
}

/** 4768 (ticket-granting ticket) on a domain controller. */
export function tgtEvent(machine: WindowsMachine, ts: number, account: Account, fromIp: string): void {
  machine.emit(KINDS.kerberosTgt, ts, {
    TargetUserName: account.name,
    TargetDomainName: machine.company.dnsDomain.toUpperCase(),
    TargetSid: account.sid,
    ServiceName: 'krbtgt',
    ServiceSid: `${account.sid.slice(0, account.sid.lastIndexOf('-'))}-502`,
    TicketOptions: '0x40810010',
    Status: '0x0',
    TicketEncryptionType: '0x12',
    PreAuthType: '2',
    IpAddress: `::ffff:${fromIp}`,
    IpPort: String(machine.random.between(49_152, 65_535)),
    CertIssuerName: '',
    CertSerialNumber: '',
    CertThumbprint: '',
  });
}

/** 4769 (service ticket) on a domain controller; `encryption` 0x12 is AES-256, 0x17 the weak RC4. */
export function serviceTicketEvent(
  machine: WindowsMachine,
  ts: number,
  account: Account,
  service: string,
  fromIp: string,
  encryption = '0x12',
): void {
  machine.emit(KINDS.kerberosTgs, ts, {
    TargetUserName: `${account.name}@${machine.company.dnsDomain.toUpperCase()}`,
    TargetDomainName: machine.company.dnsDomain.toUpperCase(),
    ServiceName: service,
    ServiceSid: `${account.sid.slice(0, account.sid.lastIndexOf('-'))}-1${service.length.toString().padStart(3, '0')}`,
    TicketOptions: '0x40810000',
    TicketEncryptionType: encryption,
    IpAddress: `::ffff:${fromIp}`,
    IpPort: String(machine.random.between(49_152, 65_535)),
    Status: '0x0',
    LogonGuid: `{${machine.random.uuid()}}`,
    TransmittedServices: '-',
  });
}

/** 5140 on a file server. */
export function shareEvent(
  machine: WindowsMachine,
  ts: number,
  logon: Logon,
  share: string,
  localPath: string,
  fromIp: string,
): void {
  machine.emit(KINDS.share, ts, {
    ...subject(logon),
    ObjectType: 'File',
    IpAddress: fromIp,
    IpPort: String(machine.random.between(49_152, 65_535)),
    ShareName: `\\\\*\\${share}`,
    ShareLocalPath: `\\??\\${localPath}`,
    AccessMask: '0x1',
    AccessList: '%%4416\r\n\t\t\t\t',
  });
}

/** 5145: one file behind a share. */
export function shareFileEvent(
  machine: WindowsMachine,
  ts: number,
  logon: Logon,
  share: string,
  localPath: string,
  file: string,
  fromIp: string,
  mask: string,
): void {
  machine.emit(KINDS.shareDetail, ts, {
    ...subject(logon),
    ObjectType: 'File',
    IpAddress: fromIp,
    IpPort: String(machine.random.between(49_152, 65_535)),
    ShareName: `\\\\*\\${share}`,
    ShareLocalPath: `\\??\\${localPath}`,
    RelativeTargetName: file,
    AccessMask: mask,
    AccessList: '%%4416\r\n\t\t\t\t%%4423\r\n\t\t\t\t',
    AccessReason: '-',
  });
}
