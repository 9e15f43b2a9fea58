// The documents of an Elasticsearch bulk body: every second line, or every line that is no action.

const NEWLINE = 10;
const ACTION = /^\s*\{\s*"(create|index)"\s*:\s*(\{[^{}]*\}|null)\s*\}\s*$/;
/** An action names an index, a pipeline and an id: a longer line is a document. */
const MAX_ACTION_BYTES = 2048;

function isAction(body: Buffer, start: number, end: number): boolean {
  return end - start <= MAX_ACTION_BYTES && ACTION.test(body.toString('latin1', start, end));
}

/**
 * Leaves the action lines (`{"create":{…}}`, `{"index":{…}}`) out of a bulk body.
 * A line in the place of an action that is none is kept as a document, so that nothing is lost.
 * Source of the format: the bulk API of Elasticsearch, newline-delimited JSON.
 * @returns NDJSON of the documents, in their order, bytes untouched.
 */
export function bulkDocuments(body: Uint8Array): Uint8Array {
  const source = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const documents = Buffer.allocUnsafe(source.length + 1);
  let length = 0;
  let expectsAction = true;
  for (let start = 0; start < source.length;) {
    const newline = source.indexOf(NEWLINE, start);
    const end = newline < 0 ? source.length : newline;
    if (expectsAction && isAction(source, start, end)) {
      expectsAction = false;
    } else if (end > start) {
      length += source.copy(documents, length, start, end);
      documents[length++] = NEWLINE;
      expectsAction = true;
    }
    start = end + 1;
  }
  return documents.subarray(0, length);
}
