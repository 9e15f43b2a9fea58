// What a person and a machine do in a normal day, one small function for each habit.
import type { Department } from '../company/types.ts';
import type { Desk } from './desk.ts';
import type { Process } from './process.ts';
import { PROGRAMS } from './programs.ts';
import { fileShare } from './server-traces.ts';
import { DEFENDER_CLOUD, GOOGLE_UPDATE, MAIL, ONEDRIVE, TEAMS, TELEMETRY, UPDATE, WEB } from './sites.ts';

export type Activity =
  'browse' | 'mail' | 'teams' | 'office' | 'files' | 'background' | 'search' | 'maintenance' | 'develop';

/** How often people of a department do what, relative to each other. */
export const HABITS: Readonly<Record<Department, Readonly<Record<Activity, number>>>> = {
  finance: {
    browse: 20,
    mail: 14,
    teams: 8,
    office: 18,
    files: 14,
    background: 18,
    search: 5,
    maintenance: 3,
    develop: 0,
  },
  sales: {
    browse: 30,
    mail: 18,
    teams: 12,
    office: 10,
    files: 7,
    background: 16,
    search: 4,
    maintenance: 3,
    develop: 0,
  },
  engineering: {
    browse: 20,
    mail: 6,
    teams: 8,
    office: 3,
    files: 6,
    background: 16,
    search: 4,
    maintenance: 3,
    develop: 34,
  },
  support: {
    browse: 34,
    mail: 16,
    teams: 14,
    office: 6,
    files: 6,
    background: 16,
    search: 4,
    maintenance: 3,
    develop: 0,
  },
  management: {
    browse: 22,
    mail: 24,
    teams: 16,
    office: 12,
    files: 5,
    background: 14,
    search: 4,
    maintenance: 3,
    develop: 0,
  },
  it: { browse: 22, mail: 10, teams: 8, office: 4, files: 8, background: 16, search: 4, maintenance: 3, develop: 16 },
};

const DOCUMENTS = [
  'Budget 2027.xlsx',
  'Offer Helios.docx',
  'Forecast Q4.xlsx',
  'Minutes.docx',
  'Price list.xlsx',
  'Contract Aster.docx',
  'Roadmap.pptx',
  'Payroll.xlsx',
];

function browse(desk: Desk, ts: number): void {
  const { machine } = desk;
  const program = desk.browser;
  const browser = desk.app(program, ts);
  const renderer = desk.begin(
    program,
    ts + 100,
    browser,
    `--type=renderer --lang=en-US --device-scale-factor=1 --renderer-client-id=${machine.random.between(5, 900)} --launch-time-ticks=${machine.random.next()}`,
  );
  let at = ts + 200;
  for (let i = machine.random.between(2, 5); i > 0; i--)
    desk.visit(browser, (at += machine.random.between(60, 2500)), machine.random.pick(WEB));
  const profile = `${desk.home}AppData\\Local\\${program === PROGRAMS.edge ? 'Microsoft\\Edge' : 'Google\\Chrome'}\\User Data\\Default\\`;
  machine.createFile(browser, at + 40, `${profile}Cache\\Cache_Data\\f_${machine.random.hex(6)}`);
  if (machine.random.chance(0.08)) {
    const download = `${desk.home}Downloads\\${machine.random.pick(['brochure', 'invoice', 'manual', 'statement'])}-${machine.random.between(100, 999)}.pdf`;
    machine.createFile(browser, at + 900, download);
    const reader = desk.begin(PROGRAMS.acrobat, at + 6000, desk.session.explorer, `"${download}"`);
    machine.exit(reader, at + machine.random.between(60_000, 900_000));
  }
  machine.exit(renderer, at + machine.random.between(20_000, 600_000));
}

function mail(desk: Desk, ts: number): void {
  const { machine } = desk;
  const outlook = desk.app(PROGRAMS.outlook, ts);
  desk.visit(outlook, ts, MAIL);
  machine.setRegistry(
    outlook,
    ts + 300,
    `HKU\\${desk.session.logon.account.sid}\\Software\\Microsoft\\Office\\16.0\\Outlook\\Preferences\\LastUILanguage`,
    'DWORD (0x00000409)',
  );
  if (machine.random.chance(0.2)) {
    const name = machine.random.pick(DOCUMENTS);
    const path = `${desk.home}AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\${machine.random.hex(8).toUpperCase()}\\${name}`;
    machine.createFile(outlook, ts + 700, path);
    office(desk, ts + 1500, outlook, path);
  }
}

