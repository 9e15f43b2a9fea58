// The strict reader of event XML: a real parser, for what the fast reader gives up on (UserData, CDATA, comments, prefixes).
import { SaxesParser } from 'saxes';
import { emptyXmlEvent, SYSTEM_ATTRIBUTES, SYSTEM_TEXTS } from './read-fast.ts';
import type { XmlEvent } from './read-fast.ts';

export type XmlResult = { readonly event: XmlEvent } | { readonly error: string };

/** Parses one `<Event>`, or a bare `<EventData>`; `maxDepth` bounds the nesting. Entities beyond the five and any doctype are errors. */
export function readXmlStrict(xml: string, maxDepth: number): XmlResult {
  const reader = new StrictReader(maxDepth);
  return reader.read(xml);
}

class StrictReader {
  readonly #event = emptyXmlEvent();
  readonly #path: string[] = [];
  readonly #maxDepth: number;
  #error = '';
  #text = '';
  #dataName = '';
  #hasChild = false;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  read(xml: string): XmlResult {
    const parser = new SaxesParser({ xmlns: false, position: false });
    const fail = (error: string): void => {
      if (this.#error === '') this.#error = error;
    };
    parser.on('error', (error) => fail(error.message));
    parser.on('doctype', () => fail('a document type is not accepted'));
    parser.on('opentag', (tag) => this.#open(localName(tag.name), tag.attributes, fail));
    parser.on('text', (text) => (this.#text += text));
    parser.on('cdata', (text) => (this.#text += text));
    parser.on('closetag', () => this.#close());
    try {
      parser.write(xml).close();
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
    return this.#error === '' ? { event: this.#event } : { error: this.#error.slice(0, 200) };
  }

  #open(name: string, attributes: Record<string, string>, fail: (error: string) => void): void {
    this.#path.push(name);
    this.#text = '';
    this.#hasChild = false;
    if (this.#path.length > this.#maxDepth) fail('nested too deep');
    if (this.#parent() === 'System') {
      const wanted = Object.hasOwn(SYSTEM_ATTRIBUTES, name) ? SYSTEM_ATTRIBUTES[name]! : [];
      for (const [attribute, field] of wanted) this.#event[field] ||= attributes[attribute] ?? '';
    } else this.#dataName = attributes['Name'] ?? '';
  }

  #close(): void {
    const name = this.#path.pop() ?? '';
    const parent = this.#path.at(-1);
    if (parent === 'System') {
      if (Object.hasOwn(SYSTEM_TEXTS, name)) this.#event[SYSTEM_TEXTS[name]!] = this.#text.trim();
    } else if (parent === 'EventData') {
      if (!this.#hasChild) this.#event.data.push(name === 'Data' ? this.#dataName : name, this.#text);
    } else if (this.#path.includes('UserData')) {
      if (!this.#hasChild && this.#path.at(-1) !== 'UserData') this.#event.data.push(name, this.#text);
    } else if (parent === 'RenderingInfo' && name === 'Message') this.#event.message = this.#text;
    this.#text = '';
    this.#dataName = '';
    this.#hasChild = true;
  }

  #parent(): string | undefined {
    return this.#path.at(-2);
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
