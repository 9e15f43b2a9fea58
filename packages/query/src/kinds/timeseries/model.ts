// Kind `timeseries`: a measure of events over time, by the most frequent values of fields. Fit for alert rules.
import { z } from 'zod';
import { eventConditionsSchema } from '../events/model';

export const MEASURES = ['count', 'rate', 'uniq', 'sum', 'avg', 'min', 'max', 'quantile'] as const;

export const timeseriesQuerySchema = z.object({
  kind: z.literal('timeseries'),
  version: z.literal(1).default(1),
  ...eventConditionsSchema.shape,
  /** rate: events a second. All but count and rate need a field; text that is no number does not count for them (uniq takes any). */
  measure: z.enum(MEASURES).default('count'),
  field: z.string().max(200).default(''),
  /** Of measure quantile. */
  quantile: z.number().min(0).max(1).default(0.95),
  /** One series for each combination of values. */
  groupBy: z.array(z.string().min(1).max(200)).max(3).default([]),
  /** Combinations that get a series of their own, by the size of the measure over the whole range. */
  top: z.int().positive().max(50).default(10),
  /** What becomes of the others: one series together, or nothing. */
  rest: z.enum(['other', 'drop']).default('other'),
  /** Intervals without events: 0, no value, or no point at all. */
  fill: z.enum(['zero', 'null', 'none']).default('zero'),
});

export type TimeseriesQuery = z.infer<typeof timeseriesQuerySchema>;
