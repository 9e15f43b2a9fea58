// What the log tells besides deliveries: counts, batches and their ends. Parsed on recovery, so a damaged mark is data, not a crash.
import { z } from 'zod';

/** What came in by an `input`, and what became of it. The equation of the house: received = stored + filtered + quarantined + queued. */
export const totalsSchema = z.object({
  received: z.number(),
  stored: z.number(),
  filtered: z.number(),
  quarantined: z.number(),
  bytes: z.number(),
});
export type Totals = z.infer<typeof totalsSchema>;

const perInput = z.record(z.string(), z.number());
/** Rows by table. */
const rowCountsSchema = z.record(z.string(), z.number());
export type RowCounts = z.infer<typeof rowCountsSchema>;
/** [sequence of an entry, events in it]. */
const entryCount = z.tuple([z.number(), z.number()]);

export const entryMetaSchema = z.object({
  /** events: a body for the decoder; node: an osquery_nodes row as JSON. */
  kind: z.enum(['events', 'node']),
  input: z.enum(['http-events', 'elastic-bulk', 'osquery-tls', 'file']),
  origin: z.string(),
  /** Content-Encoding of the body: identity, gzip, deflate, br or zstd. */
  encoding: z.string(),
  osquery: z
    .object({ hostIdentifier: z.string(), hostname: z.string(), logType: z.enum(['result', 'status']) })
    .optional(),
});
export type EntryMeta = z.infer<typeof entryMetaSchema>;

export const checkpointSchema = z.object({
  queueId: z.string(),
  nextSequence: z.number(),
  nextBatch: z.number(),
  totals: z.record(z.string(), totalsSchema),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

export const countsSchema = z.object({ entries: z.array(entryCount), received: perInput });
export type CountsMark = z.infer<typeof countsSchema>;

const batchShape = {
  batch: z.number(),
  entries: z.array(entryCount),
  /** Set when the store refused these entries for good: they go to the quarantine with this reason. */
  refusal: z.string().optional(),
};
export const manifestSchema = z.object({
  ...batchShape,
  lane: z.number(),
  /** Where blocks were cut: a batch must be cut the same way when it is encoded again. */
  blockRows: z.number(),
  blockBytes: z.number(),
  received: perInput,
});
export type ManifestMark = z.infer<typeof manifestSchema>;

export const doneSchema = z.object({ batch: z.number(), stored: perInput, filtered: perInput, quarantined: perInput });
export type DoneMark = z.infer<typeof doneSchema>;

export const splitSchema = z.object({
  batch: z.number(),
  into: z.array(z.object(batchShape)),
  /** [sequence of an entry, its first rows by table that are in the store]: of the blocks before the one that was refused. */
  stored: z.array(z.tuple([z.number(), rowCountsSchema])).optional(),
});
export type SplitMark = z.infer<typeof splitSchema>;
