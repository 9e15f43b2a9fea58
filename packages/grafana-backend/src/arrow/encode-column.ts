// One column's cells -> Arrow buffers (validity, offsets, data). Typed arrays pass without a loop.
import type { Field, FieldType, FieldValue } from '../frames/frame';

/** Buffers of a column in Arrow's order; an empty validity buffer means that nothing is null. */
export interface ColumnBuffers {
  readonly nulls: number;
  readonly buffers: readonly Uint8Array[];
}

const EMPTY = new Uint8Array(0);
const NANOS_PER_MILLI = 1_000_000n;

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function badCell(field: Field, row: number, value: FieldValue): never {
  throw new TypeError(
    `Field "${field.name}" (${field.type}) cannot hold ${typeof value} ${String(value)} at row ${row}.`,
  );
}

function validity(field: Field): { readonly nulls: number; readonly bitmap: Uint8Array } {
  const { values } = field;
  if (ArrayBuffer.isView(values)) return { nulls: 0, bitmap: EMPTY };
  let nulls = 0;
  const bitmap = new Uint8Array((values.length + 7) >> 3);
  for (let row = 0; row < values.length; row++) {
    if (values[row] === null || values[row] === undefined) nulls++;
    else bitmap[row >> 3] = (bitmap[row >> 3] ?? 0) | (1 << (row & 7));
  }
  if (nulls > 0 && !field.nullable)
    throw new TypeError(`Field "${field.name}" is not nullable but holds ${nulls} nulls.`);
  return { nulls, bitmap: nulls === 0 ? EMPTY : bitmap };
}

type NumberArray =
  Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

const NUMBER_ARRAYS: Partial<Record<FieldType, new (length: number) => NumberArray>> = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
};

function encodeNumbers(field: Field, make: new (length: number) => NumberArray): Uint8Array {
  const { values } = field;
  if (values instanceof make) return bytesOf(values);
  const out = new make(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value === null) continue;
    const number = typeof value === 'number' ? value : Number(value);
    if (typeof value === 'boolean' || (Number.isNaN(number) && typeof value !== 'number')) badCell(field, row, value);
    out[row] = number;
  }
  return bytesOf(out);
}

function encodeBigInts(field: Field, make: typeof BigInt64Array | typeof BigUint64Array): Uint8Array {
  const { values } = field;
  if (values instanceof make) return bytesOf(values);
  const out = new make(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value === null) continue;
    if (typeof value === 'boolean') badCell(field, row, value);
    out[row] = typeof value === 'bigint' ? value : BigInt(value);
  }
  return bytesOf(out);
}

function encodeTimes(field: Field): Uint8Array {
  const { values } = field;
  if (values instanceof BigInt64Array) return bytesOf(values);
  const out = new BigInt64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value === null) continue;
    if (typeof value === 'bigint') out[row] = value;
    else if (typeof value === 'number' && Number.isFinite(value)) {
      const whole = Math.floor(value);
      out[row] = BigInt(whole) * NANOS_PER_MILLI + BigInt(Math.round((value - whole) * 1e6));
    } else badCell(field, row, value);
  }
  return bytesOf(out);
}

function encodeBools(field: Field): Uint8Array {
  const out = new Uint8Array((field.values.length + 7) >> 3);
  for (let row = 0; row < field.values.length; row++) {
    const value = field.values[row] ?? null;
    if (value === true || value === 1) out[row >> 3] = (out[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return out;
}

function encodeText(field: Field): [Uint8Array, Uint8Array] {
  const { values } = field;
  const offsets = new Int32Array(values.length + 1);
  let bytes = Buffer.allocUnsafe(Math.max(64, values.length * 16));
  let end = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value !== null) {
      const cell = typeof value === 'string' ? value : String(value);
      // Three bytes a UTF-16 unit is the most UTF-8 can need.
      if (end + cell.length * 3 > bytes.length) {
        const grown = Buffer.allocUnsafe(Math.max(bytes.length * 2, end + cell.length * 3));
        bytes.copy(grown, 0, 0, end);
        bytes = grown;
      }
      end += bytes.write(cell, end, 'utf8');
    }
    offsets[row + 1] = end;
  }
  return [bytesOf(offsets), bytes.subarray(0, end)];
}

/**
 * Buffers of one field.
 * @throws TypeError when a cell does not fit the field's type or a null stands in a field that is not nullable
 */
export function encodeColumn(field: Field): ColumnBuffers {
  const { nulls, bitmap } = validity(field);
  const numbers = NUMBER_ARRAYS[field.type];
  if (numbers !== undefined) return { nulls, buffers: [bitmap, encodeNumbers(field, numbers)] };
  switch (field.type) {
    case 'int64':
      return { nulls, buffers: [bitmap, encodeBigInts(field, BigInt64Array)] };
    case 'uint64':
      return { nulls, buffers: [bitmap, encodeBigInts(field, BigUint64Array)] };
    case 'time':
      return { nulls, buffers: [bitmap, encodeTimes(field)] };
    case 'bool':
      return { nulls, buffers: [bitmap, encodeBools(field)] };
    default:
      return { nulls, buffers: [bitmap, ...encodeText(field)] };
  }
}
