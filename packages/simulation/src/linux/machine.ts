// A Linux server under osquery: processes, sockets and logons as rows of osquery's tables.
import type { LinuxHost } from '../company/types.ts';
import { Random } from '../random.ts';

/** One row that a scheduled query would have found. Values are text, as osquery sends them without `numerics`. */
export interface OsqueryRow {
  readonly ts: number;
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

export interface LinuxProcess {
  readonly pid: number;
  readonly path: string;
  readonly commandLine: string;
  readonly uid: number;
  readonly auid: number;
}

export interface Exec {
  readonly ts: number;
  readonly parent: Pick<LinuxProcess, 'pid' | 'uid' | 'auid'>;
  readonly path: string;
  readonly commandLine: string;
  readonly uid?: number;
  /** Login uid: survives sudo and su. */
  readonly auid?: number;
  readonly directory?: string;
}

/** Login uid of what no logon started: -1 as unsigned, as audit writes it. */
export const NO_LOGIN = 4_294_967_295;
export const INIT: LinuxProcess = {
  pid: 1,
  path: '/usr/lib/systemd/systemd',
  commandLine: '/sbin/init',
  uid: 0,
  auid: NO_LOGIN,
};

const seconds = (ts: number): string => String(Math.floor(ts / 1000));

export class LinuxMachine {
  readonly host: LinuxHost;
  readonly random: Random;
  readonly bootedAt: number;
  #rows: OsqueryRow[] = [];
  #pid: number;
  #eid = 0;

  constructor(seed: string, host: LinuxHost, bootedAt: number) {
    this.host = host;
    this.random = new Random(`${seed}/${host.name}`);
    this.bootedAt = bootedAt;
    this.#pid = this.random.between(600, 900);
  }

  /** Any row of any table. */
  add(table: string, ts: number, columns: Readonly<Record<string, string>>): void {
    this.#rows.push({ ts: Math.round(ts), table, columns });
  }

  #event(ts: number): Record<string, string> {
    return {
      time: seconds(ts),
      uptime: String(Math.max(1, Math.floor((ts - this.bootedAt) / 1000))),
      eid: String(++this.#eid).padStart(10, '0'),
    };
  }

  /** `process_events`: an execve seen by audit. */
  exec({ ts, parent, path, commandLine, uid = parent.uid, auid = parent.auid, directory = '/' }: Exec): LinuxProcess {
    this.#pid += this.random.between(1, 9);
    if (this.#pid > 4_000_000) this.#pid = 2000;
    const process = { pid: this.#pid, path, commandLine, uid, auid };
    const made = seconds(this.bootedAt - 8_640_000_000);
    this.add('process_events', ts, {
      pid: String(process.pid),
      path,
      mode: '0100755',
      cmdline: commandLine,
      cwd: `"${directory}"`,
      auid: String(auid),
      uid: String(uid),
      euid: String(uid),
      gid: String(uid),
      egid: String(uid),
      owner_uid: '0',
      owner_gid: '0',
      atime: seconds(ts),
      mtime: made,
      ctime: made,
      btime: '0',
      parent: String(parent.pid),
      ...this.#event(ts),
      status: '0',
      fsuid: String(uid),
      suid: String(uid),
      fsgid: String(uid),
      sgid: String(uid),
      syscall: 'execve',
    });
    return process;
  }

  /** `socket_events`: connect, accept or bind. */
  socket(
    process: LinuxProcess,
    ts: number,
    action: 'connect' | 'accept' | 'bind',
    remote: { readonly ip: string; readonly port: number },
    localPort = 0,
  ): void {
    this.add('socket_events', ts, {
      action,
      pid: String(process.pid),
      path: process.path,
      fd: String(this.random.between(3, 40)),
      auid: String(process.auid),
      family: '2',
      protocol: '6',
      local_address: action === 'connect' ? '' : this.host.ip,
      remote_address: remote.ip,
      local_port: String(localPort),
      remote_port: String(remote.port),
      ...this.#event(ts),
      status: 'succeeded',
    });
  }

  /** `user_events`: what PAM and sshd tell audit. Types: 1100 authentication, 1105 session opened, 1106 closed, 1112 login. */
  authentication(
    process: LinuxProcess,
    ts: number,
    type: 1100 | 1105 | 1106 | 1112,
    message: string,
    address: string,
  ): void {
    this.add('user_events', ts, {
      uid: '0',
      auid: String(process.auid),
      pid: String(process.pid),
      message,
      type: String(type),
      path: process.path,
      address,
      terminal: 'ssh',
      ...this.#event(ts),
    });
  }

  /** `file_events` under a watched path. */
  file(ts: number, category: string, path: string, action: 'CREATED' | 'UPDATED' | 'DELETED', sha256 = ''): void {
    const { time, eid } = this.#event(ts);
    this.add('file_events', ts, {
      target_path: path,
      category,
      action,
      transaction_id: '0',
      inode: String(this.random.between(130_000, 900_000)),
      uid: '1001',
      gid: '1001',
      mode: '0644',
      size: String(this.random.between(80, 900_000)),
      atime: time!,
      mtime: time!,
      ctime: time!,
      md5: '',
      sha1: '',
      sha256,
      hashed: sha256 === '' ? '0' : '1',
      time: time!,
      eid: eid!,
    });
  }

  /** Takes all rows up to `until` (epoch ms), in order of time; later ones wait. */
  drain(until = Infinity): OsqueryRow[] {
    const due = this.#rows.filter((row) => row.ts <= until);
    this.#rows = due.length === this.#rows.length ? [] : this.#rows.filter((row) => row.ts > until);
    return due.sort((a, b) => a.ts - b.ts);
  }

  get pending(): number {
    return this.#rows.length;
  }
}
