// Splits SQL text into ClickHouse's tokens, so that what looks like SQL inside a string or a comment is never taken for it, nor the reverse.
import { readHeredoc } from './heredoc.ts';
import { readNumber } from './number-token.ts';

/**
 * Kinds follow ClickHouse's own lexer (src/Parsers/Lexer.cpp), which has the last word on where a token ends; a test compares the two.
 * `word` bare identifier or keyword; `quoted` "a" or `a`; `string` 'a', x'41' or a heredoc; `number`; `punct` one operator; `semicolon`;
 * `parameter` {name:Type}; `error` text that no rule fits, and what could be read in two ways: an open string, an open comment, stray and
 * typographic characters.
 */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'punct' | 'semicolon' | 'parameter' | 'error';

export interface Token {
  readonly kind: TokenKind;
  /** Offsets in UTF-16 units into the source. */
  readonly start: number;
  readonly end: number;
  /** For `word` the text, for `quoted` and `string` the value without quotes and escapes, for `parameter` its name, else the text. */
  readonly text: string;
  /** Depth of brackets around the token; an opening bracket has the depth outside it. */
  readonly depth: number;
}

const SPACE = /[ \t\n\r\f\v\u0085\u00a0\u1680\u180e\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/u;
const WORD_START = /[A-Za-z_$]/;
const WORD = /[A-Za-z0-9_$]/;
const DIGIT = /[0-9]/;
const OPERATORS = ['<=>', '::', '->', '||', '==', '!=', '<>', '<=', '>=', '@@'];
const PUNCTUATION = '()[]{},.+-*/%=<>?^:|@';
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  b: '\b',
  f: '\f',
  a: '\x07',
  v: '\v',
  e: '\x1b',
};
const PARAMETER = /^\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:/;

/** Position after the white space and comments that begin at `at`, or -1 when a block comment never ends. */
export function skipBlank(sql: string, at: number): number {
  let i = at;
  for (;;) {
    const c = sql[i];
    if (c === undefined) return i;
    const next = sql[i + 1];
    if (SPACE.test(c)) {
      i++;
    } else if (
      (c === '-' && next === '-') ||
      (c === '/' && next === '/') ||
      (c === '#' && (next === ' ' || next === '!'))
    ) {
      const newline = sql.indexOf('\n', i);
      i = newline < 0 ? sql.length : newline;
    } else if (c === '/' && next === '*') {
      i = endOfBlockComment(sql, i);
      if (i < 0) return -1;
    } else {
      return i;
    }
  }
}

// Block comments nest.
function endOfBlockComment(sql: string, at: number): number {
  let depth = 0;
  let i = at;
  while (i < sql.length) {
    if (sql[i] === '/' && sql[i + 1] === '*') {
      depth++;
      i += 2;
    } else if (sql[i] === '*' && sql[i + 1] === '/') {
      depth--;
      i += 2;
      if (depth === 0) return i;
    } else {
      i++;
    }
  }
  return -1;
}

interface Quoted {
  readonly end: number;
  readonly value: string;
}

// Both escapes: a backslash and the doubled quote.
function readQuoted(sql: string, at: number, quote: string): Quoted | undefined {
  let value = '';
  let i = at + 1;
  while (i < sql.length) {
    const c = sql[i] as string;
    if (c === '\\') {
      const next = sql[i + 1];
      if (next === undefined) return undefined;
      if (next === 'x' && /^[0-9A-Fa-f]{2}$/.test(sql.slice(i + 2, i + 4))) {
        value += String.fromCharCode(parseInt(sql.slice(i + 2, i + 4), 16));
        i += 4;
        continue;
      }
      value += ESCAPES[next] ?? next;
      i += 2;
    } else if (c === quote) {
      if (sql[i + 1] !== quote) return { end: i + 1, value };
      value += quote;
      i += 2;
    } else {
      const run = i;
      while (i < sql.length && sql[i] !== quote && sql[i] !== '\\') i++;
      value += sql.slice(run, i);
    }
  }
  return undefined;
}

// x'41' and b'01'; the engine takes nothing but digits inside.
function readBits(sql: string, at: number): Quoted | undefined {
  const match = /^(?:[xX]'([0-9A-Fa-f]*)'|[bB]'([01]*)')/.exec(sql.slice(at, at + 100_000));
  return match === null ? undefined : { end: at + match[0].length, value: match[1] ?? match[2] ?? '' };
}

