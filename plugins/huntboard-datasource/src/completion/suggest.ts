// What can stand at a place in SQL: pure, so that it can be tested without an editor.
import { ALTINITY_MACROS, MACROS, tokenize } from '@huntboard/query';
import type { Macro, Token } from '@huntboard/query';
import { functions, keywords } from './functions';
import { knownTables } from './known-tables';
import type { KnownTable } from './known-tables';

export type SuggestionKind = 'table' | 'column' | 'function' | 'macro' | 'variable' | 'keyword' | 'value';

export interface Suggestion {
  readonly kind: SuggestionKind;
  readonly label: string;
  readonly insert: string;
  /** Type or arguments, in a few words. */
  readonly detail: string;
  readonly doc: string;
  /** What comes after the cursor. */
  readonly after: string;
  /** Smaller comes first. */
  readonly rank: number;
}

export interface Suggestions {
  readonly items: readonly Suggestion[];
  /** Characters before the cursor that an item replaces. */
  readonly replaces: number;
  /** Set inside a string that is compared with a column: its values are wanted too. */
  readonly valuesOf?: { readonly field: string; readonly typed: string };
}

const beforeTable = new Set(['from', 'join', 'table', 'describe', 'desc', 'into']);

const make = (
  kind: SuggestionKind,
  label: string,
  detail: string,
  doc: string,
  rank: number,
  insert = label,
  after = '',
): Suggestion => ({
  kind,
  label,
  insert,
  after,
  detail,
  doc,
  rank,
});

const tableItems = (known: readonly KnownTable[]): Suggestion[] =>
  known.map((table) => make('table', table.name, `${table.columns.length} columns`, table.doc, 1));
const functionItems = functions.map(([name, args, doc]) =>
  make(
    'function',
    name,
    `(${args.replace(')(', ') (')})`,
    doc,
    3,
    args === '' ? `${name}()` : `${name}(`,
    args === '' ? '' : ')',
  ),
);
const keywordItems = keywords.map((word) => make('keyword', word, '', '', 4, `${word} `));
const macrosOf = (macros: Readonly<Record<string, Macro>>, rank: number): Suggestion[] =>
  Object.entries(macros).map(([name, { args, doc, becomes }]) =>
    make(
      'macro',
      name,
      args.length === 0 ? '' : `(${args.join(', ')})`,
      `${doc}\n\n\`${becomes}\``,
      rank,
      args.length === 0 ? name : `${name}(`,
      args.length === 0 ? '' : ')',
    ),
  );
const macroItems = macrosOf(MACROS, 2);
/** Only where a `$` is typed: for SQL of one's own ours say more. */
const allMacroItems = [...macroItems, ...macrosOf(ALTINITY_MACROS, 5)];

const columnItems = (table: KnownTable): Suggestion[] =>
  table.columns.map(({ name, type, doc }) => make('column', name, type, `${doc}\n\n${table.name}`, 0));

/** Tables that the statement names, wherever the cursor is; `events` when it names none. */
function mentioned(tokens: readonly Token[], known: readonly KnownTable[]): readonly KnownTable[] {
  const words = new Set(
    tokens.filter(({ kind }) => kind === 'word' || kind === 'quoted').map(({ text }) => text.replaceAll('`', '')),
  );
  const found = known.filter((table) => words.has(table.name));
  return found.length > 0 ? found : known.filter((table) => table.name === 'events');
}

/** Suggestions at `offset` of `sql`. `variables` are names of dashboard variables. */
export function suggest(
  sql: string,
  offset: number,
  variables: readonly string[] = [],
  known: readonly KnownTable[] = knownTables,
): Suggestions {
  const tokens = tokenize(sql);
  const before = sql.slice(0, offset);
  const inside = tokens.find(({ start, text }) => start < offset && offset <= start + text.length);
  if (inside?.kind === 'comment') return { items: [], replaces: 0 };
  if (
    inside?.kind === 'string' &&
    (offset < inside.start + inside.text.length || !inside.text.endsWith("'") || inside.text.length === 1)
  ) {
    const typed = sql.slice(inside.start + 1, offset);
    const field = /([A-Za-z_]\w*)\s*(?:=|!=|<>|(?:not\s+)?i?like|(?:not\s+)?in\s*\((?:\s*'[^']*'\s*,)*)\s*$/i.exec(
      sql.slice(0, inside.start),
    )?.[1];
    const asVariables = variables.map((name) => make('variable', `\${${name}}`, 'variable', '', 0, `\${${name}}`));
    return {
      items: asVariables,
      replaces: typed.length,
      ...(field === undefined ? {} : { valuesOf: { field, typed } }),
    };
  }
  const macro = /\$[\w{]*$/.exec(before)?.[0];
  if (macro !== undefined) {
    const asVariables = variables.map((name) =>
      make('variable', `\${${name}:sqlstring}`, 'variable', 'Its values as literals, for IN (…).', 1),
    );
    return { items: [...allMacroItems, ...asVariables], replaces: macro.length };
  }
  const word = /\w*$/.exec(before)?.[0] ?? '';
  const previous = tokens
    .filter(
      ({ kind, start, text }) => kind !== 'space' && kind !== 'comment' && start + text.length <= offset - word.length,
    )
    .at(-1);
  if (previous !== undefined && beforeTable.has(previous.text.toLowerCase()))
    return { items: tableItems(known), replaces: word.length };
  const columns = new Map(
    mentioned(tokens, known)
      .flatMap(columnItems)
      .map((item) => [item.label, item]),
  );
  return {
    items: [...columns.values(), ...tableItems(known), ...macroItems, ...functionItems, ...keywordItems],
    replaces: word.length,
  };
}
