// Encodings and dashes: what is searched for is really found in what a program would have written.
import fc from 'fast-check';
import { parseText } from './sigma-text.ts';
import { changeText } from './text-changes.ts';

function texts(value: string, changes: Parameters<typeof changeText>[1]): string[] {
  const changed = changeText(parseText(value), changes, 20_000);
  if (typeof changed === 'string') throw new Error(changed);
  return changed.map((pattern) => pattern.join(''));
}

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019 -_.äß€😀'), minLength: 2, maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 12 });

describe('base64', () => {
  test('is what Node makes of the bytes', () => {
    fc.assert(
      fc.property(word, (value) => {
        expect(texts(value, ['base64'])).toEqual([Buffer.from(value).toString('base64')]);
        expect(texts(value, ['utf16le', 'base64'])).toEqual([Buffer.from(value, 'utf16le').toString('base64')]);
      }),
    );
  });

  test('with offsets finds the text wherever it stands in what was encoded', () => {
    fc.assert(
      fc.property(bytes, word, bytes, (before, value, after) => {
        const encoded = Buffer.concat([before, Buffer.from(value), after]).toString('base64');
        const fragments = texts(value, ['base64offset']);
        expect(fragments).toHaveLength(3);
        expect(encoded).toContain(fragments[before.length % 3]);
      }),
      { numRuns: 2000 },
    );
  });

  test('with offsets finds wide text too, in both byte orders', () => {
    fc.assert(
      fc.property(bytes, word, bytes, fc.boolean(), (before, value, after, bigEndian) => {
        const wide = Buffer.from(value, 'utf16le');
        if (bigEndian) wide.swap16();
        const encoded = Buffer.concat([before, wide, after]).toString('base64');
        const fragments = texts(value, [bigEndian ? 'utf16be' : 'utf16le', 'base64offset']);
        expect(encoded).toContain(fragments[before.length % 3]);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes no character that depends on what stands beside: a fragment is as long as it can be', () => {
    expect(texts('foobar', ['base64offset'])).toEqual(['Zm9vYmFy', 'Zvb2Jhc', 'mb29iYX']);
    expect(texts('http://', ['base64offset'])).toEqual(['aHR0cDovL', 'h0dHA6Ly', 'odHRwOi8v']);
  });

  test('refuses wildcards, and texts too short to be found', () => {
    expect(changeText(parseText('a*b'), ['base64'], 10)).toBe('wildcards cannot be encoded in base64');
    expect(changeText(parseText('a'), ['base64offset'], 10)).toMatch(/too short/);
  });
});

describe('wide text', () => {
  test('has two bytes for a character, and a mark in front for utf16', () => {
    expect(texts('cmd', ['utf16le'])).toEqual(['c\0m\0d\0']);
    expect(texts('cmd', ['utf16be'])).toEqual(['\0c\0m\0d']);
    expect(texts('cmd', ['utf16'])).toEqual(['\xFF\xFEc\0m\0d\0']);
    expect(texts('cmd', ['utf16', 'base64'])).toEqual([Buffer.from('\uFEFFcmd', 'utf16le').toString('base64')]);
  });

  test('keeps wildcards where they are', () => {
    expect(changeText(parseText('*ab?'), ['utf16'], 10)).toEqual([
      ['\xFF\xFE', ...parseText('*'), 'a\0b\0', ...parseText('?')],
    ]);
  });
});

describe('windash', () => {
  const dashes = ['-', '/', '–', '—', '―'];

  test('takes every dash before a word for every other', () => {
    expect(texts(' -enc', ['windash'])).toEqual(dashes.map((dash) => ` ${dash}enc`));
    expect(texts('/a –b', ['windash'])).toEqual(dashes.flatMap((a) => dashes.map((b) => `${a}a ${b}b`)));
  });

  test('leaves dashes inside and after words alone', () => {
    expect(texts('well-known a- ', ['windash'])).toEqual(['well-known a- ']);
    expect(texts('-no-profile', ['windash'])).toEqual(dashes.map((dash) => `${dash}no-profile`));
  });

  test('gives the text itself, and each text once', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab -/–'), maxLength: 12 }), (value) => {
        const changed = changeText([value], ['windash'], 20_000);
        if (typeof changed === 'string') return;
        const all = changed.map((pattern) => pattern.join(''));
        expect(all).toContain(value);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test('stops at the limit instead of filling the memory', () => {
    expect(changeText([' -a'.repeat(40)], ['windash'], 20_000)).toMatch(/more than 20000 texts/);
  });
});
