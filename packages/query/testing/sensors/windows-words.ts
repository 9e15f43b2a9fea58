// The story in the words of Windows: Sysmon and the Security log, as Winlogbeat and as event XML.
import type { Happening, Told } from './story';
import { commandLine, HAPPENINGS, iso, PEER, USER, windowsPath } from './story';

const SYSMON = 'Microsoft-Windows-Sysmon';
const AUDITING = 'Microsoft-Windows-Security-Auditing';
const ACCOUNT = `CORP\\${USER.name}`;

interface WindowsEvent {
  readonly id: number;
  readonly provider: string;
  readonly channel: string;
  readonly at: number;
  readonly data: Readonly<Record<string, string>>;
}

const utcTime = (at: number): string => iso(at).replace('T', ' ').replace('Z', '');
const hex = (value: number): string => `0x${value.toString(16)}`;
/** Sysmon's GUID: machine, start in seconds, token. */
const guidOf = (pid: number, start: number): string =>
  `{5f0d2c11-${start.toString(16).padStart(8, '0').slice(4)}-6a3b-0200-${pid.toString(16).padStart(12, '0')}}`;
const guid = ({ pid, start }: Told): string => guidOf(pid, start);
const isParent = (child: Told) => (one: Told) => one.pid === child.ppid && one.name === child.parent;

function sysmonEvent(happening: Happening, all: readonly Told[]): WindowsEvent {
  const { kind, at, process } = happening;
  const parent = all.find(isParent(process));
  const own = {
    RuleName: '-',
    UtcTime: utcTime(at),
    ProcessGuid: guid(process),
    ProcessId: String(process.pid),
    Image: windowsPath(process.name),
    User: ACCOUNT,
  };
  const event = { provider: SYSMON, channel: `${SYSMON}/Operational`, at };
  if (kind === 'end') return { ...event, id: 5, data: own };
  if (kind === 'connect')
    return {
      ...event,
      id: 3,
      data: {
        ...own,
        Protocol: 'tcp',
        Initiated: 'true',
        SourceIp: '10.0.0.5',
        SourcePort: '50123',
        DestinationIp: PEER.ip,
        DestinationPort: String(PEER.port),
      },
    };
  return {
    ...event,
    id: 1,
    data: {
      ...own,
      CommandLine: commandLine(process),
      CurrentDirectory: 'C:\\Users\\deploy\\',
      LogonId: '0x4f1a2',
      IntegrityLevel: 'Medium',
      ParentProcessGuid: parent === undefined ? guidOf(process.ppid, 0) : guid(parent),
      ParentProcessId: String(process.ppid),
      ParentImage: windowsPath(process.parent),
    },
  };
}

function securityEvent({ kind, at, process }: Happening): WindowsEvent {
  const subject = { SubjectUserName: USER.name, SubjectDomainName: 'CORP', SubjectLogonId: '0x4f1a2' };
  const event = { provider: AUDITING, channel: 'Security', at };
  if (kind === 'end')
    return {
      ...event,
      id: 4689,
      data: { ...subject, Status: '0x0', ProcessId: hex(process.pid), ProcessName: windowsPath(process.name) },
    };
  if (kind === 'connect')
    return {
      ...event,
      id: 5156,
      data: {
        ProcessID: String(process.pid),
        Application: '\\device\\harddiskvolume3\\windows\\system32\\curl.exe',
        Direction: '%%14593',
        SourceAddress: '10.0.0.5',
        SourcePort: '50123',
        DestAddress: PEER.ip,
        DestPort: String(PEER.port),
        Protocol: '6',
      },
    };
  return {
    ...event,
    id: 4688,
    data: {
      ...subject,
      NewProcessId: hex(process.pid),
      NewProcessName: windowsPath(process.name),
      TokenElevationType: '%%1938',
      ProcessId: hex(process.ppid),
      CommandLine: commandLine(process),
      TargetUserName: '-',
      TargetDomainName: '-',
      TargetLogonId: '0x0',
      ParentProcessName: windowsPath(process.parent),
      MandatoryLabel: 'S-1-16-8192',
    },
  };
}

const asWinlogbeat = (host: string, { id, provider, channel, at, data }: WindowsEvent): string =>
  JSON.stringify({
    '@timestamp': iso(at),
    event: { code: String(id), provider },
    agent: { type: 'winlogbeat', version: '8.12.0' },
    winlog: { channel, event_id: id, provider_name: provider, computer_name: `${host}.corp.example`, event_data: data },
  });

const asXml = (host: string, { id, provider, channel, at, data }: WindowsEvent): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/><EventID>${id}</EventID><TimeCreated SystemTime='${iso(at)}'/><Execution ProcessID='3320' ThreadID='4156'/><Channel>${channel}</Channel><Computer>${host}.corp.example</Computer></System><EventData>${Object.entries(
    data,
  )
    .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
    .join('')}</EventData></Event>`;

const inOrder = (tell: (happening: Happening) => string): readonly string[] => [HAPPENINGS.map(tell).join('\n')];
const all = HAPPENINGS.map(({ process }) => process);

export const sysmonJson = (host: string): readonly string[] =>
  inOrder((happening) => asWinlogbeat(host, sysmonEvent(happening, all)));
export const sysmonXml = (host: string): readonly string[] =>
  inOrder((happening) => asXml(host, sysmonEvent(happening, all)));
export const security = (host: string): readonly string[] =>
  inOrder((happening) => asWinlogbeat(host, securityEvent(happening)));
/** Both logs of one machine, each shipped by itself. */
export const both = (host: string): readonly string[] => [...sysmonJson(host), ...security(host)];
