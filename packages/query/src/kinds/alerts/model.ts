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
  /** Logins; the empty one: alerts that nobody has. */
  assignees: z.array(z.string()).max(100).default([]),
  incidents: z.array(z.guid()).max(100).default([]),
  /** Epoch ms: only what was raised before. */
  raisedBefore: z.number().optional(),
  /** Epoch ms by level: only alerts of these levels, raised before. What is late by the clocks of the house. */
  raisedBeforeByLevel: z.partialRecord(z.enum(LEVELS), z.number()).optional(),
  /** Epoch ms: only those whose last action is not older. */
  actedSince: z.number().optional(),
  /** urgent: by level, the oldest first. */
  order: z.enum(['newest', 'oldest', 'urgent']).default('newest'),
  offset: z.int().nonnegative().max(1_000_000).default(0),
  /** Of `groups`; with `group`, the queue of one group. */
  groupBy: z.enum(['rule', 'host', 'user', 'incident']).optional(),
  group: z.string().optional(),
  /**
   * queue: one row an alert with state and incident; groups: one row a group; states: alerts by status, level and assignee, however
   * many they are; histogram: alerts by interval and level; count: one number a level, for alert rules and stats.
   */
  format: z.enum(['table', 'queue', 'groups', 'states', 'histogram', 'count']).default('table'),
});

export type AlertsQuery = z.infer<typeof alertsQuerySchema>;
