// Arrow file bytes -> frame, with the strictness of Grafana's decoder: what it refuses is refused here.
import { bufferCount, decodeColumn } from '../arrow/decode-column';
import { inflateBatch } from '../arrow/inflate-batch';
import { readFooter, readMessage } from '../arrow/read-metadata';
import type { BatchMetadata } from '../arrow/read-metadata';
import type { ArrowSchema } from '../arrow/schema';
import { ArrowFormatError } from '../arrow/schema';
import type { FieldValue, Frame } from './frame';

/** Cells of every column, filled batch by batch. */
export class FrameReader {
  readonly schema: ArrowSchema;
  readonly #columns: FieldValue[][];

  constructor(schema: ArrowSchema) {
    this.schema = schema;
    this.#columns = schema.fields.map(() => []);
  }

  /** Appends one record batch, LZ4-compressed or not. @throws ArrowFormatError when it contradicts the schema */
  add(given: BatchMetadata, bytes: Uint8Array): void {
    const { metadata: batch, body } = inflateBatch(given, bytes);
    if (batch.nodes.length !== this.schema.fields.length)
      throw new ArrowFormatError('Record batch and schema differ in columns.');
    let next = 0;
    for (const [index, field] of this.schema.fields.entries()) {
      const node = batch.nodes[index] ?? { length: 0, nulls: 0 };
      const count = bufferCount(field.type);
      const buffers = batch.buffers.slice(next, next + count).map(({ offset, length }) => {
        if (offset + length > body.length) throw new ArrowFormatError('Record batch buffer lies outside its body.');
        return body.subarray(offset, offset + length);
      });
      next += count;
      decodeColumn(field.type, node.length, node.nulls, buffers, this.#columns[index] ?? []);
    }
  }

  frame(): Frame {
    const { fields, ...head } = this.schema;
    return { ...head, fields: fields.map((field, index) => ({ ...field, values: this.#columns[index] ?? [] })) };
  }
}

/**
 * Decodes an Arrow file as grafana-plugin-sdk-go's UnmarshalArrowFrame does: schema from the footer, then each block.
 * @throws ArrowFormatError, UnsupportedArrowTypeError
 */
export function decodeFrame(file: Uint8Array): Frame {
  const { schema, blocks } = readFooter(file);
  const reader = new FrameReader(schema);
  for (const { offset, metadataLength, bodyLength } of blocks) {
    if (offset % 8 !== 0) throw new ArrowFormatError('Record batch is not aligned to 8 bytes.');
    const bodyStart = offset + metadataLength;
    if (bodyStart + bodyLength > file.length) throw new ArrowFormatError('Record batch lies outside the file.');
    const message = readMessage(file.subarray(offset + 8, bodyStart));
    if (message.kind !== 'batch') throw new ArrowFormatError('Footer points at a message that is no record batch.');
    reader.add(message.batch, file.subarray(bodyStart, bodyStart + bodyLength));
  }
  return reader.frame();
}
