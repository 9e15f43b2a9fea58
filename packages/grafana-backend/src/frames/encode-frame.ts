// Frame -> Arrow file bytes in one record batch, from typed buffers (no dictionaries, nanosecond timestamps).
import { assembleFile } from '../arrow/assemble-file';
import { encodeColumn } from '../arrow/encode-column';
import type { ArrowField } from '../arrow/schema';
import { batchMessage } from '../arrow/write-metadata';
import type { EncodedFrame, Field, Frame } from './frame';
import { frameLength } from './frame';

const PADDING = new Uint8Array(8);

function schemaField(field: Field): ArrowField {
  const { name, type, nullable, labels, config } = field;
  return {
    name,
    type,
    nullable,
    ...(labels === undefined ? {} : { labels }),
    ...(config === undefined ? {} : { config }),
  };
}

/**
 * Encodes a frame as Grafana's SDK does. A frame without fields (Grafana's "no data") has no batch.
 * @throws TypeError, RangeError for cells or lengths that contradict the fields
 */
export function encodeFrame(frame: Frame): EncodedFrame {
  const rows = frameLength(frame);
  const schema = { ...frame, fields: frame.fields.map(schemaField) };
  if (frame.fields.length === 0) return assembleFile(schema, []);
  const body: Uint8Array[] = [];
  const nodes: { length: number; nulls: number }[] = [];
  const buffers: { offset: number; length: number }[] = [];
  let offset = 0;
  for (const field of frame.fields) {
    const column = encodeColumn(field);
    nodes.push({ length: rows, nulls: column.nulls });
    for (const bytes of column.buffers) {
      buffers.push({ offset, length: bytes.length });
      const gap = -bytes.length & 7;
      if (bytes.length > 0) body.push(bytes);
      if (gap > 0) body.push(PADDING.subarray(0, gap));
      offset += bytes.length + gap;
    }
  }
  const metadata = batchMessage({ rows, nodes, buffers, bodyLength: offset });
  return assembleFile(schema, [
    { chunks: [metadata, ...body], metadataLength: metadata.length, bodyLength: offset, rows },
  ]);
}
