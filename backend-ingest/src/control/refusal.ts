// What is asked for and not done: a refusal carries what the asker is told and what the audit keeps.
import { AppError, type ErrorCode } from '../errors.ts';

/** Codes of the control API, each with a heading in docs/errors.md. */
export type RefusalCode = Extract<
  ErrorCode,
  | 'action_invalid'
  | 'action_forbidden'
  | 'action_conflict'
  | 'action_key_reused'
  | 'too_many_actions'
  | 'target_unknown'
>;

/** Thrown within the control API; its edge records it and answers. */
export class Refusal extends AppError {
  readonly targets: readonly string[];

  constructor(
    code: RefusalCode,
    options: { readonly detail?: string; readonly targets?: readonly string[]; readonly retryAfter?: number } = {},
  ) {
    const { targets = [], ...rest } = options;
    super(code, 'control', rest);
    this.targets = targets;
  }
}
