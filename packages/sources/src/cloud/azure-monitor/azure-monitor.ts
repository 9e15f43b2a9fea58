// Azure and Entra ID: activity, sign-in, audit and risk records, as diagnostic settings export them, as tables of Log Analytics keep
// them, and as Microsoft Graph gives them.
import type { FlatEvent, FlatSource } from '../../flat/flat-source.ts';
import { addressOf, firstOf, namedValues, objectsAt, textAt, valueAt } from '../../flat/read-path.ts';
import { isObject, parseJson } from '../../values/json.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';
import { azureService } from './azure-service.ts';

const NESTED = [
  'targetResources',
  'TargetResources',
  'initiatedBy',
  'InitiatedBy',
  'additionalDetails',
  'AdditionalDetails',
  'DeviceDetail',
  'Status',
  'LocationDetails',
  'NetworkLocationDetails',
  'networkLocationDetails',
  'authenticationDetails',
  'AuthenticationDetails',
  'ConditionalAccessPolicies',
  'Properties',
  'Authorization',
  'Claims',
];

export const azureMonitor: FlatSource = {
  shape: 'azure-monitor',
  source: 'cloud',
  wholes: new Set([...NESTED, ...NESTED.map((name) => `properties.${name}`)]),
  matches: (event) => azureService(event) !== undefined,
  read: (event) => {
    const service = azureService(event) ?? 'activitylogs';
    const record = isObject(event['properties']) ? event['properties'] : event;
    const both = (...path: readonly string[]): string => firstOf(textAt(record, ...path), textAt(event, ...path));
    const signIn = service === 'signinlogs' ? signInResult(event, record) : undefined;
    return {
      product: 'azure',
      service,
      ...kindOf(service, signIn),
      time: timeOf(event, record),
      computer: firstOf(both('tenantId'), both('TenantId'), both('homeTenantId'), subscriptionOf(event), 'azure'),
      columns: {
        User: firstOf(
          both('userPrincipalName'),
          both('UserPrincipalName'),
          both('initiatedBy', 'user', 'userPrincipalName'),
          both('initiatedBy', 'app', 'displayName'),
          both('caller'),
          both('Caller'),
          textAt(event, 'identity'),
          textAt(event, 'Identity'),
        ),
        SourceIp: addressOf(
          firstOf(both('ipAddress'), both('IPAddress'), both('callerIpAddress'), both('CallerIpAddress')),
        ),
        level: levelOf(firstOf(textAt(event, 'Level'), textAt(event, 'level'))),
      },
      derived: {
        ...(signIn === undefined ? {} : { Status: signIn }),
        ...changes(event, record),
        ...alertType(event),
      },
    };
  },
};

const kindOf = (service: string, signIn: string | undefined): Pick<FlatEvent, 'category' | 'action'> => {
  if (signIn !== undefined) return { category: 'auth', action: signIn === 'Success' ? 'success' : 'fail' };
  if (service === 'riskdetection' || service === 'pim') return { category: 'finding', action: 'risk' };
  return { category: 'cloud', action: service === 'auditlogs' ? 'directory_change' : 'call' };
};

/** What the portal shows as the status of a sign-in: its error code is 0, or is not. */
function signInResult(event: JsonObject, record: JsonObject): string {
  const code = firstOf(
    textAt(record, 'status', 'errorCode'),
    textAt(event, 'status', 'errorCode'),
    textAt(event, 'ResultType'),
    textAt(event, 'resultType'),
    textAt(record, 'resultType'),
  );
  return code === '0' ? 'Success' : 'Failure';
}

function timeOf(event: JsonObject, record: JsonObject): number {
  const names = [
    'createdDateTime',
    'activityDateTime',
    'TimeGenerated',
    'time',
    'eventTimestamp',
    'detectedDateTime',
    'riskLastUpdatedDateTime',
  ];
  for (const name of names)
    for (const object of [record, event]) {
      const time = parseAnyTime(object[name]);
      if (time === time) return time;
    }
  return NaN;
}

function subscriptionOf(event: JsonObject): string {
  const resource = firstOf(textAt(event, 'resourceId'), textAt(event, 'ResourceId'), textAt(event, '_ResourceId'));
  return firstOf(
    textAt(event, 'subscriptionId'),
    textAt(event, 'SubscriptionId'),
    /\/(?:subscriptions|tenants)\/([^/]+)/i.exec(resource)?.[1]?.toLowerCase() ?? '',
  );
}

/** The names of changed properties and of further details, which are data in lists, with their values. */
function changes(event: JsonObject, record: JsonObject): Record<string, string> {
  const targets = ['targetResources', 'TargetResources'].flatMap((name) => [
    ...parsedList(record[name]),
    ...(record === event ? [] : parsedList(event[name])),
  ]);
  const modified = targets.flatMap((target) => objectsAt(target, 'modifiedProperties'));
  const details = ['additionalDetails', 'AdditionalDetails'].flatMap((name) => parsedList(record[name]));
  return {
    ...namedValues(
      modified.map((item) => ({ ...item, newValue: unquoted(item['newValue']) })),
      ['displayName'],
      ['newValue'],
    ),
    ...namedValues(details, ['key'], ['value'], (name) => `additionalDetails.${name}`),
  };
}

function parsedList(value: JsonValue | undefined): readonly JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject);
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return [];
  try {
    const list = parseJson(value);
    return Array.isArray(list) ? list.filter(isObject) : [];
  } catch {
    return [];
  }
}

/** Values are JSON inside a text: `"\"True\""`. */
function unquoted(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'string') return value ?? null;
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value;
}

/** Alerts of Privileged Identity Management are told apart by their type in Graph. */
function alertType(event: JsonObject): Record<string, string> {
  const type = /^#microsoft\.graph\.(\w+AlertIncident|\w+AlertConfiguration)$/.exec(textAt(event, '@odata.type'))?.[1];
  return type === undefined || valueAt(event, 'riskEventType') !== undefined ? {} : { riskEventType: type };
}

const LEVELS: ReadonlyMap<string, string> = new Map([
  ['critical', 'critical'],
  ['error', 'error'],
  ['warning', 'warning'],
  ['informational', 'info'],
  ['information', 'info'],
  ['4', 'info'],
  ['3', 'warning'],
  ['2', 'error'],
  ['1', 'critical'],
]);
const levelOf = (text: string): string => LEVELS.get(text.toLowerCase()) ?? '';
