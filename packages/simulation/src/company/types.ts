// What the company consists of: people, machines, and how each machine ships its events.

export type Department = 'finance' | 'sales' | 'engineering' | 'support' | 'management' | 'it';

export interface Employee {
  /** Logon name without the domain. */
  readonly name: string;
  readonly fullName: string;
  readonly department: Department;
  readonly sid: string;
}

export type WindowsRole = 'workstation' | 'domain-controller' | 'file-server' | 'database' | 'jump-host';

/** Wire shape in which a Windows machine's shipper sends. */
export type WindowsShape = 'winlogbeat' | 'nxlog' | 'event-xml';

export interface WindowsHost {
  readonly os: 'windows';
  readonly name: string;
  readonly fqdn: string;
  readonly ip: string;
  readonly role: WindowsRole;
  readonly shape: WindowsShape;
  /** First eight hex digits of every Sysmon GUID of the machine. */
  readonly machineId: string;
  /** Who sits there; servers have none. */
  readonly owner: Employee | undefined;
}

export type LinuxRole = 'web' | 'application' | 'database' | 'bastion';

export interface LinuxHost {
  readonly os: 'linux';
  readonly name: string;
  readonly fqdn: string;
  readonly ip: string;
  readonly role: LinuxRole;
  /** Stands between the internet and the company. */
  readonly dmz: boolean;
  /** Hardware UUID: osquery's host identifier. */
  readonly uuid: string;
}

export interface Company {
  readonly seed: string;
  readonly domain: string;
  readonly dnsDomain: string;
  readonly employees: readonly Employee[];
  /** Administrator account, apart from the person's own. */
  readonly admin: Employee;
  readonly windows: readonly WindowsHost[];
  readonly linux: readonly LinuxHost[];
}
