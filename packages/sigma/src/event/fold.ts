// Case folding, the same in the matcher and in ClickHouse: what `lowerUTF8` does to a text, code point by code point.

/** The text in the form in which case does not count. */
export function fold(text: string): string {
  return text.toLowerCase();
}
