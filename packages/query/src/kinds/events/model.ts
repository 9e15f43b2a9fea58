// Kind `events`: a hunt without SQL over the events table.
import { z } from 'zod';
import { filterNodeSchema } from '../../filters/model';

/** Which events: shared by every kind that asks about events. */
export const eventConditionsSchema = z.object({
  /** Categories (process, network, file, …); empty = all. */
  categories: z.array(z.string()).default([]),
  /** Canonical hosts; empty = all. */
  hosts: z.array(z.string()).default([]),
  /** Text that must occur in the command line, image, a path, a script, a name or an address. */
  search: z.string().max(2000).default(''),
  filters: z.array(filterNodeSchema).max(100).default([]),
});

/** How events are shown: shared by every kind that answers with events. */
export const eventViewSchema = z.object({
  /** Columns of a table; empty = a telling choice. Keys of `ext` too. */
  columns: z.array(z.string()).max(200).default([]),
  orderBy: z
    .object({ field: z.string(), direction: z.enum(['asc', 'desc']).default('desc') })
    .default({ field: 'ts', direction: 'desc' }),
  limit: z.int().positive().max(1_000_000).default(1000),
  /** histogram: counts by interval, as time series. */
  format: z.enum(['table', 'logs', 'histogram']).default('table'),
  /** Histogram: one series for each of the most frequent values of this field, the rest as "other". */
  groupBy: z.string().optional(),
  top: z.int().positive().max(50).default(10),
});

export type EventView = z.infer<typeof eventViewSchema>;

export const eventsQuerySchema = z.object({
  kind: z.literal('events'),
  version: z.literal(1).default(1),
  ...eventConditionsSchema.shape,
  ...eventViewSchema.shape,
});

export type EventsQuery = z.infer<typeof eventsQuerySchema>;
