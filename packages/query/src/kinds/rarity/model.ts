// Kind `rarity`: the long tail: values by the number of hosts that have them, with first and last time.
import { z } from 'zod';
import { eventConditionsSchema } from '../events/model';

/** Kinds of values that the table `seen` remembers. */
export const SEEN_KINDS = ['image', 'parent_child', 'hash', 'dns', 'destination'] as const;

export const rarityQuerySchema = z.object({
  kind: z.literal('rarity'),
  version: z.literal(1).default(1),
  ...eventConditionsSchema.shape,
  /** events: within the time range, any field, with filters. seen: all that is remembered, also of events that are gone. */
  from: z.enum(['events', 'seen']).default('events'),
  /** Field of events. */
  field: z.string().min(1).max(200).default('Image'),
  /** Kind of value in `seen`. */
  seenKind: z.enum(SEEN_KINDS).default('image'),
  /** Only values on at most so many hosts; 0 = all. */
  maxHosts: z.int().nonnegative().max(1_000_000).default(0),
  /** Only values that were never seen before the time range. */
  newOnly: z.boolean().default(false),
  limit: z.int().positive().max(100_000).default(500),
});

export type RarityQuery = z.infer<typeof rarityQuerySchema>;
