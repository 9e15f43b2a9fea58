// The journal: hunts that were done and notes for the next shift. `POST journal`.
import { z } from 'zod';
import { MAX_COMMENT, MAX_TITLE } from './limits';
import { requiredTextSchema, textSchema } from './text';

export const HUNT_OUTCOMES = ['nothing', 'findings', 'new_rule', 'incident'] as const;

const key = z.guid().transform((text) => text.toLowerCase());
/** A path within Grafana, never another site. */
const link = z
  .string()
  .max(2000)
  .regex(/^(\/(?![/\\])[^\s\\]*)?$/, { error: 'must be a path within Grafana' })
  .default('');

export const journalRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    key,
    kind: z.literal('hunt'),
    /** The hypothesis. */
    title: requiredTextSchema(MAX_TITLE),
    outcome: z.enum(HUNT_OUTCOMES),
    comment: textSchema(MAX_COMMENT).default(''),
    link,
  }),
  z.strictObject({
    key,
    kind: z.literal('handover'),
    title: textSchema(MAX_TITLE).default(''),
    comment: requiredTextSchema(MAX_COMMENT),
    link,
  }),
]);
export type JournalRequest = z.infer<typeof journalRequestSchema>;
export type JournalRequestInput = z.input<typeof journalRequestSchema>;

export const journalAnswerSchema = z.object({ key: z.string(), repeated: z.boolean(), entry: z.string() });
export type JournalAnswer = z.infer<typeof journalAnswerSchema>;
