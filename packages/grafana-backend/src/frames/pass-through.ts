// ClickHouse's own Arrow stream -> Grafana frame, by replacing schema and footer only (or decoded, where cells are needed).
import { assembleFile } from '../arrow/assemble-file';
import { cutBatches } from '../arrow/cut-batches';
import type { ArrowStreamContent } from '../arrow/read-stream';
import type { ArrowField } from '../arrow/schema';
import { FrameReader } from './decode-frame';
import type { EncodedFrame, Frame, FrameHead } from './frame';

export interface PassThroughOptions extends FrameHead {
  /** Keep at most so many rows. */
  readonly maxRows?: number;
  /**
   * Labels, config or another name for a column. Of the types only `string` may become `json` (same bytes; the text must be
   * JSON, as Grafana hands it on unparsed).
   */
  readonly describe?: (field: ArrowField) => Partial<ArrowField>;
}

function withDetails(content: ArrowStreamContent, options: PassThroughOptions): readonly ArrowField[] {
  const { describe } = options;
  if (describe === undefined) return content.schema.fields;
  return content.schema.fields.map((field) => {
    const described = { ...field, ...describe(field) };
    const sameBytes = described.type === field.type || (field.type === 'string' && described.type === 'json');
    if (!sameBytes || (field.nullable && !described.nullable))
      throw new TypeError(`Column "${field.name}" cannot be described as ${described.type}.`);
    return described;
  });
}

/** Frame bytes whose batches are the very bytes that arrived; name, refId, meta and field details are the caller's. */
export function passThrough(content: ArrowStreamContent, options: PassThroughOptions): EncodedFrame {
  const { name, refId, meta, maxRows } = options;
  const batches =
    maxRows !== undefined && content.rows > maxRows
      ? cutBatches(content.schema, content.batches, maxRows)
      : content.batches;
  const schema = {
    ...(name === undefined ? {} : { name }),
    ...(refId === undefined ? {} : { refId }),
    ...(meta === undefined ? {} : { meta }),
    fields: withDetails(content, options),
  };
  return assembleFile(schema, batches);
}

/** The same content as cells, for what must look at them (long to wide, JSON). */
export function contentFrame(content: ArrowStreamContent, options: PassThroughOptions = {}): Frame {
  const { name, refId, meta, maxRows } = options;
  const batches =
    maxRows !== undefined && content.rows > maxRows
      ? cutBatches(content.schema, content.batches, maxRows)
      : content.batches;
  const reader = new FrameReader({ fields: withDetails(content, options) });
  for (const batch of batches) reader.add(batch.metadata, new Uint8Array(Buffer.concat(batch.body)));
  return {
    ...(name === undefined ? {} : { name }),
    ...(refId === undefined ? {} : { refId }),
    ...(meta === undefined ? {} : { meta }),
    fields: reader.frame().fields,
  };
}
