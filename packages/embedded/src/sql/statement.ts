// Says what a statement is and where its parts stand, from tokens alone: kind, FORMAT, parameters, the data of an INSERT.
import { depthAfter, isKeyword, nextToken, skipBlank, tokenize } from './lexer.ts';
import type { Token } from './lexer.ts';
import type { FrontCodeName } from '../front-codes.ts';

export type StatementKind =
  | 'select'
  | 'show'
  | 'describe'
  | 'explain'
  | 'exists'
  | 'insert'
  | 'insert-data'
  | 'set'
  | 'use'
  | 'kill'
  | 'system'
  | 'other';

/** The data part of an INSERT that brings its rows along. */
export interface InsertData {
  /** `INSERT INTO t (columns)`, without settings and format. */
  readonly head: string;
  /** `SETTINGS ...` or nothing. */
  readonly settings: string;
  readonly format: string;
  /** Where the data begins in the text, in UTF-16 units. */
  readonly dataStart: number;
}

export interface Statement {
  readonly kind: StatementKind;
  /** The text without what follows its last token (semicolons, comments). */
  readonly sql: string;
  readonly tokens: readonly Token[];
  /** FORMAT of the outermost SELECT, SHOW ... as written, if any. */
  readonly format: string | undefined;
  /** Names that `{name:Type}` placeholders use. */
  readonly parameters: readonly string[];
  /** Does the statement outlive itself in its session (SET, USE, temporary tables)? */
  readonly stateful: boolean;
  readonly insert: InsertData | undefined;
}

/** Why a text is not one runnable statement; the name is ClickHouse's. */
export interface StatementError {
  readonly name: FrontCodeName;
  readonly message: string;
}

export type StatementResult =
  { readonly ok: true; readonly value: Statement } | { readonly ok: false; readonly error: StatementError };

const KIND_OF: Readonly<Record<string, StatementKind>> = {
  SELECT: 'select',
  WITH: 'select',
  FROM: 'select',
  '(': 'select',
  SHOW: 'show',
  DESCRIBE: 'describe',
  DESC: 'describe',
  EXPLAIN: 'explain',
  EXISTS: 'exists',
  INSERT: 'insert',
  SET: 'set',
  USE: 'use',
  KILL: 'kill',
  SYSTEM: 'system',
};

const syntaxError = (message: string): StatementResult => ({
  ok: false,
  error: { name: 'SYNTAX_ERROR', message },
});

/**
 * Reads one statement. Never executes and never guesses: text after the statement, an open string and the like are errors.
 * An INSERT with data ends where its data begins; nothing after that is read as SQL, ever.
 */
export function readStatement(sql: string): StatementResult {
  const first = nextToken(sql, 0, 0);
  if (first === undefined) return syntaxError('Syntax error: Empty query');
  if (isKeyword(first, 'INSERT')) {
    const insert = readInsert(sql);
    if (!insert.ok || insert.value !== undefined)
      return insert.ok && insert.value !== undefined ? { ok: true, value: insert.value } : (insert as StatementResult);
  }
  const tokens = tokenize(sql);
  const broken = tokens.find((t) => t.kind === 'error');
  if (broken !== undefined) return syntaxError(`Syntax error: failed at position ${broken.start + 1}: ${broken.text}`);
  const semicolon = tokens.findIndex((t) => t.kind === 'semicolon');
  const own = semicolon < 0 ? tokens : tokens.slice(0, semicolon);
  if (semicolon >= 0) {
    const after = tokens.slice(semicolon).find((t) => t.kind !== 'semicolon');
    if (after !== undefined)
      return syntaxError(
        `Syntax error (Multi-statements are not allowed): failed at position ${(tokens[semicolon] as Token).start + 1} (end of query): ; ${excerpt(sql, after.start)}`,
      );
  }
  const last = own[own.length - 1];
  if (last === undefined) return syntaxError('Syntax error: Empty query');
  return { ok: true, value: describe(sql.slice(0, last.end), own) };
}

function describe(sql: string, tokens: readonly Token[]): Statement {
  const first = tokens[0] as Token;
  let kind = first.kind === 'word' || first.kind === 'punct' ? (KIND_OF[first.text.toUpperCase()] ?? 'other') : 'other';
  if (
    isKeyword(first, 'WITH') &&
    tokens.some((t, i) => t.depth === 0 && isKeyword(t, 'INSERT') && isKeyword(tokens[i + 1], 'INTO'))
  )
    kind = 'insert';
  return {
    kind,
    sql,
    tokens,
    format: kind === 'insert' ? undefined : outputFormat(tokens),
    parameters: [...new Set(tokens.filter((t) => t.kind === 'parameter').map((t) => t.text))],
    stateful:
      kind === 'set' ||
      kind === 'use' ||
      (kind === 'other' && tokens.slice(0, 6).some((t) => isKeyword(t, 'TEMPORARY') || isKeyword(t, 'TEMP'))),
    insert: undefined,
  };
}

// `FORMAT name` stands at the end, possibly before SETTINGS. A column may be called format, so the name must be the last word before one of the two.
function outputFormat(tokens: readonly Token[]): string | undefined {
  for (let i = tokens.length - 2; i >= 0; i--) {
    const token = tokens[i] as Token;
    if (token.depth !== 0 || !isKeyword(token, 'FORMAT')) continue;
    const name = tokens[i + 1] as Token;
    const after = tokens[i + 2];
    if (name.kind === 'word' && (after === undefined || isKeyword(after, 'SETTINGS') || isKeyword(after, 'INTO')))
      return name.text;
  }
  return undefined;
}

