// Reads KILL QUERY WHERE query_id = '…' | IN ('…', …): the only way to name a query that this server can honour.
import { isKeyword } from './lexer.ts';
import type { Token } from './lexer.ts';
import type { Statement } from './statement.ts';

export interface Kill {
  readonly queryIds: readonly string[];
  /** Wait for the end of the queries. */
  readonly sync: boolean;
  /** Only tell what would be killed. */
  readonly test: boolean;
}

/** Undefined when the statement is something else or asks for more than query ids. */
export function readKill(statement: Statement, params: ReadonlyMap<string, string>): Kill | undefined {
  const { tokens } = statement;
  const is = (i: number, word: string): boolean => isKeyword(tokens[i], word);
  if (!is(0, 'KILL') || !is(1, 'QUERY') || !is(2, 'WHERE')) return undefined;
  const column = tokens[3];
  if ((column?.kind !== 'word' && column?.kind !== 'quoted') || column.text !== 'query_id') return undefined;
  const valueOf = (token: Token | undefined): string | undefined =>
    token?.kind === 'string' ? token.text : token?.kind === 'parameter' ? params.get(token.text) : undefined;
  const queryIds: string[] = [];
  let i = 5;
  if (tokens[4]?.kind === 'punct' && (tokens[4].text === '=' || tokens[4].text === '==')) {
    const value = valueOf(tokens[i++]);
    if (value === undefined) return undefined;
    queryIds.push(value);
  } else if (is(4, 'IN') && tokens[5]?.text === '(') {
    i = 6;
    for (;;) {
      const value = valueOf(tokens[i++]);
      if (value === undefined) return undefined;
      queryIds.push(value);
      const after = tokens[i++];
      if (after?.kind !== 'punct') return undefined;
      if (after.text === ')') break;
      if (after.text !== ',') return undefined;
    }
  } else {
    return undefined;
  }
  const rest = tokens.slice(i);
  const mode = rest[0]?.kind === 'word' ? rest[0].text.toUpperCase() : '';
  const tail = ['SYNC', 'ASYNC', 'TEST'].includes(mode) ? rest.slice(1) : rest;
  const formatOnly = tail.length === 0 || (tail.length === 2 && isKeyword(tail[0], 'FORMAT'));
  return formatOnly ? { queryIds, sync: mode === 'SYNC', test: mode === 'TEST' } : undefined;
}
