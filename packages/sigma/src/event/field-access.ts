// Where a Sigma field is found in an event. Matcher and SQL compiler read a field by the same list, so they see the same value.
import type { EventColumn } from '@huntboard/schema';

/**
 * One place to look. How it reads as text, and when it is missing:
 * - `column`: text columns as they are; integers in decimal; a time as epoch ms; a UUID in lower case without braces. The column's
 *   absent value ('' or 0 or nil) is missing, unless the column's name is in `blank_fields`: then it is sent empty ('' for text,
 *   '0' for integers).
 * - `ext`: the first entry of the long tail under exactly this key; missing when there is none. '' is an empty value.
 * - `hash`: one algorithm out of the column `Hashes` (`SHA256=…,MD5=…`), lower case; missing when it is not in there.
 */
export type FieldAccess =
  | { readonly kind: 'column'; readonly column: EventColumn }
  | { readonly kind: 'ext'; readonly key: string }
  | { readonly kind: 'hash'; readonly algorithm: 'SHA256' | 'SHA1' | 'MD5' | 'IMPHASH' };

/** A field of a rule and the places to look for it: the first that is not missing gives the value. Never empty. */
export interface FieldRef {
  readonly name: string;
  readonly access: readonly FieldAccess[];
}
