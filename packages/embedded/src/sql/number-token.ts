// Where a number ends, digit for digit as ClickHouse's lexer has it (src/Parsers/Lexer.cpp): a text after it could be hidden or shown else.

const WORD = /[A-Za-z0-9_]/;
const DECIMAL = /[0-9]/;
const HEX = /[0-9A-Fa-f]/;

export interface NumberToken {
  /** `word` for an identifier that begins with digits, `error` for what the engine calls a wrong number. */
  readonly kind: 'number' | 'word' | 'error';
  readonly end: number;
}

// Digits from `at`, with single underscores between two of them.
function digits(sql: string, at: number, digit: RegExp, startOfBlock: boolean): number {
  let i = at;
  let start = startOfBlock;
  for (;;) {
    const c = sql[i] ?? '';
    const separator = c === '_' && !start && digit.test(sql[i + 1] ?? '');
    if (!digit.test(c) && !separator) return i;
    start = false;
    i++;
  }
}

function exponent(sql: string, at: number, marks: string): number {
  if (!marks.includes(sql[at] ?? ' ') || at + 1 >= sql.length) return at;
  let i = at + 1;
  if ((sql[i] === '-' || sql[i] === '+') && i + 1 < sql.length) i++;
  return digits(sql, i, DECIMAL, true);
}

/** Reads the number that begins at `at` with a digit or a dot. `afterDot`: the token before was a dot, so this is an index like `x.1`. */
export function readNumber(sql: string, at: number, afterDot: boolean): NumberToken {
  if (sql[at] === '.') return { kind: 'number', end: exponent(sql, digits(sql, at + 1, DECIMAL, true), 'eE') };
  let i: number;
  if (afterDot) {
    i = digits(sql, at + 1, DECIMAL, false);
  } else {
    const isHex = /^0[xX][0-9A-Fa-f]/.test(sql.slice(at, at + 3));
    const isBinary = /^0[bB][01]/.test(sql.slice(at, at + 3));
    const digit = isHex ? HEX : DECIMAL;
    i = isHex || isBinary ? digits(sql, at + 2, digit, true) : digits(sql, at + 1, digit, false);
    if (sql[i] === '.') i = digits(sql, i + 1, digit, true);
    i = exponent(sql, i, isHex ? 'pP' : 'eE');
  }
  if (!WORD.test(sql[i] ?? '')) return { kind: 'number', end: i };
  while (WORD.test(sql[i] ?? '')) i++;
  return { kind: /^[A-Za-z0-9_]+$/.test(sql.slice(at, i)) ? 'word' : 'error', end: i };
}
