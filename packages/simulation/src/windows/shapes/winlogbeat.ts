// winlogbeat 8's JSON (elastic.co, Winlogbeat exported fields): `winlog.*` beside the common fields.
import type { Company, WindowsHost } from '../../company/types.ts';
import type { WindowsEvent } from '../event-kinds.ts';
import { ACCOUNT_OF_SID, messageOf, RecordNumbers, type Renderer } from './record.ts';

const LEVELS: Readonly<Record<number, string>> = { 0: 'information', 2: 'error', 3: 'warning', 4: 'information' };
const VERSION = '8.19.7';

export function winlogbeatRenderer(host: WindowsHost, company: Company): Renderer {
  const records = new RecordNumbers(host);
  const agentId = `${host.machineId}-0b1c-4e5f-a1b2-${host.machineId}8a19`;
  const agent = {
    ephemeral_id: `${host.machineId}-77aa-4c3d-b5e6-${host.machineId}0c4d`,
    id: agentId,
    name: host.name,
    type: 'winlogbeat',
    version: VERSION,
  };
  const hostFields = {
    name: host.fqdn.toLowerCase(),
    hostname: host.name,
    architecture: 'x86_64',
    os: {
      family: 'windows',
      kernel: '10.0.19041.3636',
      name: 'Windows 10 Enterprise',
      platform: 'windows',
      type: 'windows',
      version: '10.0',
    },
    ip: [host.ip],
    id: agentId,
  };
  const people = new Map([...company.employees, company.admin].map((person) => [person.sid, person]));
  return {
    render(event: WindowsEvent): string {
      const { kind, data, sid } = event;
      const person = people.get(sid);
      const account = person ? { name: person.name, domain: company.domain } : ACCOUNT_OF_SID[sid];
      return JSON.stringify({
        '@timestamp': new Date(event.ts).toISOString(),
        event: {
          action: kind.taskName,
          code: String(kind.id),
          created: new Date(event.ts + 1200).toISOString(),
          kind: 'event',
          ...(kind.provider.channel === 'Security' && {
            outcome: kind.provider.keywords === '0x8010000000000000' ? 'failure' : 'success',
          }),
          provider: kind.provider.name,
        },
        log: { level: LEVELS[kind.level] },
        message: messageOf(event, '\n'),
        winlog: {
          api: 'wineventlog',
          channel: kind.provider.channel,
          computer_name: host.fqdn,
          event_data: data,
          event_id: String(kind.id),
          ...(kind.provider.channel === 'Security' && {
            keywords: [kind.provider.keywords === '0x8010000000000000' ? 'Audit Failure' : 'Audit Success'],
          }),
          opcode: 'Info',
          process: { pid: event.writer, thread: { id: 4 + ((event.ts >> 3) % 2000) * 4 } },
          provider_guid: kind.provider.guid,
          provider_name: kind.provider.name,
          record_id: records.next(kind.provider.channel),
          task: kind.taskName,
          ...(account && { user: { domain: account.domain, identifier: sid, name: account.name, type: 'User' } }),
          ...(kind.version > 0 && { version: kind.version }),
        },
        host: hostFields,
        agent,
        ecs: { version: '8.0.0' },
      });
    },
  };
}
