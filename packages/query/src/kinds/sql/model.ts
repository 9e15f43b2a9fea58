// Kind `sql`: a statement of the analyst's own, with macros.
import { z } from 'zod';

export const sqlQuerySchema = z.object({
  kind: z.literal('sql'),
  version: z.literal(1).default(1),
  sql: z.string().max(1_000_000),
  /** timeseries: rows of (time, labels, numbers) become labelled series. logs: columns timestamp, body, severity, id, labels. */
  format: z.enum(['table', 'timeseries', 'logs', 'annotations']).default('table'),
  /** How a series is filled where it has no row; by default not at all (null or zero, as the column allows). */
  fill: z.union([z.enum(['null', 'previous']), z.number()]).optional(),
});

export type SqlQuery = z.infer<typeof sqlQuerySchema>;
