// DCSync: a tool on the first machine asks the domain controller for every secret, as only another controller should.
import type { World } from '../world.ts';
import { KINDS } from '../windows/event-kinds.ts';
import { unknownProgram } from '../windows/programs.ts';
import { serviceTicketEvent, subject } from '../windows/security.ts';
import { found } from './defender.ts';
import { logOnWithStolen, run, type Foothold } from './foothold.ts';

/** Extended rights that replication needs (MS-ADTS 5.1.3.2.1): get changes, get changes all, get changes in filtered set. */
const REPLICATION_RIGHTS = [
  '{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}',
  '{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}',
  '{89e95b76-444d-4c62-991a-0facbeda640c}',
];
const DOMAIN_CLASS = '{19195a5b-6da0-11d0-afd3-00c04fd930c9}';

export function stealDomainKeys(world: World, foothold: Foothold, at: number): void {
  const { machine: first, elevated } = foothold;
  const { machine, booted } = world.domainController;
  const program = unknownProgram(
    'C:\\Users\\Public\\mm.exe',
    'mimikatz.exe',
    'mimikatz for Windows',
    'gentilkiwi (Benjamin DELPY)',
  );
  first.createFile(elevated, at - 20_000, program.image);
  const tool = run(
    first,
    at,
    elevated,
    program,
    `"lsadump::dcsync /domain:${machine.company.dnsDomain} /user:krbtgt" exit`,
  );
  found(first, at + 900, {
    threat: 'HackTool:Win32/Mimikatz.D',
    threatId: 2_147_705_511,
    severity: 'Severe',
    category: 'Tool',
    resources: [`file:_${program.image}`],
    process: tool,
  });
  first.connect(tool, at + 1500, { ip: machine.host.ip, port: 135, name: machine.host.fqdn });
  first.connect(tool, at + 1700, { ip: machine.host.ip, port: 49_667, name: machine.host.fqdn });
  serviceTicketEvent(machine, at + 1750, foothold.stolen.account, 'krbtgt', first.host.ip, '0x17');
  const logon = logOnWithStolen(machine, at + 1800, foothold);
  machine.accept(booted.lsass, at + 1850, { ip: first.host.ip, port: 52_118, name: first.host.fqdn }, 49_667);
  for (const [index, right] of REPLICATION_RIGHTS.entries()) {
    machine.emit(KINDS.directoryAccess, at + 2000 + index * 15, {
      ...subject(logon),
      ObjectServer: 'DS',
      ObjectType: `%${DOMAIN_CLASS}`,
      ObjectName: `%{${machine.company.seed.length.toString(16).padStart(8, '0')}-7a41-4b02-9d5e-3f1c2a6b8e70}`,
      OperationType: 'Object Access',
      HandleId: '0x0',
      AccessList: '%%7688\r\n\t\t\t\t',
      AccessMask: '0x100',
      Properties: `%%7688\r\n\t\t${right}\r\n\t${DOMAIN_CLASS}\r\n`,
      AdditionalInfo: '-',
      AdditionalInfo2: '',
    });
  }
  first.exit(tool, at + 6000);
}
