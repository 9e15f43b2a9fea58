// Makes a rule and an event on which two back ends disagree small enough to read.
import { absentValue, events } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import type { FieldRef } from '../../src/event/field-access.ts';
import type { Expr } from '../../src/model/expr.ts';
import { toPattern } from '../../src/model/pattern.ts';
import type { Pattern } from '../../src/model/pattern.ts';

export interface Pair {
  readonly rule: Expr<FieldRef>;
  readonly row: Row;
}

/** Milliseconds after which it is small enough. */
const PATIENCE = 30_000;

/** The smallest pair that still disagrees, by steps that each leave something out. */
export async function reducePair(pair: Pair, disagrees: (pair: Pair) => Promise<boolean>): Promise<Pair> {
  const end = Date.now() + PATIENCE;
  for (let smaller: Pair | undefined = pair; ;) {
    const current: Pair = smaller;
    smaller = undefined;
    for (const candidate of candidates(current)) {
      if (Date.now() > end) return current;
      if (!(await disagrees(candidate))) continue;
      smaller = candidate;
      break;
    }
    if (smaller === undefined) return current;
  }
}

function* candidates({ rule, row }: Pair): Generator<Pair> {
  for (const smaller of smallerRules(rule)) yield { rule: smaller, row };
  for (const smaller of smallerRows(row)) yield { rule, row: smaller };
}

function* smallerRules(rule: Expr<FieldRef>): Generator<Expr<FieldRef>> {
  switch (rule.kind) {
    case 'and':
    case 'or':
      yield* rule.items;
      for (let i = 0; i < rule.items.length; i++) {
        yield { ...rule, items: rule.items.filter((_, at) => at !== i) };
        for (const item of smallerRules(rule.items[i]!)) yield { ...rule, items: rule.items.with(i, item) };
      }
      return;
    case 'not':
      yield rule.item;
      for (const item of smallerRules(rule.item)) yield { ...rule, item };
      return;
    case 'textList':
      for (const literals of smallerLists(rule.literals)) yield { ...rule, literals };
      break;
    case 'text':
    case 'keyword':
      for (const pattern of smallerPatterns(rule.pattern)) yield { ...rule, pattern };
      break;
  }
  if ('field' in rule && rule.field.access.length > 1)
    for (const access of smallerLists(rule.field.access)) yield { ...rule, field: { ...rule.field, access } };
}

function* smallerLists<T>(list: readonly T[]): Generator<T[]> {
  if (list.length > 8) {
    yield list.slice(0, list.length >> 1);
    yield list.slice(list.length >> 1);
  } else if (list.length > 1) for (let i = 0; i < list.length; i++) yield list.filter((_, at) => at !== i);
}

function* smallerPatterns(pattern: Pattern): Generator<Pattern> {
  for (let i = 0; i < pattern.length; i++) {
    yield toPattern(pattern.filter((_, at) => at !== i));
    const token = pattern[i];
    if (typeof token === 'string') for (const shorter of shorterTexts(token)) yield toPattern(pattern.with(i, shorter));
  }
}

function* smallerRows(row: Row): Generator<Row> {
  for (const [i, column] of events.columns.entries()) {
    const value = row[i]!;
    if (column.name === 'ts' || value === 0 || value === '') continue;
    if (typeof value === 'string') {
      yield row.with(i, '');
      for (const shorter of shorterTexts(value)) yield row.with(i, shorter);
    } else if (Array.isArray(value)) {
      if (value.length === 0) continue;
      yield row.with(i, []);
      const size = column.name === 'ext' ? 2 : 1;
      for (let at = 0; at < value.length; at += size) yield row.with(i, value.toSpliced(at, size));
    } else yield row.with(i, absentValue(column.type));
  }
}

/** Without one half, or one code point. */
function* shorterTexts(text: string): Generator<string> {
  const letters = [...text];
  if (letters.length > 6) {
    yield letters.slice(0, letters.length >> 1).join('');
    yield letters.slice(letters.length >> 1).join('');
  }
  for (let i = 0; i < letters.length; i++) yield letters.toSpliced(i, 1).join('');
}
