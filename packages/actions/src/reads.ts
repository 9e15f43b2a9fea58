// What the panel reads beside its queries: who it acts for, everything about one alert, the audit.
import { z } from 'zod';
import { actionEntrySchema, alertStateSchema } from './alert-actions';
import { exceptionSchema } from './exceptions';

/** `GET me`. */
export const meSchema = z.object({
  login: z.string(),
  role: z.string(),
  may: z.object({ read: z.boolean(), triage: z.boolean(), configure: z.boolean() }),
  /** False: no control API is configured or it does not answer; the panel then shows and does not offer actions. */
  available: z.boolean(),
  /** Why not, in words. */
  reason: z.string(),
  /** Alerts in one request. */
  bulk: z.number(),
  /** Who acted or was assigned in the last 90 days, by name: whom the panel offers to assign to. */
  people: z.array(z.string()),
});
export type Me = z.infer<typeof meSchema>;

const relatedAlert = z.object({
  id: z.string(),
  windowStart: z.number(),
  ts: z.number(),
  level: z.string(),
  rule: z.string(),
  summary: z.string(),
  host: z.string(),
  user: z.string(),
  status: z.string(),
  disposition: z.string(),
  assignee: z.string(),
  /** Last comment of the one who closed it. */
  comment: z.string(),
});
export type RelatedAlert = z.infer<typeof relatedAlert>;

const ruleAnswer = z.object({
  /** The number of `rows` of the answer, or the greatest value of a column. */
  of: z.string(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  means: z.string(),
});

/** A question of the alert's rule, with the values of its event put in. */
const ruleQuestion = z.object({
  ask: z.string(),
  /** A query model of the data source. */
  model: z.record(z.string(), z.unknown()),
  /** Fields that the event does not have: the question cannot be asked. */
  missing: z.array(z.string()),
  /** Time around the alert's events that is looked at, ms. */
  before: z.number(),
  after: z.number(),
  /** Columns that are shown; empty: the first ones. */
  show: z.array(z.string()),
  /** The first one that fits says what the answer means. */
  answers: z.array(ruleAnswer),
});
export type AlertQuestion = z.infer<typeof ruleQuestion>;

/** `GET alerts/<id>?at=<window_start, epoch ms>`. */
export const alertDetailSchema = z.object({
  alert: z.object({
    id: z.string(),
    windowStart: z.number(),
    ts: z.number(),
    lastTs: z.number(),
    /** When its first event was received, and when it was raised. */
    receivedAt: z.number(),
    raisedAt: z.number(),
    rule: z.string(),
    ruleId: z.string(),
    level: z.string(),
    tags: z.array(z.string()),
    host: z.string(),
    user: z.string(),
    process: z.string(),
    processId: z.number(),
    image: z.string(),
    category: z.string(),
    summary: z.string(),
    count: z.number(),
    events: z.array(z.string()),
    /** Fields of the event that the rule named, with their values; several values stand on lines of their own. */
    matched: z.record(z.string(), z.string()),
    /** The first event as it was sent. */
    raw: z.string(),
    /** Ancestors of the process, nearest first, as they stood. */
    lineage: z.array(z.record(z.string(), z.unknown())),
  }),
  state: alertStateSchema,
  /** Oldest first. */
  history: z.array(actionEntrySchema),
  /** Of the same rule and dedup key, on any host: newest first, at most ten each. */
  sameElsewhere: z.array(relatedAlert),
  sameEarlier: z.array(relatedAlert),
  /** Dispositions of the rule in 90 days. */
  ruleHistory: z.array(z.object({ disposition: z.string(), alerts: z.number() })),
  host: z.object({
    firstSeen: z.number(),
    lastSeen: z.number(),
    openAlerts: z.number(),
    alerts30d: z.number(),
    events24h: z.number(),
  }),
  user: z.object({ openAlerts: z.number(), alerts30d: z.number(), hosts: z.array(z.string()) }),
  incident: z.object({ id: z.string(), title: z.string(), status: z.string(), alerts: z.number() }).optional(),
  exceptions: z.array(exceptionSchema),
  /** Of its rule, in the rule's order. */
  questions: z.array(ruleQuestion),
});
export type AlertDetail = z.infer<typeof alertDetailSchema>;

/** Body of every answer that is no success. `code` is a heading of docs/errors.md or docs/actions.md. */
export const failureSchema = z.object({ error: z.string(), code: z.string() });
export type Failure = z.infer<typeof failureSchema>;
