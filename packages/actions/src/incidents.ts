// Incidents: alerts that belong together, and the case that is kept about them. Requests and answers.
import { z } from 'zod';
import { MAX_BULK, MAX_COMMENT, MAX_TITLE } from './limits';
import { requiredTextSchema, textSchema } from './text';

export const INCIDENT_STATUSES = ['open', 'closed'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Why an alert is part of an incident; `hand`: a person put it there, and no rule takes it away. */
export const GROUPINGS = ['lineage', 'host', 'user', 'hand'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const id = z.guid().transform((text) => text.toLowerCase());
const alerts = z.array(id).min(1).max(MAX_BULK);
const title = requiredTextSchema(MAX_TITLE);
const severity = z.enum(SEVERITIES);
const incident = id;
const key = id;
/** `lastAction` of the incident as the client saw it. */
const expect = id.optional();

export const incidentRequestSchema = z.discriminatedUnion('action', [
  /** Makes an incident of alerts; they leave the ones that they were in. Its id is the key of the request. */
  z.strictObject({ key, action: z.literal('open'), title, severity, alerts: alerts.max(MAX_BULK) }),
  z.strictObject({ key, action: z.literal('add_alerts'), incident, alerts }),
  /** By hand, so no rule puts them back. */
  z.strictObject({ key, action: z.literal('remove_alerts'), incident, alerts }),
  z.strictObject({ key, action: z.literal('set_title'), incident, expect, title }),
  z.strictObject({ key, action: z.literal('set_owner'), incident, expect, owner: textSchema(MAX_TITLE) }),
  z.strictObject({ key, action: z.literal('set_severity'), incident, expect, severity }),
  z.strictObject({ key, action: z.literal('close'), incident, expect, comment: requiredTextSchema(MAX_COMMENT) }),
  z.strictObject({ key, action: z.literal('reopen'), incident, expect, comment: requiredTextSchema(MAX_COMMENT) }),
  z.strictObject({ key, action: z.literal('note'), incident, comment: requiredTextSchema(MAX_COMMENT) }),
  /** An event into the timeline, with why it matters. It is copied, so it outlives the retention of events. */
  z.strictObject({
    key,
    action: z.literal('pin_event'),
    incident,
    event: id,
    comment: textSchema(MAX_COMMENT).default(''),
  }),
  z.strictObject({ key, action: z.literal('unpin_event'), incident, event: id }),
  /** The id of the task is the key of this request. */
  z.strictObject({ key, action: z.literal('add_task'), incident, title, assignee: textSchema(MAX_TITLE).default('') }),
  z.strictObject({ key, action: z.literal('finish_task'), incident, task: id }),
  z.strictObject({ key, action: z.literal('reopen_task'), incident, task: id }),
]);
export type IncidentRequest = z.infer<typeof incidentRequestSchema>;
export type IncidentRequestInput = z.input<typeof incidentRequestSchema>;

export const incidentSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(INCIDENT_STATUSES),
  severity: z.enum(SEVERITIES),
  owner: z.string(),
  /** Epoch ms. */
  openedAt: z.number(),
  /** `huntboard` when a rule of the house opened it. */
  openedBy: z.string(),
  updatedAt: z.number(),
  /** 0 while it is open. */
  closedAt: z.number(),
  alerts: z.number(),
  tasksOpen: z.number(),
  tasks: z.number(),
  lastAction: z.string(),
});
export type Incident = z.infer<typeof incidentSchema>;

export const incidentAnswerSchema = z.object({
  key: z.string(),
  repeated: z.boolean(),
  incident: z.string(),
  /** Alerts that were asked for and do not exist, or that the incident has no room for. */
  refused: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
});
export type IncidentAnswer = z.infer<typeof incidentAnswerSchema>;

export const timelineEntrySchema = z.object({
  /** Epoch ms: of an alert its first event, of an event its own time, of an action when it was taken. */
  ts: z.number(),
  kind: z.enum(['alert', 'alert_action', 'incident_action', 'event']),
  actor: z.string(),
  action: z.string(),
  /** One line. */
  text: z.string(),
  comment: z.string(),
  alert: z.string(),
  event: z.string(),
  host: z.string(),
  level: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const taskSchema = z.object({
  id: z.string(),
  title: z.string(),
  assignee: z.string(),
  done: z.boolean(),
  ts: z.number(),
  doneAt: z.number(),
  doneBy: z.string(),
});
export type Task = z.infer<typeof taskSchema>;

export const incidentMemberSchema = z.object({
  id: z.string(),
  grouping: z.enum(GROUPINGS),
  ts: z.number(),
  level: z.string(),
  rule: z.string(),
  summary: z.string(),
  host: z.string(),
  user: z.string(),
  status: z.string(),
  disposition: z.string(),
  assignee: z.string(),
});

/** `GET incidents/<id>`. */
export const incidentDetailSchema = z.object({
  incident: incidentSchema,
  members: z.array(incidentMemberSchema),
  tasks: z.array(taskSchema),
  /** Oldest first. */
  timeline: z.array(timelineEntrySchema),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
