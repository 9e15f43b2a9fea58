// `$Field` in a question: which field of the alert's event stands there, and which part of it.
import { events } from '@huntboard/schema';
import { Params, resolveField, type FieldRef } from '@huntboard/query';

type Part = 'name' | 'folder' | 'address';

export interface Placeholder {
  /** As written, without `$` and part: a column, one of its Sigma names, `ext.Key`, or a name of the alert. */
  readonly field: string;
  readonly part?: Part;
}

const NAME = String.raw`\$((?:ext\.)?[A-Za-z_]\w*)(?:\|(name|folder|address)\b)?`;
const WHOLE = new RegExp(`^${NAME}$`);
const WITHIN = new RegExp(NAME, 'g');

/** What the alert itself knows. */
export const ALERT_FIELDS: readonly string[] = ['alert_id', 'rule_id'];

/** Where in a query model a placeholder may stand: where a value is bound as a parameter, never where a name becomes SQL. */
const VALUE_KEYS: ReadonlySet<string> = new Set(['value', 'hosts', 'search', 'procGuid', 'alertId', 'group']);

export const isValuePlace = (path: readonly (string | number)[]): boolean => {
  const key = path.findLast((part) => typeof part === 'string');
  return key !== undefined && VALUE_KEYS.has(key as string);
};

const toPlaceholder = (field: string, part: string | undefined): Placeholder =>
  part === undefined ? { field } : { field, part: part as Part };

/** The placeholder that a value is; undefined for a value that stands for itself (`$$x` is the text `$x`). */
export function placeholderOf(value: string): Placeholder | undefined {
  const [, field, part] = WHOLE.exec(value) ?? [];
  return field === undefined ? undefined : toPlaceholder(field, part);
}

/** A value as it is meant when it is no placeholder. */
export const literalOf = (value: string): string => (value.startsWith('$$') ? value.slice(1) : value);

/** Replaces the placeholders in a text for people. */
export function fillText(text: string, valueOf: (placeholder: Placeholder) => string): string {
  return text.replace(WITHIN, (_, field: string, part: string | undefined) => valueOf(toPlaceholder(field, part)));
}

/** How an event holds a field; undefined for one that no event has. */
export function eventField(field: string, params: Params = new Params()): FieldRef | undefined {
  const found = resolveField(events, field, params);
  return found.column === undefined && !field.startsWith('ext.') ? undefined : found;
}

/** The part of a value: file name or folder of a path of any system, or an IPv4 address that is written as IPv6 as it is written elsewhere. */
export function partOf(value: string, part: Part | undefined): string {
  if (part === undefined) return value;
  if (part === 'address') return value.replace(/^::ffff:(?=\d+\.)/i, '');
  const cut = Math.max(value.lastIndexOf('\\'), value.lastIndexOf('/')) + 1;
  return part === 'name' ? value.slice(cut) : value.slice(0, cut);
}
