// One place where a field may stand, as SQL: its text, and whether it is there. The SQL side of event/read-field.ts.
import { events } from '@huntboard/schema';
import type { Column } from '@huntboard/schema';
import { quoteName, quoteText } from '@huntboard/query';
import type { Params } from '@huntboard/query';
import type { FieldAccess } from '../event/field-access.ts';

export interface AccessSql {
  /** The value as an expression of type String. */
  readonly text: string;
  /** What `text` gives where the field is missing. */
  readonly absent: string;
  /** Condition: the field is there, empty or not. */
  readonly present: string;
  /** Digits, and UUIDs: the same in either case. */
  readonly caseless: boolean;
  /** The column itself, where its own type serves a comparison better than text. */
  readonly column?: ColumnSql;
}

export interface ColumnSql {
  readonly name: string;
  readonly kind: 'text' | 'integer' | 'time' | 'uuid';
  readonly type: string;
  readonly textIndex: boolean;
}

/** A UUID column that holds nothing. */
export const NIL_UUID = "toUUID('00000000-0000-0000-0000-000000000000')";

const columns = new Map(events.columns.map((column): [string, Column] => [column.name, column]));

/** SQL of an access; undefined for a column of lists, which is never there as a text. */
export function accessSql(access: FieldAccess, params: Params): AccessSql | undefined {
  switch (access.kind) {
    case 'column':
      return columnSql(access.column);
    case 'ext': {
      const key = params.text(access.key);
      // Engine 26.7: mapContains never finds the key '' among LowCardinality keys.
      const present = access.key === '' ? `has(mapKeys(ext), ${key})` : `mapContains(ext, ${key})`;
      return { text: `ext[${key}]`, absent: '', present, caseless: false };
    }
    case 'hash': {
      // As the alias columns of `events` read it.
      const text = `lower(extract(Hashes, '(?i)${access.algorithm}=([0-9a-f]+)'))`;
      return { text, absent: '', present: `${text} != ''`, caseless: false };
    }
  }
}

function columnSql(name: string): AccessSql | undefined {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`events has no column ${name}`);
  const kind = kindOf(column);
  if (kind === undefined) return undefined;
  const sql = quoteIfNeeded(name);
  const blank = `has(blank_fields, ${quoteText(name)})`;
  const typed: ColumnSql = { name: sql, kind, type: column.type, textIndex: column.textIndex === true };
  switch (kind) {
    case 'text':
      return { text: sql, absent: '', present: `(${sql} != '' OR ${blank})`, caseless: false, column: typed };
    case 'integer':
      return {
        text: `toString(${sql})`,
        absent: '0',
        present: `(${sql} != 0 OR ${blank})`,
        caseless: true,
        column: typed,
      };
    case 'time': {
      const ms = `toUnixTimestamp64Milli(${sql})`;
      return {
        text: `toString(${ms})`,
        absent: '0',
        present: `(${ms} != 0 OR ${blank})`,
        caseless: true,
        column: typed,
      };
    }
    case 'uuid':
      return {
        text: `if(${sql} = ${NIL_UUID}, '', toString(${sql}))`,
        absent: '',
        present: `(${sql} != ${NIL_UUID} OR ${blank})`,
        caseless: true,
        column: typed,
      };
  }
}

/** Undefined for lists and maps: they have no text. */
export function kindOf(column: Column): ColumnSql['kind'] | undefined {
  const { type } = column;
  if (type === 'String' || type === 'LowCardinality(String)') return 'text';
  if (type === 'UUID') return 'uuid';
  if (type.startsWith('DateTime64')) return 'time';
  return type.startsWith('Array') || type.startsWith('Map') ? undefined : 'integer';
}

function quoteIfNeeded(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoteName(name);
}
