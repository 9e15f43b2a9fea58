// Pre-filters that a text index can answer: words that stand whole in every text that fits.
import { indexTokens } from '@huntboard/query';
import type { Anchor, Params } from '@huntboard/query';
import type { ListPosition, TextExpr, TextListExpr } from '../model/expr.ts';
import type { Pattern } from '../model/pattern.ts';

/** A list with more literals than this costs more to look up than the index saves. */
const MAX_TOKENS = 64;

/**
 * A condition on `column` that follows from the expression, answered by its text index (lower-case tokens, split at all but
 * letters and digits); undefined when there is none. Folding is sound here: tokens are ASCII, into which nothing else folds.
 */
export function tokenFilterSql(
  column: string,
  expr: TextExpr<unknown> | TextListExpr<unknown>,
  params: Params,
): string | undefined {
  const subject = `lower(${column})`;
  if (expr.kind === 'text') {
    const tokens = patternTokens(expr.pattern);
    return tokens.length === 0 ? undefined : `hasAllTokens(${subject}, ${params.bind('Array(String)', tokens)})`;
  }
  const each = new Set<string>();
  for (const literal of expr.literals) {
    const [longest] = indexTokens(literal, ANCHORS[expr.position]);
    if (longest === undefined) return undefined;
    each.add(longest);
    if (each.size > MAX_TOKENS) return undefined;
  }
  return `hasAnyTokens(${subject}, ${params.bind('Array(String)', [...each])})`;
}

const ANCHORS: Readonly<Record<ListPosition, Anchor>> = {
  equals: 'whole',
  contains: 'inside',
  startswith: 'start',
  endswith: 'end',
};

function patternTokens(pattern: Pattern): string[] {
  const last = pattern.length - 1;
  const tokens = pattern.flatMap((token, i) => {
    if (typeof token !== 'string') return [];
    return indexTokens(token, i === 0 ? (i === last ? 'whole' : 'start') : i === last ? 'end' : 'inside');
  });
  return [...new Set(tokens)];
}
