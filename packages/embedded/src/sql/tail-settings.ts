// Takes the SETTINGS clause off the end of a statement. For readers: the engine is then in readonly mode and accepts none in the text, so
// what the allow-list lets through is set on the session instead, and what hides in a subquery fails in the engine.
import { isKeyword } from './lexer.ts';
import type { Token } from './lexer.ts';
import type { Statement } from './statement.ts';

export interface WithoutSettings {
  readonly sql: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** The statement's text without its last SETTINGS clause, and that clause's settings. Text that does not fit is left alone. */
export function takeTailSettings(statement: Statement): WithoutSettings {
  const { tokens, sql } = statement;
  const none: WithoutSettings = { sql, settings: new Map() };
  const start = tokens.findLastIndex((t) => t.depth === 0 && isKeyword(t, 'SETTINGS'));
  if (start < 1) return none;
  const settings = new Map<string, string>();
  let i = start + 1;
  for (;;) {
    const name = tokens[i];
    const equals = tokens[i + 1];
    const value = readValue(tokens, i + 2);
    if (name?.kind !== 'word' || equals?.kind !== 'punct' || equals.text !== '=' || value === undefined) return none;
    settings.set(name.text, value.text);
    i = value.next;
    const comma = tokens[i];
    if (comma?.kind !== 'punct' || comma.text !== ',') break;
    i++;
  }
  const after = tokens[i];
  if (after !== undefined && !isKeyword(after, 'FORMAT')) return none;
  const first = tokens[start] as Token;
  return {
    sql: `${sql.slice(0, first.start)}${after === undefined ? '' : sql.slice(after.start)}`.trimEnd(),
    settings,
  };
}

function readValue(tokens: readonly Token[], at: number): { readonly text: string; readonly next: number } | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token.kind === 'punct' && token.text === '-' && tokens[at + 1]?.kind === 'number')
    return { text: `-${(tokens[at + 1] as Token).text}`, next: at + 2 };
  if (token.kind === 'string' || token.kind === 'number') return { text: token.text, next: at + 1 };
  if (token.kind === 'word' && /^(true|false)$/i.test(token.text))
    return { text: /^t/i.test(token.text) ? '1' : '0', next: at + 1 };
  return undefined;
}
