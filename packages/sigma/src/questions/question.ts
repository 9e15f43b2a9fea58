// A question that a rule gives to whoever opens its alert: a query with fields of the event in it, and what its answers mean.
import { z } from 'zod';

const DURATION = /^(\d{1,4})(m|h|d)$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const MAX_DAYS = 400;

/** `30m`, `12h`, `30d`: milliseconds. */
const duration = z.string().transform((text, context): number => {
  const [, number, unit] = DURATION.exec(text.trim()) ?? [];
  const ms = Number(number) * UNIT_MS[(unit ?? 'm') as keyof typeof UNIT_MS];
  if (ms <= MAX_DAYS * UNIT_MS.d) return ms;
  context.addIssue({ code: 'custom', message: `must be a time such as 30m, 12h or 30d, at most ${MAX_DAYS}d` });
  return z.NEVER;
});

const text = (most: number) => z.string().trim().min(1).max(most);

const answerSchema = z.strictObject({
  /** What is looked at: the number of rows, or the greatest value of a column of the answer. */
  of: text(200).default('rows'),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  means: text(500),
});

/** As it is written in a rule. Times become milliseconds. */
export const writtenQuestionSchema = z.strictObject({
  ask: text(300),
  /** A query model of the data source; values may be `$Field`. */
  query: z.record(z.string(), z.unknown()),
  /** Time around the alert's events that is looked at. */
  before: duration.default(UNIT_MS.h),
  after: duration.default(UNIT_MS.h),
  /** Columns of the answer that are shown; empty: the first ones. */
  show: z.array(text(200)).max(12).default([]),
  /** The first one that fits says what the answer means. */
  answers: z.array(answerSchema).min(1).max(8),
});

export type RuleQuestion = z.infer<typeof writtenQuestionSchema>;

/** Questions of one rule that are kept. */
export const MAX_QUESTIONS = 8;

/** As the store keeps them: already checked, times in milliseconds. */
const keptSchema = z.array(writtenQuestionSchema.extend({ before: z.number(), after: z.number() }));

/** Questions as text for the store; '' for none. */
export function printQuestions(questions: readonly RuleQuestion[]): string {
  return questions.length === 0 ? '' : JSON.stringify(questions);
}

/** Reads what `printQuestions` wrote; what an older or newer program wrote in another form is no question. */
export function parseQuestions(kept: string): readonly RuleQuestion[] {
  if (kept === '') return [];
  try {
    return keptSchema.safeParse(JSON.parse(kept)).data ?? [];
  } catch {
    return [];
  }
}
