// First scene: an invoice with a macro is opened, and PowerShell gets its orders from outside.
import { accountName, domainAccount } from '../windows/accounts.ts';
import type { Desk } from '../windows/desk.ts';
import { KINDS } from '../windows/event-kinds.ts';
import { utcTime } from '../windows/process.ts';
import { PROGRAMS, unknownProgram } from '../windows/programs.ts';
import type { World } from '../world.ts';
import { COMMAND_AND_CONTROL, DOWNLOAD_CRADLE, encoded, STAGER } from './attacker.ts';
import { found } from './defender.ts';
import { ask, beaconFrom, run, type Foothold } from './foothold.ts';

const MINUTE = 60_000;

/** Plays the scene; gives what the attacker holds after it. */
export function openDocument(world: World, desk: Desk, at: number, until: number): Foothold {
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
