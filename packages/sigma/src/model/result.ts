// Outcome of a step that may meet wrong data.
import type { RuleProblem } from './rule.ts';

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: RuleProblem };
