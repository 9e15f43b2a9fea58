// Regular expressions in RE2's dialect and linear time, as ClickHouse's `match` reads them.
import { RE2JS } from 're2js';
import type { RegexExpr } from '../model/expr.ts';

/** A regular expression to search texts with. */
export interface SearchRegex {
  test(text: string): boolean;
}

/** @throws RE2JSException when RE2 does not take the source. */
export function compileRegex(expr: Pick<RegexExpr<unknown>, 'source' | 'flags'>): SearchRegex {
  const flags = expr.flags.length === 0 ? '' : `(?${expr.flags.join('')})`;
  const regex = RE2JS.compile(flags + expr.source);
  return { test: (text) => regex.test(text) };
}
