// Event XML as Windows itself renders it (schemas.microsoft.com/win/2004/08/events/event), one event a line.
import type { WindowsHost } from '../../company/types.ts';
import type { WindowsEvent } from '../event-kinds.ts';
import { RecordNumbers, type Renderer } from './record.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const escape = (text: string): string =>
  /[&<>'"\n\r]/.test(text) ? text.replace(/[&<>'"\n\r]/g, (char) => ENTITIES[char]!) : text;

export function eventXmlRenderer(host: WindowsHost): Renderer {
  const records = new RecordNumbers(host);
  return {
    render(event: WindowsEvent): string {
      const { kind, data, sid } = event;
      const provider = kind.provider;
      let fields = '';
      for (const name in data) fields += `<Data Name='${name}'>${escape(data[name]!)}</Data>`;
      // The log service reports itself in UserData (1102); everything else uses EventData.
      const body =
        provider.service === 'eventlog'
          ? `<UserData><LogFileCleared xmlns='http://manifests.microsoft.com/win/2004/08/windows/eventlog'>${Object.entries(
              data,
            )
              .map(([name, value]) => `<${name}>${escape(value)}</${name}>`)
              .join('')}</LogFileCleared></UserData>`
          : `<EventData>${fields}</EventData>`;
      return (
        `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider.name}' Guid='${provider.guid}'/>` +
        `<EventID>${kind.id}</EventID><Version>${kind.version}</Version><Level>${kind.level}</Level><Task>${kind.task}</Task><Opcode>${kind.opcode}</Opcode>` +
        `<Keywords>${provider.keywords}</Keywords><TimeCreated SystemTime='${new Date(event.ts).toISOString().slice(0, -1)}0000Z'/>` +
        `<EventRecordID>${records.next(provider.channel)}</EventRecordID><Correlation/><Execution ProcessID='${event.writer}' ThreadID='${4 + ((event.ts >> 3) % 2000) * 4}'/>` +
        `<Channel>${provider.channel}</Channel><Computer>${host.fqdn}</Computer>${sid === '' ? '<Security/>' : `<Security UserID='${sid}'/>`}</System>${body}</Event>`
      );
    },
  };
}
