// A machine starts and a person logs on: the chain of processes that every tree of the machine hangs on.
import { LOCAL_SERVICE, NETWORK_SERVICE, serviceLogon, type Logon } from './accounts.ts';
import { KINDS } from './event-kinds.ts';
import type { Process } from './process.ts';
import type { WindowsMachine } from './machine.ts';
import { PROGRAMS, type Program } from './programs.ts';

/** The processes of a running system that others are started by. */
export interface Booted {
  readonly at: number;
  readonly smss: Process;
  readonly services: Process;
  readonly lsass: Process;
  /** svchost by its service group. */
  readonly svchost: Readonly<Record<ServiceGroup, Process>>;
  readonly defender: Process;
  readonly search: Process;
  readonly extra: readonly Process[];
}

const GROUPS = {
  dcomLaunch: ['-k DcomLaunch -p', 'system'],
  rpcss: ['-k RPCSS -p', 'network'],
  schedule: ['-k netsvcs -p -s Schedule', 'system'],
  profSvc: ['-k netsvcs -p -s ProfSvc', 'system'],
  eventLog: ['-k LocalServiceNetworkRestricted -p -s EventLog', 'local'],
  dnsCache: ['-k NetworkService -p -s Dnscache', 'network'],
  winmgmt: ['-k netsvcs -p -s Winmgmt', 'system'],
  wuauserv: ['-k netsvcs -p -s wuauserv', 'system'],
  bits: ['-k netsvcs -p -s BITS', 'system'],
  lanmanServer: ['-k netsvcs -p -s LanmanServer', 'system'],
  termService: ['-k termsvcs -s TermService', 'network'],
  userManager: ['-k netsvcs -p -s UserManager', 'system'],
} as const satisfies Readonly<Record<string, readonly [string, 'system' | 'local' | 'network']>>;
export type ServiceGroup = keyof typeof GROUPS;

const SERVICES_OF_ROLE: Readonly<Record<string, readonly Program[]>> = {
  workstation: [],
  'domain-controller': [PROGRAMS.dns, PROGRAMS.dfsrs, PROGRAMS.ntfrs, PROGRAMS.zabbix],
  'file-server': [PROGRAMS.veeam, PROGRAMS.zabbix],
  database: [PROGRAMS.sqlservr, PROGRAMS.sqlAgent, PROGRAMS.zabbix],
  'jump-host': [PROGRAMS.zabbix],
};

const quoted = (program: Program): string => `"${program.image}"`;

/** From the kernel to the services. Takes about twenty seconds of the machine's time. */
export function boot(machine: WindowsMachine, at: number): Booted {
  const { host, systemLogon } = machine;
  const local = serviceLogon(LOCAL_SERVICE, host.machineId);
  const network = serviceLogon(NETWORK_SERVICE, host.machineId);
  let ts = at;
  const begin = (parent: Process, program: Program, commandLine: string, logon: Logon = systemLogon): Process =>
    machine.start({
      ts: (ts += machine.random.between(30, 600)),
      parent,
      program,
      commandLine,
      logon,
      integrity: 'System',
    });

  const smss = begin(machine.system, PROGRAMS.smss, '\\SystemRoot\\System32\\smss.exe');
  const session0 = begin(smss, PROGRAMS.smss, '\\SystemRoot\\System32\\smss.exe 000000d0 00000084');
  const csrss =
    '%SystemRoot%\\system32\\csrss.exe ObjectDirectory=\\Windows SharedSection=1024,20480,768 Windows=On SubSystemType=Windows';
  begin(session0, PROGRAMS.csrss, csrss);
  const wininit = begin(session0, PROGRAMS.wininit, 'wininit.exe');
  machine.exit(session0, (ts += 200));
  const services = begin(wininit, PROGRAMS.services, 'C:\\Windows\\system32\\services.exe');
  const lsass = begin(wininit, PROGRAMS.lsass, 'C:\\Windows\\system32\\lsass.exe');
  begin(wininit, PROGRAMS.fontdrvhost, '"fontdrvhost.exe"');
  const svchost = {} as Record<ServiceGroup, Process>;
  for (const [group, [argument, account]] of Object.entries(GROUPS) as [
    ServiceGroup,
    (typeof GROUPS)[ServiceGroup],
  ][]) {
    const logon = account === 'system' ? systemLogon : account === 'local' ? local : network;
    svchost[group] = begin(services, PROGRAMS.svchost, `C:\\Windows\\system32\\svchost.exe ${argument}`, logon);
  }
  const sysmon = begin(services, PROGRAMS.sysmon, 'C:\\Windows\\Sysmon64.exe');
  const defender = begin(services, PROGRAMS.msMpEng, quoted(PROGRAMS.msMpEng));
  begin(services, PROGRAMS.spoolsv, 'C:\\Windows\\System32\\spoolsv.exe');
  const search = begin(services, PROGRAMS.searchIndexer, 'C:\\Windows\\system32\\SearchIndexer.exe /Embedding');
  const extra = SERVICES_OF_ROLE[host.role]!.map((program) => begin(services, program, quoted(program)));

  machine.setWriter('sysmon', sysmon);
  machine.setWriter('lsass', lsass);
  machine.setWriter('services', services);
  machine.setWriter('defender', defender);
  machine.setWriter('eventlog', svchost.eventLog);
  for (const name of ['Windows Update', 'Background Intelligent Transfer Service', 'Windows Modules Installer']) {
    machine.emit(KINDS.serviceState, (ts += 400), { param1: name, param2: 'running' });
  }
  return { at, smss, services, lsass, svchost, defender, search, extra };
}

