// Arrow buffers of one column in one batch -> cells, appended to an array.
import type { FieldType, FieldValue } from '../frames/frame';

const text = new TextDecoder();

/** How many buffers a column of this type has in a record batch. */
export function bufferCount(type: FieldType): number {
  return type === 'string' || type === 'json' ? 3 : 2;
}

type Read = (view: DataView, row: number) => FieldValue;

const READ: Partial<Record<FieldType, Read>> = {
  int8: (view, row) => view.getInt8(row),
  int16: (view, row) => view.getInt16(row * 2, true),
  int32: (view, row) => view.getInt32(row * 4, true),
  int64: (view, row) => view.getBigInt64(row * 8, true),
  uint8: (view, row) => view.getUint8(row),
  uint16: (view, row) => view.getUint16(row * 2, true),
  uint32: (view, row) => view.getUint32(row * 4, true),
  uint64: (view, row) => view.getBigUint64(row * 8, true),
  float32: (view, row) => view.getFloat32(row * 4, true),
  float64: (view, row) => view.getFloat64(row * 8, true),
  time: (view, row) => view.getBigInt64(row * 8, true),
  bool: (view, row) => ((view.getUint8(row >> 3) >> (row & 7)) & 1) === 1,
};

/**
 * Appends a batch's cells: integers of 64 bits and times as bigint (times in nanoseconds), JSON as its text.
 * @throws RangeError when the buffers are shorter than the row count says
 */
export function decodeColumn(
  type: FieldType,
  rows: number,
  nulls: number,
  buffers: readonly Uint8Array[],
  into: FieldValue[],
): void {
  const bitmap = nulls > 0 ? (buffers[0] ?? new Uint8Array(0)) : undefined;
  const isNull = (row: number): boolean => bitmap !== undefined && (((bitmap[row >> 3] ?? 0) >> (row & 7)) & 1) === 0;
  const data = buffers[1] ?? new Uint8Array(0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = READ[type];
  if (read !== undefined) {
    for (let row = 0; row < rows; row++) into.push(isNull(row) ? null : read(view, row));
    return;
  }
  const bytes = buffers[2] ?? new Uint8Array(0);
  for (let row = 0; row < rows; row++) {
    const start = view.getInt32(row * 4, true);
    const end = view.getInt32(row * 4 + 4, true);
    if (start < 0 || end < start || end > bytes.length)
      throw new RangeError(`Text offsets ${start}..${end} are outside the buffer.`);
    into.push(isNull(row) ? null : text.decode(bytes.subarray(start, end)));
  }
}
