// Executables of the simulated Windows world, with the version resource and hashes that Sysmon reads from them.
import { createHash } from 'node:crypto';

export interface Program {
  readonly image: string;
  readonly description: string;
  readonly product: string;
  readonly company: string;
  readonly version: string;
  readonly originalName: string;
  /** SHA256, MD5, IMPHASH as Sysmon writes them. */
  readonly hashes: string;
}

const digest = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex').toUpperCase();

function program(
  image: string,
  description: string,
  company: string,
  version: string,
  product?: string,
  originalName?: string,
): Program {
  const name = image.slice(image.lastIndexOf('\\') + 1);
  // The content stays the same when a file is copied elsewhere, so the hash follows what the file is, not where.
  const content = `${originalName ?? name}/${company}/${version}`;
  return {
    image,
    description,
    company,
    version,
    product: product ?? description,
    originalName: originalName ?? name,
    hashes: `SHA256=${digest('sha256', content)},MD5=${digest('md5', content)},IMPHASH=${digest('md5', `imports/${content}`)}`,
  };
}

const SYSTEM32 = 'C:\\Windows\\System32\\';
const MICROSOFT = 'Microsoft Corporation';
const WINDOWS = 'Microsoft® Windows® Operating System';
const system = (name: string, description: string, originalName?: string): Program =>
  program(`${SYSTEM32}${name}`, description, MICROSOFT, '10.0.19041.3636', WINDOWS, originalName);
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\';
const office = (name: string, description: string): Program =>
  program(`${OFFICE}${name}`, description, MICROSOFT, '16.0.17328.20162', 'Microsoft Office', name);

/** A program that is not part of the catalogue: an attacker's tool, an installer. An empty company leaves the resource blank. */
export function unknownProgram(image: string, originalName: string, description = '-', company = '-'): Program {
  return program(image, description, company, '1.0.0.0', description, originalName);
}