function teams(desk: Desk, ts: number): void {
  const teams = desk.app(PROGRAMS.teams, ts);
  desk.visit(teams, ts, TEAMS);
  desk.machine.createFile(
    teams,
    ts + 400,
    `${desk.home}AppData\\Local\\Packages\\MSTeams_8wekyb3d8bbwe\\LocalCache\\Microsoft\\MSTeams\\Logs\\MSTeams_${desk.machine.random.hex(6)}.log`,
  );
}

function office(desk: Desk, ts: number, parent: Process, opened?: string): void {
  const { machine } = desk;
  const path = opened ?? `${desk.home}Documents\\${machine.random.pick(DOCUMENTS)}`;
  const program = path.endsWith('.xlsx')
    ? PROGRAMS.excel
    : path.endsWith('.pptx')
      ? PROGRAMS.powerpoint
      : PROGRAMS.winword;
  const process = desk.begin(program, ts, parent, opened === undefined ? `"${path}"` : `/n "${path}" /o ""`);
  const folder = path.slice(0, path.lastIndexOf('\\') + 1);
  const name = path.slice(folder.length);
  machine.createFile(process, ts + 900, `${folder}~$${name.slice(2)}`);
  machine.setRegistry(
    process,
    ts + 1100,
    `HKU\\${desk.session.logon.account.sid}\\Software\\Microsoft\\Office\\16.0\\Common\\Open Find\\Place MRU\\Item 1`,
    `[F00000000]*${folder}`,
  );
  desk.visit(process, ts + 1400, ONEDRIVE);
  if (opened === undefined)
    machine.createFile(process, ts + 200_000, `${folder}${machine.random.hex(8).toUpperCase()}.tmp`);
  machine.exit(process, ts + machine.random.between(240_000, 2_400_000));
}

function files(desk: Desk, ts: number): void {
  const { explorer, logon } = desk.session;
  fileShare(desk.world, ts, logon.account, desk.machine, explorer, desk.department);
  const oneDrive = desk.app(PROGRAMS.oneDrive, ts);
  desk.visit(oneDrive, ts + 2000, ONEDRIVE);
}

function background(desk: Desk, ts: number): void {
  const { machine, booted } = desk;
  const { svchost } = booted;
  const roll = machine.random.fraction();
  if (roll < 0.3) {
    const broker = machine.start({
      ts,
      parent: svchost.dcomLaunch,
      program: PROGRAMS.runtimeBroker,
      commandLine: 'C:\\Windows\\System32\\RuntimeBroker.exe -Embedding',
      logon: desk.session.logon,
      integrity: 'Medium',
    });
    machine.exit(broker, ts + machine.random.between(15_000, 240_000));
  } else if (roll < 0.55) {
    const host = machine.start({
      ts,
      parent: svchost.dcomLaunch,
      program: PROGRAMS.backgroundTaskHost,
      commandLine:
        '"C:\\Windows\\system32\\backgroundTaskHost.exe" -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca',
      logon: desk.session.logon,
      integrity: 'AppContainer',
    });
    machine.dnsQuery(host, ts + 200, TELEMETRY.name, TELEMETRY.ip);
    machine.exit(host, ts + machine.random.between(3000, 30_000));
  } else if (roll < 0.8) {
    machine.setRegistry(
      desk.session.explorer,
      ts,
      `HKU\\${desk.session.logon.account.sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FeatureUsage\\AppSwitched\\${machine.random.pick(['MSEdge', 'Chrome', 'Microsoft.Office.OUTLOOK.EXE.15', 'MSTeams'])}`,
      `DWORD (0x${machine.random.hex(8)})`,
    );
    machine.createFile(
      svchost.dnsCache,
      ts + 80,
      `C:\\Windows\\Prefetch\\${machine.random.pick(['CHROME.EXE', 'MSEDGE.EXE', 'EXCEL.EXE', 'RUNTIMEBROKER.EXE'])}-${machine.random.hex(8).toUpperCase()}.pf`,
    );
  } else {
    const com = machine.start({
      ts,
      parent: svchost.dcomLaunch,
      program: PROGRAMS.dllhost,
      commandLine: 'C:\\Windows\\system32\\DllHost.exe /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}',
      logon: desk.session.logon,
      integrity: 'Medium',
    });
    machine.exit(com, ts + machine.random.between(5000, 8000));
  }
}

function search(desk: Desk, ts: number): void {
  const { machine, booted } = desk;
  const protocol = machine.start({
    ts,
    parent: booted.search,
    program: PROGRAMS.searchProtocolHost,
    commandLine: `"C:\\Windows\\system32\\SearchProtocolHost.exe" Global\\UsGthrFltPipeMssGthrPipe${machine.random.between(2, 90)}_ Global\\UsGthrCtrlFltPipeMssGthrPipe${machine.random.between(2, 90)} 1 -2147483646`,
    logon: machine.systemLogon,
    integrity: 'System',
  });
  const filter = machine.start({
    ts: ts + 300,
    parent: booted.search,
    program: PROGRAMS.searchFilterHost,
    commandLine: '"C:\\Windows\\system32\\SearchFilterHost.exe" 0 808 812 820 8192 816 788',
    logon: machine.systemLogon,
    integrity: 'Medium',
  });
  machine.exit(protocol, ts + 65_000);
  machine.exit(filter, ts + 66_000);
}

