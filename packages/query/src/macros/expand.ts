// Expands macros in SQL text, leaving strings, comments, quoted names and heredocs as they are.
import type { QueryContext } from '../context';
import { tokenize } from '../lexer';
import type { Token } from '../lexer';
import type { QueryError, Result } from '../result';
import { err, ok, queryError } from '../result';
import type { Params } from '../sql';
import { ALTINITY_MACROS, writeInstead } from './altinity';
import { MACROS, macroOf } from './definitions';
import type { Macro } from './definitions';

interface Call {
  readonly args: readonly (readonly Token[])[];
  /** Index of the token after the closing parenthesis. */
  readonly next: number;
}

/** The arguments that follow a macro's name, split at the commas of the outermost level. undefined: not closed. */
function readCall(tokens: readonly Token[], open: number): Call | undefined {
  const args: Token[][] = [[]];
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) return undefined;
    const symbol = token.kind === 'symbol' ? token.text : '';
    if ('([{'.includes(symbol) && symbol !== '') depth++;
    if (')]}'.includes(symbol) && symbol !== '') depth--;
    if (depth === 0) return { args, next: i + 1 };
    if (depth === 1 && symbol === ',') args.push([]);
    else if (i > open) args.at(-1)?.push(token);
  }
  return undefined;
}

function nearest(name: string): string {
  const wanted = name.toLowerCase();
  const found = Object.keys(MACROS).find(
    (known) => known.toLowerCase().startsWith(wanted) || wanted.startsWith(known.toLowerCase()),
  );
  return found === undefined ? ` Known: ${Object.keys(MACROS).join(', ')}.` : ` Did you mean ${found}?`;
}

/** A macro of ours, whatever its case, or one of the Altinity plugin as that plugin writes it. */
function knownMacro(name: string): Macro | undefined {
  if (Object.hasOwn(ALTINITY_MACROS, name)) return ALTINITY_MACROS[name as keyof typeof ALTINITY_MACROS];
  return macroOf(name);
}

/** What is wrong with a name that is no macro. undefined: it stands for itself. */
function wrongName(name: string): string | undefined {
  const instead = writeInstead(name);
  if (instead !== undefined) return `${name} of another plugin means nothing here: ${instead}.`;
  // "All" of a variable stands for itself: $__conditionalAll looks at it. Other names may be columns, or variables that nobody knows.
  if (name === '$__all' || !name.startsWith('$__')) return undefined;
  return `There is no macro ${name}.${nearest(name)}`;
}

/** Where a part of expanded text begins, there and as it was written. What a macro became is one part. */
export interface ExpandedPart {
  readonly at: number;
  readonly written: number;
  readonly verbatim: boolean;
}

function expandTokens(
  tokens: readonly Token[],
  context: QueryContext,
  params: Params,
  parts: ExpandedPart[] = [],
): Result<string, QueryError> {
  let text = '';
  let i = 0;
  while (i < tokens.length) {
    const token = tokens[i];
    if (token === undefined) break;
    const macro = token.kind === 'macro' ? knownMacro(token.text) : undefined;
    parts.push({ at: text.length, written: token.start, verbatim: macro === undefined });
    const wrong = token.kind === 'macro' && macro === undefined ? wrongName(token.text) : undefined;
    if (wrong !== undefined) return queryError('query.unknown_macro', wrong, token.start);
    if (macro === undefined) {
      text += token.text;
      i++;
      continue;
    }
    let open = i + 1;
    while (tokens[open]?.kind === 'space') open++;
    const called = tokens[open]?.kind === 'symbol' && tokens[open]?.text === '(';
    const call = called ? readCall(tokens, open) : undefined;
    if (called && call === undefined)
      return queryError('query.macro_arguments', `The parenthesis after ${token.text} is not closed.`, token.start);
    const given = call?.args ?? [];
    const empty = given.length === 1 && (given[0] ?? []).every(({ kind }) => kind === 'space' || kind === 'comment');
    const count = empty ? 0 : given.length;
    if (count !== macro.args.length) {
      const usage =
        macro.args.length === 0
          ? `${token.text} takes no arguments`
          : `${token.text} is used as ${token.text}(${macro.args.join(', ')})`;
      return queryError('query.macro_arguments', `${usage}; ${count} given.`, token.start);
    }
    const args: string[] = [];
    for (const argument of empty ? [] : given) {
      const expanded = expandTokens(argument, context, params);
      if (!expanded.ok) return expanded;
      args.push(expanded.value.trim());
    }
    const expanded = macro.expand({ args, context, params });
    if (!expanded.ok) return err({ ...expanded.error, position: expanded.error.position ?? token.start });
    text += expanded.value;
    i = call?.next ?? i + 1;
  }
  return ok(text);
}

/** The text with every macro replaced; values go to `params`, and to `parts` (where given) what became of each token. */
export function expandMacros(
  sql: string,
  context: QueryContext,
  params: Params,
  parts?: ExpandedPart[],
): Result<string, QueryError> {
  return expandTokens(tokenize(sql), context, params, parts);
}

/** Whether the text says where ad-hoc filters belong (outside strings and comments), so that they can be refused where they have no place. */
export function placesFilters(sql: string): boolean {
  return tokenize(sql).some(
    ({ kind, text }) => kind === 'macro' && (text === '$adhoc' || text.toLowerCase() === '$__filters'),
  );
}
