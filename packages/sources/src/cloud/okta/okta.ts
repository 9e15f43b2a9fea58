// Okta: an event of the System Log (Okta API reference, "System Log").
import type { FlatSource } from '../../flat/flat-source.ts';
import { firstOf, textAt } from '../../flat/read-path.ts';
import { isObject } from '../../values/json.ts';
import type { JsonObject } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';

export const okta: FlatSource = {
  shape: 'okta',
  source: 'cloud',
  matches: (event) =>
    typeof event['eventType'] === 'string' &&
    event['published'] !== undefined &&
    (isObject(event['actor']) || isObject(event['outcome'])),
  read: (event) => ({
    product: 'okta',
    service: 'okta',
    ...kindOf(event),
    time: parseAnyTime(event['published']),
    computer: firstOf(domainOf(textAt(event, 'actor', 'alternateId')), 'okta'),
    columns: {
      User: firstOf(textAt(event, 'actor', 'alternateId'), textAt(event, 'actor', 'displayName')),
      SourceIp: textAt(event, 'client', 'ipAddress'),
      level: LEVELS.get(textAt(event, 'severity')) ?? '',
    },
  }),
};

const LEVELS: ReadonlyMap<string, string> = new Map([
  ['DEBUG', 'debug'],
  ['INFO', 'info'],
  ['WARN', 'warning'],
  ['ERROR', 'error'],
]);

function kindOf(event: JsonObject): { category: string; action: string } {
  const type = textAt(event, 'eventType');
  const isFailure = /^(FAILURE|DENY|UNANSWERED)$/.test(textAt(event, 'outcome', 'result'));
  if (type === 'user.session.start' || type.startsWith('user.authentication.'))
    return { category: 'auth', action: isFailure ? 'fail' : 'success' };
  return { category: 'cloud', action: isFailure ? 'call_fail' : 'call' };
}

const domainOf = (account: string): string => /@(.+)$/.exec(account)?.[1] ?? '';
