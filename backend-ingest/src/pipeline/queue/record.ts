// Wire form of one record of the queue's log: a checked header, JSON meta data, and the body of a delivery.
import { crc32 } from 'node:zlib';

/**
 * Layout, little endian: magic u32 · crc32 u32 (of everything after it) · payload length u32 · meta length u16 · type u8 · 0 u8 ·
 * sequence u48 · 0 u16 · time f64 (epoch ms) · meta (JSON) · body.
 */
export const HEADER_BYTES = 32;
const MAGIC = 0x31514248;
const CHECKED_FROM = 8;

/** Types of records. The numbers are on disk: never re-use one. */
export const RecordType = { checkpoint: 1, entry: 2, counts: 3, manifest: 4, done: 5, split: 6 } as const;
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

export interface LogRecord {
  readonly type: RecordType;
  readonly sequence: number;
  readonly time: number;
  readonly meta: unknown;
  readonly body: Uint8Array;
}

export interface ReadRecord extends LogRecord {
  /** Offset of the record in its segment. */
  readonly offset: number;
  /** Bytes from the start of the record to its body. */
  readonly bodyOffset: number;
}

const NO_BODY = new Uint8Array(0);

/** Encodes a record as buffers for one vectored write: the body is not copied. */
export function encodeRecord(record: LogRecord): readonly Uint8Array[] {
  const meta = Buffer.from(JSON.stringify(record.meta));
  if (meta.length > 0xffff && record.body.length > 0) throw new RangeError('meta data of an entry is too long');
  // Marks have no body, so long marks carry their JSON there.
  const inBody = meta.length > 0xffff;
  const head = Buffer.alloc(HEADER_BYTES + (inBody ? 0 : meta.length));
  const body = inBody ? meta : record.body;
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE((inBody ? 0 : meta.length) + body.length, 8);
  head.writeUInt16LE(inBody ? 0 : meta.length, 12);
  head.writeUInt8(record.type, 14);
  head.writeUIntLE(record.sequence, 16, 6);
  head.writeDoubleLE(record.time, 24);
  if (!inBody) meta.copy(head, HEADER_BYTES);
  const checked = crc32(body, crc32(head.subarray(CHECKED_FROM)));
  head.writeUInt32LE(checked, 4);
  return body.length === 0 ? [head] : [head, body];
}

function parseMeta(bytes: Buffer): unknown {
  return bytes.length === 0 ? undefined : (JSON.parse(bytes.toString('utf8')) as unknown);
}

/** Reads the record at `offset`; undefined when there is none that is whole and unharmed. */
export function decodeRecord(segment: Buffer, offset: number): ReadRecord | undefined {
  if (offset + HEADER_BYTES > segment.length || segment.readUInt32LE(offset) !== MAGIC) return undefined;
  const payload = segment.readUInt32LE(offset + 8);
  const metaLength = segment.readUInt16LE(offset + 12);
  const end = offset + HEADER_BYTES + payload;
  if (metaLength > payload || end > segment.length) return undefined;
  if (crc32(segment.subarray(offset + CHECKED_FROM, end)) !== segment.readUInt32LE(offset + 4)) return undefined;
  const type = segment.readUInt8(offset + 14) as RecordType;
  const bodyOffset = HEADER_BYTES + metaLength;
  const body = segment.subarray(offset + bodyOffset, end);
  const marks = type !== RecordType.entry && metaLength === 0;
  return {
    type,
    sequence: segment.readUIntLE(offset + 16, 6),
    time: segment.readDoubleLE(offset + 24),
    meta: parseMeta(marks ? body : segment.subarray(offset + HEADER_BYTES, offset + bodyOffset)),
    body: marks ? NO_BODY : body,
    offset,
    bodyOffset,
  };
}

export interface Scan {
  readonly records: readonly ReadRecord[];
  /** End of the last whole record: what follows is a torn tail. */
  readonly end: number;
  /** Bytes that had to be skipped between whole records. */
  readonly skipped: number;
}

/** Reads every whole record of a segment, and finds the next one behind damaged bytes. */
export function scanSegment(segment: Buffer): Scan {
  const records: ReadRecord[] = [];
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  let offset = 0;
  let end = 0;
  let skipped = 0;
  while (offset + HEADER_BYTES <= segment.length) {
    const record = decodeRecord(segment, offset);
    if (record === undefined) {
      const next = segment.indexOf(magic, offset + 1);
      if (next < 0) break;
      offset = next;
      continue;
    }
    skipped += offset - end;
    records.push(record);
    // A mark whose JSON stands in the body has an empty body here: its length is in the header.
    offset = end = offset + HEADER_BYTES + segment.readUInt32LE(offset + 8);
  }
  return { records, end, skipped };
}
