// Reads a file of events whole, as rows that stay: for tests and explanations, not for large files.
import { COL, copyRow, type Row } from '@huntboard/schema';
import { createDecoder, type DecodeLimits } from '@huntboard/sources';
import { openInput } from '../scan/open-input.ts';

export interface EventRow {
  readonly row: Row;
  /** From 1. */
  readonly line: number;
}

export interface ReadEvents {
  readonly rows: readonly EventRow[];
  /** What could not be read as an event. */
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

const NEWLINE = 0x0a;

function lineOf(body: Buffer, offset: number): number {
  let line = 1;
  for (let at = body.indexOf(NEWLINE); at >= 0 && at < offset; at = body.indexOf(NEWLINE, at + 1)) line++;
  return line;
}

/** The rows of a file in their order. Throws InputError when it cannot be read. */
export async function readEvents(path: string, limits: DecodeLimits, receivedAt = Date.now()): Promise<ReadEvents> {
  const chunks: Buffer[] = [];
  for await (const chunk of openInput(path, () => undefined)) chunks.push(chunk);
  return decodeEvents(Buffer.concat(chunks), limits, path, receivedAt);
}

/** The rows of a body in their order. */
export function decodeEvents(body: Buffer, limits: DecodeLimits, origin: string, receivedAt = Date.now()): ReadEvents {
  const rows: EventRow[] = [];
  const refused: { line: number; reason: string }[] = [];
  const decoder = createDecoder({ limits, osqueryTable: () => undefined, now: () => receivedAt });
  decoder.decode(
    body,
    { receivedAt, input: 'file', origin },
    {
      row: (row) => {
        const line = lineOf(body, (row[COL.raw] as Uint8Array).byteOffset - body.byteOffset);
        rows.push({ row: copyRow(row), line });
      },
      quarantine: ({ code, detail, bytes }) => {
        const line = lineOf(body, bytes.byteOffset - body.byteOffset);
        refused.push({ line, reason: detail === '' ? code : `${code}: ${detail}` });
      },
    },
  );
  return { rows, refused };
}