export const PROGRAMS = {
  smss: system('smss.exe', 'Windows Session Manager'),
  csrss: system('csrss.exe', 'Client Server Runtime Process'),
  wininit: system('wininit.exe', 'Windows Start-Up Application'),
  winlogon: system('winlogon.exe', 'Windows Logon Application'),
  services: system('services.exe', 'Services and Controller app'),
  lsass: system('lsass.exe', 'Local Security Authority Process'),
  svchost: system('svchost.exe', 'Host Process for Windows Services'),
  fontdrvhost: system('fontdrvhost.exe', 'Usermode Font Driver Host'),
  dwm: system('dwm.exe', 'Desktop Window Manager'),
  logonui: system('LogonUI.exe', 'Windows Logon User Interface Host'),
  userinit: system('userinit.exe', 'Userinit Logon Application'),
  explorer: program(
    'C:\\Windows\\explorer.exe',
    'Windows Explorer',
    MICROSOFT,
    '10.0.19041.3636',
    WINDOWS,
    'EXPLORER.EXE',
  ),
  sihost: system('sihost.exe', 'Shell Infrastructure Host'),
  taskhostw: system('taskhostw.exe', 'Host Process for Windows Tasks'),
  runtimeBroker: system('RuntimeBroker.exe', 'Runtime Broker'),
  backgroundTaskHost: system('backgroundTaskHost.exe', 'Background Task Host'),
  dllhost: system('dllhost.exe', 'COM Surrogate'),
  conhost: system('conhost.exe', 'Console Window Host', 'CONHOST.EXE'),
  spoolsv: system('spoolsv.exe', 'Spooler SubSystem App'),
  searchIndexer: system('SearchIndexer.exe', 'Microsoft Windows Search Indexer'),
  searchProtocolHost: system('SearchProtocolHost.exe', 'Microsoft Windows Search Protocol Host'),
  searchFilterHost: system('SearchFilterHost.exe', 'Microsoft Windows Search Filter Host'),
  wmiPrvSe: program(
    'C:\\Windows\\System32\\wbem\\WmiPrvSE.exe',
    'WMI Provider Host',
    MICROSOFT,
    '10.0.19041.3636',
    WINDOWS,
    'Wmiprvse.exe',
  ),
  wmic: program(
    'C:\\Windows\\System32\\wbem\\WMIC.exe',
    'WMI Commandline Utility',
    MICROSOFT,
    '10.0.19041.3636',
    WINDOWS,
    'wmic.exe',
  ),
  cmd: system('cmd.exe', 'Windows Command Processor', 'Cmd.Exe'),
  powershell: program(
    'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    'Windows PowerShell',
    MICROSOFT,
    '10.0.19041.3636',
    WINDOWS,
    'PowerShell.EXE',
  ),
  rundll32: system('rundll32.exe', 'Windows host process (Rundll32)', 'RUNDLL32.EXE'),
  reg: system('reg.exe', 'Registry Console Tool'),
  schtasks: system('schtasks.exe', 'Task Scheduler Configuration Tool', 'schtasks.exe'),
  sc: system('sc.exe', 'Service Control Manager Configuration Tool', 'sc.exe'),
  net: system('net.exe', 'Net Command'),
  net1: system('net1.exe', 'Net Command', 'net1.exe'),
  nltest: system('nltest.exe', 'Microsoft® Logon Server Test Utility', 'nltestrk.exe'),
  whoami: system('whoami.exe', 'whoami - displays logged on user information'),
  ipconfig: system('ipconfig.exe', 'IP Configuration Utility'),
  ping: system('PING.EXE', 'TCP/IP Ping Command', 'ping.exe'),
  tasklist: system('tasklist.exe', 'Lists the current running tasks'),
  fodhelper: system('fodhelper.exe', 'Features On Demand Helper', 'FodHelper.EXE'),
  wevtutil: system('wevtutil.exe', 'Eventing Command Line Utility'),
  mmc: system('mmc.exe', 'Microsoft Management Console'),
  mstsc: system('mstsc.exe', 'Remote Desktop Connection'),
  rdpclip: system('rdpclip.exe', 'RDP Clipboard Monitor'),
  notepad: system('notepad.exe', 'Notepad', 'NOTEPAD.EXE'),
  dns: system('dns.exe', 'Domain Name System (DNS) Server'),
  dfsrs: system('dfsrs.exe', 'Distributed File System Replication'),
  ntfrs: system('ismserv.exe', 'Windows NT Intersite Messaging Service'),
  mpCmdRun: program(
    'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26090.9-0\\MpCmdRun.exe',
    'Microsoft Malware Protection Command Line Utility',
    MICROSOFT,
    '4.18.26090.9',
    WINDOWS,
  ),
  msMpEng: program(
    'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26090.9-0\\MsMpEng.exe',
    'Antimalware Service Executable',
    MICROSOFT,
    '4.18.26090.9',
    WINDOWS,
  ),
  sysmon: program(
    'C:\\Windows\\Sysmon64.exe',
    'System activity monitor',
    'Sysinternals - www.sysinternals.com',
    '15.15',
    'Sysinternals Sysmon',
    '-',
  ),
  moUso: system('MoUsoCoreWorker.exe', 'MoUSO Core Worker Process'),
  tiWorker: program(
    'C:\\Windows\\WinSxS\\amd64_microsoft-windows-servicingstack_10.0.19041.3562\\TiWorker.exe',
    'Windows Modules Installer Worker',
    MICROSOFT,
    '10.0.19041.3562',
    WINDOWS,
  ),
  outlook: office('OUTLOOK.EXE', 'Microsoft Outlook'),
  winword: office('WINWORD.EXE', 'Microsoft Word'),
  excel: office('EXCEL.EXE', 'Microsoft Excel'),
  powerpoint: office('POWERPNT.EXE', 'Microsoft PowerPoint'),
  teams: program(
    'C:\\Program Files\\WindowsApps\\MSTeams_25290.205.4069_x64__8wekyb3d8bbwe\\ms-teams.exe',
    'Microsoft Teams',
    MICROSOFT,
    '25290.205.4069',
    'Microsoft Teams',
  ),
  edge: program(
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'Microsoft Edge',
    MICROSOFT,
    '142.0.3595.53',
    'Microsoft Edge',
  ),
  chrome: program(
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'Google Chrome',
    'Google LLC',
    '142.0.7444.59',
    'Google Chrome',
  ),
  googleUpdater: program(
    'C:\\Program Files (x86)\\Google\\GoogleUpdater\\142.0.7416.0\\updater.exe',
    'Google Updater',
    'Google LLC',
    '142.0.7416.0',
  ),
  edgeUpdate: program(
    'C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe',
    'Microsoft Edge Update',
    MICROSOFT,
    '1.3.217.3',
    'Microsoft Edge Update',
    'msedgeupdate.dll',
  ),
  oneDrive: program(
    'C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe',
    'Microsoft OneDrive',
    MICROSOFT,
    '25.194.1005.3',
    'Microsoft OneDrive',
  ),
  acrobat: program(
    'C:\\Program Files\\Adobe\\Acrobat DC\\Acrobat\\Acrobat.exe',
    'Adobe Acrobat',
    'Adobe Systems Incorporated',
    '25.1.20756.0',
  ),
  code: program(
    'C:\\Users\\Public\\VSCode\\Code.exe',
    'Visual Studio Code',
    MICROSOFT,
    '1.105.1',
    'Visual Studio Code',
    'electron.exe',
  ),
  git: program(
    'C:\\Program Files\\Git\\cmd\\git.exe',
    'Git for Windows',
    'The Git Development Community',
    '2.51.0.1',
    'Git',
  ),
  node: program('C:\\Program Files\\nodejs\\node.exe', 'Node.js JavaScript Runtime', 'Node.js', '22.20.0', 'Node.js'),
  sqlservr: program(
    'C:\\Program Files\\Microsoft SQL Server\\MSSQL16.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe',
    'SQL Server Windows NT - 64 Bit',
    MICROSOFT,
    '2022.160.4215.2',
    'Microsoft SQL Server',
    'SQLSERVR.EXE',
  ),
  sqlAgent: program(
    'C:\\Program Files\\Microsoft SQL Server\\MSSQL16.MSSQLSERVER\\MSSQL\\Binn\\SQLAGENT.EXE',
    'SQLAGENT - SQL Server Agent',
    MICROSOFT,
    '2022.160.4215.2',
    'Microsoft SQL Server',
    'SQLAGENT.EXE',
  ),
  zabbix: program(
    'C:\\Program Files\\Zabbix Agent 2\\zabbix_agent2.exe',
    'Zabbix Agent 2',
    'Zabbix SIA',
    '7.0.19',
    'Zabbix',
  ),
  veeam: program(
    'C:\\Program Files\\Veeam\\Endpoint Backup\\Veeam.EndPoint.Service.exe',
    'Veeam Agent for Microsoft Windows',
    'Veeam Software Group GmbH',
    '6.3.1.1074',
    'Veeam Agent',
  ),
  sevenZip: program('C:\\Program Files\\7-Zip\\7z.exe', '7-Zip Console', 'Igor Pavlov', '24.09', '7-Zip'),
} as const satisfies Readonly<Record<string, Program>>;
