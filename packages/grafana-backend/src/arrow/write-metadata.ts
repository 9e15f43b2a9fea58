// Arrow IPC metadata (schema message, record batch message, footer) as flatbuffers. Source: arrow/format/{Schema,Message,File}.fbs.
import { Builder } from 'flatbuffers';
import type { FieldType } from '../frames/frame';
import type { ArrowField, ArrowSchema } from './schema';
import { fieldMetadata, schemaMetadata } from './schema';

const METADATA_V5 = 4;
const HEADER_SCHEMA = 1;
const HEADER_RECORD_BATCH = 3;
const UNIT_NANOSECOND = 3;

/** Members of Arrow's type union that occur in a Grafana frame. */
export const ARROW_TYPE = { int: 2, float: 3, binary: 4, utf8: 5, bool: 6, timestamp: 10 } as const;

interface PhysicalType {
  readonly tag: number;
  readonly bits?: number;
  readonly signed?: boolean;
  readonly precision?: number;
}

const PHYSICAL: Record<FieldType, PhysicalType> = {
  int8: { tag: ARROW_TYPE.int, bits: 8, signed: true },
  int16: { tag: ARROW_TYPE.int, bits: 16, signed: true },
  int32: { tag: ARROW_TYPE.int, bits: 32, signed: true },
  int64: { tag: ARROW_TYPE.int, bits: 64, signed: true },
  uint8: { tag: ARROW_TYPE.int, bits: 8, signed: false },
  uint16: { tag: ARROW_TYPE.int, bits: 16, signed: false },
  uint32: { tag: ARROW_TYPE.int, bits: 32, signed: false },
  uint64: { tag: ARROW_TYPE.int, bits: 64, signed: false },
  float32: { tag: ARROW_TYPE.float, precision: 1 },
  float64: { tag: ARROW_TYPE.float, precision: 2 },
  string: { tag: ARROW_TYPE.utf8 },
  bool: { tag: ARROW_TYPE.bool },
  time: { tag: ARROW_TYPE.timestamp },
  json: { tag: ARROW_TYPE.binary },
};

function writeOffsets(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (let i = offsets.length - 1; i >= 0; i--) builder.addOffset(offsets[i] ?? 0);
  return builder.endVector();
}

function writeKeyValues(builder: Builder, pairs: readonly (readonly [string, string])[]): number {
  const offsets = pairs.map(([key, value]) => {
    const keyOffset = builder.createString(key);
    const valueOffset = builder.createString(value);
    builder.startObject(2);
    builder.addFieldOffset(0, keyOffset, 0);
    builder.addFieldOffset(1, valueOffset, 0);
    return builder.endObject();
  });
  return writeOffsets(builder, offsets);
}

function writeType(builder: Builder, physical: PhysicalType): number {
  switch (physical.tag) {
    case ARROW_TYPE.int:
      builder.startObject(2);
      builder.addFieldInt32(0, physical.bits ?? 0, 0);
      builder.addFieldInt8(1, physical.signed === true ? 1 : 0, 0);
      return builder.endObject();
    case ARROW_TYPE.float:
      builder.startObject(1);
      builder.addFieldInt16(0, physical.precision ?? 0, 0);
      return builder.endObject();
    case ARROW_TYPE.timestamp:
      builder.startObject(2);
      builder.addFieldInt16(0, UNIT_NANOSECOND, 0);
      return builder.endObject();
    default:
      builder.startObject(0);
      return builder.endObject();
  }
}

function writeField(builder: Builder, field: ArrowField): number {
  const physical = PHYSICAL[field.type];
  const metadata = writeKeyValues(builder, fieldMetadata(field));
  const children = writeOffsets(builder, []);
  const type = writeType(builder, physical);
  const name = builder.createString(field.name);
  builder.startObject(7);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldInt8(1, field.nullable ? 1 : 0, 0);
  builder.addFieldInt8(2, physical.tag, 0);
  builder.addFieldOffset(3, type, 0);
  builder.addFieldOffset(5, children, 0);
  builder.addFieldOffset(6, metadata, 0);
  return builder.endObject();
}

