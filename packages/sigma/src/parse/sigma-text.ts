// Sigma's way to write a text with wildcards, both ways: `*` any run, `?` one character, backslash before *, ? or \ takes it as it is.
import { ANY_ONE, ANY_RUN, toPattern } from '../model/pattern.ts';
import type { Pattern, PatternToken } from '../model/pattern.ts';

/**
 * Reads a text as written in a rule (specification, "Escaping"). A backslash before anything else is a plain backslash, so `\\` and
 * `\` mean the same unless a wildcard follows.
 */
export function parseText(text: string): Pattern {
  if (!/[*?\\]/.test(text)) return text === '' ? [] : [text];
  const tokens: PatternToken[] = [];
  let literal = '';
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      index++;
    } else if (character === '*' || character === '?') {
      tokens.push(literal, character === '*' ? ANY_RUN : ANY_ONE);
      literal = '';
    } else {
      literal += character;
    }
  }
  tokens.push(literal);
  return toPattern(tokens);
}

/** Writes a pattern so that `parseText` reads the same again. */
export function printText(pattern: Pattern): string {
  let text = '';
  for (const token of pattern) {
    if (token === ANY_RUN) text += '*';
    else if (token === ANY_ONE) text += '?';
    else text += token.replace(/[*?\\]/g, '\\$&');
  }
  return text;
}
