// Windows events as Azure Monitor keeps and exports them: tables Event, SecurityEvent, WindowsEvent; EventData as XML, JSON or object.
import { isObject, parseInnerObject } from '../../values/json.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';
import { readXmlStrict } from '../event-xml/read-strict.ts';
import { readEventData } from '../event-xml/read-fast.ts';
import { writeXmlData } from '../event-xml/normalize-event-xml.ts';
import { eventData, userData } from '../evtx-json/normalize-evtx-json.ts';
import { PlanCache } from '../normalize/plans.ts';
import type { WindowsNormalizer } from '../normalize/windows-normalizer.ts';
import { envelopeFields, eventIdOf, firstText, text } from '../shape.ts';
import type { NormalizeShape } from '../shape.ts';

const plans = new PlanCache(
  'azure',
  envelopeFields(
    [
      'TenantId',
      'TimeGenerated',
      'SourceComputerId',
      'ManagementGroupName',
      'MG',
      'Type',
      '_ResourceId',
      '_SubscriptionId',
      'SourceSystem',
      'EventOriginId',
      'AzureDeploymentID',
      'Role',
      'EventID',
      'Channel',
      'EventLog',
      'Computer',
      'Source',
      'Provider',
      'EventSourceName',
      'EventLevel',
      'EventLevelName',
      'Level',
      'EventData',
      'ParameterXml',
      'RenderedDescription',
      'Message',
      'Activity',
      'EventCategory',
      'TimeCollected',
      'EventRecordId',
      'RawEventData',
      'SystemProcessId',
      'SystemThreadId',
      'SystemUserId',
      'SystemTimeGenerated',
      'UserData',
      'UserName',
      '_TimeReceived',
      '_ItemId',
      '_Internal_WorkspaceResourceId',
    ],
    ['Keywords', 'Task', 'Opcode', 'Version'],
  ),
);
const MAX_XML_DEPTH = 64;

export const normalizeAzure: NormalizeShape = (event, json, normalizer) => {
  const eventId = eventIdOf(event['EventID']);
  if (eventId < 0) return 'event_id_missing';
  const provider = firstText(event['EventSourceName'], event['Source'], event['Provider']);
  const channel = firstText(event['Channel'], event['EventLog']);
  const envelope = normalizer.open(plans, channel, eventId, provider);
  const beyond = normalizer.withinLimits(event);
  if (beyond !== undefined) return beyond;
  envelope.computer = text(event['Computer']);
  envelope.time = parseAnyTime(event['TimeGenerated']);
  envelope.recordId = event['EventRecordId'];
  envelope.level = event['EventLevelName'] ?? event['EventLevel'] ?? event['Level'];
  envelope.loggingPid = event['SystemProcessId'];
  if (event['Type'] === 'Event') envelope.account = text(event['UserName']);
  envelope.message = firstText(event['RenderedDescription'], event['Message']);
  readData(event['EventData'], json, normalizer);
  readUserData(event['UserData'], normalizer);
  return normalizer.fields(withoutBlanks(event), json) ?? normalizer.close();
};

/** Azure writes every column of a table: the empty ones were not part of the event. */
function withoutBlanks(event: JsonObject): JsonObject {
  for (const name in event) if (event[name] === '') event[name] = null;
  return event;
}

function readData(data: JsonValue | undefined, json: string, normalizer: WindowsNormalizer): void {
  if (typeof data !== 'string') return eventData(data, json, normalizer);
  const content = data.trimStart();
  if (content === '') return;
  if (content.startsWith('{')) {
    const parsed = parseInnerObject(content);
    if (parsed !== undefined) return eventData(parsed, content, normalizer);
  } else if (content.startsWith('<')) {
    const pairs = readXmlPairs(content);
    if (pairs !== undefined) return writeXmlData(pairs, normalizer);
  }
  normalizer.field('EventData', data);
}

function readUserData(data: JsonValue | undefined, normalizer: WindowsNormalizer): void {
  const value = typeof data === 'string' && data.startsWith('{') ? parseInnerObject(data) : data;
  if (isObject(value)) userData(value, typeof data === 'string' ? data : '', normalizer);
}

/** `<EventData>`, possibly inside a `<DataItem>`. */
function readXmlPairs(xml: string): string[] | undefined {
  const at = xml.indexOf('<EventData');
  if (at < 0) return undefined;
  const pairs: string[] = [];
  if (readEventData(xml, at, pairs) >= 0) return pairs;
  const result = readXmlStrict(xml, MAX_XML_DEPTH);
  return 'event' in result ? result.event.data : undefined;
}
