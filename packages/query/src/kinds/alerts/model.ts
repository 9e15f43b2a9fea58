// Kind `alerts`: the queue of alerts with their state, or their number over time.
import { z } from 'zod';
import { filterNodeSchema } from '../../filters/model';

export const LEVELS = ['critical', 'high', 'medium', 'low', 'informational'] as const;

export const alertsQuerySchema = z.object({
  kind: z.literal('alerts'),
  version: z.literal(1).default(1),
  levels: z.array(z.string()).default([]),
  hosts: z.array(z.string()).default([]),
  /** State after the last action (new, acknowledged, closed, …); empty = all. */
  statuses: z.array(z.string()).default([]),
  filters: z.array(filterNodeSchema).max(100).default([]),
  limit: z.int().positive().max(1_000_000).default(1000),
  /** histogram: alerts by interval and level; count: one number a level, for alert rules and stats. */
  format: z.enum(['table', 'histogram', 'count']).default('table'),
});

export type AlertsQuery = z.infer<typeof alertsQuerySchema>;
