// Case folding, the same in the matcher and in ClickHouse: one code point in, one code point out, whatever stands around it.

/** The code points that lower-casing treats by their neighbours, or turns into ASCII: see `fold`. Costs nothing where a character is one byte. */
const SPECIAL = /[\u212a\u0130\u03a3\u03c2\ufdd0\ufdd1]/;
const SPECIALS = /[\u212a\u0130\u03a3\u03c2]/g;

const SPECIAL_FOLDS: Readonly<Record<string, string>> = {
  '\u212a': '\ufdd0',
  '\u0130': '\ufdd1',
  '\u03a3': '\u03c3',
  '\u03c2': '\u03c3',
};

/**
 * The text in the form in which case does not count: lower case by Unicode (as ClickHouse's `lowerUTF8` does it, which follows
 * ICU), but for three letters, so that folding goes code point by code point and never leads from outside ASCII into it:
 * - Σ, σ and ς are all σ (lower-casing would ask whether a word ends there);
 * - K (Kelvin, U+212A) is no k, and İ (U+0130) is no i: they become the noncharacters U+FDD0 and U+FDD1.
 *
 * Hence a literal in ASCII is found in `fold(text)` exactly where ClickHouse finds it in `lower(text)`, which is cheap and what
 * the text indexes stand on. A file system does not take K for k either. `foldSql` in sql/fold-sql.ts says the same as SQL.
 */
export function fold(text: string): string {
  if (!SPECIAL.test(text)) return text.toLowerCase();
  return text.replace(SPECIALS, (letter) => SPECIAL_FOLDS[letter]!).toLowerCase();
}
