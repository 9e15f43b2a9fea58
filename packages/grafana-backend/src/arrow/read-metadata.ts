// Reads Arrow IPC metadata (messages, footer), as far as frames need it. Source: arrow/format/{Schema,Message,File}.fbs.
import type { FieldType } from '../frames/frame';
import type { ArrowField, ArrowSchema } from './schema';
import { ArrowFormatError, UnsupportedArrowTypeError, fieldDetailsOf, headOf } from './schema';
import { ARROW_TYPE } from './write-metadata';

const text = new TextDecoder();
const TYPE_NAMES = [
  'none', 'Null', 'Int', 'FloatingPoint', 'Binary', 'Utf8', 'Bool', 'Decimal', 'Date', 'Time', 'Timestamp', 'Interval', 'List', 'Struct',
  'Union', 'FixedSizeBinary', 'FixedSizeList', 'Map', 'Duration', 'LargeBinary', 'LargeUtf8', 'LargeList', 'RunEndEncoded',
]; // prettier-ignore

/** A flatbuffer table: typed access to its slots by number. Out-of-range reads throw RangeError from DataView. */
class Table {
  readonly view: DataView;
  readonly position: number;

  constructor(view: DataView, position: number) {
    this.view = view;
    this.position = position;
  }

  static root(bytes: Uint8Array): Table {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Table(view, view.getUint32(0, true));
  }

  /** Absolute position of a slot, 0 when absent. */
  at(slot: number): number {
    const vtable = this.position - this.view.getInt32(this.position, true);
    const entry = 4 + slot * 2;
    if (entry >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + entry, true);
    return offset === 0 ? 0 : this.position + offset;
  }

  int8(slot: number): number {
    const at = this.at(slot);
    return at === 0 ? 0 : this.view.getInt8(at);
  }

  int16(slot: number): number {
    const at = this.at(slot);
    return at === 0 ? 0 : this.view.getInt16(at, true);
  }

  int32(slot: number): number {
    const at = this.at(slot);
    return at === 0 ? 0 : this.view.getInt32(at, true);
  }

  int64(slot: number): number {
    const at = this.at(slot);
    return at === 0 ? 0 : Number(this.view.getBigInt64(at, true));
  }

  table(slot: number): Table | undefined {
    const at = this.at(slot);
    return at === 0 ? undefined : new Table(this.view, at + this.view.getUint32(at, true));
  }

  string(slot: number): string {
    const at = this.at(slot);
    if (at === 0) return '';
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    return text.decode(new Uint8Array(this.view.buffer, this.view.byteOffset + start + 4, length));
  }

  /** Start and length of a vector's elements. */
  vector(slot: number): { readonly start: number; readonly length: number } {
    const at = this.at(slot);
    if (at === 0) return { start: 0, length: 0 };
    const start = at + this.view.getUint32(at, true);
    return { start: start + 4, length: this.view.getUint32(start, true) };
  }

  tables(slot: number): Table[] {
    const { start, length } = this.vector(slot);
    const out: Table[] = [];
    for (let i = 0; i < length; i++) {
      const at = start + i * 4;
      out.push(new Table(this.view, at + this.view.getUint32(at, true)));
    }
    return out;
  }
}

function readKeyValues(table: Table, slot: number): Map<string, string> {
  return new Map(table.tables(slot).map((pair) => [pair.string(0), pair.string(1)]));
}

function readFieldType(name: string, field: Table): FieldType {
  const tag = field.int8(2);
  const type = field.table(3);
  const reject = (shown: string): never => {
    throw new UnsupportedArrowTypeError(name, shown);
  };
  if (field.table(4) !== undefined) return reject('Dictionary');
  switch (tag) {
    case ARROW_TYPE.int: {
      const bits = type?.int32(0) ?? 0;
      const signed = type?.int8(1) === 1;
      if (bits === 8) return signed ? 'int8' : 'uint8';
      if (bits === 16) return signed ? 'int16' : 'uint16';
      if (bits === 32) return signed ? 'int32' : 'uint32';
      if (bits === 64) return signed ? 'int64' : 'uint64';
      return reject(`Int${bits}`);
    }
    case ARROW_TYPE.float: {
      const precision = type?.int16(0) ?? 0;
      if (precision === 1) return 'float32';
      return precision === 2 ? 'float64' : reject('Float16');
    }
    case ARROW_TYPE.timestamp: {
      // Grafana reads any timestamp as nanoseconds: another unit would give wrong times, so it is refused here.
      const unit = type?.int16(0) ?? 0;
      return unit === 3 ? 'time' : reject(`Timestamp(${['s', 'ms', 'us'][unit] ?? '?'})`);
    }
    case ARROW_TYPE.utf8:
      return 'string';
    case ARROW_TYPE.bool:
      return 'bool';
    case ARROW_TYPE.binary:
      return 'json';
    default:
      return reject(TYPE_NAMES[tag] ?? `#${tag}`);
  }
}

