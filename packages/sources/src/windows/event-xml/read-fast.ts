// The fast reader of event XML: plain searches over the text Windows writes. Gives up on anything unusual; then the parser reads it.
import { unescapeXml } from './xml-text.ts';

/** What a reader of event XML finds. */
export interface XmlEvent {
  provider: string;
  channel: string;
  eventId: string;
  computer: string;
  systemTime: string;
  recordId: string;
  level: string;
  keywords: string;
  task: string;
  opcode: string;
  version: string;
  activityId: string;
  processId: string;
  userId: string;
  message: string;
  /** Names and values of the data, flat; '' is the name of an unnamed Data. */
  data: string[];
}

export function emptyXmlEvent(): XmlEvent {
  return {
    provider: '',
    channel: '',
    eventId: '',
    computer: '',
    systemTime: '',
    recordId: '',
    level: '',
    keywords: '',
    task: '',
    opcode: '',
    version: '',
    activityId: '',
    processId: '',
    userId: '',
    message: '',
    data: [],
  };
}

/** Thrown nowhere: the value that says "this text is unusual". */
const UNUSUAL = undefined;

/** Reads the event, or gives undefined when the text has anything this reader does not expect. */
export function readXmlFast(xml: string): XmlEvent | undefined {
  if (xml.includes('<!') || xml.includes('<?')) return UNUSUAL;
  const systemStart = xml.indexOf('<System>');
  const systemEnd = xml.indexOf('</System>', systemStart);
  if (systemStart < 0 || systemEnd < 0) return UNUSUAL;
  const event = emptyXmlEvent();
  const system = xml.slice(systemStart + 8, systemEnd);
  if (!readSystem(system, event)) return UNUSUAL;
  let at = skipBlanks(xml, systemEnd + 9);
  if (xml.startsWith('<EventData', at)) {
    at = readEventData(xml, at, event.data);
    if (at < 0) return UNUSUAL;
    at = skipBlanks(xml, at);
  }
  if (xml.startsWith('<RenderingInfo', at)) {
    const end = xml.indexOf('</RenderingInfo>', at);
    if (end < 0) return UNUSUAL;
    const message = elementText(xml.slice(at, end), 'Message');
    if (message === undefined) return UNUSUAL;
    event.message = message;
    at = skipBlanks(xml, end + 16);
  }
  return xml.startsWith('</Event>', at) ? event : UNUSUAL;
}

function readSystem(system: string, event: XmlEvent): boolean {
  const provider = attribute(system, 'Provider', 'Name') ?? '';
  const texts = [
    'Channel',
    'EventID',
    'Computer',
    'EventRecordID',
    'Level',
    'Keywords',
    'Task',
    'Opcode',
    'Version',
  ] as const;
  const values = texts.map((name) => elementText(system, name));
  const attributes = [
    attribute(system, 'TimeCreated', 'SystemTime'),
    attribute(system, 'Correlation', 'ActivityID'),
    attribute(system, 'Execution', 'ProcessID'),
    attribute(system, 'Security', 'UserID') ?? attribute(system, 'Security', 'UserId'),
  ];
  if (values.includes(undefined) || attributes.includes(undefined)) return false;
  event.provider = provider === '' ? (attribute(system, 'Provider', 'EventSourceName') ?? '') : provider;
  [
    event.channel = '',
    event.eventId = '',
    event.computer = '',
    event.recordId = '',
    event.level = '',
    event.keywords = '',
    event.task = '',
    event.opcode = '',
    event.version = '',
  ] = values as string[];
  [event.systemTime = '', event.activityId = '', event.processId = '', event.userId = ''] = attributes as string[];
  return true;
}

/** Text of an element without children; '' when absent or empty; undefined when unusual. */
function elementText(xml: string, name: string): string | undefined {
  const open = findTag(xml, name, 0);
  if (open < 0) return '';
  const tagEnd = xml.indexOf('>', open);
  if (tagEnd < 0) return UNUSUAL;
  if (xml.charCodeAt(tagEnd - 1) === 47) return '';
  const close = xml.indexOf('<', tagEnd + 1);
  if (close < 0 || !xml.startsWith(`</${name}>`, close)) return UNUSUAL;
  return unescapeXml(xml.slice(tagEnd + 1, close));
}

/** Value of an attribute; '' when it or its element is absent; undefined when unusual. */
function attribute(xml: string, element: string, name: string): string | undefined {
  const open = findTag(xml, element, 0);
  if (open < 0) return '';
  const tagEnd = xml.indexOf('>', open);
  if (tagEnd < 0) return UNUSUAL;
  return attributeIn(xml, open, tagEnd, name);
}

function attributeIn(xml: string, from: number, tagEnd: number, name: string): string | undefined {
  for (let at = xml.indexOf(name, from); at >= 0 && at < tagEnd; at = xml.indexOf(name, at + 1)) {
    if (xml.charCodeAt(at - 1) > 32 || xml.charCodeAt(at + name.length) !== 61) continue;
    const quote = xml.charAt(at + name.length + 1);
    if (quote !== '"' && quote !== "'") return UNUSUAL;
    const end = xml.indexOf(quote, at + name.length + 2);
    return end < 0 || end > tagEnd ? UNUSUAL : unescapeXml(xml.slice(at + name.length + 2, end));
  }
  return '';
}

/** Where `<name` begins as a whole name. */
function findTag(xml: string, name: string, from: number): number {
  const tag = `<${name}`;
  for (let at = xml.indexOf(tag, from); at >= 0; at = xml.indexOf(tag, at + 1)) {
    const c = xml.charCodeAt(at + tag.length);
    if (c === 62 || c === 47 || c <= 32) return at;
  }
  return -1;
}

/** Reads `<EventData>…</EventData>` into data; the offset behind it, or -1 when unusual. */
export function readEventData(xml: string, start: number, data: string[]): number {
  const tagEnd = xml.indexOf('>', start);
  if (tagEnd < 0) return -1;
  if (xml.charCodeAt(tagEnd - 1) === 47) return tagEnd + 1;
  let at = tagEnd + 1;
  for (;;) {
    at = skipBlanks(xml, at);
    if (xml.startsWith('</EventData>', at)) return at + 12;
    if (!xml.startsWith('<Data', at)) {
      if (!xml.startsWith('<Binary', at)) return -1;
      const binary = readElement(xml, at, 'Binary', 'Binary', data);
      if (binary < 0) return -1;
      at = binary;
      continue;
    }
    const next = xml.charCodeAt(at + 5);
    if (next !== 62 && next !== 32 && next !== 47) return -1;
    const end = xml.indexOf('>', at);
    if (end < 0) return -1;
    const name = next === 62 ? '' : attributeIn(xml, at, end, 'Name');
    if (name === undefined) return -1;
    at = readElement(xml, at, 'Data', name, data);
    if (at < 0) return -1;
  }
}

function readElement(xml: string, start: number, element: string, name: string, data: string[]): number {
  const tagEnd = xml.indexOf('>', start);
  if (tagEnd < 0) return -1;
  if (xml.charCodeAt(tagEnd - 1) === 47) {
    data.push(name, '');
    return tagEnd + 1;
  }
  const close = xml.indexOf('<', tagEnd + 1);
  if (close < 0 || !xml.startsWith(`</${element}>`, close)) return -1;
  const raw = xml.slice(tagEnd + 1, close);
  const text = raw.includes('&') ? unescapeXml(raw) : raw;
  if (text === undefined) return -1;
  data.push(name, text);
  return close + element.length + 3;
}

function skipBlanks(xml: string, from: number): number {
  let at = from;
  while (xml.charCodeAt(at) <= 32) at++;
  return at;
}
