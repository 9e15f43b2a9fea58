// Field names -> columns of a table: by name, by Sigma name, else as a key of the `ext` map.
import type { Table } from '@huntboard/schema';
import { quoteName } from '../sql';
import type { Params } from '../sql';

export type FieldKind = 'text' | 'number' | 'uuid' | 'time' | 'list' | 'map';

export interface FieldRef {
  /** SQL that reads the field. */
  readonly sql: string;
  readonly kind: FieldKind;
  /** ClickHouse type of the column. */
  readonly type: string;
  /** Column name, absent for keys of `ext`. */
  readonly column?: string;
  /** A text index over the lower-cased text serves hasAllTokens(lower(column), tokens). */
  readonly textIndex: boolean;
  /** The column only ever holds lower-case text, so that it can be compared without lower(). */
  readonly lowerCase: boolean;
  /** The table says of every event which fields were sent empty. */
  readonly tellsBlanks?: boolean;
}

const LOWER_CASE = new Set([
  'host',
  'category',
  'action',
  'source',
  'shape',
  'product',
  'service',
  'guid_kind',
  'level',
  'LogonId',
  'TargetLogonId',
  'sha256',
  'md5',
  'imphash',
]);

function kindOf(type: string): FieldKind {
  const inner = type.replace(/^SimpleAggregateFunction\(\w+, (.*)\)$/, '$1');
  if (inner.startsWith('Array(')) return 'list';
  if (inner.startsWith('Map(')) return 'map';
  if (inner === 'UUID') return 'uuid';
  if (inner.startsWith('DateTime')) return 'time';
  return /^U?Int\d+$/.test(inner) ? 'number' : 'text';
}

interface KnownColumn {
  readonly name: string;
  readonly type: string;
  readonly textIndex: boolean;
}

const byTable = new WeakMap<
  Table,
  { readonly exact: ReadonlyMap<string, KnownColumn>; readonly loose: ReadonlyMap<string, KnownColumn> }
>();

function columnsOf(table: Table): {
  readonly exact: ReadonlyMap<string, KnownColumn>;
  readonly loose: ReadonlyMap<string, KnownColumn>;
} {
  const found = byTable.get(table);
  if (found !== undefined) return found;
  const exact = new Map<string, KnownColumn>();
  const loose = new Map<string, KnownColumn>();
  const names = [...table.columns, ...(table.aliases ?? [])];
  for (const column of names) {
    const known = {
      name: column.name,
      type: column.type,
      textIndex: 'textIndex' in column && column.textIndex === true,
    };
    exact.set(column.name, known);
  }
  // A name in another case, or a name that Sigma uses: own names win over those of others.
  for (const column of names) loose.set(column.name.toLowerCase(), exact.get(column.name) as KnownColumn);
  for (const column of names) {
    for (const sigma of column.sigma ?? []) {
      const key = sigma.toLowerCase();
      if (!loose.has(key)) loose.set(key, exact.get(column.name) as KnownColumn);
    }
  }
  const made = { exact, loose };
  byTable.set(table, made);
  return made;
}

/** Whether a table has a field: all do that have `ext`, where any key may be. */
export function hasField(table: Table, field: string): boolean {
  const { exact, loose } = columnsOf(table);
  return exact.has('ext') || exact.has(field) || loose.has(field.toLowerCase());
}

/** Resolves a field; keys of `ext` become parameters. */
export function resolveField(table: Table, field: string, params: Params): FieldRef {
  const tail = /^ext[.:](.+)$/s.exec(field)?.[1];
  const { exact, loose } = columnsOf(table);
  const column = tail === undefined ? (exact.get(field) ?? loose.get(field.toLowerCase())) : undefined;
  if (column === undefined) {
    return {
      sql: `ext[${params.text(tail ?? field)}]`,
      kind: 'text',
      type: 'String',
      textIndex: false,
      lowerCase: false,
    };
  }
  return {
    sql: quoteName(column.name),
    kind: kindOf(column.type),
    type: column.type,
    column: column.name,
    textIndex: column.textIndex,
    lowerCase: LOWER_CASE.has(column.name),
    tellsBlanks: exact.has('blank_fields'),
  };
}
