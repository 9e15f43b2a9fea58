// The demonstration must decode without loss and tell its two stories with chains of processes that hold together.
import { COL, type Row } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import { generateTraffic } from './generate-traffic.ts';
import { readSchedule } from './linux/osquery-lines.ts';

const NOW = Date.parse('2026-03-14T03:20:00Z');
const HOUR = 3_600_000;
const TABLES = ['process_events', 'socket_events', 'user_events', 'file_events', 'yara_events', 'crontab', 'last'];
const configuration = {
  schedule: Object.fromEntries(TABLES.map((table) => [table, { query: `SELECT * FROM ${table};`, interval: 10 }])),
};

interface Start {
  readonly ts: number;
  readonly guid: string;
  readonly parent: string;
  readonly image: string;
  readonly parentImage: string;
  readonly commandLine: string;
  readonly user: string;
}

interface Told {
  sent: number;
  rows: number;
  readonly quarantined: string[];
  readonly starts: Map<string, Start[]>;
  readonly byEvent: Map<string, number>;
  readonly times: { first: number; last: number };
  readonly findings: string[];
  readonly dumps: { readonly source: string; readonly target: string; readonly access: string }[];
}

const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1).toLowerCase();

function readAll(): Told {
  const told: Told = {
    sent: 0,
    rows: 0,
    quarantined: [],
    starts: new Map(),
    byEvent: new Map(),
    times: { first: Infinity, last: 0 },
    findings: [],
    dumps: [],
  };
  const decoder = createDecoder({
    limits: {
      maxEventBytes: 1 << 20,
      maxDepth: 64,
      maxFields: 1000,
      minTime: Date.parse('2000-01-01'),
      maxFutureMs: 60_000,
    },
    osqueryTable: (name) => name,
    now: () => NOW,
  });
  const sink = {
    row(row: Row): void {
      told.rows++;
      const host = row[COL.host] as string;
      const ts = row[COL.ts] as number;
      told.times.first = Math.min(told.times.first, ts);
      told.times.last = Math.max(told.times.last, ts);
      const key = `${host} ${row[COL.EventID] || (row[COL.osquery_table] as string)}`;
      told.byEvent.set(key, (told.byEvent.get(key) ?? 0) + 1);
      if (row[COL.category] === 'process' && row[COL.action] === 'start') {
        const starts = told.starts.get(host) ?? [];
        told.starts.set(host, starts);
        starts.push({
          ts,
          guid: row[COL.proc_guid] as string,
          parent: row[COL.parent_guid] as string,
          image: row[COL.Image] as string,
          parentImage: row[COL.ParentImage] as string,
          commandLine: row[COL.CommandLine] as string,
          user: row[COL.User] as string,
        });
      }
      if (row[COL.EventID] === 1116) {
        const found = told.starts.get(host)?.find(({ guid }) => guid === row[COL.proc_guid]);
        told.findings.push(
          `${host} ${row[COL.ThreatName] as string} in ${baseName(found?.image ?? 'nothing')} of ${row[COL.User] as string}`,
        );
      }
      if (row[COL.EventID] === 10 && row[COL.GrantedAccess] === '0x1FFFFF') {
        told.dumps.push({
          source: row[COL.proc_guid] as string,
          target: row[COL.target_guid] as string,
          access: row[COL.TargetImage] as string,
        });
      }
    },
    quarantine(item: { readonly code: string; readonly detail: string }): void {
      told.quarantined.push(`${item.code}: ${item.detail}`);
    },
  };
  for (const delivery of generateTraffic({ seed: 'test', now: NOW, osqueryConfiguration: configuration })) {
    told.sent += delivery.events;
    const osquery = delivery.input === 'osquery-tls';
    const body = osquery ? `[${delivery.lines.join(',')}]` : delivery.lines.join('\n');
    const hostIdentifier = osquery ? (JSON.parse(delivery.lines[0]!) as { hostIdentifier: string }).hostIdentifier : '';
    decoder.decode(
      Buffer.from(body),
      {
        receivedAt: NOW,
        input: delivery.input,
        origin: 'test',
        ...(osquery && { osquery: { hostIdentifier, logType: 'result' as const } }),
      },
      sink,
    );
  }
  return told;
}

let told: Told;
beforeAll(() => {
  told = readAll();
});

/** Base names from the process up to the root, by GUID. */
function chain(host: string, start: Start): string[] {
  const byGuid = new Map((told.starts.get(host) ?? []).map((other) => [other.guid, other]));
  const names: string[] = [];
  for (let at: Start | undefined = start; at !== undefined; at = byGuid.get(at.parent)) {
    names.push(baseName(at.image));
    if (names.length > 30) throw new Error('a cycle of parents');
  }
  return names;
}

const startOf = (host: string, part: string): Start => {
  const found = (told.starts.get(host) ?? []).find(({ commandLine }) => commandLine.includes(part));
  if (found === undefined) throw new Error(`${host} started nothing with ${part}`);
  return found;
};

test('every event that is sent becomes a row', () => {
  expect(told.quarantined.slice(0, 5)).toEqual([]);
  expect(told.rows).toBe(told.sent);
});

