// What people do with alerts: requests, answers, and the state that an alert has after an action.
import { z } from 'zod';
import { MAX_BULK, MAX_COMMENT, MAX_TITLE } from './limits';
import { requiredTextSchema, textSchema } from './text';

export const STATUSES = ['new', 'acknowledged', 'in_progress', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

export const DISPOSITIONS = ['true_positive', 'benign_true_positive', 'false_positive', 'undetermined'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const ALERT_ACTIONS = ['acknowledge', 'start', 'close', 'reopen', 'assign', 'comment', 'undo'] as const;
export type AlertAction = (typeof ALERT_ACTIONS)[number];

const uuid = z.guid().transform((id) => id.toLowerCase());

export const alertStateSchema = z.object({
  status: z.enum(STATUSES),
  /** Empty while it is not closed. */
  disposition: z.union([z.enum(DISPOSITIONS), z.literal('')]),
  /** Login; empty: nobody. */
  assignee: z.string(),
  /** Id of the last action; empty: nobody has acted yet. What a client sends as `expect`. */
  lastAction: z.string(),
});
export type AlertState = z.infer<typeof alertStateSchema>;

/** An alert on which nobody has acted. */
export const NEW_STATE: AlertState = { status: 'new', disposition: '', assignee: '', lastAction: '' };

const target = z.strictObject({
  id: uuid,
  /** `lastAction` as the client saw it; another one means that somebody acted since. Left out: acts whatever happened. */
  expect: z.union([uuid, z.literal('')]).optional(),
});

/** Made once for each click; a request with a known key acts no second time and answers what it did. */
const key = uuid;
const alerts = z.array(target).min(1).max(MAX_BULK);
const comment = textSchema(MAX_COMMENT).default('');

export const actionRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({ key, action: z.literal('acknowledge'), alerts, comment }),
  z.strictObject({ key, action: z.literal('start'), alerts, comment }),
  z.strictObject({
    key,
    action: z.literal('close'),
    alerts,
    disposition: z.enum(DISPOSITIONS),
    /** Why: the next one who meets this alert reads it. */
    comment: requiredTextSchema(MAX_COMMENT),
  }),
  z.strictObject({ key, action: z.literal('reopen'), alerts, comment: requiredTextSchema(MAX_COMMENT) }),
  /** `assignee` empty: nobody any more. */
  z.strictObject({ key, action: z.literal('assign'), alerts, assignee: textSchema(MAX_TITLE), comment }),
  z.strictObject({ key, action: z.literal('comment'), alerts, comment: requiredTextSchema(MAX_COMMENT) }),
  /** Takes back a whole request of one's own, within UNDO_MS, where nobody has acted since. */
  z.strictObject({ key, action: z.literal('undo'), undoes: uuid }),
]);
export type ActionRequest = z.infer<typeof actionRequestSchema>;
/** What a client writes: defaults may be left out. */
export type ActionRequestInput = z.input<typeof actionRequestSchema>;

export const actionEntrySchema = z.object({
  id: z.string(),
  /** Epoch ms. */
  ts: z.number(),
  actor: z.string(),
  role: z.string(),
  action: z.string(),
  comment: z.string(),
  /** State after it. */
  status: z.enum(STATUSES),
  disposition: z.string(),
  assignee: z.string(),
  /** Key of the request that did it: what `undoes` takes. */
  request: z.string(),
});
export type ActionEntry = z.infer<typeof actionEntrySchema>;

/** conflict: somebody acted since; not_possible: the state does not allow it; unknown: no such alert. */
export const REFUSALS = ['conflict', 'not_possible', 'unknown'] as const;

export const actionAnswerSchema = z.object({
  key: z.string(),
  /** True: the request was carried out before, and nothing happened now. */
  repeated: z.boolean(),
  done: z.array(z.object({ id: z.string(), state: alertStateSchema })),
  refused: z.array(
    z.object({
      id: z.string(),
      code: z.enum(REFUSALS),
      message: z.string(),
      /** As it is now; absent for an unknown alert. */
      state: alertStateSchema.optional(),
      /** What was done last, and by whom; for a conflict. */
      last: actionEntrySchema.optional(),
    }),
  ),
});
export type ActionAnswer = z.infer<typeof actionAnswerSchema>;

export type Step =
  | { readonly ok: true; readonly state: Omit<AlertState, 'lastAction'> }
  | { readonly ok: false; readonly message: string };

const refuse = (message: string): Step => ({ ok: false, message });

/** What an action (but undo, which restores) makes of a state. Who takes an alert that nobody has, has it. */
export function applyAction(
  state: AlertState,
  request: Exclude<ActionRequest, { action: 'undo' }>,
  actor: string,
): Step {
  const { status, disposition, assignee } = state;
  const taken = assignee === '' ? actor : assignee;
  switch (request.action) {
    case 'acknowledge':
      if (status !== 'new') return refuse(`it is ${inWords(status)} already`);
      return { ok: true, state: { status: 'acknowledged', disposition: '', assignee: taken } };
    case 'start':
      if (status === 'in_progress') return refuse('it is in progress already');
      if (status === 'closed') return refuse('it is closed: reopen it first');
      return { ok: true, state: { status: 'in_progress', disposition: '', assignee: taken } };
    case 'close':
      if (status === 'closed') return refuse('it is closed already');
      return { ok: true, state: { status: 'closed', disposition: request.disposition, assignee: taken } };
    case 'reopen':
      if (status !== 'closed') return refuse('it is not closed');
      return { ok: true, state: { status: 'acknowledged', disposition: '', assignee } };
    case 'assign':
      if (assignee === request.assignee)
        return refuse(assignee === '' ? 'nobody has it' : `${assignee} has it already`);
      return { ok: true, state: { status, disposition, assignee: request.assignee } };
    case 'comment':
      return { ok: true, state: { status, disposition, assignee } };
  }
}

/** `in_progress` as people read it. */
export const inWords = (name: string): string => name.replaceAll('_', ' ');
