// Google Cloud audit logs: a LogEntry with the AuditLog in protoPayload; also as Pub/Sub wraps it in data (Cloud Logging reference).
import type { FlatSource } from '../../flat/flat-source.ts';
import { firstOf, namedValues, objectsAt, textAt } from '../../flat/read-path.ts';
import { isObject } from '../../values/json.ts';
import type { JsonObject } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';

const WORKSPACE: ReadonlyMap<string, string> = new Map([
  ['admin.googleapis.com', 'google_workspace.admin'],
  ['login.googleapis.com', 'google_workspace.login'],
]);

const entryOf = (event: JsonObject): JsonObject => (isObject(event['data']) ? event['data'] : event);

export const gcpAudit: FlatSource = {
  shape: 'gcp-audit',
  source: 'cloud',
  wholes: new Set(['protoPayload.request', 'protoPayload.response', 'data.protoPayload.request']),
  matches: (event) => isObject(entryOf(event)['protoPayload']),
  read: (event) => {
    const entry = entryOf(event);
    const payload = entry['protoPayload'] as JsonObject;
    const service = WORKSPACE.get(textAt(payload, 'serviceName')) ?? 'gcp.audit';
    const status = textAt(payload, 'status', 'code');
    const isSignIn = service === 'google_workspace.login';
    const events = objectsAt(payload, 'metadata', 'event');
    return {
      product: 'gcp',
      service,
      category: isSignIn ? 'auth' : 'cloud',
      action: isSignIn
        ? signInAction(textAt(payload, 'metadata', 'event', 'eventName'))
        : status === '' || status === '0'
          ? 'call'
          : 'call_fail',
      time: firstTime(entry['timestamp'], entry['receiveTimestamp']),
      computer: firstOf(
        textAt(entry, 'resource', 'labels', 'project_id'),
        /^(?:projects|organizations|folders)\/([^/]+)/.exec(textAt(entry, 'logName'))?.[1] ?? '',
        'gcp',
      ),
      columns: {
        User: firstOf(
          textAt(payload, 'authenticationInfo', 'principalEmail'),
          textAt(payload, 'authenticationInfo', 'principalSubject'),
        ),
        SourceIp: textAt(payload, 'requestMetadata', 'callerIp'),
      },
      derived: namedValues(
        events.flatMap((item) => objectsAt(item, 'parameter')),
        ['name'],
        ['value', 'multiStrValue', 'boolValue', 'intValue'],
        (name) => name.toLowerCase(),
      ),
    };
  },
};

const signInAction = (name: string): string =>
  name === 'login_failure' ? 'fail' : name === 'login_success' ? 'success' : 'event';

function firstTime(...values: readonly unknown[]): number {
  for (const value of values) {
    const time = parseAnyTime(value);
    if (time === time) return time;
  }
  return NaN;
}
