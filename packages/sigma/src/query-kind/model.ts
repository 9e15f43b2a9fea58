// Kind `sigma`: a Sigma rule as it is written, hunted for in a time range.
import { eventViewSchema } from '@huntboard/query';
import { z } from 'zod';

export const sigmaQuerySchema = z.object({
  kind: z.literal('sigma'),
  version: z.literal(1).default(1),
  /** The YAML of one or more rules; correlations with the rules they refer to. */
  rule: z.string().max(500_000).default(''),
  /** Canonical hosts; empty = all. */
  hosts: z.array(z.string()).default([]),
  ...eventViewSchema.shape,
});

export type SigmaQuery = z.infer<typeof sigmaQuerySchema>;
