// Text patterns: literal runs and wildcards as tokens, never as characters in a string.

export const ANY_RUN = Symbol.for('huntboard.sigma.*');
export const ANY_ONE = Symbol.for('huntboard.sigma.?');

/** `*`: any run of characters, also none and also line breaks. `?`: exactly one Unicode code point. */
export type PatternToken = string | typeof ANY_RUN | typeof ANY_ONE;

/**
 * A pattern that covers the whole value: `contains x` is [*, x, *], `startswith x` is [x, *], plain equality is [x], the empty
 * string is []. Two literals never stand side by side, nor do two `*`; a literal is never ''.
 */
export type Pattern = readonly PatternToken[];

/** Makes a pattern canonical: joins neighbouring literals, drops empty ones and doubled `*`. */
export function toPattern(tokens: Iterable<PatternToken>): Pattern {
  const pattern: PatternToken[] = [];
  for (const token of tokens) {
    if (token === '') continue;
    const last = pattern[pattern.length - 1];
    if (token === ANY_RUN && last === ANY_RUN) continue;
    if (typeof token === 'string' && typeof last === 'string') pattern[pattern.length - 1] = last + token;
    else pattern.push(token);
  }
  return pattern;
}

/** What kind of comparison a pattern is, for back ends that have a cheaper way for the simple ones. */
export type PatternShape =
  | { readonly kind: 'equals' | 'contains' | 'startswith' | 'endswith'; readonly literal: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'wildcards' };

export function shapeOf(pattern: Pattern): PatternShape {
  const { length } = pattern;
  const [first, second, third] = pattern;
  if (length === 0) return { kind: 'equals', literal: '' };
  if (length === 1 && first === ANY_RUN) return { kind: 'any' };
  if (length === 1 && typeof first === 'string') return { kind: 'equals', literal: first };
  if (length === 2 && typeof first === 'string' && second === ANY_RUN) return { kind: 'startswith', literal: first };
  if (length === 2 && first === ANY_RUN && typeof second === 'string') return { kind: 'endswith', literal: second };
  if (length === 3 && first === ANY_RUN && typeof second === 'string' && third === ANY_RUN)
    return { kind: 'contains', literal: second };
  return { kind: 'wildcards' };
}
