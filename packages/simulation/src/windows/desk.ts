// A person at a workstation: the programs of a normal day and the traces that they leave on the machine and on the servers.
import type { Department } from '../company/types.ts';
import type { World } from '../world.ts';
import { domainAccount } from './accounts.ts';
import type { Booted, Session } from './boot.ts';
import { boot, openSession } from './boot.ts';
import type { Process, WindowsMachine } from './machine.ts';
import { PROGRAMS, type Program } from './programs.ts';
import { logoffEvent, logonEvents } from './security.ts';
import { fileShare, kerberosLogon } from './server-traces.ts';
import {
  DEFENDER_CLOUD,
  GOOGLE_UPDATE,
  https,
  MAIL,
  ONEDRIVE,
  TEAMS,
  TELEMETRY,
  UPDATE,
  WEB,
  type Site,
} from './sites.ts';

type Activity = 'browse' | 'mail' | 'teams' | 'office' | 'files' | 'background' | 'search' | 'maintenance' | 'develop';

const HABITS: Readonly<Record<Department, Readonly<Record<Activity, number>>>> = {
  finance: {
    browse: 20,
    mail: 14,
    teams: 8,
    office: 18,
    files: 14,
    background: 18,
    search: 5,
    maintenance: 3,
    develop: 0,
  },
  sales: {
    browse: 30,
    mail: 18,
    teams: 12,
    office: 10,
    files: 7,
    background: 16,
    search: 4,
    maintenance: 3,
    develop: 0,
  },
  engineering: {
    browse: 20,
    mail: 6,
    teams: 8,
    office: 3,
    files: 6,
    background: 16,
    search: 4,
    maintenance: 3,
    develop: 34,
  },
  support: {
    browse: 34,
    mail: 16,
    teams: 14,
    office: 6,
    files: 6,
    background: 16,
    search: 4,
    maintenance: 3,
    develop: 0,
  },
  management: {
    browse: 22,
    mail: 24,
    teams: 16,
    office: 12,
    files: 5,
    background: 14,
    search: 4,
    maintenance: 3,
    develop: 0,
  },
  it: { browse: 22, mail: 10, teams: 8, office: 4, files: 8, background: 16, search: 4, maintenance: 3, develop: 16 },
};

const DOCUMENTS = [
  'Budget 2027.xlsx',
  'Offer Helios.docx',
  'Forecast Q4.xlsx',
  'Minutes.docx',
  'Price list.xlsx',
  'Contract Aster.docx',
  'Roadmap.pptx',
  'Payroll.xlsx',
];

export class Desk {
  readonly machine: WindowsMachine;
  readonly #world: World;
  readonly #department: Department;
  readonly #home: string;
  #booted: Booted | undefined;
  #session: Session | undefined;
  #apps = new Map<Program, Process>();

  constructor(world: World, machine: WindowsMachine) {
    const owner = machine.host.owner;
    if (owner === undefined) throw new Error(`${machine.host.name} has no owner`);
    this.#world = world;
    this.machine = machine;
    this.#department = owner.department;
    this.#home = `C:\\Users\\${owner.name}\\`;
  }

