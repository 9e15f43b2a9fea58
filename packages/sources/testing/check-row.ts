// Whether a row is what the insert encoder expects: every column of its type.
import { COL, events } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX: Readonly<Record<string, number>> = { UInt8: 0xff, UInt16: 0xffff, UInt32: 0xffffffff };

/** What is wrong with the row; undefined when nothing is. */
export function faultOf(row: Row): string | undefined {
  for (let i = 0; i < events.columns.length; i++) {
    const column = events.columns[i]!;
    const value = row[i];
    if (i === COL.raw) {
      if (!(value instanceof Uint8Array) || value.length === 0) return 'raw is no bytes';
      continue;
    }
    switch (column.type) {
      case 'UUID':
        if (value !== '' && !(typeof value === 'string' && GUID.test(value)))
          return `${column.name} is no GUID: ${String(value)}`;
        break;
      case 'UInt8':
      case 'UInt16':
      case 'UInt32':
        if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX[column.type]!)
          return `${column.name} is no ${column.type}: ${String(value)}`;
        break;
      case 'UInt64':
        if (typeof value !== 'bigint' && !(Number.isSafeInteger(value) && (value as number) >= 0))
          return `${column.name} is no UInt64: ${String(value)}`;
        break;
      case "DateTime64(3, 'UTC')":
        if (typeof value !== 'number' || !Number.isFinite(value)) return `${column.name} is no time: ${String(value)}`;
        break;
      case 'String':
      case 'LowCardinality(String)':
        if (typeof value !== 'string') return `${column.name} is no text: ${String(value)}`;
        break;
      default:
        if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
          return `${column.name} is no list of texts`;
    }
  }
  return (row[COL.ext] as string[]).length % 2 === 0 ? undefined : 'ext has a name without a value';
}
