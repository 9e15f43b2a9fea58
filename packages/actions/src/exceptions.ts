// Exceptions: what a rule must not alert on, by whom, why and until when. Requests and answers.
import { z } from 'zod';
import { MAX_COMMENT, MAX_TITLE } from './limits';
import { requiredTextSchema } from './text';

const id = z.guid().transform((text) => text.toLowerCase());

/** Field (with Sigma's modifiers, as `CommandLine|contains`) -> value or values of which one must fit; all fields must fit. */
export const exceptionWhereSchema = z
  .record(
    z.string().min(1).max(100),
    z.union([
      z.string().max(4000),
      z.number(),
      z
        .array(z.union([z.string().max(4000), z.number()]))
        .min(1)
        .max(100),
    ]),
  )
  .refine((fields) => Object.keys(fields).length > 0 && Object.keys(fields).length <= 20, {
    error: 'must name one to twenty fields',
  });

const scope = {
  /** Ids of rules; none means every rule, which only an Admin may say. */
  rules: z.array(z.string().min(1).max(200)).max(100),
  where: exceptionWhereSchema,
};

export const exceptionPreviewRequestSchema = z.strictObject({
  ...scope,
  days: z.number().int().min(1).max(90).default(30),
});
export type ExceptionPreviewRequest = z.infer<typeof exceptionPreviewRequestSchema>;

/** What it would have hidden. */
export const exceptionPreviewSchema = z.object({
  days: z.number(),
  /** Events that hit the rules, and those of them that it would have hidden. */
  hits: z.number(),
  hiddenHits: z.number(),
  /** Alerts of the rules, and those of which all known events would have been hidden. */
  alerts: z.number(),
  hiddenAlerts: z.number(),
  /** Of the hidden alerts, those that were closed as true positive: a reason to think again. */
  hiddenTruePositives: z.number(),
  /** The newest hidden alerts, at most twenty. */
  samples: z.array(
    z.object({
      id: z.string(),
      ts: z.number(),
      level: z.string(),
      rule: z.string(),
      summary: z.string(),
      host: z.string(),
      user: z.string(),
      disposition: z.string(),
    }),
  ),
  /** Since when there are events to judge by: older ones are gone. Epoch ms. */
  since: z.number(),
});
export type ExceptionPreview = z.infer<typeof exceptionPreviewSchema>;

export const exceptionRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({
    /** The id of the exception is the key of this request. */
    key: id,
    action: z.literal('create'),
    ...scope,
    /** Who answers for it: a login or a team. */
    owner: requiredTextSchema(MAX_TITLE),
    reason: requiredTextSchema(MAX_COMMENT),
    /** Epoch ms; required: an exception without an end is a hole. */
    expires: z.number().int().positive(),
  }),
  /** By its author, its owner or an Admin. */
  z.strictObject({ key: id, action: z.literal('revoke'), exception: id, reason: requiredTextSchema(MAX_COMMENT) }),
]);
export type ExceptionRequest = z.infer<typeof exceptionRequestSchema>;
export type ExceptionRequestInput = z.input<typeof exceptionRequestSchema>;

export const exceptionAnswerSchema = z.object({
  key: z.string(),
  repeated: z.boolean(),
  exception: z.string(),
  /** False: it is stored, and detection takes it up as soon as it can. */
  inForce: z.boolean(),
});
export type ExceptionAnswer = z.infer<typeof exceptionAnswerSchema>;

export const exceptionSchema = z.object({
  id: z.string(),
  rules: z.array(z.string()),
  where: exceptionWhereSchema,
  owner: z.string(),
  reason: z.string(),
  expires: z.number(),
  createdAt: z.number(),
  createdBy: z.string(),
  /** active, expired or revoked. */
  state: z.enum(['active', 'expired', 'revoked']),
  /** Alerts that it hid so far. */
  hidden: z.number(),
});
export type ExceptionRow = z.infer<typeof exceptionSchema>;
export const exceptionListSchema = z.object({ exceptions: z.array(exceptionSchema) });
