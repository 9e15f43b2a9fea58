// Which literals a regular expression needs; what is given must stand in every text that it finds.
import fc from 'fast-check';
import { compileRegex } from './compile-regex.ts';
import { requiredLiterals } from './regex-literals.ts';

describe('requiredLiterals', () => {
  it.each([
    ['abc', [['abc']]],
    ['ABC', [['abc']]],
    ['a(?:b|c)d', [['abd', 'acd']]],
    ['(?i)foo.*bar', [['foo'], ['bar']]],
    ['colou?r', [['colour', 'color']]],
    ['ab{2}c', [['abbc']]],
    ['x+yz', [['yz'], ['x']]],
    ['\\\\temp\\\\[^\\\\]+\\.exe$', [['\\temp\\'], ['.exe']]],
    ['[ab]x', [['ax', 'bx']]],
    ['\\x41b', [['ab']]],
  ])('%s needs one of each of %j', (source, expected) => {
    expect(requiredLiterals(source).map((set) => [...set])).toEqual(expected);
  });

  it.each(['', '.*', 'a*', '\\w+', '(?:abc)?', 'abc|', '[a-z]+', '[^a]', '\\pL', 'é', '*a', '(a', '\\Qab\\E', 'a|.*'])(
    '%s has nothing to hold on to',
    (source) => expect(requiredLiterals(source)).toEqual([]),
  );

  it('names literals that stand in every text in which the expression is found', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b',
        'K',
        's',
        '\\\\',
        '\\.',
        '.',
        '[ab]',
        '[^b]',
        '[a-c]',
        '\\d',
        '\\w',
        '^',
        '$',
        '\\b',
        '(?:ab|b)',
        '(a|\\.)',
        '(?i:Kb)',
      ],
    );
    const part = fc
      .tuple(piece, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '+?'))
      .map(([one, times]) => (/^(\^|\$|\\b)$/.test(one) ? one : one + times));
    const source = fc
      .array(
        fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
        { minLength: 1, maxLength: 3 },
      )
      .map((alternatives) => alternatives.join('|'));
    const text = fc.string({ unit: fc.constantFrom(...'abkKsS\\.1 '), maxLength: 12 });
    fc.assert(
      fc.property(
        source,
        fc.array(text, { minLength: 1, maxLength: 20 }),
        fc.constantFrom<'i'[]>([], ['i']),
        (expression, texts, flags) => {
          const regex = compileRegex({ source: expression, flags });
          const sets = requiredLiterals(expression);
          for (const value of texts) {
            if (!regex.test(value)) continue;
            for (const set of sets) expect(set.some((literal) => value.toLowerCase().includes(literal))).toBe(true);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
