// The expression that every rule becomes, and that the matcher and the SQL compiler both read. Nothing else passes between them.
import type { Pattern } from './pattern.ts';

/**
 * Meaning, for both back ends alike. `F` is the field: its name after parsing, a `FieldRef` after resolution.
 *
 * A field of an event is missing, empty or has a text (see event/field-access.ts: numbers are their decimal text). Every
 * expression is true or false, never unknown: on a missing field every kind but `missing` (and what `not` makes of it) is false.
 * Text is compared under `fold` (event/fold.ts) on both sides unless `cased`.
 */
export type Expr<F> =
  | { readonly kind: 'const'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Expr<F>[] }
  | { readonly kind: 'not'; readonly item: Expr<F> }
  | TextExpr<F>
  | TextListExpr<F>
  | RegexExpr<F>
  | { readonly kind: 'cidr'; readonly field: F; readonly network: Cidr }
  | CompareExpr<F>
  | { readonly kind: 'datePart'; readonly field: F; readonly part: DatePart; readonly value: number }
  | { readonly kind: 'exists'; readonly field: F }
  | { readonly kind: 'missing'; readonly field: F }
  | FieldRefExpr<F>
  | KeywordExpr;

/** The whole value fits the pattern. */
export interface TextExpr<F> {
  readonly kind: 'text';
  readonly field: F;
  readonly pattern: Pattern;
  readonly cased: boolean;
}

export type ListPosition = 'equals' | 'contains' | 'startswith' | 'endswith';

/** One of many literals without wildcards, all at the same position: the canonical form of an `or` of two or more such `text`s. */
export interface TextListExpr<F> {
  readonly kind: 'textList';
  readonly field: F;
  readonly position: ListPosition;
  /** Distinct, never '' unless position is `equals`. */
  readonly literals: readonly string[];
  readonly cased: boolean;
}

/** RE2 syntax, searched anywhere in the value; `.` does not match a line break without the flag s. */
export interface RegexExpr<F> {
  readonly kind: 'regex';
  readonly field: F;
  readonly source: string;
  /** In the order i, m, s. */
  readonly flags: readonly ('i' | 'm' | 's')[];
}

/** An address range; the address has 4 or 16 bytes in network order, host bits are zero. */
export interface Cidr {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** The value is a decimal number (JSON syntax, blanks around it allowed) and compares so; text that is no number is false. */
export interface CompareExpr<F> {
  readonly kind: 'compare';
  readonly field: F;
  readonly operator: 'gt' | 'gte' | 'lt' | 'lte';
  readonly value: number;
}

export type DatePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** The value fits that of another field: equals it, or starts or ends with it or contains it. False when either is missing. */
export interface FieldRefExpr<F> {
  readonly kind: 'fieldRef';
  readonly field: F;
  readonly other: F;
  readonly position: ListPosition;
  readonly cased: boolean;
}

/** Any value of the event fits (event/field-access.ts says which values those are). */
export interface KeywordExpr {
  readonly kind: 'keyword';
  readonly pattern: Pattern;
  readonly cased: boolean;
}
