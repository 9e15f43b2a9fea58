// What a reader's statement may name: its own database, harmless system tables, harmless functions. The engine's readonly mode and its own
// parser stand behind this; the guard closes what they leave open.
import { opensCall } from './guard.ts';
import { isKeyword } from './lexer.ts';
import type { Token } from './lexer.ts';
import type { Statement } from './statement.ts';
import { frontException } from '../server/exception.ts';
import type { ClickHouseException } from '../server/exception.ts';
import type { EmbeddedUser } from '../options.ts';

export interface GuardContext {
  readonly user: EmbeddedUser;
  readonly params: ReadonlyMap<string, string>;
  readonly databases: ReadonlySet<string>;
  /** Lower-case names of all table functions of the engine. */
  readonly tableFunctions: ReadonlySet<string>;
  /** Tables of the reader's database that show rows of other tables past their filters: Merge, Buffer, dictionaries, materialised views. */
  readonly copies: ReadonlySet<string>;
}

/** Does this reader see less than all rows? */
export function isFiltered(user: EmbeddedUser): boolean {
  return Object.keys(user.rowFilters ?? {}).length > 0;
}

const KINDS = new Set(['select', 'show', 'describe', 'explain', 'exists']);
const SYSTEM_TABLES = new Set([
  'one',
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'columns',
  'tables',
  'databases',
  'functions',
  'settings',
  'formats',
  'data_type_families',
  'build_options',
  'time_zones',
  'table_engines',
  'table_functions',
  'aggregate_function_combinators',
  'collations',
  'keywords',
  'completions',
  'licenses',
  'contributors',
]);
/** Also for readers who see all rows: sizes and states of tables. */
const UNFILTERED_SYSTEM_TABLES = new Set([
  'parts',
  'parts_columns',
  'data_skipping_indices',
  'projections',
  'mutations',
  'merges',
  'disks',
  'metrics',
  'asynchronous_metrics',
  'events',
  'view_refreshes',
  'dictionaries',
  'detached_parts',
]);
const TABLE_FUNCTIONS = new Set([
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'generateseries',
  'generate_series',
  'values',
  'sqlstandardvalues',
  'view',
  'null',
  'format',
  'primes',
]);
/** Functions that read tables by name, or tell about the machine. */
const FUNCTIONS = new Set([
  'joinget',
  'joingetornull',
  'getserverport',
  'getserversetting',
  'hascolumnintable',
  'zookeepersessionuptime',
  'getclienthttpheader',
  'fuzzquery',
  'sleepeachrow',
]);
/** Dictionaries are copies of tables: they know no row filters. */
const DICTIONARY_FUNCTION = /^dict(get|has|isin)/;
const SHOW = new Set([
  'TABLES',
  'FULL',
  'EXTENDED',
  'DATABASES',
  'COLUMNS',
  'FIELDS',
  'CREATE',
  'FUNCTIONS',
  'SETTINGS',
  'SETTING',
  'INDEX',
  'INDEXES',
  'INDICES',
  'KEYS',
  'TABLE',
  'VIEW',
  'ENGINES',
  'CHANGED',
  'TEMPORARY',
  'DICTIONARIES',
]);
const OTHER_DATABASES = ['system', 'default', '_temporary_and_external_tables'];

const denied = (user: EmbeddedUser, what: string): ClickHouseException =>
  frontException('ACCESS_DENIED', `${user.name}: Not enough privileges. ${what}`);

/** Throws when a reader may not run this. */
export function guardReader(statement: Statement, context: GuardContext): void {
  const { user } = context;
  if (!KINDS.has(statement.kind))
    throw frontException('READONLY', `${user.name}: Cannot execute query in readonly mode`);
  const { tokens } = statement;
  if (statement.kind === 'show' && !(tokens[1]?.kind === 'word' && SHOW.has(tokens[1].text.toUpperCase())))
    throw denied(user, `SHOW ${tokens[1]?.text ?? ''} is not allowed`);
  tokens.forEach((token, i) => {
    if (isSettingsClause(tokens, i))
      throw frontException('READONLY', `${user.name}: SETTINGS is allowed at the end of the statement only`);
    const name = nameOf(token, context);
    if (name === undefined) return;
    const before = tokens[i - 1];
    const qualified = before?.kind === 'punct' && before.text === '.';
    const next = tokens[i + 1];
    if (opensCall(next)) checkFunction(name.join('.'), context);
    if (!qualified) checkTable(name, tokens, i, context);
    if (isFiltered(user)) checkCopy(name, tokens, i, context);
  });
}

