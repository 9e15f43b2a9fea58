// The story in the words of osquery: one delivery a table, for each is a query of its own.
import type { Happening, Told } from './story';
import { commandLine, HAPPENINGS, iso, PEER, seconds, unixPath, USER, windowsPath } from './story';

type Columns = Readonly<Record<string, string>>;

function delivery(host: string, platform: string, table: string, rows: readonly Columns[]): string {
  return rows
    .map((columns) =>
      JSON.stringify({
        name: `pack_endpoint_${table}`,
        hostIdentifier: host,
        unixTime: seconds(60_000),
        decorations: { hostname: host, platform },
        columns,
        action: 'added',
      }),
    )
    .join('\n');
}

const rows = (kind: Happening['kind'], tell: (process: Told, at: number) => Columns): readonly Columns[] =>
  HAPPENINGS.filter((one) => one.kind === kind).map(({ process, at }) => tell(process, at));

const common = ({ pid, ppid, name }: Told, at: number): Columns => ({
  pid: String(pid),
  parent: String(ppid),
  path: unixPath(name),
  uid: String(USER.id),
  gid: String(USER.id),
  time: String(seconds(at)),
});
const peer: Columns = { family: '2', remote_address: PEER.ip, remote_port: String(PEER.port), local_address: '', local_port: '0' }; // prettier-ignore

/** Linux audit: forks are told, too, where the agent is asked for them; ends are not. */
export const audit = (host: string): readonly string[] => [
  delivery(
    host,
    'ubuntu',
    'process_events',
    HAPPENINGS.filter(({ kind }) => kind === 'start').flatMap(({ process, at }): Columns[] => [
      { ...common(process, at), path: unixPath(process.parent), cmdline: '', auid: '1000', syscall: 'clone' },
      { ...common(process, at), cmdline: commandLine(process), cwd: '"/home/deploy"', auid: '1000', syscall: 'execve' },
    ]),
  ),
  delivery(host, 'ubuntu', 'socket_events', rows('connect', ({ pid, name }, at) => ({ ...peer, action: 'connect', pid: String(pid), path: unixPath(name), auid: '1000', status: 'succeeded', time: String(seconds(at)) }))), // prettier-ignore
];

export const bpf = (host: string): readonly string[] => [
  delivery(host, 'ubuntu', 'bpf_process_events', rows('start', (process, at) => ({ ...common(process, at), tid: String(process.pid), cid: '1', exit_code: '0', probe_error: '0', syscall: 'exec', cwd: '/home/deploy', cmdline: commandLine(process), json_cmdline: JSON.stringify(process.arguments), duration: '900', ntime: String(at * 1e6) }))), // prettier-ignore
  delivery(host, 'ubuntu', 'bpf_socket_events', rows('connect', (process, at) => ({ ...common(process, at), ...peer, tid: String(process.pid), syscall: 'connect', exit_code: '0', protocol: '6', ntime: String(at * 1e6) }))), // prettier-ignore
];

/** macOS counts up a process's version with every fork and exec. */
const version = (pid: number, start: number): string => String(pid * 10 + (start > 10_000 ? 7 : 3));
const parentVersion = ({ name, ppid, start }: Told): string => version(ppid, name === 'whoami' ? start : 0);

export const endpointSecurity = (host: string): readonly string[] => [
  delivery(
    host,
    'darwin',
    'es_process_events',
    HAPPENINGS.filter(({ kind }) => kind !== 'connect').map(({ kind, at, process }): Columns => ({
      ...common(process, at),
      pidversion: version(process.pid, process.start),
      original_parent: String(process.ppid),
      parent_pidversion: parentVersion(process),
      username: USER.name,
      signing_id: `com.apple.${process.name}`,
      platform_binary: '1',
      ...(kind === 'start'
        ? { cmdline: commandLine(process), cwd: '/Users/deploy', event_type: 'exec' }
        : { cmdline: '', exit_code: '0', event_type: 'exit' }),
    })),
  ),
];

export const eventTracing = (host: string): readonly string[] => [
  delivery(
    host,
    'windows',
    'process_etw_events',
    HAPPENINGS.filter(({ kind }) => kind !== 'connect').map(({ kind, at, process }): Columns => ({
      type: kind === 'start' ? 'ProcessStart' : 'ProcessStop',
      pid: String(process.pid),
      ppid: String(process.ppid),
      path: windowsPath(process.name),
      cmdline: kind === 'start' ? commandLine(process) : '',
      username: `CORP\\${USER.name}`,
      datetime: iso(at),
      time: String(seconds(at)),
      process_sequence_number: version(process.pid, process.start),
      parent_process_sequence_number: kind === 'start' ? parentVersion(process) : '0',
    })),
  ),
];
