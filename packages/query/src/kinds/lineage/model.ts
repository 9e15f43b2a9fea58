// Kind `lineage`: processes as a forest, for a host and time range or around one process or alert; and what is loaded on demand.
import { z } from 'zod';

export const lineageQuerySchema = z.object({
  kind: z.literal('lineage'),
  version: z.literal(1).default(1),
  /**
   * `tree`: processes with their alerts and edges. `children`: further children of `procGuid`, after `after`. `events`: what the
   * processes did, counted by kind, with the last ones of `procGuid`. `edges`: edges alone.
   */
  part: z.enum(['tree', 'children', 'events', 'edges']).default('tree'),
  /** Canonical hosts; empty = all. */
  hosts: z.array(z.string()).default([]),
  /** Around this process: its ancestors and descendants, whatever the time range. */
  procGuid: z.string().default(''),
  /** Around the process of this alert; `procGuid` goes before it. */
  alertId: z.string().default(''),
  /** Generations of descendants around a process. */
  depth: z.int().min(0).max(64).default(16),
  /** Last child that is there already: its start (as the frame gave it, or epoch ms) and its id. */
  after: z
    .object({ start: z.union([z.string(), z.number()]), id: z.string() })
    .nullable()
    .default(null),
  limit: z.int().positive().max(200_000).default(10_000),
});

export type LineageQuery = z.infer<typeof lineageQuerySchema>;