type InsertRead =
  { readonly ok: true; readonly value: Statement | undefined } | Extract<StatementResult, { ok: false }>;

// Reads token by token and stops at VALUES or FORMAT, because what follows is data and not for the lexer.
function readInsert(sql: string): InsertRead {
  const tokens: Token[] = [];
  let at = 0;
  let depth = 0;
  let settingsStart = -1;
  let sawSource = false;
  for (;;) {
    const token = nextToken(sql, at, depth, tokens[tokens.length - 1]);
    if (token === undefined || token.kind === 'semicolon') return { ok: true, value: undefined };
    if (token.kind === 'error')
      return syntaxError(`Syntax error: failed at position ${token.start + 1}: ${token.text}`) as InsertRead;
    tokens.push(token);
    at = token.end;
    depth = depthAfter(token);
    if (token.depth !== 0 || tokens.length < 3) continue;
    const before = tokens[tokens.length - 2];
    if (before?.text === '.' && before.kind === 'punct') continue;
    if (isKeyword(token, 'SELECT') || isKeyword(token, 'WITH')) sawSource = true;
    if (isKeyword(token, 'FROM') && isKeyword(nextToken(sql, at, 0), 'INFILE')) {
      return {
        ok: false,
        error: {
          name: 'ACCESS_DENIED',
          message: 'FROM INFILE is not allowed: send the data in the request body',
        },
      };
    }
    if (sawSource) continue;
    // `INSERT INTO values ...`, `INSERT INTO TABLE format ...`: there the word is the table's name.
    if (isTableName(tokens)) continue;
    if (isKeyword(token, 'SETTINGS')) settingsStart = token.start;
    else if (isKeyword(token, 'VALUES'))
      return { ok: true, value: insertData(sql, tokens, settingsStart, token, 'Values', token.end) };
    else if (isKeyword(token, 'FORMAT')) {
      const name = nextToken(sql, at, depth);
      if (name?.kind !== 'word')
        return syntaxError(
          `Syntax error: failed at position ${at + 1}: a format name is expected after FORMAT`,
        ) as InsertRead;
      return { ok: true, value: insertData(sql, tokens, settingsStart, token, name.text, name.end) };
    }
  }
}

function isTableName(tokens: readonly Token[]): boolean {
  const last = tokens.length - 1;
  const before = tokens[last - 1];
  if (isKeyword(before, 'INTO')) return true;
  return (isKeyword(before, 'TABLE') || isKeyword(before, 'FUNCTION')) && isKeyword(tokens[last - 2], 'INTO');
}

function insertData(
  sql: string,
  tokens: readonly Token[],
  settingsStart: number,
  stop: Token,
  format: string,
  afterFormat: number,
): Statement {
  const headEnd = settingsStart < 0 ? stop.start : settingsStart;
  let settings = settingsStart < 0 ? '' : sql.slice(settingsStart, stop.start).trim();
  let dataStart = afterFormat;
  if (format !== 'Values' || !isKeyword(stop, 'VALUES')) {
    const late = lateSettings(sql, afterFormat);
    if (late !== undefined) {
      settings = settings === '' ? late.text : `${settings}, ${late.text.slice('SETTINGS'.length)}`;
      dataStart = late.end;
    }
    dataStart = startOfData(sql, dataStart);
  }
  return {
    kind: 'insert-data',
    sql: sql.slice(0, afterFormat),
    tokens,
    format: undefined,
    parameters: [...new Set(tokens.filter((t) => t.kind === 'parameter').map((t) => t.text))],
    stateful: false,
    insert: { head: sql.slice(0, headEnd).trim(), settings, format, dataStart },
  };
}

// ParserInsertQuery.cpp: data begins after the first newline if there is one in the white space, else after all white space.
function startOfData(sql: string, at: number): number {
  let i = at;
  while (i < sql.length && /[ \t\r\f\v]/.test(sql[i] as string)) i++;
  return sql[i] === '\n' ? i + 1 : i;
}

// `FORMAT X SETTINGS a = 1, b = 'c'` before the data.
function lateSettings(sql: string, at: number): { text: string; end: number } | undefined {
  const word = nextToken(sql, at, 0);
  if (!isKeyword(word, 'SETTINGS')) return undefined;
  let i = (word as Token).end;
  for (;;) {
    const name = nextToken(sql, i, 0);
    const equals = name === undefined ? undefined : nextToken(sql, name.end, 0);
    const value = equals === undefined ? undefined : nextToken(sql, equals.end, 0);
    if (
      name?.kind !== 'word' ||
      equals?.text !== '=' ||
      value === undefined ||
      !['string', 'number', 'word'].includes(value.kind)
    )
      return undefined;
    i = value.end;
    const comma = nextToken(sql, i, 0);
    if (comma?.text !== ',' || comma.kind !== 'punct') return { text: sql.slice((word as Token).start, i), end: i };
    i = comma.end;
  }
}

function excerpt(sql: string, at: number): string {
  return sql.slice(skipBlank(sql, at), at + 60);
}
