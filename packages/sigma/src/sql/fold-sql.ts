// `fold` as SQL: as much of it as the literals that are searched for can tell apart.
import { fold } from '../event/fold.ts';

const ASCII = /^[\x00-\x7f]*$/;

/** How a text expression is folded, and how the literals are that it is compared with. */
export interface Folding {
  /** SQL of the folded text. */
  text(sql: string): string;
  literal(text: string): string;
}

/** Nothing is folded: case counts, or the text has none. */
export const asItIs: Folding = { text: (sql) => sql, literal: (text) => text };

/**
 * Folding that gives the same answer as `fold` on both sides for these literals. Against ASCII alone `lower` says all: no letter
 * beyond ASCII folds into it.
 * @param countsCharacters a `?` stands in the pattern, so that a text must keep its number of code points
 */
export function foldingFor(literals: readonly string[], countsCharacters: boolean): Folding {
  if (literals.every((literal) => ASCII.test(literal))) return { text: (sql) => `lower(${sql})`, literal: fold };
  const folded = literals.map(fold);
  const holds = (characters: RegExp): boolean => folded.some((literal) => characters.test(literal));
  const parts = {
    kelvin: holds(/[k\ufdd0]/),
    dottedI: countsCharacters || holds(/[i\u0307\ufdd1]/),
    sigma: holds(/\u03c3/),
  };
  return { text: (sql) => unicodeFold(sql, parts), literal: fold };
}

/** SQL of `fold(text)`, whole: for the comparison of one field with another. */
export function foldSql(sql: string): string {
  return unicodeFold(sql, { kelvin: true, dottedI: true, sigma: true });
}

interface FoldParts {
  readonly kelvin: boolean;
  readonly dottedI: boolean;
  readonly sigma: boolean;
}

function unicodeFold(sql: string, { kelvin, dottedI, sigma }: FoldParts): string {
  let text = sql;
  if (kelvin) text = `replaceAll(${text}, '\u212a', '\ufdd0')`;
  if (dottedI) text = `replaceAll(${text}, '\u0130', '\ufdd1')`;
  text = `lowerUTF8(${text})`;
  return sigma ? `replaceAll(${text}, '\u03c2', '\u03c3')` : text;
}