test('the history has the size of a demonstration and ends now', () => {
  expect(told.sent).toBeGreaterThan(60_000);
  expect(told.sent).toBeLessThan(150_000);
  expect(told.times.last).toBeLessThanOrEqual(NOW);
  expect(told.times.last).toBeGreaterThan(NOW - 5 * 60_000);
  expect(told.times.first).toBeGreaterThan(NOW - 72 * HOUR);
});

test('every process of a Windows machine hangs on a parent that was seen before, up to the kernel', () => {
  for (const [host, starts] of told.starts) {
    if (!/^(ws-|dc|fs|sql|adm)/.test(host)) continue;
    const known = new Set(starts.map(({ guid }) => guid));
    const orphans = starts.filter(({ parent, parentImage }) => !known.has(parent) && parentImage !== 'System');
    expect({ host, orphans: orphans.slice(0, 3) }).toEqual({ host, orphans: [] });
  }
});

test('the dump of lsass comes from the opened document', () => {
  const dumper = startOf('ws-01', 'comsvcs.dll, MiniDump');
  expect(chain('ws-01', dumper)).toEqual(
    [
      'rundll32.exe',
      'powershell.exe',
      'fodhelper.exe',
      'powershell.exe',
      'WINWORD.EXE',
      'OUTLOOK.EXE',
      'explorer.exe',
      'userinit.exe',
      'winlogon.exe',
      'smss.exe',
      'smss.exe',
    ].map((name) => name.toLowerCase()),
  );
  expect(told.dumps).toHaveLength(1);
  expect(told.dumps[0]).toMatchObject({ source: dumper.guid, access: 'C:\\Windows\\System32\\lsass.exe' });
});

test('the file server is entered by a service, the database by WMI', () => {
  const shell = (told.starts.get('fs01') ?? []).find(({ parentImage }) => parentImage.endsWith('WinHlpSvc.exe'))!;
  expect(chain('fs01', shell)).toEqual([
    'cmd.exe',
    'winhlpsvc.exe',
    'services.exe',
    'wininit.exe',
    'smss.exe',
    'smss.exe',
  ]);
  expect(told.byEvent.get('fs01 7045')).toBe(1);
  expect(told.byEvent.get('fs01 1102')).toBe(1);
  const beacon = (told.starts.get('sql01') ?? []).find(
    ({ image, parentImage }) => image.endsWith('powershell.exe') && parentImage.endsWith('WmiPrvSE.exe'),
  )!;
  expect(chain('sql01', beacon)).toEqual([
    'powershell.exe',
    'wmiprvse.exe',
    'svchost.exe',
    'services.exe',
    'wininit.exe',
    'smss.exe',
    'smss.exe',
  ]);
});

test('the domain controller sees the replication that is none', () => {
  expect(told.byEvent.get('dc01 4662')).toBe(3);
});

test('Defender found something at every station but the database, and names process and account', () => {
  expect([...told.findings].sort()).toEqual([
    'fs01 HackTool:Win32/RemoteAdmin.PSX in winhlpsvc.exe of NT AUTHORITY\\SYSTEM',
    'ws-01 Behavior:Win32/LsassDump.A!attk in rundll32.exe of NORDWIND\\anna.berg',
    'ws-01 HackTool:Win32/Mimikatz.D in mm.exe of NORDWIND\\anna.berg',
    'ws-01 TrojanDownloader:O97M/Donoff.SA!MTB in powershell.exe of NORDWIND\\anna.berg',
  ]);
});

test('the server in the DMZ is guessed open, keeps a job in cron and calls home', () => {
  const starts = told.starts.get('web01') ?? [];
  const implant = starts.filter(({ image }) => image === '/var/tmp/.sysd/upd');
  expect(implant.length).toBeGreaterThan(20);
  expect(told.byEvent.get('web01 yara_events')).toBe(1);
  expect(told.byEvent.get('web01 user_events')).toBeGreaterThan(300);
  expect(startOf('web01', '| crontab -').image).toBe('/usr/bin/bash');
});

test('equal seeds give equal bytes, other seeds other ones', () => {
  const bytes = (seed: string): string => {
    let text = '';
    for (const delivery of generateTraffic({ seed, now: NOW, osqueryConfiguration: configuration })) {
      text += delivery.lines.join('\n');
      if (text.length > 400_000) break;
    }
    return text;
  };
  expect(bytes('one')).toBe(bytes('one'));
  expect(bytes('one')).not.toBe(bytes('two'));
});

test('a server sends only what its configuration asks for', () => {
  const schedule = readSchedule({
    schedule: { listeners: { query: 'SELECT pid, path AS program FROM socket_events', interval: 60 } },
    packs: {
      base: { platform: 'linux', queries: { execs: { query: 'select * from process_events;', interval: 10 } } },
      win: { platform: 'windows', queries: { last: { query: 'select * from last', interval: 10 } } },
    },
  });
  expect([...schedule.keys()].sort()).toEqual(['process_events', 'socket_events']);
  expect(schedule.get('process_events')?.name).toBe('pack_base_execs');
  expect([...schedule.get('socket_events')!.columns!]).toEqual([
    ['pid', 'pid'],
    ['path', 'program'],
  ]);
});
