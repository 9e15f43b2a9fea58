// A Windows server's routine: agents, scheduled tasks, replication, and the administrator who looks after it.
import type { World } from '../world.ts';
import { domainAccount, type Logon } from './accounts.ts';
import { boot, openSession, type Booted, type Session } from './boot.ts';
import { KINDS } from './event-kinds.ts';
import type { Process } from './process.ts';
import type { WindowsMachine } from './machine.ts';
import { PROGRAMS } from './programs.ts';
import { logoffEvent, logonEvents, serviceTicketEvent, tgtEvent } from './security.ts';
import { kerberosLogon } from './server-traces.ts';
import { DEFENDER_CLOUD, https } from './sites.ts';

const ADMIN_SCRIPTS = [
  'Get-ADUser -Filter * -Properties LastLogonDate | Where-Object { $_.LastLogonDate -lt (Get-Date).AddDays(-90) } | Export-Csv C:\\Admin\\stale.csv',
  'Get-Service | Where-Object Status -ne Running | Where-Object StartType -eq Automatic',
  'Get-WinEvent -LogName System -MaxEvents 200 | Where-Object LevelDisplayName -eq Error',
  'Get-ChildItem D:\\Shares -Recurse -File | Sort-Object Length -Descending | Select-Object -First 50',
];

export class Server {
  readonly machine: WindowsMachine;
  readonly booted: Booted;
  readonly #world: World;
  #console: Session | undefined;

  constructor(world: World, machine: WindowsMachine, bootedAt: number) {
    this.#world = world;
    this.machine = machine;
    this.booted = boot(machine, bootedAt);
  }

  /** One thing that happens on a server by itself or by its administrator. */
  act(ts: number): void {
    const { machine } = this;
    const roll = machine.random.fraction();
    if (machine.host.role === 'jump-host' && roll < 0.25) this.#administer(ts);
    else if (machine.host.role === 'domain-controller' && roll < 0.5) this.#tickets(ts);
    else if (machine.host.role === 'database' && roll < 0.45) this.#queries(ts);
    else if (roll < 0.7) this.#monitor(ts);
    else this.#maintain(ts);
  }

