// Second scene: the beacon is made to outlive restarts.
import { accountName } from '../windows/accounts.ts';
import { KINDS } from '../windows/event-kinds.ts';
import { PROGRAMS, unknownProgram } from '../windows/programs.ts';
import { subject } from '../windows/security.ts';
import { ask, beaconFrom, type Foothold } from './foothold.ts';

const MINUTE = 60_000;
const BEACON_FILE = 'C:\\Users\\anna.berg\\AppData\\Roaming\\OneSync\\onesync.exe';

/** A run key and a scheduled task keep the beacon over restarts. */
export function persist({ desk, machine, beacon }: Foothold, at: number, until: number): void {
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