/** A person's session at the console or by remote desktop, up to the shell. */
export interface Session {
  readonly logon: Logon;
  readonly winlogon: Process;
  readonly explorer: Process;
  readonly startedAt: number;
}

/** Session manager to shell: smss → csrss, winlogon → userinit → explorer. */
export function openSession(machine: WindowsMachine, booted: Booted, logon: Logon, at: number): Session {
  let ts = at;
  const tick = (): number => (ts += machine.random.between(80, 700));
  const asSystem = { logon: { ...machine.systemLogon, session: logon.session }, integrity: 'System' as const };
  const manager = machine.start({
    ts: tick(),
    parent: booted.smss,
    program: PROGRAMS.smss,
    commandLine: '\\SystemRoot\\System32\\smss.exe 0000010c 00000084',
    ...asSystem,
  });
  machine.start({
    ts: tick(),
    parent: manager,
    program: PROGRAMS.csrss,
    commandLine: '%SystemRoot%\\system32\\csrss.exe ObjectDirectory=\\Windows SharedSection=1024,20480,768 Windows=On',
    ...asSystem,
  });
  const winlogon = machine.start({
    ts: tick(),
    parent: manager,
    program: PROGRAMS.winlogon,
    commandLine: 'winlogon.exe',
    ...asSystem,
  });
  machine.exit(manager, tick());
  machine.start({ ts: tick(), parent: winlogon, program: PROGRAMS.dwm, commandLine: '"dwm.exe"', ...asSystem });
  const person = { logon, integrity: 'Medium' as const, directory: `C:\\Users\\${logon.account.name}\\` };
  const userinit = machine.start({
    ts: tick(),
    parent: winlogon,
    program: PROGRAMS.userinit,
    commandLine: 'C:\\Windows\\system32\\userinit.exe',
    ...person,
  });
  const explorer = machine.start({
    ts: tick(),
    parent: userinit,
    program: PROGRAMS.explorer,
    commandLine: 'C:\\Windows\\Explorer.EXE',
    ...person,
  });
  machine.exit(userinit, ts + 24_000);
  machine.start({
    ts: tick(),
    parent: booted.svchost.userManager,
    program: PROGRAMS.sihost,
    commandLine: 'sihost.exe',
    ...person,
  });
  machine.start({
    ts: tick(),
    parent: booted.svchost.schedule,
    program: PROGRAMS.taskhostw,
    commandLine: 'taskhostw.exe {222A245B-E637-4AE9-A93F-A59CA119A75E}',
    ...person,
  });
  return { logon, winlogon, explorer, startedAt: at };
}
