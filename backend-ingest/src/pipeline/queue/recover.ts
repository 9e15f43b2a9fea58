// Reads the log at start and rebuilds the books from it: what is queued, which batches were on their way, what was counted.
import type { Ledger } from './ledger.ts';
import { checkpointSchema, countsSchema, doneSchema, entryMetaSchema, manifestSchema, splitSchema } from './marks.ts';
import { RecordType, scanSegment, type ReadRecord } from './record.ts';
import type { Segment, Segments } from './segments.ts';

export interface Recovery {
  /** Identity of the queue; undefined when the directory held none. */
  readonly queueId: string | undefined;
  /** Bytes that were cut off at the end: written, but never acknowledged. */
  readonly tornBytes: number;
  /** Bytes that were damaged between whole records. */
  readonly damagedBytes: number;
}

function applyRecord(record: ReadRecord, segment: Segment, ledger: Ledger): string | undefined {
  switch (record.type) {
    case RecordType.checkpoint: {
      const checkpoint = checkpointSchema.parse(record.meta);
      ledger.counters.restore(checkpoint);
      return checkpoint.queueId;
    }
    case RecordType.entry:
      ledger.addEntry({
        sequence: record.sequence,
        receivedAt: record.time,
        meta: entryMetaSchema.parse(record.meta),
        bytes: record.body.length,
        segment: segment.number,
        bodyOffset: record.offset + record.bodyOffset,
        events: undefined,
        loggedEvents: 0,
      });
      return undefined;
    case RecordType.counts:
      ledger.recoverCounts(countsSchema.parse(record.meta));
      return undefined;
    case RecordType.manifest: {
      const manifest = manifestSchema.parse(record.meta);
      ledger.recoverCounts(manifest);
      ledger.addBatch(manifest);
      return undefined;
    }
    case RecordType.split:
      ledger.splitBatch(splitSchema.parse(record.meta));
      return undefined;
    case RecordType.done:
      ledger.finishBatch(doneSchema.parse(record.meta));
      return undefined;
  }
}

/** Fills the ledger from the segments. Segments that hold no whole record are deleted. */
export async function recoverLedger(segments: Segments, ledger: Ledger): Promise<Recovery> {
  let queueId: string | undefined;
  let tornBytes = 0;
  let damagedBytes = 0;
  const empty: Segment[] = [];
  for (const segment of await segments.load()) {
    const content = await segments.readAll(segment);
    const scan = scanSegment(content);
    segment.bytes = scan.end;
    tornBytes += content.length - scan.end;
    damagedBytes += scan.skipped;
    if (scan.records.length === 0) empty.push(segment);
    for (const record of scan.records) queueId = applyRecord(record, segment, ledger) ?? queueId;
  }
  const byNumber = new Map(segments.list.map((segment) => [segment.number, segment]));
  for (const entry of ledger.entries.values()) byNumber.get(entry.segment)!.live++;
  for (const segment of empty) {
    segments.list.splice(segments.list.indexOf(segment), 1);
    await segments.remove(segment);
  }
  return { queueId, tornBytes, damagedBytes };
}
