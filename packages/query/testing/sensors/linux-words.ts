// The story in the words of Linux: Sysmon for Linux, and the audit log as Laurel, Auditbeat and plain records send it.
import type { Happening } from './story';
import { BEGIN, commandLine, HAPPENINGS, iso, PEER, unixPath, USER } from './story';

const inOrder = (tell: (happening: Happening) => string): readonly string[] => [HAPPENINGS.map(tell).join('\n')];
const stamp = (at: number, serial: number): string => `${((BEGIN + at) / 1000).toFixed(3)}:${serial}`;

const NIL = '{00000000-0000-0000-0000-000000000000}';
const IDS: Readonly<Record<Happening['kind'], number>> = { start: 1, connect: 3, end: 5 };

/** Sysmon for Linux without GUIDs, and with an UtcTime that is days off, as it writes both. */
export const sysmonForLinux = (host: string): readonly string[] =>
  inOrder(({ kind, at, process }) => {
    const data: Readonly<Record<string, string>> = {
      RuleName: '-',
      UtcTime: '2026-03-02 11:00:00.000',
      ProcessGuid: NIL,
      ProcessId: String(process.pid),
      Image: unixPath(process.name),
      User: USER.name,
      ...(kind === 'start'
        ? {
            CommandLine: commandLine(process),
            CurrentDirectory: '/home/deploy',
            LogonId: String(USER.id),
            ParentProcessGuid: NIL,
            ParentProcessId: String(process.ppid),
            ParentImage: unixPath(process.parent),
          }
        : {}),
      ...(kind === 'connect'
        ? { Protocol: 'tcp', Initiated: 'true', SourceIp: '10.0.0.5', SourcePort: '50123', DestinationIp: PEER.ip, DestinationPort: String(PEER.port) } // prettier-ignore
        : {}),
    };
    return `<Event><System><Provider Name="Linux-Sysmon" Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>${IDS[kind]}</EventID><TimeCreated SystemTime="${iso(at)}"/><Execution ProcessID="811" ThreadID="811"/><Channel>Linux-Sysmon/Operational</Channel><Computer>${host}</Computer><Security UserId="0"/></System><EventData>${Object.entries(
      data,
    )
      .map(([name, value]) => `<Data Name="${name}">${value}</Data>`)
      .join('')}</EventData></Event>`;
  });

/** x86_64: execve, connect, exit_group. */
const CALLS: Readonly<Record<Happening['kind'], readonly [number, string]>> = {
  start: [59, 'execve'],
  connect: [42, 'connect'],
  end: [231, 'exit_group'],
};
/** A `sockaddr_in` as the kernel prints it: family, port, address, padding. */
const SADDR = `0200${PEER.port.toString(16).padStart(4, '0')}${PEER.ip.split('.').map((part) => Number(part).toString(16).padStart(2, '0')).join('')}0000000000000000`.toUpperCase(); // prettier-ignore

export const laurel = (host: string): readonly string[] =>
  inOrder(({ kind, at, process }) => {
    const [syscall, name] = CALLS[kind];
    return JSON.stringify({
      ID: stamp(at, at),
      NODE: host,
      SYSCALL: { arch: '0xc000003e', syscall, success: 'yes', exit: 0, ppid: process.ppid, pid: process.pid, auid: USER.id, uid: USER.id, euid: USER.id, comm: process.name, exe: unixPath(process.name), ARCH: 'x86_64', SYSCALL: name, AUID: USER.name, UID: USER.name, EUID: USER.name }, // prettier-ignore
      ...(kind === 'start'
        ? {
            EXECVE: { argc: process.arguments.length, ARGV: process.arguments },
            CWD: { cwd: '/home/deploy' },
            PARENT_INFO: { exe: unixPath(process.parent), comm: process.parent },
          }
        : {}),
      ...(kind === 'connect' ? { SOCKADDR: { saddr: SADDR, SADDR: { fam: 'inet', addr: PEER.ip, port: PEER.port } } } : {}), // prettier-ignore
    });
  });

export const auditbeat = (host: string): readonly string[] =>
  inOrder(({ kind, at, process }) =>
    JSON.stringify({
      '@timestamp': iso(at),
      agent: { type: 'auditbeat', hostname: host },
      host: { name: host },
      event: { module: 'auditd', action: kind === 'start' ? 'executed' : 'connected-to' },
      auditd: { message_type: 'syscall', result: 'success', data: { arch: 'x86_64', syscall: CALLS[kind][1], exit: '0' } }, // prettier-ignore
      process: { pid: process.pid, parent: { pid: process.ppid }, name: process.name, executable: unixPath(process.name), working_directory: '/home/deploy', ...(kind === 'start' ? { args: process.arguments } : {}) }, // prettier-ignore
      user: { id: String(USER.id), name: USER.name },
      ...(kind === 'connect' ? { destination: { ip: PEER.ip, port: PEER.port } } : {}),
    }),
  );

/** Plain records, each an event of its own: only SYSCALL names the process, so there are no command lines and no peers. */
export const records = (host: string): readonly string[] =>
  inOrder(({ kind, at, process }) => {
    const audit = `msg=audit(${stamp(at, at)}):`;
    const line = (type: string, fields: string): string => JSON.stringify({ message: `type=${type} ${audit} ${fields}`, hostname: host }); // prettier-ignore
    const call = line('SYSCALL', `arch=c000003e syscall=${CALLS[kind][0]} success=yes exit=0 ppid=${process.ppid} pid=${process.pid} auid=${USER.id} uid=${USER.id} euid=${USER.id} comm="${process.name}" exe="${unixPath(process.name)}" key=(null)`); // prettier-ignore
    if (kind !== 'start') return call;
    const words = process.arguments.map((word, index) => `a${index}="${word}"`).join(' ');
    return [call, line('EXECVE', `argc=${process.arguments.length} ${words}`)].join('\n');
  });