function writeSchema(builder: Builder, schema: ArrowSchema): number {
  const fields = writeOffsets(
    builder,
    schema.fields.map((field) => writeField(builder, field)),
  );
  const metadata = writeKeyValues(builder, schemaMetadata(schema));
  builder.startObject(4);
  builder.addFieldOffset(1, fields, 0);
  builder.addFieldOffset(2, metadata, 0);
  return builder.endObject();
}

/** Continuation marker, padded length, flatbuffer: what precedes a message's body. Multiple of 8 bytes long. */
function encapsulate(builder: Builder, headerType: number, header: number, bodyLength: number): Uint8Array {
  builder.startObject(5);
  builder.addFieldInt16(0, METADATA_V5, 0);
  builder.addFieldInt8(1, headerType, 0);
  builder.addFieldOffset(2, header, 0);
  builder.addFieldInt64(3, BigInt(bodyLength), 0n);
  builder.finish(builder.endObject());
  const flat = builder.asUint8Array();
  const padded = (flat.length + 7) & ~7;
  const out = new Uint8Array(8 + padded);
  const view = new DataView(out.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, padded, true);
  out.set(flat, 8);
  return out;
}

/** The schema message of a stream or file. */
export function schemaMessage(schema: ArrowSchema): Uint8Array {
  const builder = new Builder(1024);
  return encapsulate(builder, HEADER_SCHEMA, writeSchema(builder, schema), 0);
}

export interface BatchLayout {
  readonly rows: number;
  /** One entry a column: rows and nulls. */
  readonly nodes: readonly { readonly length: number; readonly nulls: number }[];
  /** Position and length of every buffer in the body. */
  readonly buffers: readonly { readonly offset: number; readonly length: number }[];
  readonly bodyLength: number;
}

/** The metadata of a record batch; its body follows directly. */
export function batchMessage(layout: BatchLayout): Uint8Array {
  const builder = new Builder(1024);
  const pairVector = (pairs: readonly (readonly [number, number])[]): number => {
    builder.startVector(16, pairs.length, 8);
    for (let i = pairs.length - 1; i >= 0; i--) {
      const pair = pairs[i] ?? [0, 0];
      builder.prep(8, 16);
      builder.writeInt64(BigInt(pair[1]));
      builder.writeInt64(BigInt(pair[0]));
    }
    return builder.endVector();
  };
  const nodes = pairVector(layout.nodes.map((node) => [node.length, node.nulls]));
  const buffers = pairVector(layout.buffers.map((buffer) => [buffer.offset, buffer.length]));
  builder.startObject(5);
  builder.addFieldInt64(0, BigInt(layout.rows), 0n);
  builder.addFieldOffset(1, nodes, 0);
  builder.addFieldOffset(2, buffers, 0);
  return encapsulate(builder, HEADER_RECORD_BATCH, builder.endObject(), layout.bodyLength);
}

/** Where a record batch lies in the file: `metadataLength` counts the eight bytes before the flatbuffer. */
export interface Block {
  readonly offset: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

/** The footer flatbuffer, without the length and magic that follow it. */
export function footer(schema: ArrowSchema, blocks: readonly Block[]): Uint8Array {
  const builder = new Builder(1024);
  const schemaOffset = writeSchema(builder, schema);
  builder.startVector(24, blocks.length, 8);
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i] ?? { offset: 0, metadataLength: 0, bodyLength: 0 };
    builder.prep(8, 24);
    builder.writeInt64(BigInt(block.bodyLength));
    builder.pad(4);
    builder.writeInt32(block.metadataLength);
    builder.writeInt64(BigInt(block.offset));
  }
  const batches = builder.endVector();
  builder.startVector(24, 0, 8);
  const dictionaries = builder.endVector();
  builder.startObject(5);
  builder.addFieldInt16(0, METADATA_V5, 0);
  builder.addFieldOffset(1, schemaOffset, 0);
  builder.addFieldOffset(2, dictionaries, 0);
  builder.addFieldOffset(3, batches, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array().slice();
}
