// Splits SQL text into ClickHouse's tokens, so that what looks like SQL inside a string or a comment is never taken for it.

/**
 * Kinds follow ClickHouse's own lexer (src/Parsers/Lexer.cpp):
 * `word` bare identifier or keyword; `quoted` "a" or `a`; `string` 'a' or a heredoc; `number`; `punct` one operator;
 * `semicolon`; `parameter` {name:Type}; `error` text that no rule fits (an open string, an open comment, a stray character).
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

const SPACE = /[\s\0\u200b\ufeff\u2060\u180e]/u;
const WORD_START = /[A-Za-z_]/;
const WORD = /[A-Za-z0-9_]/;
const DIGIT = /[0-9]/;
const OPERATORS = ['<=>', '::', '->', '||', '==', '!=', '<>', '<=', '>=', '@@'];
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

/** Position after the white space and comments that begin at `at`, or -1 when a block comment never ends. */
export function skipBlank(sql: string, at: number): number {
  let i = at;
  for (;;) {
    const c = sql[i];
    if (c === undefined) return i;
    if (SPACE.test(c)) {
      i++;
    } else if (startsLineComment(sql, i)) {
      while (i < sql.length && sql[i] !== '\n') i++;
    } else if (c === '/' && sql[i + 1] === '*') {
      i = endOfBlockComment(sql, i);
      if (i < 0) return -1;
    } else {
      return i;
    }
  }
}

// `--` and `#!` always, `#` only before a space: as ClickHouse has it.
function startsLineComment(sql: string, i: number): boolean {
  const c = sql[i];
  const next = sql[i + 1];
  if (c === '-') return next === '-';
  if (c === '\u2212') return next === '\u2212';
  return c === '#' && (next === ' ' || next === '!');
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
      value += c;
      i++;
    }
  }
  return undefined;
}

// Typographic quotes are quotes to ClickHouse too, without escapes.
function readCurly(sql: string, at: number, close: string): Quoted | undefined {
  const end = sql.indexOf(close, at + 1);
  return end < 0 ? undefined : { end: end + 1, value: sql.slice(at + 1, end) };
}

function readHeredoc(sql: string, at: number): Quoted | undefined {
  let i = at + 1;
  while (i < sql.length && WORD.test(sql[i] as string)) i++;
  if (sql[i] !== '$') return undefined;
  const tag = sql.slice(at, i + 1);
  const close = sql.indexOf(tag, i + 1);
  return close < 0 ? undefined : { end: close + tag.length, value: sql.slice(i + 1, close) };
}

function readNumber(sql: string, at: number): number {
  const rest = sql.slice(at, at + 400);
  const match =
    /^(0[xX][0-9A-Fa-f_]*(\.[0-9A-Fa-f_]*)?([pP][+-]?[0-9]+)?|0[bB][01_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9_]+)?)/.exec(
      rest,
    );
  return at + (match?.[0].length ?? 1);
}

const PARAMETER = /^\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:/;

function readParameter(sql: string, at: number): Quoted | undefined {
  const match = PARAMETER.exec(sql.slice(at, at + 300));
  if (match === null) return undefined;
  let i = at + match[0].length;
  while (i < sql.length && sql[i] !== '}') {
    if (sql[i] === "'") {
      const inner = readQuoted(sql, i, "'");
      if (inner === undefined) return undefined;
      i = inner.end;
    } else if (sql[i] === ';' || sql[i] === '{') {
      return undefined;
    } else {
      i++;
    }
  }
  return i < sql.length ? { end: i + 1, value: match[1] as string } : undefined;
}

/**
 * The next token at or after `at`, or undefined at the end of the text. Reading token by token lets a caller stop where the data of an
 * INSERT begins.
 */
export function nextToken(sql: string, at: number, depth: number): Token | undefined {
  const start = skipBlank(sql, at);
  if (start < 0) return { kind: 'error', start: at, end: sql.length, text: 'comment that never ends', depth };
  const c = sql[start];
  if (c === undefined) return undefined;
  const token = (kind: TokenKind, end: number, text: string): Token => ({ kind, start, end, text, depth });
  const quotedToken = (kind: TokenKind, read: Quoted | undefined, what: string): Token =>
    read === undefined ? token('error', sql.length, `${what} that never ends`) : token(kind, read.end, read.value);

  if (WORD_START.test(c)) {
    let i = start + 1;
    while (i < sql.length && WORD.test(sql[i] as string)) i++;
    return token('word', i, sql.slice(start, i));
  }
  if (DIGIT.test(c)) {
    let i = readNumber(sql, start);
    // `1abc` is one word to ClickHouse (a table may be called so after a dot); taking it whole keeps the parts from being read apart.
    if (WORD.test(sql[i] ?? '') && /^[0-9]+$/.test(sql.slice(start, i))) {
      while (i < sql.length && WORD.test(sql[i] as string)) i++;
      return token('word', i, sql.slice(start, i));
    }
    return token('number', i, sql.slice(start, i));
  }
  switch (c) {
    case "'":
      return quotedToken('string', readQuoted(sql, start, c), 'string');
    case '"':
    case '`':
      return quotedToken('quoted', readQuoted(sql, start, c), 'quoted identifier');
    case '\u2018':
      return quotedToken('string', readCurly(sql, start, '\u2019'), 'string');
    case '\u201c':
      return quotedToken('quoted', readCurly(sql, start, '\u201d'), 'quoted identifier');
    case '$': {
      const heredoc = readHeredoc(sql, start);
      if (heredoc !== undefined) return token('string', heredoc.end, heredoc.value);
      let i = start + 1;
      while (i < sql.length && (WORD.test(sql[i] as string) || sql[i] === '$')) i++;
      return i > start + 1 ? token('word', i, sql.slice(start, i)) : token('punct', start + 1, c);
    }
    case ';':
      return token('semicolon', start + 1, c);
    case '{': {
      const parameter = readParameter(sql, start);
      if (parameter !== undefined) return token('parameter', parameter.end, parameter.value);
      return token('punct', start + 1, c);
    }
    default: {
      if (c.charCodeAt(0) > 127) return token('error', start + 1, `character ${c}`);
      const operator = OPERATORS.find((o) => sql.startsWith(o, start));
      return token('punct', start + (operator?.length ?? 1), operator ?? c);
    }
  }
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
  let at = 0;
  let depth = 0;
  for (;;) {
    const token = nextToken(sql, at, depth);
    if (token === undefined) return tokens;
    tokens.push(token);
    at = token.end;
    depth = depthAfter(token);
  }
}

/** Whether a token is this bare keyword; quoted identifiers never are. */
export function isKeyword(token: Token | undefined, keyword: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === keyword;
}
