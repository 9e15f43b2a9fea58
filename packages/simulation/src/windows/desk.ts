// A person at a workstation: the programs of a normal day and the traces that they leave on the machine and on the servers.
import type { Department } from '../company/types.ts';
import type { World } from '../world.ts';
import { domainAccount } from './accounts.ts';
import type { Booted, Session } from './boot.ts';
import { boot, openSession } from './boot.ts';
import type { Process } from './process.ts';
import type { WindowsMachine } from './machine.ts';
import { PROGRAMS, type Program } from './programs.ts';
import { logoffEvent, logonEvents } from './security.ts';
import { kerberosLogon } from './server-traces.ts';
import { https, type Site } from './sites.ts';
import { ACTIVITIES, HABITS } from './desk-activities.ts';

export class Desk {
  readonly machine: WindowsMachine;
  readonly world: World;
  readonly department: Department;
  /** Folder of the person's profile, with the closing backslash. */
  readonly home: string;
  #booted: Booted | undefined;
  #session: Session | undefined;
  #apps = new Map<Program, Process>();

  constructor(world: World, machine: WindowsMachine) {
    const owner = machine.host.owner;
    if (owner === undefined) throw new Error(`${machine.host.name} has no owner`);
    this.world = world;
    this.machine = machine;
    this.department = owner.department;
    this.home = `C:\\Users\\${owner.name}\\`;
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
    const process = this.begin(program, ts, parent, argument);
    this.#apps.set(program, process);
    return process;
  }

  /** Starts a program in the person's session. */
  begin(program: Program, ts: number, parent: Process, argument = ''): Process {
    const commandLine = `"${program.image}"${argument === '' ? '' : ` ${argument}`}`;
    return this.machine.start({
      ts,
      parent,
      program,
      commandLine,
      logon: this.session.logon,
      integrity: 'Medium',
      directory: this.home,
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
    kerberosLogon(this.world, at - 300, account, machine.host);
    this.#session = openSession(machine, this.#booted, logon, at);
    this.app(PROGRAMS.oneDrive, at + 9_000, this.#session.explorer, '/background');
    this.app(PROGRAMS.teams, at + 15_000);
    this.app(PROGRAMS.outlook, at + 34_000);
    this.app(this.browser, at + 60_000);
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
    const activity = this.machine.random.weighted(HABITS[this.department]);
    ACTIVITIES[activity](this, ts);
  }

  /** The browser that this person prefers. */
  get browser(): Program {
    return this.machine.host.machineId < '8' ? PROGRAMS.edge : PROGRAMS.chrome;
  }

  /** A name is asked for, a connection follows. */
  visit(process: Process, ts: number, site: Site): void {
    const { machine } = this;
    machine.dnsQuery(process, ts, site.name, site.ip);
    machine.connect(process, ts + machine.random.between(15, 90), https(site));
  }
}
