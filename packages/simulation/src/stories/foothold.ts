// What the attacker of the first story holds, and the moves that its scenes share.
import type { Logon } from '../windows/accounts.ts';
import type { Desk } from '../windows/desk.ts';
import { KINDS } from '../windows/event-kinds.ts';
import type { Integrity, Process } from '../windows/process.ts';
import type { WindowsMachine } from '../windows/machine.ts';
import type { Program } from '../windows/programs.ts';
import { logonEvents, shareFileEvent } from '../windows/security.ts';
import { COMMAND_AND_CONTROL } from './attacker.ts';

const MINUTE = 60_000;

/** What the attacker holds while the story goes on. */
export interface Foothold {
  readonly desk: Desk;
  readonly machine: WindowsMachine;
  /** Beacon in the person's session. */
  readonly beacon: Process;
  /** Elevated shell on the first machine. */
  readonly elevated: Process;
  /** Account whose secret was in the dump. */
  readonly stolen: { readonly account: Logon['account'] };
}

/** Starts a program of the attacker's as a child of `parent`. */
export function run(
  machine: WindowsMachine,
  ts: number,
  parent: Process,
  program: Program,
  argument: string,
  integrity: Integrity = parent.integrity,
): Process {
  const commandLine = argument.startsWith('=') ? argument.slice(1) : `"${program.image}" ${argument}`.trimEnd();
  return machine.start({ ts, parent, program, commandLine, integrity, directory: 'C:\\Users\\Public\\' });
}

/** A console program that answers and ends. */
export function ask(machine: WindowsMachine, ts: number, parent: Process, program: Program, argument: string): Process {
  const process = run(machine, ts, parent, program, argument);
  machine.exit(process, ts + machine.random.between(150, 2500));
  return process;
}

/** A process asks its controller for orders once a minute until `until`. */
export function beaconFrom(machine: WindowsMachine, process: Process, from: number, until: number): void {
  machine.dnsQuery(process, from, COMMAND_AND_CONTROL.name, COMMAND_AND_CONTROL.ip);
  for (let ts = from + 40; ts < until; ts += MINUTE + machine.random.between(-4000, 4000))
    machine.connect(process, ts, COMMAND_AND_CONTROL);
}

/** The remote side of a network logon with the stolen account. */
export function logOnWithStolen(target: WindowsMachine, ts: number, { machine, stolen }: Foothold): Logon {
  const logon = target.newLogon(stolen.account, 0);
  target.emit(KINDS.ntlm, ts - 20, {
    PackageName: 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0',
    TargetUserName: stolen.account.name,
    Workstation: machine.host.name,
    Status: '0x0',
  });
  logonEvents(
    target,
    ts,
    { logon, type: 3, package: 'NTLM', fromIp: machine.host.ip, workstation: machine.host.name },
    'privileged',
  );
  return logon;
}

/** A file written over ADMIN$ from the first machine. */
export function dropOverAdminShare(
  target: WindowsMachine,
  ts: number,
  foothold: Foothold,
  logon: Logon,
  name: string,
): void {
  const { machine, elevated } = foothold;
  machine.connect(elevated, ts - 40, { ip: target.host.ip, port: 445, name: target.host.fqdn });
  shareFileEvent(target, ts, logon, 'ADMIN$', 'C:\\Windows', name, machine.host.ip, '0x2');
  target.createFile(target.system, ts + 60, `C:\\Windows\\${name}`);
}
