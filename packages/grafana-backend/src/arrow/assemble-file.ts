// Puts an Arrow file together from a schema and ready batches, without touching the batches' bytes.
import type { EncodedFrame } from '../frames/frame';
import type { ArrowSchema } from './schema';
import type { Block } from './write-metadata';
import { footer, schemaMessage } from './write-metadata';

const MAGIC = new Uint8Array([0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]);
const MAGIC_PADDED = new Uint8Array([...MAGIC, 0, 0]);
const END_OF_STREAM = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** A record batch in encapsulated form: metadata and body, possibly in several pieces. */
export interface BatchBytes {
  readonly chunks: readonly Uint8Array[];
  readonly metadataLength: number;
  readonly bodyLength: number;
  readonly rows: number;
}

/** An Arrow file (columnar format, section "IPC File Format"): Grafana takes the schema from the footer alone. */
export function assembleFile(schema: ArrowSchema, batches: readonly BatchBytes[]): EncodedFrame {
  const head = schemaMessage(schema);
  const chunks: Uint8Array[] = [MAGIC_PADDED, head];
  const blocks: Block[] = [];
  let position = MAGIC_PADDED.length + head.length;
  let rows = 0;
  for (const batch of batches) {
    blocks.push({ offset: position, metadataLength: batch.metadataLength, bodyLength: batch.bodyLength });
    for (const chunk of batch.chunks) chunks.push(chunk);
    position += batch.metadataLength + batch.bodyLength;
    rows += batch.rows;
  }
  const foot = footer(schema, blocks);
  const tail = new Uint8Array(4 + MAGIC.length);
  new DataView(tail.buffer).setInt32(0, foot.length, true);
  tail.set(MAGIC, 4);
  chunks.push(END_OF_STREAM, foot, tail);
  return { chunks, byteLength: position + END_OF_STREAM.length + foot.length + tail.length, rows };
}

/** The frame in one piece. */
export function frameBytes(frame: EncodedFrame): Uint8Array {
  const out = new Uint8Array(frame.byteLength);
  let position = 0;
  for (const chunk of frame.chunks) {
    out.set(chunk, position);
    position += chunk.length;
  }
  return out;
}
