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

type TextField = Exclude<keyof XmlEvent, 'data'>;

/** The children of `<System>` whose text is kept, and the field that keeps it. */
export const SYSTEM_TEXTS: Readonly<Record<string, TextField>> = {
  EventID: 'eventId',
  Channel: 'channel',
  Computer: 'computer',
  EventRecordID: 'recordId',
  Level: 'level',
  Keywords: 'keywords',
  Task: 'task',
  Opcode: 'opcode',
  Version: 'version',
};

/** The children of `<System>` of which attributes are kept; where two lead to one field, the first that has a value. */
export const SYSTEM_ATTRIBUTES: Readonly<Record<string, readonly (readonly [attribute: string, field: TextField])[]>> =
  {
    Provider: [
      ['Name', 'provider'],
      ['EventSourceName', 'provider'],
    ],
    TimeCreated: [['SystemTime', 'systemTime']],
    Correlation: [['ActivityID', 'activityId']],
    Execution: [['ProcessID', 'processId']],
    Security: [
      ['UserID', 'userId'],
      ['UserId', 'userId'],
    ],
  };
const NO_ATTRIBUTES: readonly (readonly [string, TextField])[] = [];

/** Thrown nowhere: the value that says "this text is unusual". */
const UNUSUAL = undefined;

/** Reads the event, or gives undefined when the text has anything this reader does not expect. */
export function readXmlFast(xml: string): XmlEvent | undefined {
  if (xml.includes('<!') || xml.includes('<?')) return UNUSUAL;
  const event = emptyXmlEvent();
  const head = skipBlanks(xml, 0);
  if (!xml.startsWith('<Event', head)) return UNUSUAL;
  const headEnd = xml.indexOf('>', head);
  if (headEnd < 0 || attributeIn(xml, head, headEnd, '') === undefined) return UNUSUAL;
  const system = skipBlanks(xml, headEnd + 1);
  if (!xml.startsWith('<System>', system)) return UNUSUAL;
  let at = readSystem(xml, system + 8, event);
  if (at < 0) return UNUSUAL;
  at = skipBlanks(xml, at);
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
  return xml.startsWith('</Event>', at) && skipBlanks(xml, at + 8) >= xml.length ? event : UNUSUAL;
}

/** Reads the children of `<System>` one after the other; the offset behind `</System>`, or -1 when unusual. */
function readSystem(xml: string, start: number, event: XmlEvent): number {
  for (let at = skipBlanks(xml, start); ; at = skipBlanks(xml, at)) {
    if (xml.startsWith('</System>', at)) return at + 9;
    if (xml.charCodeAt(at) !== 60) return -1;
    const nameStop = nameEnd(xml, at + 1);
    const name = xml.slice(at + 1, nameStop);
    const tagEnd = xml.indexOf('>', nameStop);
    if (tagEnd < 0 || !readSystemAttributes(xml, at, tagEnd, name, event)) return -1;
    if (xml.charCodeAt(tagEnd - 1) === 47) {
      at = tagEnd + 1;
      continue;
    }
    const close = xml.indexOf('<', tagEnd + 1);
    if (close < 0 || !xml.startsWith(`</${name}>`, close)) return -1;
    if (Object.hasOwn(SYSTEM_TEXTS, name)) {
      const text = unescapeXml(xml.slice(tagEnd + 1, close));
      if (text === undefined) return -1;
      event[SYSTEM_TEXTS[name]!] = text.trim();
    }
    at = close + name.length + 3;
  }
}

function readSystemAttributes(xml: string, open: number, tagEnd: number, name: string, event: XmlEvent): boolean {
  const wanted = Object.hasOwn(SYSTEM_ATTRIBUTES, name) ? SYSTEM_ATTRIBUTES[name]! : NO_ATTRIBUTES;
  for (const [attribute, field] of wanted) {
    const value = attributeIn(xml, open, tagEnd, attribute);
    if (value === undefined) return false;
    if (value !== '') event[field] ||= value;
  }
  return wanted !== NO_ATTRIBUTES || attributeIn(xml, open, tagEnd, '') !== undefined;
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

/** Walks the attributes of the tag at `from`, so that a name inside another's value is never taken for one. */
function attributeIn(xml: string, from: number, tagEnd: number, name: string): string | undefined {
  let at = nameEnd(xml, from + 1);
  for (;;) {
    const start = skipBlanks(xml, at);
    if (start >= tagEnd || (xml.charCodeAt(start) === 47 && start === tagEnd - 1)) return '';
    if (start === at) return UNUSUAL;
    const equals = nameEnd(xml, start);
    const quote = xml.charCodeAt(equals + 1);
    if (equals === start || xml.charCodeAt(equals) !== 61 || (quote !== 34 && quote !== 39)) return UNUSUAL;
    const end = xml.indexOf(quote === 34 ? '"' : "'", equals + 2);
    if (end < 0 || end > tagEnd) return UNUSUAL;
    if (equals - start === name.length && xml.startsWith(name, start)) {
      const value = xml.slice(equals + 2, end);
      return BLANK_BUT_SPACE.test(value) ? UNUSUAL : unescapeXml(value);
    }
    at = end + 1;
  }
}

/** XML turns these into spaces in an attribute's value: left to the parser. */
const BLANK_BUT_SPACE = /[\t\n\r]/;

/** Where the name that begins at `from` ends: at a blank, `=`, `/`, `>` or the text's end. */
function nameEnd(xml: string, from: number): number {
  let at = from;
  for (let c = xml.charCodeAt(at); c > 32 && c !== 61 && c !== 47 && c !== 62; c = xml.charCodeAt(at)) at++;
  return at;
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
