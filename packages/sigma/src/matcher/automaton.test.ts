// Which literals the automaton finds, beside the plain search.
import fc from 'fast-check';
import { Automaton, searchForm } from './automaton.ts';

/** Indexes of the literals that the automaton finds in a text. */
function find(automaton: Automaton, text: string): Set<number> {
  const { table, classOf, limit, width, starts, outputs } = automaton;
  const found = new Set<number>();
  let state = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    state = table[state + (unit < 128 ? classOf[unit]! : automaton.wideClass(unit))]!;
    if (state < limit) continue;
    const output = (state - limit) / width;
    for (let o = starts[output]!; o < starts[output + 1]!; o++) found.add(outputs[o]!);
  }
  return found;
}

const sorted = (set: Iterable<number>): number[] => [...set].sort((a, b) => a - b);

describe('Automaton', () => {
  it('finds literals within and behind each other, whatever the case', () => {
    const automaton = new Automaton(['he', 'she', 'hers', 'his', 'e']);
    expect(sorted(find(automaton, 'uSHErs'))).toEqual([0, 1, 2, 4]);
    expect(sorted(find(automaton, 'HIS'))).toEqual([3]);
    expect(sorted(find(automaton, 'xyz'))).toEqual([]);
    expect([automaton.findsAny('ahe'), automaton.findsAny('abc'), automaton.findsAny('')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('finds in ASCII exactly what the plain search finds', () => {
    const literal = fc.string({ unit: fc.constantFrom(...'abAB\\.k1'), minLength: 1, maxLength: 6 });
    const text = fc.string({ unit: fc.constantFrom(...'abAB\\.k1K z'), maxLength: 60 });
    fc.assert(
      fc.property(
        fc.uniqueArray(literal, { selector: searchForm, minLength: 1, maxLength: 40 }),
        text,
        (list, value) => {
          const literals = list.map(searchForm);
          const plain = literals.flatMap((one, i) => (searchForm(value).includes(one) ? [i] : []));
          const automaton = new Automaton(literals);
          expect(sorted(find(automaton, value))).toEqual(plain);
          expect(automaton.findsAny(value)).toBe(plain.length > 0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('misses nothing beyond ASCII, though it may find too much', () => {
    const unit = fc.constantFrom(
      ...'aksKS',
      'é',
      'É',
      'ß',
      'ſ',
      '\u212a',
      '\ufdd0',
      'Σ',
      'ς',
      'İ',
      '😀',
      '𐐀',
      '𐐨',
      '\ud801',
    );
    const literal = fc.string({ unit, minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(literal, { minLength: 1, maxLength: 20 }),
        fc.string({ unit, maxLength: 40 }),
        (list, value) => {
          const literals = [...new Set(list.map(searchForm))].filter((one) => one !== '');
          const found = find(new Automaton(literals), value);
          const plain = literals.flatMap((one, i) => (searchForm(value).includes(one) ? [i] : []));
          expect(plain.filter((i) => !found.has(i))).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
