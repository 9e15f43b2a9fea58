// Kind `sequence`: A, then B, then C within a time, on the same host, by the same user or process, with the events that show it.
import { z } from 'zod';
import { eventConditionsSchema } from '../events/model';

const stepSchema = z.object({
  /** Heading of its column; the number of the step when empty. */
  name: z.string().max(100).default(''),
  categories: eventConditionsSchema.shape.categories,
  search: eventConditionsSchema.shape.search,
  filters: eventConditionsSchema.shape.filters,
});

export const sequenceQuerySchema = z.object({
  kind: z.literal('sequence'),
  version: z.literal(1).default(1),
  hosts: eventConditionsSchema.shape.hosts,
  /** In the order in which they must happen. */
  steps: z
    .array(stepSchema)
    .min(2)
    .max(8)
    .default([stepSchema.parse({}), stepSchema.parse({})]),
  /** Fields that all events of a sequence share: host, User, proc_guid, or any other. */
  by: z.array(z.string().min(1).max(200)).min(1).max(4).default(['host']),
  /** Milliseconds from the first event to the last. */
  windowMs: z
    .int()
    .positive()
    .max(366 * 86_400_000)
    .default(300_000),
  limit: z.int().positive().max(100_000).default(500),
});

export type SequenceQuery = z.infer<typeof sequenceQuerySchema>;
export type SequenceStep = SequenceQuery['steps'][number];
