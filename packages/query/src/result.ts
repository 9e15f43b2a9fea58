// Outcome of a step that may meet wrong data: a value, or the error to show.

export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

export const queryErrorCodes = [
  'query.invalid',
  'query.unknown_kind',
  'query.empty',
  'query.unknown_macro',
  'query.macro_arguments',
  'query.value_type',
  'query.operator',
  'query.multiple_statements',
  'query.filters_misplaced',
  'query.rule',
] as const;

export type QueryErrorCode = (typeof queryErrorCodes)[number];

/** What is wrong with a query, for the person who wrote it. */
export interface QueryError {
  readonly code: QueryErrorCode;
  readonly message: string;
  /** Offset in the SQL text as written, where there is one. */
  readonly position?: number;
}

export function queryError(
  code: QueryErrorCode,
  message: string,
  position?: number,
): { readonly ok: false; readonly error: QueryError } {
  return err({ code, message, ...(position === undefined ? {} : { position }) });
}