  get booted(): Booted {
    if (this.#booted === undefined) throw new Error(`${this.machine.host.name} is not running`);
    return this.#booted;
  }

  get session(): Session {
    if (this.#session === undefined) throw new Error(`nobody is logged on to ${this.machine.host.name}`);
    return this.#session;
  }

  /** A program of this session; it is started when it does not run yet. */
  app(program: Program, ts: number, parent: Process = this.session.explorer, argument = ''): Process {
    const running = this.#apps.get(program);
    if (running !== undefined) return running;
    const process = this.#begin(program, ts, parent, argument);
    this.#apps.set(program, process);
    return process;
  }

  #begin(program: Program, ts: number, parent: Process, argument = ''): Process {
    const commandLine = `"${program.image}"${argument === '' ? '' : ` ${argument}`}`;
    return this.machine.start({
      ts,
      parent,
      program,
      commandLine,
      logon: this.session.logon,
      integrity: 'Medium',
      directory: this.#home,
    });
  }

  /** The morning: the machine starts, its person logs on, the usual programs open. */
  open(ts: number): void {
    const { machine } = this;
    this.#booted = boot(machine, ts);
    this.#apps = new Map();
    const account = domainAccount(machine.company, machine.host.owner!);
    const at = ts + machine.random.between(40_000, 140_000);
    const logon = machine.newLogon(account, 1);
    logonEvents(
      machine,
      at,
      {
        logon,
        type: 2,
        package: 'Negotiate',
        fromIp: '127.0.0.1',
        workstation: machine.host.name,
        by: this.#booted.svchost.userManager,
      },
      'plain',
    );
    kerberosLogon(this.#world, at - 300, account, machine.host);
    this.#session = openSession(machine, this.#booted, logon, at);
    this.app(PROGRAMS.oneDrive, at + 9_000, this.#session.explorer, '/background');
    this.app(PROGRAMS.teams, at + 15_000);
    this.app(PROGRAMS.outlook, at + 34_000);
    this.app(this.#browser(), at + 60_000);
  }

  /** The evening: programs close, the person logs off, the machine goes down. */
  close(ts: number): void {
    let at = ts;
    for (const process of [...this.#apps.values()].reverse())
      this.machine.exit(process, (at += this.machine.random.between(300, 4000)));
    this.machine.exit(this.session.explorer, (at += 900));
    logoffEvent(this.machine, at + 500, this.session.logon, 2);
    this.#apps = new Map();
    this.#session = undefined;
    this.#booted = undefined;
  }

  /** One thing that the person or the machine does. */
  act(ts: number): void {
    const activity = this.machine.random.weighted(HABITS[this.#department]);
    this.#activities[activity](ts);
  }

  readonly #activities: Readonly<Record<Activity, (ts: number) => void>> = {
    browse: (ts) => this.#browse(ts),
    mail: (ts) => this.#mail(ts),
    teams: (ts) => this.#teams(ts),
    office: (ts) => this.#office(ts, this.session.explorer),
    files: (ts) => this.#files(ts),
    background: (ts) => this.#background(ts),
    search: (ts) => this.#search(ts),
    maintenance: (ts) => this.#maintenance(ts),
    develop: (ts) => this.#develop(ts),
  };

  #browser(): Program {
    return this.machine.host.machineId < '8' ? PROGRAMS.edge : PROGRAMS.chrome;
  }

  #visit(process: Process, ts: number, site: Site): void {
    const { machine } = this;
    machine.dnsQuery(process, ts, site.name, site.ip);
    machine.connect(process, ts + machine.random.between(15, 90), https(site));
  }

  #browse(ts: number): void {
    const { machine } = this;
    const program = this.#browser();
    const browser = this.app(program, ts);
    const renderer = this.#begin(
      program,
      ts + 100,
      browser,
      `--type=renderer --lang=en-US --device-scale-factor=1 --renderer-client-id=${machine.random.between(5, 900)} --launch-time-ticks=${machine.random.next()}`,
    );
    let at = ts + 200;
    for (let i = machine.random.between(2, 5); i > 0; i--)
      this.#visit(browser, (at += machine.random.between(60, 2500)), machine.random.pick(WEB));
    const profile = `${this.#home}AppData\\Local\\${program === PROGRAMS.edge ? 'Microsoft\\Edge' : 'Google\\Chrome'}\\User Data\\Default\\`;
    machine.createFile(browser, at + 40, `${profile}Cache\\Cache_Data\\f_${machine.random.hex(6)}`);
    if (machine.random.chance(0.08)) {
      const download = `${this.#home}Downloads\\${machine.random.pick(['brochure', 'invoice', 'manual', 'statement'])}-${machine.random.between(100, 999)}.pdf`;
      machine.createFile(browser, at + 900, download);
      const reader = this.#begin(PROGRAMS.acrobat, at + 6000, this.session.explorer, `"${download}"`);
      machine.exit(reader, at + machine.random.between(60_000, 900_000));
    }
    machine.exit(renderer, at + machine.random.between(20_000, 600_000));
  }

  #mail(ts: number): void {
    const { machine } = this;
    const outlook = this.app(PROGRAMS.outlook, ts);
    this.#visit(outlook, ts, MAIL);
    machine.setRegistry(
      outlook,
      ts + 300,
      `HKU\\${this.session.logon.account.sid}\\Software\\Microsoft\\Office\\16.0\\Outlook\\Preferences\\LastUILanguage`,
      'DWORD (0x00000409)',
    );
    if (machine.random.chance(0.2)) {
      const name = machine.random.pick(DOCUMENTS);
      const path = `${this.#home}AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\${machine.random.hex(8).toUpperCase()}\\${name}`;
      machine.createFile(outlook, ts + 700, path);
      this.#office(ts + 1500, outlook, path);
    }
  }

  #teams(ts: number): void {
    const teams = this.app(PROGRAMS.teams, ts);
    this.#visit(teams, ts, TEAMS);
    this.machine.createFile(
      teams,
      ts + 400,
      `${this.#home}AppData\\Local\\Packages\\MSTeams_8wekyb3d8bbwe\\LocalCache\\Microsoft\\MSTeams\\Logs\\MSTeams_${this.machine.random.hex(6)}.log`,
    );
  }

  #office(ts: number, parent: Process, opened?: string): void {
    const { machine } = this;
    const path = opened ?? `${this.#home}Documents\\${machine.random.pick(DOCUMENTS)}`;
    const program = path.endsWith('.xlsx')
      ? PROGRAMS.excel
      : path.endsWith('.pptx')
        ? PROGRAMS.powerpoint
        : PROGRAMS.winword;
    const process = this.#begin(program, ts, parent, opened === undefined ? `"${path}"` : `/n "${path}" /o ""`);
    const folder = path.slice(0, path.lastIndexOf('\\') + 1);
    const name = path.slice(folder.length);
    machine.createFile(process, ts + 900, `${folder}~$${name.slice(2)}`);
    machine.setRegistry(
      process,
      ts + 1100,
      `HKU\\${this.session.logon.account.sid}\\Software\\Microsoft\\Office\\16.0\\Common\\Open Find\\Place MRU\\Item 1`,
      `[F00000000]*${folder}`,
    );
    this.#visit(process, ts + 1400, ONEDRIVE);
    if (opened === undefined)
      machine.createFile(process, ts + 200_000, `${folder}${machine.random.hex(8).toUpperCase()}.tmp`);
    machine.exit(process, ts + machine.random.between(240_000, 2_400_000));
  }

