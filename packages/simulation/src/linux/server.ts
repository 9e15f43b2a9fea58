// A Linux server's routine: web requests, cron, package upkeep, an administrator by SSH.
import type { World } from '../world.ts';
import { INIT, NO_LOGIN, type LinuxMachine, type LinuxProcess } from './machine.ts';

const CRON_LINES = [
  { minute: '17', hour: '*', command: 'root cd / && run-parts --report /etc/cron.hourly', path: '/etc/crontab' },
  {
    minute: '25',
    hour: '6',
    command: 'root test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }',
    path: '/etc/crontab',
  },
  { minute: '*/10', hour: '*', command: '/usr/local/bin/backup-state', path: '/var/spool/cron/crontabs/root' },
] as const;

const BOT_ADDRESSES = ['192.0.2.33', '192.0.2.58', '198.51.100.140', '203.0.113.201'];

export class LinuxServer {
  readonly machine: LinuxMachine;
  readonly sshd: LinuxProcess;
  readonly cron: LinuxProcess;
  readonly #world: World;
  readonly #service: LinuxProcess;

  constructor(world: World, machine: LinuxMachine) {
    this.#world = world;
    this.machine = machine;
    let ts = machine.bootedAt + 9000;
    const daemon = (path: string, commandLine: string, uid = 0): LinuxProcess =>
      machine.exec({ ts: (ts += machine.random.between(40, 900)), parent: INIT, path, commandLine, uid });
    daemon('/usr/lib/systemd/systemd-journald', '/usr/lib/systemd/systemd-journald');
    daemon('/usr/sbin/rsyslogd', '/usr/sbin/rsyslogd -n -iNONE', 104);
    this.cron = daemon('/usr/sbin/cron', '/usr/sbin/cron -f -P');
    this.sshd = daemon('/usr/sbin/sshd', 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups');
    const { role } = machine.host;
    if (role === 'web') {
      const master = daemon(
        '/usr/sbin/nginx',
        'nginx: master process /usr/sbin/nginx -g daemon on; master_process on;',
      );
      this.#service = machine.exec({
        ts: ts + 30,
        parent: master,
        path: '/usr/sbin/nginx',
        commandLine: 'nginx: worker process',
        uid: 33,
      });
    } else if (role === 'application')
      this.#service = daemon(
        '/usr/bin/java',
        '/usr/bin/java -Xmx2g -jar /opt/portal/portal.jar --server.port=8080',
        997,
      );
    else if (role === 'database')
      this.#service = daemon(
        '/usr/lib/postgresql/16/bin/postgres',
        '/usr/lib/postgresql/16/bin/postgres -D /var/lib/postgresql/16/main',
        113,
      );
    else this.#service = this.sshd;
    for (const { minute, hour, command, path } of CRON_LINES) {
      machine.add('crontab', ts, {
        event: '',
        minute,
        hour,
        day_of_month: '*',
        month: '*',
        day_of_week: '*',
        command,
        path,
      });
    }
  }

  act(ts: number): void {
    const roll = this.machine.random.fraction();
    if (roll < 0.62) this.#serve(ts);
    else if (roll < 0.86) this.#cronJob(ts);
    else if (roll < 0.92) this.#upkeep(ts);
    else this.#administer(ts);
  }

  #serve(ts: number): void {
    const { machine } = this;
    const { linux, windows } = this.#world.company;
    const address = (role: string): string => linux.find((host) => host.role === role)!.ip;
    const application = address('application');
    const { role } = machine.host;
    for (let i = machine.random.between(2, 5); i > 0; i--) {
      const at = ts + i * machine.random.between(120, 900);
      const remotePort = machine.random.between(32_768, 60_999);
      if (role === 'web') {
        machine.socket(
          this.#service,
          at,
          'accept',
          {
            ip: machine.random.chance(0.1)
              ? machine.random.pick(BOT_ADDRESSES)
              : `192.0.2.${machine.random.between(2, 250)}`,
            port: remotePort,
          },
          443,
        );
        machine.socket(this.#service, at + 3, 'connect', { ip: application, port: 8080 });
      } else if (role === 'application') {
        machine.socket(
          this.#service,
          at,
          'accept',
          { ip: machine.random.chance(0.6) ? address('web') : machine.random.pick(windows).ip, port: remotePort },
          8080,
        );
        machine.socket(this.#service, at + 4, 'connect', { ip: address('database'), port: 5432 });
        if (machine.random.chance(0.3))
          machine.socket(this.#service, at + 9, 'connect', {
            ip: windows.find((host) => host.role === 'database')!.ip,
            port: 1433,
          });
      } else if (role === 'database') {
        machine.socket(this.#service, at, 'accept', { ip: application, port: remotePort }, 5432);
      } else {
        machine.socket(this.sshd, at, 'accept', { ip: windows.at(-1)!.ip, port: remotePort }, 22);
      }
    }
  }

  #cronJob(ts: number): void {
    const { machine } = this;
    const shell = machine.exec({
      ts,
      parent: this.cron,
      path: '/usr/bin/dash',
      commandLine: '/bin/sh -c /usr/local/bin/backup-state',
    });
    const job = machine.exec({
      ts: ts + 30,
      parent: shell,
      path: '/usr/bin/bash',
      commandLine: '/bin/bash /usr/local/bin/backup-state',
      directory: '/root',
    });
    machine.exec({
      ts: ts + 60,
      parent: job,
      path: '/usr/bin/tar',
      commandLine: 'tar -czf /var/backups/state.tgz /etc',
      directory: '/root',
    });
    machine.exec({
      ts: ts + 900,
      parent: job,
      path: '/usr/bin/find',
      commandLine: 'find /var/backups -name *.tgz -mtime +14 -delete',
      directory: '/root',
    });
  }

  #upkeep(ts: number): void {
    const { machine } = this;
    const daily = machine.exec({
      ts,
      parent: INIT,
      path: '/usr/bin/dash',
      commandLine: '/bin/sh /usr/lib/apt/apt.systemd.daily update',
    });
    const apt = machine.exec({
      ts: ts + 400,
      parent: daily,
      path: '/usr/bin/apt-get',
      commandLine: 'apt-get -qq -y update',
    });
    const fetch = machine.exec({
      ts: ts + 700,
      parent: apt,
      path: '/usr/lib/apt/methods/http',
      commandLine: '/usr/lib/apt/methods/http',
      uid: 42,
    });
    machine.socket(fetch, ts + 900, 'connect', { ip: '192.0.2.80', port: 80 });
    machine.exec({
      ts: ts + 5000,
      parent: daily,
      path: '/usr/bin/dpkg',
      commandLine: '/usr/bin/dpkg --print-foreign-architectures',
    });
  }

  /** Opens a shell by SSH; gives the shell. */
  ssh(
    ts: number,
    user: { readonly name: string; readonly uid: number },
    from: string,
    method: 'publickey' | 'password',
  ): LinuxProcess {
    const { machine } = this;
    const port = machine.random.between(32_768, 60_999);
    machine.socket(this.sshd, ts, 'accept', { ip: from, port }, 22);
    const child = machine.exec({
      ts: ts + 20,
      parent: this.sshd,
      path: '/usr/sbin/sshd',
      commandLine: '/usr/sbin/sshd -D -R',
      uid: 0,
      auid: NO_LOGIN,
    });
    if (method === 'password')
      machine.authentication(
        child,
        ts + 300,
        1100,
        `op=PAM:authentication grantors=pam_permit,pam_unix acct="${user.name}" exe="/usr/sbin/sshd" hostname=${from} addr=${from} terminal=ssh res=success`,
        from,
      );
    machine.authentication(
      { ...child, auid: user.uid },
      ts + 380,
      1112,
      `op=login id=${user.uid} exe="/usr/sbin/sshd" hostname=${from} addr=${from} terminal=/dev/pts/0 res=success`,
      from,
    );
    machine.add('last', ts + 400, {
      username: user.name,
      tty: 'pts/0',
      pid: String(child.pid),
      type: '7',
      type_name: 'user-process',
      time: String(Math.floor(ts / 1000)),
      host: from,
    });
    return machine.exec({
      ts: ts + 450,
      parent: child,
      path: '/usr/bin/bash',
      commandLine: '-bash',
      uid: user.uid,
      auid: user.uid,
      directory: `/home/${user.name}`,
    });
  }

  #administer(ts: number): void {
    const { machine } = this;
    const { linux, windows } = this.#world.company;
    const from =
      machine.host.role === 'bastion' ? windows.at(-1)!.ip : linux.find((host) => host.role === 'bastion')!.ip;
    const shell = this.ssh(ts, { name: 'erik', uid: 1000 }, from, 'publickey');
    let at = ts + 4000;
    for (let i = machine.random.between(2, 5); i > 0; i--) {
      const [path, commandLine] = machine.random.pick([
        ['/usr/bin/systemctl', 'systemctl status nginx'],
        ['/usr/bin/journalctl', 'journalctl -u ssh --since today'],
        ['/usr/bin/df', 'df -h'],
        ['/usr/bin/ss', 'ss -tlnp'],
        ['/usr/bin/less', 'less /var/log/syslog'],
      ] as const);
      machine.exec({
        ts: (at += machine.random.between(2000, 30_000)),
        parent: shell,
        path,
        commandLine,
        directory: '/home/erik',
      });
    }
  }
}
