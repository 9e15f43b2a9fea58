// Reads a field of a row as text, by the places where it may stand: the one meaning that matcher and interpreter share.
import { COL, events } from '@huntboard/schema';
import type { ColumnType, EventColumn, Row } from '@huntboard/schema';
import type { FieldAccess, FieldRef } from './field-access.ts';

type HashName = Extract<FieldAccess, { kind: 'hash' }>['algorithm'];

/** As the alias columns of `events` do: the first `NAME=hex` anywhere in the text, whatever the case. */
const HASHES: Readonly<Record<HashName, RegExp>> = {
  SHA256: /SHA256=([0-9a-f]+)/iu,
  SHA1: /SHA1=([0-9a-f]+)/iu,
  MD5: /MD5=([0-9a-f]+)/iu,
  IMPHASH: /IMPHASH=([0-9a-f]+)/iu,
};

const types: readonly ColumnType[] = events.columns.map((column) => column.type);
const utf8 = new TextDecoder();

/** The value of the first place that is not missing; undefined when all are. */
export function readField(row: Row, field: FieldRef): string | undefined {
  for (const access of field.access) {
    const value = readAccess(row, access);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function readAccess(row: Row, access: FieldAccess): string | undefined {
  switch (access.kind) {
    case 'column':
      return readColumn(row, access.column);
    case 'ext':
      return readExt(row, access.key);
    case 'hash':
      return readHash(row[COL.Hashes] as string, access.algorithm);
  }
}

/** A column as text, undefined when it is missing. Times are whole milliseconds since the epoch; lists have no text. */
export function readColumn(row: Row, column: EventColumn): string | undefined {
  const value = row[COL[column]];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && value !== 0) return String(Math.floor(value));
  if (value instanceof Uint8Array) return utf8.decode(value);
  if (value === '' || value === 0) return readBlank(row, column);
  return undefined;
}

/** What an absent value stands for: sent empty when the event says so, else missing. */
function readBlank(row: Row, column: EventColumn): string | undefined {
  const blank = row[COL.blank_fields] as string[];
  if (blank.length === 0 || !blank.includes(column)) return undefined;
  const type = types[COL[column]]!;
  return type === 'String' || type === 'LowCardinality(String)' || type === 'UUID' ? '' : '0';
}

export function readExt(row: Row, key: string): string | undefined {
  const ext = row[COL.ext] as string[];
  for (let i = 0; i < ext.length; i += 2) if (ext[i] === key) return ext[i + 1];
  return undefined;
}

export function readHash(hashes: string, algorithm: HashName): string | undefined {
  if (hashes === '') return undefined;
  return HASHES[algorithm].exec(hashes)?.[1]?.toLowerCase();
}
