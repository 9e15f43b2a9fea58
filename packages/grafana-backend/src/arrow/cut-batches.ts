// Cuts the tail off a series of record batches: whole batches are dropped, the last kept one gets new metadata over its old body.
import type { StreamBatch } from './read-stream';
import type { ArrowSchema } from './schema';
import { bufferCount } from './decode-column';
import { inflateBatch } from './inflate-batch';
import { batchMessage } from './write-metadata';

function countNulls(bitmap: Uint8Array, rows: number): number {
  let valid = 0;
  for (let row = 0; row < rows; row++) valid += ((bitmap[row >> 3] ?? 0) >> (row & 7)) & 1;
  return rows - valid;
}

function cutBatch(schema: ArrowSchema, batch: StreamBatch, rows: number): StreamBatch {
  // Of a compressed batch only this last one is opened: the batches before it stay as they came.
  const { metadata: whole, body } = inflateBatch(batch.metadata, new Uint8Array(Buffer.concat(batch.body)));
  let next = 0;
  const nodes = schema.fields.map((field, index) => {
    const bitmap = whole.buffers[next] ?? { offset: 0, length: 0 };
    next += bufferCount(field.type);
    const hasNulls = (whole.nodes[index]?.nulls ?? 0) > 0;
    const nulls = hasNulls ? countNulls(body.subarray(bitmap.offset, bitmap.offset + bitmap.length), rows) : 0;
    return { length: rows, nulls };
  });
  const metadata = { ...whole, rows, nodes };
  const head = batchMessage({ rows, nodes, buffers: whole.buffers, bodyLength: body.length });
  return {
    chunks: [head, body],
    metadataLength: head.length,
    bodyLength: body.length,
    rows,
    metadata,
    body: [body],
  };
}

/** The first `maxRows` rows. Buffers may stay longer than the rows need, as the format allows. */
export function cutBatches(schema: ArrowSchema, batches: readonly StreamBatch[], maxRows: number): StreamBatch[] {
  const out: StreamBatch[] = [];
  let left = maxRows;
  for (const batch of batches) {
    if (left <= 0) break;
    out.push(batch.rows <= left ? batch : cutBatch(schema, batch, left));
    left -= batch.rows;
  }
  return out;
}
