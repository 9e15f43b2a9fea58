// Conditions put together so that constants fall away and only what needs parentheses has them.

export const TRUE = 'true';
export const FALSE = 'false';

export function andSql(conditions: Iterable<string>): string {
  return join(conditions, 'AND', TRUE, FALSE);
}

export function orSql(conditions: Iterable<string>): string {
  return join(conditions, 'OR', FALSE, TRUE);
}

export function notSql(condition: string): string {
  if (condition === TRUE) return FALSE;
  if (condition === FALSE) return TRUE;
  return `NOT (${stripped(condition)})`;
}

function join(conditions: Iterable<string>, word: 'AND' | 'OR', neutral: string, deciding: string): string {
  const kept = new Set<string>();
  for (const condition of conditions) {
    if (condition === deciding) return deciding;
    if (condition !== neutral) kept.add(condition);
  }
  if (kept.size < 2) return [...kept][0] ?? neutral;
  return `(${[...kept].join(` ${word} `)})`;
}

/** Without the parentheses that `join` put around it. */
function stripped(condition: string): string {
  if (!condition.startsWith('(') || !condition.endsWith(')')) return condition;
  // Only where the first one is closed by the last; strings never stand in conditions but for names of ours and fold's letters.
  let depth = 0;
  for (let i = 0; i < condition.length - 1; i++) {
    if (condition[i] === '(') depth++;
    else if (condition[i] === ')' && --depth === 0) return condition;
  }
  return condition.slice(1, -1);
}