function readParameter(sql: string, at: number): Quoted | undefined {
  const match = PARAMETER.exec(sql.slice(at, at + 300));
  if (match === null) return undefined;
  let i = at + match[0].length;
  while (i < sql.length && sql[i] !== '}') {
    if (sql[i] === "'") {
      const inner = readQuoted(sql, i, "'");
      if (inner === undefined) return undefined;
      i = inner.end;
    } else if (/[A-Za-z0-9_(),=\s-]/.test(sql[i] as string) && sql.slice(i, i + 2) !== '--') {
      i++;
    } else {
      return undefined;
    }
  }
  return i < sql.length ? { end: i + 1, value: match[1] as string } : undefined;
}

/**
 * The next token at or after `at`, or undefined at the end of the text. `before` is the token before it: the engine reads numbers and dots
 * by it. Reading token by token lets a caller stop where the data of an INSERT begins.
 */
export function nextToken(sql: string, at: number, depth: number, before?: Token): Token | undefined {
  const start = skipBlank(sql, at);
  if (start < 0) return { kind: 'error', start: at, end: sql.length, text: 'comment that never ends', depth };
  const c = sql[start];
  if (c === undefined) return undefined;
  const token = (kind: TokenKind, end: number, text: string): Token => ({ kind, start, end, text, depth });
  const quotedToken = (kind: TokenKind, read: Quoted | undefined, what: string): Token =>
    read === undefined ? token('error', sql.length, `${what} that never ends`) : token(kind, read.end, read.value);

  if (c === '$') {
    const heredoc = readHeredoc(sql, start);
    if (heredoc !== undefined) return token('string', heredoc.end, heredoc.value);
    if (!/[A-Za-z0-9_]/.test(sql[start + 1] ?? '')) return token('error', start + 1, 'stray dollar');
  }
  if (/[xXbB]/.test(c) && sql[start + 1] === "'") return quotedToken('string', readBits(sql, start), 'string');
  if (WORD_START.test(c)) {
    let end = start + 1;
    while (end < sql.length && WORD.test(sql[end] as string)) end++;
    return token('word', end, sql.slice(start, end));
  }
  if (DIGIT.test(c) || (c === '.' && DIGIT.test(sql[start + 1] ?? '') && !takesDot(before) && start > 0)) {
    const number = readNumber(sql, start, before?.kind === 'punct' && before.text === '.');
    return number.kind === 'error'
      ? token('error', number.end, 'wrong number')
      : token(number.kind, number.end, sql.slice(start, number.end));
  }
  switch (c) {
    case "'":
      return quotedToken('string', readQuoted(sql, start, c), 'string');
    case '"':
    case '`':
      return quotedToken('quoted', readQuoted(sql, start, c), 'quoted identifier');
    case ';':
      return token('semicolon', start + 1, c);
    case '{': {
      const parameter = readParameter(sql, start);
      if (parameter !== undefined) return token('parameter', parameter.end, parameter.value);
      return token('punct', start + 1, c);
    }
    default: {
      const operator = OPERATORS.find((o) => sql.startsWith(o, start));
      if (operator !== undefined) return token('punct', start + operator.length, operator);
      return PUNCTUATION.includes(c) ? token('punct', start + 1, c) : token('error', start + 1, `character ${c}`);
    }
  }
}

// After these a dot qualifies; elsewhere `.5` is a number.
function takesDot(before: Token | undefined): boolean {
  if (before === undefined) return false;
  return (
    before.kind === 'word' ||
    before.kind === 'quoted' ||
    before.kind === 'number' ||
    before.text === ')' ||
    before.text === ']'
  );
}

/** Bracket depth after a token. */
export function depthAfter(token: Token): number {
  if (token.kind !== 'punct') return token.depth;
  if (token.text === '(' || token.text === '[' || token.text === '{') return token.depth + 1;
  if (token.text === ')' || token.text === ']' || token.text === '}') return Math.max(0, token.depth - 1);
  return token.depth;
}

/** All tokens of a text. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let before: Token | undefined;
  for (;;) {
    const token: Token | undefined = nextToken(
      sql,
      before?.end ?? 0,
      before === undefined ? 0 : depthAfter(before),
      before,
    );
    if (token === undefined) return tokens;
    tokens.push(token);
    before = token;
  }
}

/** Whether a token is this bare keyword; quoted identifiers never are. */
export function isKeyword(token: Token | undefined, keyword: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === keyword;
}
