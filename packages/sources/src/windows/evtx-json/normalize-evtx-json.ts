// Decoded EVTX as JSON: Event.System and Event.EventData or UserData, as evtx_dump, hayabusa and others write it.
import { isObject } from '../../values/json.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';
import { PlanCache } from '../normalize/plans.ts';
import { envelopeFields, eventIdOf, firstText, text } from '../shape.ts';
import type { NormalizeShape } from '../shape.ts';
import type { WindowsNormalizer } from '../normalize/windows-normalizer.ts';

export const evtxPlans = new PlanCache('evtx-json', envelopeFields([]));

/** The attributes of an element: `#attributes` (evtx_dump), `@attributes`, beside the element (`X_attributes`), or plain members. */
function attribute(parent: JsonObject, element: string, name: string): JsonValue | undefined {
  const node = parent[element];
  if (isObject(node)) {
    const attributes = node['#attributes'] ?? node['@attributes'] ?? node['$'];
    if (isObject(attributes)) return attributes[name];
    return node[name] ?? node[`@${name}`];
  }
  const beside = parent[`${element}_attributes`];
  return isObject(beside) ? beside[name] : undefined;
}

/** Text of an element that may be bare, `{"#text": …}` or a list of one. */
function elementText(node: JsonValue | undefined): JsonValue | undefined {
  if (isObject(node)) return node['#text'] ?? node['Value'];
  return node;
}

export const normalizeEvtxJson: NormalizeShape = (event, json, normalizer) => {
  const root = isObject(event['Event']) ? event['Event'] : event;
  const system = root['System'];
  if (!isObject(system)) return 'shape_unknown';
  const eventId = eventIdOf(system['EventID']);
  if (eventId < 0) return 'event_id_missing';
  const provider = firstText(
    attribute(system, 'Provider', 'Name'),
    attribute(system, 'Provider', 'EventSourceName'),
    system['Provider_Name'],
  );
  const channel = text(elementText(system['Channel']));
  const envelope = normalizer.open(evtxPlans, channel, eventId, provider);
  const beyond = normalizer.withinLimits(event);
  if (beyond !== undefined) return beyond;
  envelope.computer = text(elementText(system['Computer']));
  envelope.time = parseAnyTime(attribute(system, 'TimeCreated', 'SystemTime') ?? system['TimeCreated']);
  envelope.recordId = elementText(system['EventRecordID']);
  envelope.level = elementText(system['Level']);
  envelope.loggingPid = attribute(system, 'Execution', 'ProcessID');
  envelope.userSid = text(attribute(system, 'Security', 'UserID'));
  for (const name of ['Keywords', 'Task', 'Opcode', 'Version'] as const)
    normalizer.extra(name, elementText(system[name]), json);
  normalizer.extra('ActivityID', attribute(system, 'Correlation', 'ActivityID'), json);
  eventData(root['EventData'], json, normalizer);
  userData(root['UserData'], json, normalizer);
  const rendering = root['RenderingInfo'];
  if (isObject(rendering)) envelope.message = text(elementText(rendering['Message']));
  return normalizer.close();
};

/** EventData: names and values, or Data without names, or a list of `{#attributes: {Name}, #text}`. */
export function eventData(data: JsonValue | undefined, json: string, normalizer: WindowsNormalizer): void {
  if (Array.isArray(data)) return dataElements(data, json, normalizer);
  if (!isObject(data)) {
    if (typeof data === 'string' && data.trim() !== '') normalizer.field('Data', data);
    return;
  }
  for (const name in data) {
    const value = data[name]!;
    if (name === '#attributes' || name === '@attributes') continue;
    if (name === 'Data' || name === '') dataElements(value, json, normalizer);
    else if (isObject(value)) normalizer.extraField(name, elementText(value) ?? null, json);
    else normalizer.extraField(name, value, json);
  }
}

function dataElements(value: JsonValue, json: string, normalizer: WindowsNormalizer): void {
  const items = Array.isArray(value) ? value : [value];
  const unnamed: string[] = [];
  for (const item of items) {
    if (!isObject(item)) {
      if (item !== null) unnamed.push(typeof item === 'string' ? item : JSON.stringify(item));
      continue;
    }
    const attributes = item['#attributes'] ?? item['@attributes'] ?? item['$'] ?? item;
    const name = isObject(attributes) ? firstText(attributes['Name'], attributes['@Name']) : '';
    const content = item['#text'] ?? item['_'] ?? item['content'] ?? null;
    if (name !== '') normalizer.extraField(name, content ?? '', json);
    else if (Array.isArray(content)) for (const part of content) unnamed.push(part === null ? '' : String(part));
    else if (content !== null) unnamed.push(String(content));
  }
  if (unnamed.length > 0) normalizer.field('Data', unnamed.join('\n'));
}

/** UserData: one element whose children are the fields; deeper elements keep the name of the leaf. */
export function userData(data: JsonValue | undefined, json: string, normalizer: WindowsNormalizer): void {
  if (!isObject(data)) return;
  for (const name in data) {
    if (name.startsWith('#') || name.startsWith('@') || name === 'xmlns' || name === '<xmlattr>') continue;
    const value = data[name]!;
    if (!isObject(value)) normalizer.extraField(name, value, json);
    else if (value['#text'] !== undefined) normalizer.extraField(name, value['#text'], json);
    else userData(value, json, normalizer);
  }
}
