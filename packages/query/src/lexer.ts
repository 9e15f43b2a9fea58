// ClickHouse SQL into tokens, so that macros, comments and strings are told apart (as Lexer.cpp of ClickHouse does).

export type TokenKind =
  'space' | 'comment' | 'string' | 'quoted' | 'heredoc' | 'macro' | 'word' | 'number' | 'parameter' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
}

const MACRO = /\$__[A-Za-z_][A-Za-z0-9_]*/y;
/** `$name` may be a macro of another plugin, a variable that nobody knows, or the tag of a heredoc, which ends in `$`. */
const DOLLAR_NAME = /\$[A-Za-z][A-Za-z0-9_]*(?![A-Za-z0-9_$])/y;
const SPACE = /[\s\u00a0\ufeff]+/y;
const LINE_COMMENT = /(?:--|−−|#[ !])[^\n]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)[A-Za-z0-9_]*/y;
const PARAMETER = /\{\s*[A-Za-z_][A-Za-z0-9_]*\s*:\s*[^{}]*\}/y;
const HEREDOC_TAG = /\$[A-Za-z0-9_]*\$/y;

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** End of a quoted token that starts at `at`; backslash and doubling both escape. The text's end when it is not closed. */
function quotedEnd(sql: string, at: number): number {
  const quote = sql[at];
  let i = at + 1;
  while (i < sql.length) {
    const char = sql[i];
    if (char === '\\') i += 2;
    else if (char === quote) {
      if (sql[i + 1] !== quote) return i + 1;
      i += 2;
    } else i++;
  }
  return sql.length;
}

function upTo(sql: string, from: number, closing: string): number {
  const found = sql.indexOf(closing, from);
  return found < 0 ? sql.length : found + closing.length;
}

const CURLY: Readonly<Record<string, { readonly closing: string; readonly kind: TokenKind }>> = {
  '\u2018': { closing: '\u2019', kind: 'string' },
  '\u201c': { closing: '\u201d', kind: 'quoted' },
};

function next(sql: string, at: number): { readonly kind: TokenKind; readonly end: number } {
  const char = sql[at] ?? '';
  const curly = CURLY[char];
  if (curly !== undefined) return { kind: curly.kind, end: upTo(sql, at + 1, curly.closing) };
  if (char === "'") return { kind: 'string', end: quotedEnd(sql, at) };
  if (char === '"' || char === '`') return { kind: 'quoted', end: quotedEnd(sql, at) };
  if (char === '/' && sql[at + 1] === '*') return { kind: 'comment', end: upTo(sql, at + 2, '*/') };
  const space = match(SPACE, sql, at);
  if (space !== undefined) return { kind: 'space', end: at + space.length };
  const comment = match(LINE_COMMENT, sql, at);
  if (comment !== undefined) return { kind: 'comment', end: at + comment.length };
  if (char === '$') {
    const macro = match(MACRO, sql, at);
    if (macro !== undefined) return { kind: 'macro', end: at + macro.length };
    const tag = match(HEREDOC_TAG, sql, at);
    const close = tag === undefined ? -1 : sql.indexOf(tag, at + tag.length);
    if (tag !== undefined && close >= 0) return { kind: 'heredoc', end: close + tag.length };
    const name = match(DOLLAR_NAME, sql, at);
    if (name !== undefined) return { kind: 'macro', end: at + name.length };
  }
  if (char === '{') {
    const parameter = match(PARAMETER, sql, at);
    if (parameter !== undefined) return { kind: 'parameter', end: at + parameter.length };
  }
  const number = match(NUMBER, sql, at);
  if (number !== undefined) return { kind: 'number', end: at + number.length };
  const word = match(WORD, sql, at);
  if (word !== undefined) return { kind: 'word', end: at + word.length };
  return { kind: 'symbol', end: at + 1 };
}

/** Every character belongs to exactly one token: the texts joined are the input. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    const { kind, end } = next(sql, at);
    tokens.push({ kind, text: sql.slice(at, end), start: at });
    at = end;
  }
  return tokens;
}

export const isCode = (token: Token): boolean => token.kind !== 'space' && token.kind !== 'comment';

/** Word of a keyword token in capitals, '' for others. */
export const keyword = (token: Token | undefined): string => (token?.kind === 'word' ? token.text.toUpperCase() : '');

/**
 * The one statement in a text, without the semicolons and the FORMAT clause at its end (the caller chooses the format).
 * undefined: there is more than one statement.
 */
export function singleStatement(sql: string): string | undefined {
  const tokens = tokenize(sql);
  const code = tokens.filter(isCode);
  while (code.at(-1)?.text === ';') code.pop();
  if (code.some((token) => token.kind === 'symbol' && token.text === ';')) return undefined;
  if (keyword(code.at(-2)) === 'FORMAT' && code.at(-1)?.kind === 'word') code.splice(-2);
  const last = code.at(-1);
  return last === undefined ? '' : sql.slice(0, last.start + last.text.length).trim();
}
