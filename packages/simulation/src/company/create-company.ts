// A small company: thirteen Windows machines, four Linux servers, nine people and their administrator.
import { Random } from '../random.ts';
import type {
  Company,
  Department,
  Employee,
  LinuxHost,
  LinuxRole,
  WindowsHost,
  WindowsRole,
  WindowsShape,
} from './types.ts';

const STAFF: readonly (readonly [name: string, fullName: string, department: Department])[] = [
  ['anna.berg', 'Anna Berg', 'finance'],
  ['jonas.weiss', 'Jonas Weiss', 'finance'],
  ['maria.santos', 'Maria Santos', 'sales'],
  ['peter.novak', 'Peter Novak', 'sales'],
  ['lena.fischer', 'Lena Fischer', 'engineering'],
  ['david.okafor', 'David Okafor', 'engineering'],
  ['sofia.rossi', 'Sofia Rossi', 'support'],
  ['karin.holm', 'Karin Holm', 'management'],
  ['erik.lindqvist', 'Erik Lindqvist', 'it'],
];

const SERVERS: readonly (readonly [name: string, ip: string, role: WindowsRole, shape: WindowsShape])[] = [
  ['DC01', '10.20.1.10', 'domain-controller', 'event-xml'],
  ['FS01', '10.20.1.20', 'file-server', 'winlogbeat'],
  ['SQL01', '10.20.1.30', 'database', 'nxlog'],
  ['ADM01', '10.20.1.40', 'jump-host', 'winlogbeat'],
];

const LINUX: readonly (readonly [name: string, ip: string, role: LinuxRole])[] = [
  ['web01', '10.30.0.10', 'web'],
  ['app01', '10.20.2.10', 'application'],
  ['db01', '10.20.2.20', 'database'],
  ['bastion01', '10.20.2.30', 'bastion'],
];

const DNS_DOMAIN = 'corp.nordwind.example';

/** The company of a seed: names and roles stay, identities (SIDs, GUIDs) follow the seed. */
export function createCompany(seed: string): Company {
  const random = new Random(`${seed}/company`);
  const domainSid = `S-1-5-21-${random.next()}-${random.next()}-${random.next()}`;
  const employees = STAFF.map(([name, fullName, department], index): Employee => ({
    name,
    fullName,
    department,
    sid: `${domainSid}-${1104 + index}`,
  }));
  const admin: Employee = {
    name: 'adm.lindqvist',
    fullName: 'Erik Lindqvist (admin)',
    department: 'it',
    sid: `${domainSid}-1150`,
  };
  const windowsHost = (
    name: string,
    ip: string,
    role: WindowsRole,
    shape: WindowsShape,
    owner?: Employee,
  ): WindowsHost => ({
    os: 'windows',
    name,
    fqdn: `${name}.${DNS_DOMAIN}`,
    ip,
    role,
    shape,
    machineId: random.hex(8),
    owner,
  });
  return {
    seed,
    domain: 'NORDWIND',
    dnsDomain: DNS_DOMAIN,
    employees,
    admin,
    windows: [
      ...employees.map((owner, index) =>
        windowsHost(
          `WS-${String(index + 1).padStart(2, '0')}`,
          `10.20.10.${11 + index}`,
          'workstation',
          index % 4 === 3 ? 'nxlog' : 'winlogbeat',
          owner,
        ),
      ),
      ...SERVERS.map(([name, ip, role, shape]) => windowsHost(name, ip, role, shape)),
    ],
    linux: LINUX.map(([name, ip, role]): LinuxHost => ({
      os: 'linux',
      name,
      fqdn: `${name}.${role === 'web' ? 'dmz.nordwind.example' : DNS_DOMAIN}`,
      ip,
      role,
      dmz: role === 'web',
      uuid: random.uuid().toUpperCase(),
    })),
  };
}
