// Few short texts of which each literal holds one: what is searched first, since searching for less is quicker.

/** Runs of signs are rare in texts, words are not; so a shared word must be longer. */
const SIGNS = /^[^a-z0-9 ]+$/;
const SIGN_LENGTH = 2;
const WORD_LENGTH = 4;

/** Texts that several literals share stand for these; literals that share none stand for themselves. */
export function coverOf(literals: readonly string[]): readonly string[] {
  let left = [...new Set(literals)];
  const cover: string[] = [];
  for (;;) {
    const best = mostShared(left);
    if (best === undefined) return [...cover, ...left];
    cover.push(best);
    left = left.filter((literal) => !literal.includes(best));
  }
}

function mostShared(literals: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const literal of literals) for (const part of partsOf(literal)) counts.set(part, (counts.get(part) ?? 0) + 1);
  let best: string | undefined;
  for (const [part, count] of counts) if (count > (best === undefined ? 1 : counts.get(best)!)) best = part;
  return best;
}

function partsOf(literal: string): Set<string> {
  const parts = new Set<string>();
  for (let i = 0; i + SIGN_LENGTH <= literal.length; i++) {
    const signs = literal.slice(i, i + SIGN_LENGTH);
    if (SIGNS.test(signs)) parts.add(signs);
    if (i + WORD_LENGTH <= literal.length) parts.add(literal.slice(i, i + WORD_LENGTH));
  }
  return parts;
}
