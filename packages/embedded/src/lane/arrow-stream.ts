// Joins the Arrow streams that the engine makes of each chunk of a result into one: one schema, all batches, one end.
// Layout: "Encapsulated message format" and "IPC streaming format" of https://arrow.apache.org/docs/format/Columnar.html
import { frontText } from '../front-codes.ts';

const CONTINUATION = 0xffffffff;
const PREFIX_BYTES = 8;
/** End of stream: a continuation with the length 0. */
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** What to send for the chunk at `index`: the first keeps its schema message, no chunk keeps its end. A view, no copy. Throws when it is no Arrow stream. */
export function arrowChunk(bytes: Uint8Array, index: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength - END.byteLength;
  const whole =
    end >= PREFIX_BYTES &&
    view.getUint32(0, true) === CONTINUATION &&
    view.getUint32(end, true) === CONTINUATION &&
    view.getUint32(end + 4, true) === 0;
  // The schema comes first and has no body, so its length is that of its metadata.
  const schemaEnd = whole ? PREFIX_BYTES + view.getInt32(4, true) : -1;
  if (schemaEnd < PREFIX_BYTES || schemaEnd > end)
    throw new Error(frontText('UNKNOWN_EXCEPTION', 'The engine gave an Arrow stream that cannot be joined.'));
  return bytes.subarray(index === 0 ? 0 : schemaEnd, end);
}

/** The end of the joined stream. */
export function arrowEnd(): Uint8Array {
  return END.slice();
}
