// What a condition says about all events of one kind: columns that are the same in each become constants and are folded away.
import type { EventColumn } from '@huntboard/schema';
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import { evaluateValue } from './evaluate.ts';

/**
 * What is known of a column in all events of a kind: its text, that it is missing, that it was sent empty, or that it is some
 * text which no rule names whole.
 */
export type Known =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'missing' } | { readonly kind: 'unnamed' };

/** The columns by which events are told apart into kinds. */
export type KnownColumns = ReadonlyMap<EventColumn, Known>;

const TRUE: Expr<FieldRef> = { kind: 'const', value: true };
const FALSE: Expr<FieldRef> = { kind: 'const', value: false };

/** An expression that says the same of every event of the kind; the same object where nothing is known. */
export function specialise(expr: Expr<FieldRef>, known: KnownColumns): Expr<FieldRef> {
  switch (expr.kind) {
    case 'const':
    case 'keyword':
    case 'fieldRef':
      return expr;
    case 'not': {
      const item = specialise(expr.item, known);
      if (item.kind === 'const') return item.value ? FALSE : TRUE;
      return item === expr.item ? expr : { kind: 'not', item };
    }
    case 'and':
    case 'or':
      return specialiseItems(expr.kind, expr, known);
    default:
      return specialiseLeaf(expr, known);
  }
}

function specialiseItems(
  kind: 'and' | 'or',
  expr: Extract<Expr<FieldRef>, { kind: 'and' | 'or' }>,
  known: KnownColumns,
): Expr<FieldRef> {
  const deciding = kind === 'or';
  const items: Expr<FieldRef>[] = [];
  let isSame = true;
  for (const before of expr.items) {
    const item = specialise(before, known);
    if (item.kind === 'const') {
      if (item.value === deciding) return deciding ? TRUE : FALSE;
      isSame = false;
      continue;
    }
    if (item !== before) isSame = false;
    items.push(item);
  }
  if (isSame) return expr;
  if (items.length === 0) return deciding ? FALSE : TRUE;
  return items.length === 1 ? items[0]! : { kind, items };
}

type FieldLeaf = Exclude<Expr<FieldRef>, { kind: 'const' | 'and' | 'or' | 'not' | 'keyword' | 'fieldRef' }>;

function specialiseLeaf(expr: FieldLeaf, known: KnownColumns): Expr<FieldRef> {
  const state = stateOf(expr.field, known);
  if (state === undefined) return expr;
  if (expr.kind === 'exists') return state.kind === 'missing' ? FALSE : TRUE;
  if (expr.kind === 'missing') return state.kind === 'missing' ? TRUE : FALSE;
  if (state.kind === 'missing') return FALSE;
  if (state.kind === 'text') return evaluateValue(expr, state.text) ? TRUE : FALSE;
  return namesWhole(expr) ? FALSE : expr;
}

/** What is known of a field; undefined when it may stand in a place of which nothing is known. */
function stateOf(field: FieldRef, known: KnownColumns): Known | undefined {
  for (const access of field.access) {
    const state = access.kind === 'column' ? known.get(access.column) : undefined;
    if (state === undefined) return undefined;
    if (state.kind !== 'missing') return state;
  }
  return { kind: 'missing' };
}

/** Whether the condition names whole texts, so that a text which no rule names cannot fit. */
function namesWhole(expr: FieldLeaf): boolean {
  if (expr.kind === 'textList') return expr.position === 'equals';
  if (expr.kind !== 'text') return false;
  return expr.pattern.length === 0 || (expr.pattern.length === 1 && typeof expr.pattern[0] === 'string');
}

/** Adds the texts, as written, that the expression names whole for each column. */
export function collectNamed(expr: Expr<FieldRef>, named: ReadonlyMap<EventColumn, Set<string>>): void {
  switch (expr.kind) {
    case 'and':
    case 'or':
      for (const item of expr.items) collectNamed(item, named);
      return;
    case 'not':
      return collectNamed(expr.item, named);
    case 'text':
    case 'textList': {
      if (!namesWhole(expr)) return;
      const texts = expr.kind === 'text' ? [(expr.pattern[0] as string | undefined) ?? ''] : expr.literals;
      for (const access of expr.field.access)
        if (access.kind === 'column') for (const text of texts) named.get(access.column)?.add(text);
      return;
    }
    default:
  }
}