// The parts of a name that a token stands for; an Identifier parameter stands for its value.
function nameOf(token: Token, context: GuardContext): readonly string[] | undefined {
  if (token.kind === 'word' || token.kind === 'quoted') return [token.text];
  if (token.kind !== 'parameter') return undefined;
  const value = context.params.get(token.text);
  return value === undefined ? undefined : value.split('.');
}

function checkFunction(name: string, context: GuardContext): void {
  const lower = name.toLowerCase();
  if (context.tableFunctions.has(lower) && !TABLE_FUNCTIONS.has(lower))
    throw denied(context.user, `Function ${name} is not allowed`);
  if (FUNCTIONS.has(lower) || (DICTIONARY_FUNCTION.test(lower) && isFiltered(context.user))) {
    throw denied(context.user, `Function ${name} is not allowed`);
  }
}

function checkTable(name: readonly string[], tokens: readonly Token[], i: number, context: GuardContext): void {
  const database = name[0] as string;
  if (database === context.user.database || !(context.databases.has(database) || OTHER_DATABASES.includes(database)))
    return;
  let table = name[1];
  if (table === undefined) {
    const dot = tokens[i + 1];
    const next = tokens[i + 2];
    if (dot?.kind !== 'punct' || dot.text !== '.' || next === undefined) return;
    table = nameOf(next, context)?.[0];
  }
  if (table === undefined) return;
  if (database.toLowerCase() === 'information_schema') return;
  if (database === 'system') {
    if (SYSTEM_TABLES.has(table) || (context.user.systemTables ?? []).includes(table)) return;
    if (!isFiltered(context.user) && UNFILTERED_SYSTEM_TABLES.has(table)) return;
  }
  throw denied(context.user, `Table ${database}.${table} is not allowed`);
}

// `copy`, `huntboard.copy` or an Identifier parameter with either. A column of that name is refused too: better than a row too many.
function checkCopy(name: readonly string[], tokens: readonly Token[], i: number, context: GuardContext): void {
  const table = name[name.length - 1] as string;
  if (!context.copies.has(table) || Object.hasOwn(context.user.rowFilters ?? {}, table)) return;
  const before = tokens[i - 1];
  const owner = tokens[i - 2];
  const qualified = before?.kind === 'punct' && before.text === '.';
  const ownerName = owner === undefined ? undefined : nameOf(owner, context);
  if (qualified && ownerName?.[ownerName.length - 1] !== context.user.database) return;
  throw denied(context.user, `Table ${table} shows rows of other tables and has no row filter of its own`);
}

/** Words that may follow a column called `settings`; none of them is the name of a setting. */
const AFTER_COLUMN = new Set(
  'FROM WHERE PREWHERE AS AND OR LIKE ILIKE IN IS NOT BETWEEN GROUP ORDER LIMIT OFFSET HAVING ASC DESC THEN ELSE END WHEN UNION EXCEPT INTERSECT ON USING FORMAT JOIN LEFT RIGHT INNER FULL CROSS ANY ALL GLOBAL DIV MOD NULLS WINDOW QUALIFY'.split(
    ' ',
  ),
);

// The engine takes a SETTINGS clause inside a subquery without asking whether the session is read-only. So no such clause may reach it: the
// one at the end has been taken off before, any other is refused.
function isSettingsClause(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1];
  const next = tokens[i + 1];
  if (
    !isKeyword(tokens[i], 'SETTINGS') ||
    (before?.kind === 'punct' && before.text === '.') ||
    isKeyword(before, 'SHOW') ||
    isKeyword(before, 'CHANGED')
  )
    return false;
  if (next === undefined || (next.kind !== 'word' && next.kind !== 'quoted' && next.kind !== 'parameter')) return false;
  const after = tokens[i + 2];
  const assigns = after?.kind === 'punct' && after.text === '=';
  return assigns || !(next.kind === 'word' && AFTER_COLUMN.has(next.text.toUpperCase()));
}
