// The way Sigma writes texts, by the rules of the specification's section "Escaping".
import fc from 'fast-check';
import { ANY_ONE, ANY_RUN, toPattern } from '../model/pattern.ts';
import type { PatternToken } from '../model/pattern.ts';
import { parseText, printText } from './sigma-text.ts';

const star: typeof ANY_RUN = ANY_RUN;
const one: typeof ANY_ONE = ANY_ONE;

describe('a text of a rule', () => {
  test.each<[string, readonly PatternToken[]]>([
    ['', []],
    ['abc', ['abc']],
    ['*', [star]],
    ['**', [star]],
    ['a*b?c', ['a', star, 'b', one, 'c']],
    ['??', [one, one]],
    ['C:\\Windows\\x.exe', ['C:\\Windows\\x.exe']],
    ['a\\', ['a\\']],
    ['a\\\\b', ['a\\b']],
    ['a\\*b', ['a*b']],
    ['a\\?b', ['a?b']],
    ['a\\\\*b', ['a\\', star, 'b']],
    ['a\\\\\\*b', ['a\\*b']],
    ['a\\\\\\b', ['a\\\\b']],
    ['a\\\\\\\\b', ['a\\\\b']],
    ['\\\\*\\', ['\\', star, '\\']],
    ['😀?é', ['😀', one, 'é']],
  ])('%j reads as it is meant', (text, tokens) => {
    expect(parseText(text)).toEqual(tokens);
  });

  test('a pattern that is written reads as the same pattern', () => {
    const token = fc.oneof(
      fc.constant(ANY_RUN),
      fc.constant(ANY_ONE),
      fc.string({ unit: fc.constantFrom(...'\\*?a%ü😀') }),
    );
    fc.assert(
      fc.property(fc.array(token), (tokens) => {
        const pattern = toPattern(tokens);
        expect(parseText(printText(pattern))).toEqual(pattern);
      }),
      { numRuns: 1000 },
    );
  });

  test('reading and writing changes nothing more once it has been done', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'\\*?a') }), (text) => {
        const pattern = parseText(text);
        expect(toPattern(pattern)).toEqual(pattern);
        expect(parseText(printText(pattern))).toEqual(pattern);
      }),
      { numRuns: 1000 },
    );
  });
});