function maintenance(desk: Desk, ts: number): void {
  const { machine, booted } = desk;
  const { svchost, lsass, defender } = booted;
  const roll = machine.random.fraction();
  if (roll < 0.3) {
    const scan = machine.start({
      ts,
      parent: svchost.schedule,
      program: PROGRAMS.mpCmdRun,
      commandLine: `"${PROGRAMS.mpCmdRun.image}" SignatureUpdate -ScheduleJob -RestrictPrivileges -Reinvoke`,
      logon: machine.systemLogon,
      integrity: 'System',
    });
    desk.visit(scan, ts + 500, DEFENDER_CLOUD);
    machine.exit(scan, ts + 12_000);
  } else if (roll < 0.5) {
    const updater = machine.start({
      ts,
      parent: svchost.schedule,
      program: PROGRAMS.googleUpdater,
      commandLine: `"${PROGRAMS.googleUpdater.image}" --wake --system`,
      logon: machine.systemLogon,
      integrity: 'System',
    });
    desk.visit(updater, ts + 700, GOOGLE_UPDATE);
    machine.exit(updater, ts + 9000);
  } else if (roll < 0.7) {
    const worker = machine.start({
      ts,
      parent: svchost.dcomLaunch,
      program: PROGRAMS.moUso,
      commandLine: 'C:\\Windows\\System32\\mousocoreworker.exe -Embedding',
      logon: machine.systemLogon,
      integrity: 'System',
    });
    desk.visit(worker, ts + 400, UPDATE);
    machine.createFile(
      svchost.wuauserv,
      ts + 2500,
      `C:\\Windows\\SoftwareDistribution\\DataStore\\Logs\\edb${machine.random.hex(5).toUpperCase()}.log`,
    );
    machine.exit(worker, ts + 190_000);
  } else {
    // Antivirus and the service host look at lsass all day: the noise in which a dump must be told apart.
    machine.access(
      defender,
      lsass,
      ts,
      '0x1010',
      'C:\\Windows\\SYSTEM32\\ntdll.dll+9d5a4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26090.9-0\\MpSvc.dll+1a0c2',
    );
    machine.access(
      svchost.rpcss,
      lsass,
      ts + 1200,
      '0x1000',
      'C:\\Windows\\SYSTEM32\\ntdll.dll+9d5a4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|c:\\windows\\system32\\rpcss.dll+5e2b',
    );
  }
}

function develop(desk: Desk, ts: number): void {
  const { machine } = desk;
  const code = desk.app(PROGRAMS.code, ts);
  const shell = machine.start({
    ts: ts + 200,
    parent: code,
    program: PROGRAMS.powershell,
    commandLine: `"${PROGRAMS.powershell.image}" -noexit -command "try { . 'C:\\Users\\Public\\VSCode\\resources\\app\\out\\shellIntegration.ps1' } catch {}"`,
    logon: desk.session.logon,
    integrity: 'Medium',
    directory: `${desk.home}source\\gauge\\`,
  });
  const command = machine.random.pick([
    'status --porcelain=v2',
    'fetch --prune origin',
    'commit -am "Handle sensor timeout"',
    'push origin HEAD',
  ]);
  const git = desk.begin(PROGRAMS.git, ts + 900, shell, command);
  machine.exit(git, ts + 2100);
  if (machine.random.chance(0.5)) {
    const node = desk.begin(
      PROGRAMS.node,
      ts + 3000,
      shell,
      `${desk.home}source\\gauge\\node_modules\\jest\\bin\\jest.js`,
    );
    for (let i = 0; i < 3; i++)
      machine.createFile(
        node,
        ts + 3600 + i * 220,
        `${desk.home}AppData\\Local\\Temp\\jest\\haste-map-${machine.random.hex(12)}`,
      );
    machine.exit(node, ts + machine.random.between(9000, 60_000));
  }
  if (machine.random.chance(0.3)) desk.visit(shell, ts + 5000, WEB[7]!);
  machine.exit(shell, ts + machine.random.between(70_000, 600_000));
}

/** Each habit by its name. */
export const ACTIVITIES: Readonly<Record<Activity, (desk: Desk, ts: number) => void>> = {
  browse,
  mail,
  teams,
  office: (desk, ts) => office(desk, ts, desk.session.explorer),
  files,
  background,
  search,
  maintenance,
  develop,
};
