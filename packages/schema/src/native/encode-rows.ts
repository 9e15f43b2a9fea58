// Objects in, one Native block out: for the tables that are written seldom.
import type { Table } from '../column.ts';
import type { RowValue } from '../row.ts';
import { absentValue } from '../row.ts';
import { NativeBlockBuilder } from './native-block-builder.ts';

/** A row by column name. Maps may be objects; what is left out is absent. */
export type RowObject = Readonly<
  Record<string, RowValue | readonly string[] | Readonly<Record<string, string>> | undefined>
>;

/**
 * One block of `table` from rows as objects (see `RowValue` for the type of each column).
 * @throws when an object has a key that is no column: the caller's mistake.
 */
export function encodeRows(table: Table, objects: readonly RowObject[]): Uint8Array {
  const columns = new Set(table.columns.map((column) => column.name));
  const builder = new NativeBlockBuilder(table);
  for (const object of objects) {
    for (const key of Object.keys(object)) if (!columns.has(key)) throw new Error(`${table.name} has no column ${key}`);
    builder.append(table.columns.map((column) => rowValue(object[column.name]) ?? absentValue(column.type)));
  }
  return builder.finish();
}

function rowValue(value: RowObject[string]): RowValue | undefined {
  if (value === undefined || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Array.isArray(value) ? [...value] : Object.entries(value).flat();
}
