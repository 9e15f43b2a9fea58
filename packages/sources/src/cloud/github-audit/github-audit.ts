// GitHub: an entry of the audit log of an organisation or enterprise, as streamed or exported (GitHub docs, "audit log events").
import type { FlatSource } from '../../flat/flat-source.ts';
import { firstOf, textAt } from '../../flat/read-path.ts';
import { parseAnyTime } from '../../values/time.ts';

export const githubAudit: FlatSource = {
  shape: 'github-audit',
  source: 'cloud',
  matches: (event) =>
    typeof event['action'] === 'string' &&
    event['action'].includes('.') &&
    (event['@timestamp'] !== undefined || event['created_at'] !== undefined) &&
    (event['_document_id'] !== undefined ||
      (event['actor'] !== undefined && (event['org'] !== undefined || event['business'] !== undefined))),
  read: (event) => ({
    product: 'github',
    service: 'audit',
    category: 'cloud',
    action: 'call',
    time: parseAnyTime(event['@timestamp'] ?? event['created_at']),
    computer: firstOf(textAt(event, 'org'), textAt(event, 'business'), 'github'),
    columns: { User: textAt(event, 'actor'), SourceIp: textAt(event, 'actor_ip') },
  }),
};