  #files(ts: number): void {
    const { explorer, logon } = this.session;
    fileShare(this.#world, ts, logon.account, this.machine, explorer, this.#department);
    const oneDrive = this.app(PROGRAMS.oneDrive, ts);
    this.#visit(oneDrive, ts + 2000, ONEDRIVE);
  }

  #background(ts: number): void {
    const { machine, booted } = this;
    const { svchost } = booted;
    const roll = machine.random.fraction();
    if (roll < 0.3) {
      const broker = machine.start({
        ts,
        parent: svchost.dcomLaunch,
        program: PROGRAMS.runtimeBroker,
        commandLine: 'C:\\Windows\\System32\\RuntimeBroker.exe -Embedding',
        logon: this.session.logon,
        integrity: 'Medium',
      });
      machine.exit(broker, ts + machine.random.between(15_000, 240_000));
    } else if (roll < 0.55) {
      const host = machine.start({
        ts,
        parent: svchost.dcomLaunch,
        program: PROGRAMS.backgroundTaskHost,
        commandLine:
          '"C:\\Windows\\system32\\backgroundTaskHost.exe" -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca',
        logon: this.session.logon,
        integrity: 'AppContainer',
      });
      machine.dnsQuery(host, ts + 200, TELEMETRY.name, TELEMETRY.ip);
      machine.exit(host, ts + machine.random.between(3000, 30_000));
    } else if (roll < 0.8) {
      machine.setRegistry(
        this.session.explorer,
        ts,
        `HKU\\${this.session.logon.account.sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FeatureUsage\\AppSwitched\\${machine.random.pick(['MSEdge', 'Chrome', 'Microsoft.Office.OUTLOOK.EXE.15', 'MSTeams'])}`,
        `DWORD (0x${machine.random.hex(8)})`,
      );
      machine.createFile(
        svchost.dnsCache,
        ts + 80,
        `C:\\Windows\\Prefetch\\${machine.random.pick(['CHROME.EXE', 'MSEDGE.EXE', 'EXCEL.EXE', 'RUNTIMEBROKER.EXE'])}-${machine.random.hex(8).toUpperCase()}.pf`,
      );
    } else {
      const com = machine.start({
        ts,
        parent: svchost.dcomLaunch,
        program: PROGRAMS.dllhost,
        commandLine: 'C:\\Windows\\system32\\DllHost.exe /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}',
        logon: this.session.logon,
        integrity: 'Medium',
      });
      machine.exit(com, ts + machine.random.between(5000, 8000));
    }
  }

  #search(ts: number): void {
    const { machine, booted } = this;
    const protocol = machine.start({
      ts,
      parent: booted.search,
      program: PROGRAMS.searchProtocolHost,
      commandLine: `"C:\\Windows\\system32\\SearchProtocolHost.exe" Global\\UsGthrFltPipeMssGthrPipe${machine.random.between(2, 90)}_ Global\\UsGthrCtrlFltPipeMssGthrPipe${machine.random.between(2, 90)} 1 -2147483646`,
      logon: machine.systemLogon,
      integrity: 'System',
    });
    const filter = machine.start({
      ts: ts + 300,
      parent: booted.search,
      program: PROGRAMS.searchFilterHost,
      commandLine: '"C:\\Windows\\system32\\SearchFilterHost.exe" 0 808 812 820 8192 816 788',
      logon: machine.systemLogon,
      integrity: 'Medium',
    });
    machine.exit(protocol, ts + 65_000);
    machine.exit(filter, ts + 66_000);
  }

  #maintenance(ts: number): void {
    const { machine, booted } = this;
    const { svchost, lsass, defender } = booted;
    const roll = machine.random.fraction();
    if (roll < 0.3) {
      const scan = machine.start({
        ts,
        parent: svchost.schedule,
        program: PROGRAMS.mpCmdRun,
        commandLine: `"${PROGRAMS.mpCmdRun.image}" SignatureUpdate -ScheduleJob -RestrictPrivileges -Reinvoke`,
        logon: machine.systemLogon,
        integrity: 'System',
      });
      this.#visit(scan, ts + 500, DEFENDER_CLOUD);
      machine.exit(scan, ts + 12_000);
    } else if (roll < 0.5) {
      const updater = machine.start({
        ts,
        parent: svchost.schedule,
        program: PROGRAMS.googleUpdater,
        commandLine: `"${PROGRAMS.googleUpdater.image}" --wake --system`,
        logon: machine.systemLogon,
        integrity: 'System',
      });
      this.#visit(updater, ts + 700, GOOGLE_UPDATE);
      machine.exit(updater, ts + 9000);
    } else if (roll < 0.7) {
      const worker = machine.start({
        ts,
        parent: svchost.dcomLaunch,
        program: PROGRAMS.moUso,
        commandLine: 'C:\\Windows\\System32\\mousocoreworker.exe -Embedding',
        logon: machine.systemLogon,
        integrity: 'System',
      });
      this.#visit(worker, ts + 400, UPDATE);
      machine.createFile(
        svchost.wuauserv,
        ts + 2500,
        `C:\\Windows\\SoftwareDistribution\\DataStore\\Logs\\edb${machine.random.hex(5).toUpperCase()}.log`,
      );
      machine.exit(worker, ts + 190_000);
    } else {
      // Antivirus and the service host look at lsass all day: the noise in which a dump must be told apart.
      machine.access(
        defender,
        lsass,
        ts,
        '0x1010',
        'C:\\Windows\\SYSTEM32\\ntdll.dll+9d5a4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26090.9-0\\MpSvc.dll+1a0c2',
      );
      machine.access(
        svchost.rpcss,
        lsass,
        ts + 1200,
        '0x1000',
        'C:\\Windows\\SYSTEM32\\ntdll.dll+9d5a4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|c:\\windows\\system32\\rpcss.dll+5e2b',
      );
    }
  }

  #develop(ts: number): void {
    const { machine } = this;
    const code = this.app(PROGRAMS.code, ts);
    const shell = machine.start({
      ts: ts + 200,
      parent: code,
      program: PROGRAMS.powershell,
      commandLine: `"${PROGRAMS.powershell.image}" -noexit -command "try { . 'C:\\Users\\Public\\VSCode\\resources\\app\\out\\shellIntegration.ps1' } catch {}"`,
      logon: this.session.logon,
      integrity: 'Medium',
      directory: `${this.#home}source\\gauge\\`,
    });
    const command = machine.random.pick([
      'status --porcelain=v2',
      'fetch --prune origin',
      'commit -am "Handle sensor timeout"',
      'push origin HEAD',
    ]);
    const git = this.#begin(PROGRAMS.git, ts + 900, shell, command);
    machine.exit(git, ts + 2100);
    if (machine.random.chance(0.5)) {
      const node = this.#begin(
        PROGRAMS.node,
        ts + 3000,
        shell,
        `${this.#home}source\\gauge\\node_modules\\jest\\bin\\jest.js`,
      );
      for (let i = 0; i < 3; i++)
        machine.createFile(
          node,
          ts + 3600 + i * 220,
          `${this.#home}AppData\\Local\\Temp\\jest\\haste-map-${machine.random.hex(12)}`,
        );
      machine.exit(node, ts + machine.random.between(9000, 60_000));
    }
    if (machine.random.chance(0.3)) this.#visit(shell, ts + 5000, WEB[7]!);
    machine.exit(shell, ts + machine.random.between(70_000, 600_000));
  }
}
