// Property: whatever holds a literal holds a text of its cover, so that searching for the cover first loses nothing.
import fc from 'fast-check';
import { coverOf } from './literal-cover.ts';

describe('coverOf', () => {
  it('gives each literal a text that stands in it', () => {
    const literal = fc.string({ unit: fc.constantFrom(...'ab:. \\k'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(literal, { maxLength: 24 }), (literals) => {
        const cover = coverOf(literals);
        expect(literals.filter((text) => !cover.some((part) => text.includes(part)))).toEqual([]);
        expect(cover.length).toBeLessThanOrEqual(new Set(literals).size);
        expect(cover).not.toContain('');
      }),
    );
  });

  it('takes the signs that literals share', () => {
    expect(coverOf(['lsadump::', 'event::clear', 'misc::skeleton', 'wi legit printer'])).toEqual([
      '::',
      'wi legit printer',
    ]);
  });
});
