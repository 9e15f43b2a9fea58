// A recorded attack of the corpora, or bodies as shippers send them, in a test's store, as ingestion would have stored them.
import { COL, events, NativeBlockBuilder } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import { LIMITS, readCorpus } from '@huntboard/testing';
import type { QueryStore } from './query-store';

/** Times of its events, epoch ms. */
export interface RecordedRange {
  readonly from: number;
  readonly to: number;
}

/** Events stored so far: their ids differ between recordings. */
let stored = 0;

/** Stores every event of a file of the corpora; `see` is shown each row, which is re-used. Throws when an event cannot be decoded. */
export async function insertRecording(
  store: QueryStore,
  file: string,
  see: (row: Row) => void = () => undefined,
): Promise<RecordedRange> {
  return insertBodies(store, [readCorpus(file)], see);
}

/** Stores every event of bodies that came one after the other. Throws when an event cannot be decoded. */
export async function insertBodies(
  { writer }: QueryStore,
  bodies: readonly (string | Uint8Array)[],
  see: (row: Row) => void = () => undefined,
): Promise<RecordedRange> {
  const now = Date.now();
  const range = { from: Infinity, to: 0 };
  const decoder = createDecoder({ limits: LIMITS, osqueryTable: () => undefined, now: () => now });
  const builder = new NativeBlockBuilder(events);
  const row = (one: Row): void => {
    one[COL.event_id] = `00000000-0000-8000-8000-${(stored++).toString(16).padStart(12, '0')}`;
    one[COL.ingested_at] = now;
    one[COL.retention_days] = 3650;
    one[COL.raw] = '';
    range.from = Math.min(range.from, Number(one[COL.ts]));
    range.to = Math.max(range.to, Number(one[COL.ts]));
    see(one);
    builder.append(one);
  };
  const quarantine = ({ code }: { readonly code: string }): never => {
    throw new Error(code);
  };
  for (const body of bodies)
    decoder.decode(Buffer.from(body), { receivedAt: now, input: 'file', origin: 'test' }, { row, quarantine });
  const { rows } = builder;
  await writer.insertNative('events', builder.finish(), { dedupToken: `recording-${stored}`, rows, settings: { max_partitions_per_insert_block: '0' } }); // prettier-ignore
  return range;
}
