// What a person's work leaves on the servers: tickets on the domain controller, share access on the file server.
import type { WindowsHost } from '../company/types.ts';
import type { World } from '../world.ts';
import type { Account } from './accounts.ts';
import type { Process } from './process.ts';
import type { WindowsMachine } from './machine.ts';
import {
  failedLogonEvent,
  logoffEvent,
  logonEvents,
  serviceTicketEvent,
  shareEvent,
  shareFileEvent,
  tgtEvent,
} from './security.ts';

/** Tickets and the network logon that follow a logon at `from`. */
export function kerberosLogon(world: World, ts: number, account: Account, from: WindowsHost): void {
  const dc = world.domainController.machine;
  tgtEvent(dc, ts, account, from.ip);
  serviceTicketEvent(dc, ts + 20, account, `${from.name}$`, from.ip);
  serviceTicketEvent(dc, ts + 60, account, `${dc.host.name}$`, from.ip);
  const logon = dc.newLogon(account, 0);
  logonEvents(dc, ts + 90, { logon, type: 3, package: 'Kerberos', fromIp: from.ip }, 'plain');
  shareEvent(dc, ts + 130, logon, 'SYSVOL', 'C:\\Windows\\SYSVOL\\sysvol', from.ip);
  logoffEvent(dc, ts + 11_000, logon, 3);
}

const FILES: Readonly<Record<string, readonly string[]>> = {
  finance: ['Finance\\2026\\Ledger.xlsx', 'Finance\\2026\\Invoices\\4711.pdf', 'Finance\\Payroll\\November.xlsx'],
  sales: ['Sales\\Offers\\Helios.docx', 'Sales\\Customers.xlsx'],
  engineering: ['Engineering\\Gauge\\Spec.docx', 'Engineering\\Drawings\\A-113.dwg'],
  support: ['Support\\Manuals\\Gauge 4.pdf', 'Support\\Tickets.xlsx'],
  management: ['Board\\Minutes.docx', 'Finance\\2026\\Forecast.xlsx'],
  it: ['IT\\Software\\readme.txt', 'IT\\Inventory.xlsx'],
};

/** A file on the file server is opened from a workstation. */
export function fileShare(
  world: World,
  ts: number,
  account: Account,
  from: WindowsMachine,
  by: Process,
  department: string,
): void {
  const server = world.fileServer.machine;
  from.connect(by, ts, { ip: server.host.ip, port: 445, name: server.host.fqdn });
  // Now and then an old password is still in somebody's credential store.
  if (server.random.chance(0.04)) failedLogonEvent(server, ts + 10, account, from.host.ip, from.host.name);
  const logon = server.newLogon(account, 0);
  logonEvents(server, ts + 30, { logon, type: 3, package: 'Kerberos', fromIp: from.host.ip }, 'plain');
  shareEvent(server, ts + 60, logon, 'Departments', 'D:\\Shares\\Departments', from.host.ip);
  const file = server.random.pick(FILES[department] ?? FILES['it']!);
  shareFileEvent(server, ts + 110, logon, 'Departments', 'D:\\Shares\\Departments', file, from.host.ip, '0x120089');
  logoffEvent(server, ts + server.random.between(20_000, 600_000), logon, 3);
}
