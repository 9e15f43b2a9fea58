// Kind `annotations`: alerts as marks on a time axis.
import { z } from 'zod';

export const annotationsQuerySchema = z.object({
  kind: z.literal('annotations'),
  version: z.literal(1).default(1),
  levels: z.array(z.string()).default([]),
  hosts: z.array(z.string()).default([]),
  limit: z.int().positive().max(10_000).default(500),
});

export type AnnotationsQuery = z.infer<typeof annotationsQuerySchema>;
