// Kind `lineage`: processes as a forest, for a host and time range or around one process.
import { z } from 'zod';

export const lineageQuerySchema = z.object({
  kind: z.literal('lineage'),
  version: z.literal(1).default(1),
  /** Canonical hosts; empty = all. */
  hosts: z.array(z.string()).default([]),
  /** Around this process: its ancestors and descendants, whatever the time range. */
  procGuid: z.string().default(''),
  /** Generations of descendants around a process. */
  depth: z.int().min(0).max(64).default(16),
  limit: z.int().positive().max(200_000).default(10_000),
});

export type LineageQuery = z.infer<typeof lineageQuerySchema>;
