// Small expressions over columns of events, from which log sources and guards of fields are made.
import type { EventColumn } from '@huntboard/schema';
import type { FieldAccess, FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';

export type EventExpr = Expr<FieldRef>;

/** Columns that log sources and guards read, besides EventID: the same for all events of one kind, so a plan per kind can fold them away. */
export const logSourceColumns = [
  'source',
  'product',
  'service',
  'category',
  'action',
  'EventID',
  'Channel',
  'Provider_Name',
] as const satisfies readonly EventColumn[];

type LogSourceColumn = (typeof logSourceColumns)[number];

const interned = new Map<string, FieldRef>();
const MAX_INTERNED = 20_000;

/** The same object for the same name and places, so that back ends can tell fields apart by identity. */
export function fieldRef(name: string, access: readonly FieldAccess[]): FieldRef {
  const key = JSON.stringify([name, access]);
  let field = interned.get(key);
  if (field === undefined) {
    field = { name, access };
    if (interned.size >= MAX_INTERNED) interned.clear();
    interned.set(key, field);
  }
  return field;
}

export const columnAccess = (column: EventColumn): FieldAccess => ({ kind: 'column', column });
export const extAccess = (key: string): FieldAccess => ({ kind: 'ext', key });

/** The column has exactly one of these values, in this case: the columns are written by our own sources. */
export function is(column: LogSourceColumn, ...values: readonly string[]): EventExpr {
  const field = fieldRef(column, [columnAccess(column)]);
  const [only] = values;
  return values.length === 1
    ? { kind: 'text', field, pattern: [only!], cased: true }
    : { kind: 'textList', field, position: 'equals', literals: values, cased: true };
}

/** The event id is one of these. */
export function isEvent(...ids: readonly number[]): EventExpr {
  return is('EventID', ...ids.map(String));
}

/** All hold; an `and` inside is taken apart. */
export function allOf(...items: readonly EventExpr[]): EventExpr {
  const flat = items.flatMap((item) => (item.kind === 'and' ? item.items : [item]));
  return flat.length === 1 ? flat[0]! : { kind: 'and', items: flat };
}

/** One holds; an `or` inside is taken apart. */
export function anyOf(items: readonly EventExpr[]): EventExpr {
  const flat = items.flatMap((item) => (item.kind === 'or' ? item.items : [item]));
  return flat.length === 1 ? flat[0]! : { kind: 'or', items: flat };
}

export function not(item: EventExpr): EventExpr {
  return { kind: 'not', item };
}
