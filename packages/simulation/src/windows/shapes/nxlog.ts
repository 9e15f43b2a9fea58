// NXLog's flat JSON (im_msvistalog with to_json): envelope and EventData in one object, times of the machine without a zone.
import type { Company, WindowsHost } from '../../company/types.ts';
import type { WindowsEvent } from '../event-kinds.ts';
import { ACCOUNT_OF_SID, messageOf, RecordNumbers, type Renderer } from './record.ts';

const SEVERITY: Readonly<Record<number, readonly [name: string, value: number]>> = {
  0: ['INFO', 2],
  2: ['ERROR', 4],
  3: ['WARNING', 3],
  4: ['INFO', 2],
};

/** Keywords as NXLog writes them: a signed 64-bit number, whose digits JSON numbers cannot hold. */
function signedKeywords(hex: string): string {
  return BigInt.asIntN(64, BigInt(hex)).toString();
}

/** Machines behind NXLog keep UTC, as servers should. */
const zoneless = (ts: number): string => new Date(ts).toISOString().replace('T', ' ').slice(0, 19);

export function nxlogRenderer(host: WindowsHost, company: Company): Renderer {
  const records = new RecordNumbers(host);
  const people = new Map([...company.employees, company.admin].map((person) => [person.sid, person]));
  return {
    render(event: WindowsEvent): string {
      const { kind, data, sid } = event;
      const [severity, severityValue] = SEVERITY[kind.level]!;
      const person = people.get(sid);
      const account = person ? { name: person.name, domain: company.domain } : ACCOUNT_OF_SID[sid];
      const { EventType: operation, ...fields } = data;
      const flat = JSON.stringify({
        EventTime: zoneless(event.ts),
        Hostname: host.fqdn,
        EventType:
          kind.provider.keywords === '0x8010000000000000'
            ? 'AUDIT_FAILURE'
            : kind.provider.channel === 'Security'
              ? 'AUDIT_SUCCESS'
              : severity,
        SeverityValue: severityValue,
        Severity: severity,
        EventID: kind.id,
        SourceName: kind.provider.name,
        ProviderGuid: kind.provider.guid,
        Version: kind.version,
        Task: kind.task,
        OpcodeValue: kind.opcode,
        RecordNumber: records.next(kind.provider.channel),
        ExecutionProcessID: event.writer,
        ThreadID: 4 + ((event.ts >> 3) % 2000) * 4,
        Channel: kind.provider.channel,
        ...(account && { Domain: account.domain, AccountName: account.name, UserID: sid, AccountType: 'User' }),
        Message: messageOf(event, '\r\n'),
        Category: kind.taskName,
        Opcode: 'Info',
        ...fields,
        // Sysmon's own EventType collides with NXLog's, which keeps the name.
        ...(operation !== undefined && { EventTypeOrignal: operation }),
        EventReceivedTime: zoneless(event.ts + 1500),
        SourceModuleName: 'windows',
        SourceModuleType: 'im_msvistalog',
      });
      return `{"Keywords":${signedKeywords(kind.provider.keywords)},${flat.slice(1)}`;
    },
  };
}
