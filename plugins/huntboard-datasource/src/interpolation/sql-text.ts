// Values as ClickHouse SQL text. Variables in SQL of one's own can only be text: here is where they are made harmless.

/** Escapes what ends or changes a string literal: backslash first, then the quote. */
export function escapeText(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}

/** A string literal. */
export function quoteLiteral(value: string): string {
  return `'${escapeText(value)}'`;
}

/** Literals with commas between them, for IN; one that matches nothing when there are none. */
export function quoteList(values: readonly string[]): string {
  return values.length === 0 ? "''" : values.map(quoteLiteral).join(', ');
}

/** A value inside a regular expression (RE2): every character stands for itself. */
export function escapeRegex(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
