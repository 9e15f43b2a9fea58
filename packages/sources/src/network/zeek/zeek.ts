// Zeek: a line of any of its JSON logs, whose name is in _path (Zeek manual, "Log files"; package json-streaming-logs).
import type { FlatEvent, FlatSource } from '../../flat/flat-source.ts';
import { firstOf, textAt } from '../../flat/read-path.ts';
import { parseAnyTime } from '../../values/time.ts';

export const zeek: FlatSource = {
  shape: 'zeek',
  source: 'network',
  matches: (event) => typeof event['_path'] === 'string' && event['ts'] !== undefined,
  read: (event) => {
    const path = textAt(event, '_path').toLowerCase();
    return {
      product: 'zeek',
      service: path,
      ...kindOf(path),
      time: parseAnyTime(event['ts']),
      computer: firstOf(textAt(event, '_system_name'), textAt(event, '_node'), 'zeek'),
      columns: {
        SourceIp: event['id.orig_h'],
        SourcePort: event['id.orig_p'],
        DestinationIp: event['id.resp_h'],
        DestinationPort: event['id.resp_p'],
        Protocol: event['proto'],
        ...(path === 'dns' ? { QueryName: event['query'], QueryResults: event['answers'] } : {}),
      },
    };
  },
};

function kindOf(path: string): Pick<FlatEvent, 'category' | 'action'> {
  if (path === 'dns') return { category: 'dns', action: 'query' };
  if (path === 'conn') return { category: 'network', action: 'connect' };
  return { category: 'network', action: path };
}
