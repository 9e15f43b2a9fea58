// What made a rule match must be seen in the event, however its shipper writes it; nothing else may be marked.
import { markText, readable } from './mark-text';

const marked = (text: string, matched: Record<string, string>): string[] =>
  markText(text, matched).flatMap((piece) => (piece.field === undefined ? [] : [`${piece.field}: ${piece.text}`]));

test('values are found in JSON with its escapes, without regard to case', () => {
  const text = readable(JSON.stringify({ Image: 'C:\\Windows\\cmd.exe', CommandLine: 'cmd /c "WHOAMI"' }));
  expect(marked(text, { Image: 'C:\\WINDOWS\\cmd.exe', CommandLine: 'whoami' })).toEqual([
    'Image: C:\\\\Windows\\\\cmd.exe',
    'CommandLine: WHOAMI',
  ]);
});

test('values are found in XML with its entities', () => {
  expect(marked('<Data>a &amp;&amp; b</Data>', { CommandLine: 'a && b' })).toEqual(['CommandLine: a &amp;&amp; b']);
});

test('the longer of two values that begin at one place is marked', () => {
  expect(marked('powershell.exe', { a: 'power', b: 'powershell' })).toEqual(['b: powershell']);
});

test('short values, which stand everywhere, are not marked', () => {
  expect(marked('level 10 at 10:10', { LogonType: '10' })).toEqual([]);
});

test('the pieces are the text, whatever is marked', () => {
  const text = 'x'.repeat(50) + 'needle' + 'İ'.repeat(3) + 'needle';
  expect(
    markText(text, { f: 'needle' })
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('what is no JSON stays as it is, and what is endless is cut', () => {
  expect(readable('{not json')).toBe('{not json');
  expect(readable('y'.repeat(100_000)).length).toBeLessThan(66_000);
});
