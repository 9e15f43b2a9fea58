// Kind `annotations`: marks on a time axis: alerts, or what was seen for the first time.
import { z } from 'zod';
import { filterNodeSchema } from '../../filters/model';
import { SEEN_KINDS } from '../rarity/model';

export const annotationsQuerySchema = z.object({
  kind: z.literal('annotations'),
  version: z.literal(1).default(1),
  /** seen: first times that the memory holds, also of events that are gone. events: first times of any field among the events that match. */
  from: z.enum(['alerts', 'seen', 'events']).default('alerts'),
  /** Of alerts. */
  levels: z.array(z.string()).default([]),
  hosts: z.array(z.string()).default([]),
  /** On the columns of the table that is asked: alerts, seen or events. */
  filters: z.array(filterNodeSchema).max(100).default([]),
  /** Kind of value in `seen`. */
  seenKind: z.enum(SEEN_KINDS).default('image'),
  /** Field of events. */
  field: z.string().min(1).max(200).default('User'),
  /** Where a value must not have been before: anywhere, or on the same host. */
  firstOn: z.enum(['estate', 'host']).default('estate'),
  limit: z.int().positive().max(10_000).default(500),
});

export type AnnotationsQuery = z.infer<typeof annotationsQuerySchema>;
