// Kind `values`: the values of a field, most frequent first; feeds variables and completion.
import { z } from 'zod';
import { filterNodeSchema } from '../../filters/model';

export const valuesQuerySchema = z.object({
  kind: z.literal('values'),
  version: z.literal(1).default(1),
  table: z.enum(['events', 'process', 'alerts', 'seen']).default('events'),
  field: z.string().min(1),
  filters: z.array(filterNodeSchema).max(100).default([]),
  /** Only values that contain this text. */
  search: z.string().max(500).default(''),
  limit: z.int().positive().max(10_000).default(1000),
  /** Of columns with any number of values at most so many rows are looked at: for completion, which must be soon rather than exact. */
  sample: z.int().positive().max(10_000_000).optional(),
  order: z.enum(['value', 'count']).default('value'),
});

export type ValuesQuery = z.infer<typeof valuesQuerySchema>;
