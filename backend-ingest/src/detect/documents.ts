// The files by which an installation says which rules run, how loud they are, and what they must not alert on.
import { z } from 'zod';
import { LEVEL_ORDER, STATUSES } from '../rules/select-rules.ts';

const DURATION = /^(\d+)\s*(s|m|h|d)$/;
const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30m`, `1h`: milliseconds. A window longer than a day would fold what belongs to different days of work. */
const windowSchema = z.string().transform((text, context): number => {
  const [, number, unit] = DURATION.exec(text.trim()) ?? [];
  const ms = Number(number) * UNIT_MS[(unit ?? 's') as keyof typeof UNIT_MS];
  if (ms >= 1000 && ms <= UNIT_MS.d) return ms;
  context.addIssue({ code: 'custom', message: 'must be a time such as 30s, 15m or 1h, at most 1d' });
  return z.NEVER;
});

const level = z.enum(LEVEL_ORDER as [string, ...string[]]).transform((name) => name as (typeof LEVEL_ORDER)[number]);
const status = z.enum(STATUSES as [string, ...string[]]).transform((name) => name as (typeof STATUSES)[number]);
const lower = z.string().transform((text) => text.toLowerCase());

const ruleGroup = {
  statuses: z.array(status).optional(),
  products: z.array(lower).optional(),
  tags: z.array(lower).optional(),
  /** Ids or names. */
  ids: z.array(z.string()).optional(),
};

export const rulesFileSchema = z.strictObject({
  /** A rule runs when it fits everything that is given here. */
  enable: z.strictObject({ ...ruleGroup, level: level.optional() }).default({}),
  /** A rule does not run when it fits anything that is given here. */
  disable: z.strictObject({ ...ruleGroup }).default({}),
  /** By id or name; goes before both. */
  overrides: z
    .record(
      z.string(),
      z.strictObject({
        enabled: z.boolean().optional(),
        level: level.optional(),
        window: windowSchema.optional(),
        dedup: z.array(z.string().min(1)).max(8).optional(),
        /** In place of the rule's own; read apart, so that a wrong one does not make the file wrong. */
        questions: z.unknown().optional(),
      }),
    )
    .default({}),
});
export type RulesFile = z.infer<typeof rulesFileSchema>;

export const NO_RULES_FILE: RulesFile = rulesFileSchema.parse({});

const fieldsSchema = z
  .record(z.string().min(1), z.unknown())
  .refine((fields) => Object.keys(fields).length > 0, { error: 'must name at least one field' });

const exceptionSchema = z.strictObject({
  id: z.string().min(1).max(100),
  /** Ids or names of rules, or `*`. */
  rules: z.union([z.literal('*').transform(() => undefined), z.array(z.string().min(1)).min(1)]),
  /** A selection as in a Sigma rule, or several of which one must fit. */
  where: z.union([fieldsSchema, z.array(fieldsSchema).min(1)]),
  owner: z.string().min(1),
  reason: z.string().min(1),
  expires: z.string().transform((text, context): number => {
    const time = Date.parse(text);
    if (!Number.isNaN(time)) return time;
    context.addIssue({ code: 'custom', message: 'must be a date such as 2027-01-31' });
    return z.NEVER;
  }),
});
export const exceptionsSchema = z.array(exceptionSchema).superRefine((exceptions, context) => {
  const seen = new Set<string>();
  exceptions.forEach(({ id }, index) => {
    if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `${id} is there twice` });
    seen.add(id);
  });
});
export type Exception = z.infer<typeof exceptionSchema>;

export const placeholdersSchema = z.record(z.string(), z.array(z.coerce.string()));
