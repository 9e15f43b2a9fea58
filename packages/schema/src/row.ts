// The hot path's event: a re-used array in column order, whose values have the JavaScript type of their column.
import type { ColumnType } from './column.ts';
import { events } from './tables/events.ts';

/**
 * A value of a row, by column type: String kinds → string ('' = absent), or Uint8Array for verbatim bytes; UInt8-32 → number;
 * UInt64, Int64 → number when safe, else bigint; UUID → 36 lower-case characters or '' for nil; DateTime64 → epoch ms;
 * Array → string[]; Map → flat [key, value, key, value, …].
 */
export type RowValue = string | number | bigint | Uint8Array | string[];
export type Row = RowValue[];

/** The value that stands for «not sent» in a column of this type. */
export function absentValue(type: ColumnType): RowValue {
  switch (type) {
    case 'String':
    case 'LowCardinality(String)':
    case 'UUID':
      return '';
    case 'Array(LowCardinality(String))':
    case 'Array(UUID)':
    case 'Map(LowCardinality(String), String)':
      return [];
    default:
      return 0;
  }
}

const template: readonly RowValue[] = events.columns.map((column) => absentValue(column.type));
const listColumns: readonly number[] = template.flatMap((value, index) => (Array.isArray(value) ? [index] : []));

/** A row of `events` with every column absent. */
export function newEventRow(): Row {
  return resetEventRow(new Array<RowValue>(template.length));
}

/** The row of an event in memory of its own, as far as lists go: bytes stay a view of the body that they came in. */
export const copyRow = (row: Row): Row => row.map((value) => (Array.isArray(value) ? [...value] : value));

/** Makes every column of the row absent; lists are emptied in place, so a caller keeps none of them. */
export function resetEventRow(row: Row): Row {
  for (let i = 0; i < template.length; i++) {
    const value = row[i];
    if (Array.isArray(value)) value.length = 0;
    else row[i] = template[i]!;
  }
  // A list belongs to one row: never that of the template.
  for (const i of listColumns) if (row[i] === template[i]) row[i] = [];
  return row;
}
