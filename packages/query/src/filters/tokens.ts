// Tokens of a search text that a text index can look up: runs of letters and digits that are whole in every match.

/** Where the text must stand in the value: `whole` = equal, `start` and `end` = anchored there, `inside` = anywhere. */
export type Anchor = 'whole' | 'start' | 'end' | 'inside';

/**
 * Lower-case tokens that every value which matches must contain. A run at an open edge of the text may be part of a longer
 * token of the value, so it does not count. Text with other than ASCII letters gives nothing at its edges: the tokenizer of
 * the index splits at non-alphanumerics and takes only ASCII letters and digits as such.
 */
export function indexTokens(text: string, anchor: Anchor): string[] {
  // As lower() does: A to Z only. toLowerCase would turn the Kelvin sign into a k.
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const tokens = new Set<string>();
  for (const match of lower.matchAll(/[a-z0-9]+/g)) {
    const atStart = match.index === 0;
    const atEnd = match.index + match[0].length === lower.length;
    if (atStart && (anchor === 'inside' || anchor === 'end')) continue;
    if (atEnd && (anchor === 'inside' || anchor === 'start')) continue;
    // Beyond ASCII the tokenizer and JavaScript may disagree about what a letter is.
    const before = lower[match.index - 1];
    const after = lower[match.index + match[0].length];
    if ((before !== undefined && before > '\u007f') || (after !== undefined && after > '\u007f')) continue;
    tokens.add(match[0]);
  }
  return [...tokens].sort((a, b) => b.length - a.length).slice(0, 8);
}
