// Writes values as SQL literals. Everything that enters SQL text goes through here.

/** A string literal. Backslash, quote and NUL are the characters that could end or bend it. */
export function quoteString(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\0/g, '\\0')}'`;
}

/** An identifier in backquotes. */
export function quoteIdentifier(value: string): string {
  return `\`${value.replace(/\\/g, '\\\\').replace(/`/g, '\\`')}\``;
}