  #tickets(ts: number): void {
    const { machine } = this;
    const host = machine.random.pick(machine.company.windows.filter((other) => other.role !== 'domain-controller'));
    const account = {
      domain: machine.company.domain,
      name: `${host.name}$`,
      sid: `${machine.company.admin.sid.slice(0, -4)}${2000 + host.name.length}`,
    };
    tgtEvent(machine, ts, account, host.ip);
    serviceTicketEvent(machine, ts + 30, account, `${machine.host.name}$`, host.ip);
    const logon = machine.newLogon(account, 0);
    logonEvents(machine, ts + 50, { logon, type: 3, package: 'Kerberos', fromIp: host.ip }, 'plain');
    machine.accept(
      this.booted.lsass,
      ts + 55,
      { ip: host.ip, port: machine.random.between(49_152, 65_535), name: host.fqdn },
      machine.random.chance(0.5) ? 389 : 88,
    );
    logoffEvent(machine, ts + 30_000, logon, 3);
  }

  #queries(ts: number): void {
    const { machine } = this;
    const [sqlservr, agent] = this.booted.extra;
    const client = machine.company.linux.find((host) => host.role === 'application')!;
    for (let i = 0; i < 3; i++) {
      machine.accept(
        sqlservr!,
        ts + i * 350,
        { ip: client.ip, port: machine.random.between(32_768, 60_999), name: client.fqdn },
        1433,
      );
    }
    machine.createFile(
      agent!,
      ts + 1500,
      `C:\\Program Files\\Microsoft SQL Server\\MSSQL16.MSSQLSERVER\\MSSQL\\JOBS\\job_${machine.random.hex(6)}.log`,
    );
  }

  #monitor(ts: number): void {
    const { machine, booted } = this;
    const agent = booted.extra.at(-1) ?? booted.services;
    machine.connect(agent, ts, { ip: '10.20.2.40', port: 10_051, name: 'monitor01.corp.nordwind.example' });
    const provider = machine.start({
      ts: ts + 150,
      parent: booted.svchost.dcomLaunch,
      program: PROGRAMS.wmiPrvSe,
      commandLine: 'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding',
      logon: machine.systemLogon,
      integrity: 'System',
    });
    machine.exit(provider, ts + 91_000);
  }

  #maintain(ts: number): void {
    const { machine, booted } = this;
    const roll = machine.random.fraction();
    if (roll < 0.4) {
      const scan = machine.start({
        ts,
        parent: booted.svchost.schedule,
        program: PROGRAMS.mpCmdRun,
        commandLine: `"${PROGRAMS.mpCmdRun.image}" SignatureUpdate -ScheduleJob -RestrictPrivileges -Reinvoke`,
        logon: machine.systemLogon,
        integrity: 'System',
      });
      machine.dnsQuery(scan, ts + 300, DEFENDER_CLOUD.name, DEFENDER_CLOUD.ip);
      machine.connect(scan, ts + 420, https(DEFENDER_CLOUD));
      machine.exit(scan, ts + 11_000);
    } else if (roll < 0.7) {
      machine.access(
        booted.defender,
        booted.lsass,
        ts,
        '0x1010',
        'C:\\Windows\\SYSTEM32\\ntdll.dll+9d5a4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26090.9-0\\MpSvc.dll+1a0c2',
      );
    } else {
      const task = machine.start({
        ts,
        parent: booted.svchost.schedule,
        program: PROGRAMS.taskhostw,
        commandLine: 'taskhostw.exe SYSTEM',
        logon: machine.systemLogon,
        integrity: 'System',
      });
      machine.emit(KINDS.serviceState, ts + 500, {
        param1: 'Windows Modules Installer',
        param2: machine.random.chance(0.5) ? 'running' : 'stopped',
      });
      machine.exit(task, ts + 24_000);
    }
  }

  /** The administrator's session on the jump host; opened by remote desktop from the own workstation. */
  #session(ts: number): Session {
    if (this.#console !== undefined) return this.#console;
    const { machine } = this;
    const desk = this.#world.deskOf(machine.company.employees.at(-1)!.name);
    const account = domainAccount(machine.company, machine.company.admin);
    const logon: Logon = machine.newLogon(account, 2);
    logonEvents(
      machine,
      ts - 60_000,
      {
        logon,
        type: 10,
        package: 'Negotiate',
        fromIp: desk.machine.host.ip,
        workstation: machine.host.name,
        by: this.booted.svchost.termService,
      },
      'privileged',
    );
    machine.accept(
      this.booted.svchost.termService,
      ts - 61_000,
      { ip: desk.machine.host.ip, port: 52_001, name: desk.machine.host.fqdn },
      3389,
    );
    kerberosLogon(this.#world, ts - 60_300, account, machine.host);
    this.#console = openSession(machine, this.booted, logon, ts - 59_000);
    return this.#console;
  }

  #administer(ts: number): void {
    const { machine } = this;
    const { explorer, logon } = this.#session(ts);
    const begin = (program: (typeof PROGRAMS)['mmc'], parent: Process, at: number, argument: string): Process =>
      machine.start({
        ts: at,
        parent,
        program,
        commandLine: `"${program.image}" ${argument}`.trimEnd(),
        logon,
        integrity: 'High',
        directory: 'C:\\Admin\\',
      });
    if (machine.random.chance(0.5)) {
      const console = begin(
        PROGRAMS.mmc,
        explorer,
        ts,
        `"C:\\Windows\\system32\\${machine.random.pick(['dsa.msc', 'gpmc.msc', 'services.msc', 'eventvwr.msc'])}"`,
      );
      machine.connect(console, ts + 900, {
        ip: this.#world.domainController.machine.host.ip,
        port: 389,
        name: this.#world.domainController.machine.host.fqdn,
      });
      machine.exit(console, ts + machine.random.between(120_000, 1_500_000));
    } else {
      const shell = begin(PROGRAMS.powershell, explorer, ts, '');
      begin(PROGRAMS.conhost, shell, ts + 40, '0xffffffff -ForceV1');
      machine.scriptBlock(shell, ts + 20_000, machine.random.pick(ADMIN_SCRIPTS));
      machine.exit(shell, ts + machine.random.between(60_000, 600_000));
    }
  }
}