function readField(field: Table): ArrowField {
  const name = field.string(0);
  const metadata = readKeyValues(field, 6);
  return { name, type: readFieldType(name, field), nullable: field.int8(1) === 1, ...fieldDetailsOf(metadata) };
}

function readSchema(schema: Table): ArrowSchema {
  return { ...headOf(readKeyValues(schema, 2)), fields: schema.tables(1).map(readField) };
}

export interface BatchMetadata {
  readonly rows: number;
  readonly nodes: readonly { readonly length: number; readonly nulls: number }[];
  readonly buffers: readonly { readonly offset: number; readonly length: number }[];
  readonly compressed: boolean;
  readonly codec: 'lz4' | 'zstd';
}

export type MessageMetadata =
  | { readonly kind: 'schema'; readonly schema: ArrowSchema; readonly bodyLength: number }
  | { readonly kind: 'batch'; readonly batch: BatchMetadata; readonly bodyLength: number };

function readPairs(table: Table, slot: number): [number, number][] {
  const { start, length } = table.vector(slot);
  const out: [number, number][] = [];
  for (let i = 0; i < length; i++) {
    const at = start + i * 16;
    out.push([Number(table.view.getBigInt64(at, true)), Number(table.view.getBigInt64(at + 8, true))]);
  }
  return out;
}

/**
 * A message's metadata (the flatbuffer after the length prefix).
 * @throws ArrowFormatError for dictionary batches and broken bytes, UnsupportedArrowTypeError for a schema Grafana refuses
 */
export function readMessage(bytes: Uint8Array): MessageMetadata {
  try {
    const message = Table.root(bytes);
    const header = message.table(2);
    const bodyLength = message.int64(3);
    const kind = message.int8(1);
    if (header === undefined) throw new ArrowFormatError('Arrow message without header.');
    if (kind === 1) return { kind: 'schema', schema: readSchema(header), bodyLength };
    if (kind !== 3) throw new ArrowFormatError(`Arrow message of kind ${kind}, expected a schema or a record batch.`);
    const nodes = readPairs(header, 1).map(([length, nulls]) => ({ length, nulls }));
    const buffers = readPairs(header, 2).map(([offset, length]) => ({ offset, length }));
    return {
      kind: 'batch',
      batch: {
        rows: header.int64(0),
        nodes,
        buffers,
        compressed: header.at(3) !== 0,
        codec: (header.table(3)?.int8(0) ?? 0) === 0 ? 'lz4' : 'zstd',
      },
      bodyLength,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new ArrowFormatError(`Broken Arrow metadata: ${error.message}`);
    throw error;
  }
}

export interface FooterMetadata {
  readonly schema: ArrowSchema;
  readonly blocks: readonly { readonly offset: number; readonly metadataLength: number; readonly bodyLength: number }[];
}

/** The footer of an Arrow file. @throws as readMessage */
export function readFooter(file: Uint8Array): FooterMetadata {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = file.length > 20 ? text.decode(file.subarray(file.length - 6)) : '';
  if (magic !== 'ARROW1') throw new ArrowFormatError('Not an Arrow file: the magic at the end is missing.');
  const length = view.getInt32(file.length - 10, true);
  const start = file.length - 10 - length;
  if (length <= 0 || start < 8) throw new ArrowFormatError('Not an Arrow file: bad footer length.');
  try {
    const table = Table.root(file.subarray(start, start + length));
    const schema = table.table(1);
    if (schema === undefined) throw new ArrowFormatError('Arrow footer without schema.');
    if (table.vector(2).length > 0)
      throw new ArrowFormatError('Arrow file with dictionaries, which Grafana does not accept.');
    const { start: first, length: count } = table.vector(3);
    const blocks = [];
    for (let i = 0; i < count; i++) {
      const at = first + i * 24;
      blocks.push({
        offset: Number(table.view.getBigInt64(at, true)),
        metadataLength: table.view.getInt32(at + 8, true),
        bodyLength: Number(table.view.getBigInt64(at + 16, true)),
      });
    }
    return { schema: readSchema(schema), blocks };
  } catch (error) {
    if (error instanceof RangeError) throw new ArrowFormatError(`Broken Arrow footer: ${error.message}`);
    throw error;
  }
}
