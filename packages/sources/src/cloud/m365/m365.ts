// Microsoft 365: a record of the unified audit log (Office 365 Management Activity API schema).
import type { FlatSource } from '../../flat/flat-source.ts';
import { addressOf, firstOf, namedValues, objectsAt, textAt } from '../../flat/read-path.ts';
import type { JsonObject } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';

export const m365: FlatSource = {
  shape: 'm365',
  source: 'cloud',
  wholes: new Set(['Parameters', 'OperationProperties', 'ExtendedProperties', 'ModifiedProperties', 'Data']),
  matches: (event) =>
    typeof event['Workload'] === 'string' &&
    typeof event['Operation'] === 'string' &&
    event['CreationTime'] !== undefined,
  read: (event) => ({
    product: 'm365',
    service: 'audit',
    ...kindOf(event),
    time: parseAnyTime(event['CreationTime']),
    computer: firstOf(textAt(event, 'OrganizationName'), textAt(event, 'OrganizationId'), 'm365'),
    columns: {
      User: firstOf(textAt(event, 'UserId'), textAt(event, 'UserKey')),
      SourceIp: addressOf(
        firstOf(textAt(event, 'ClientIP'), textAt(event, 'ClientIPAddress'), textAt(event, 'ActorIpAddress')),
      ),
    },
    // What rules call by the name that stands in a list of names and values.
    derived: {
      ...namedValues(objectsAt(event, 'ExtendedProperties'), ['Name'], ['Value']),
      ...namedValues(objectsAt(event, 'Parameters'), ['Name'], ['Value'], (name) => `Parameters.${name}`),
    },
  }),
};

function kindOf(event: JsonObject): { category: string; action: string } {
  const operation = textAt(event, 'Operation');
  if (operation === 'UserLoggedIn') return { category: 'auth', action: 'success' };
  if (operation === 'UserLoginFailed') return { category: 'auth', action: 'fail' };
  if (operation === 'AlertTriggered') return { category: 'finding', action: 'alert' };
  return { category: 'cloud', action: /^(fail|false)/i.test(textAt(event, 'ResultStatus')) ? 'call_fail' : 'call' };
}
