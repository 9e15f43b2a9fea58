// The fast and the strict reader of event XML read the same; the fast one may give up, but never differ.
import fc from 'fast-check';
import { readXmlFast } from './read-fast.ts';
import { readXmlStrict } from './read-strict.ts';
import { unescapeXml } from './xml-text.ts';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;').replaceAll('"', '&#x22;');
const content = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .filter((text) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\r]/.test(text));
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,12}$/);
const data = fc.array(fc.tuple(fc.option(name, { nil: '' }), content), { maxLength: 8 });

function eventXml(pairs: readonly (readonly [string, string])[], computer: string, quote: string): string {
  const attribute = (key: string, value: string): string => ` ${key}=${quote}${escape(value)}${quote}`;
  const items = pairs
    .map(([key, value]) => `<Data${key === '' ? '' : attribute('Name', key)}>${escape(value)}</Data>`)
    .join('\n  ');
  return `<Event xmlns=${quote}http://schemas.microsoft.com/win/2004/08/events/event${quote}><System><Provider${attribute('Name', 'A & B')}/><EventID>7</EventID><TimeCreated${attribute('SystemTime', '2026-03-10T08:00:00Z')}/><Execution${attribute('ProcessID', '4')}/><Channel>System</Channel><Computer>${escape(computer)}</Computer></System><EventData>${items}</EventData><RenderingInfo Culture=${quote}en-US${quote}><Message>${escape(computer)}</Message><Level>Information</Level></RenderingInfo></Event>`;
}

test('both readers give the same event', () => {
  fc.assert(
    fc.property(data, content, fc.constantFrom('"', "'"), (pairs, computer, quote) => {
      const xml = eventXml(pairs, computer.trim(), quote);
      const fast = readXmlFast(xml);
      expect(fast).toBeDefined();
      expect(readXmlStrict(xml, 64)).toEqual({ event: fast });
      expect(fast!.data).toEqual(pairs.flat());
    }),
  );
});

test('what the fast reader makes of damaged XML, the strict one makes too', () => {
  fc.assert(
    fc.property(
      data,
      fc.nat(),
      fc.constantFrom('', '<', '>', '&', '/', '=', '<x>', '<!--x-->', '"', "'", ' ', '\n', ' Name=', ' x="y"'),
      fc.nat({ max: 4 }),
      (pairs, position, piece, cut) => {
        const xml = eventXml(pairs, 'pc', '"');
        const at = position % xml.length;
        const damaged = `${xml.slice(0, at)}${piece}${xml.slice(at + cut)}`;
        const fast = readXmlFast(damaged);
        const strict = readXmlStrict(damaged, 64);
        if (fast !== undefined && 'event' in strict) expect(fast).toEqual(strict.event);
      },
    ),
    { numRuns: 1000 },
  );
});

test('only the five entities and numbers of real characters are resolved', () => {
  expect(unescapeXml('&lt;&gt;&amp;&quot;&apos;&#65;&#x41;&#x1F600;')).toBe('<>&"\'AA😀');
  for (const bad of [
    '&',
    '&x;',
    '&lol9;',
    '&#0;',
    '&#x0;',
    '&#xD800;',
    '&#x110000;',
    '&__proto__;',
    '&constructor;',
    '&amp',
  ])
    expect(unescapeXml(bad)).toBeUndefined();
});
