// Dashboard variables in SQL of one's own.
import { tokenize } from '@huntboard/query';
import type { Token } from '@huntboard/query';
import { escapeText, quoteList } from './sql-text';
import { variableName } from './variables';
import type { VariableReader } from './variables';

/** Macros whose text counts unless "All" is chosen in a variable: what each becomes when it counts, and when it does not. */
const CONDITIONAL: Readonly<Record<string, { readonly holds: (text: string) => string; readonly open: string }>> = {
  $__conditionalall: { holds: (text) => `(${text})`, open: '1=1' },
  // Of the Altinity plugin: its text begins with AND.
  $conditionaltest: { holds: (text) => ` ${text} `, open: ' ' },
};
const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);

interface Call {
  /** Offsets of the macro's first character and the one after its closing parenthesis. */
  readonly start: number;
  readonly end: number;
  readonly macro: string;
  readonly condition: string;
  readonly variable: string;
}

/** The last `$__conditionalAll(condition, $variable)` of a text or what is like it: the innermost one, where they are nested. */
function lastConditional(sql: string): Call | null {
  const tokens = tokenize(sql);
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token?.kind !== 'macro' || !Object.hasOwn(CONDITIONAL, token.text.toLowerCase())) continue;
    const call = readCall(sql, tokens, at);
    if (call !== null) return call;
  }
  return null;
}

function readCall(sql: string, tokens: readonly Token[], at: number): Call | null {
  const start = tokens[at]?.start ?? 0;
  let depth = 0;
  let open = -1;
  let comma = -1;
  for (let i = at + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) return null;
    if (depth === 0 && token.kind === 'space') continue;
    if (depth === 0 && token.text !== '(') return null;
    if (token.kind !== 'symbol') continue;
    if (opening.has(token.text)) {
      if (depth === 0) open = token.start;
      depth++;
    } else if (closing.has(token.text)) {
      depth--;
      if (depth > 0) continue;
      if (comma < 0) return null;
      return {
        start,
        end: token.start + 1,
        macro: tokens[at]?.text.toLowerCase() ?? '',
        condition: sql.slice(open + 1, comma),
        variable: sql.slice(comma + 1, token.start),
      };
    } else if (token.text === ',' && depth === 1) {
      comma = token.start;
    }
  }
  return null;
}

/** Decides `$__conditionalAll` and `$conditionalTest`: only here it is known whether "All" is chosen. */
function decideConditions(sql: string, variables: VariableReader): string {
  let text = sql;
  for (let call = lastConditional(text); call !== null; call = lastConditional(text)) {
    const name = variableName(call.variable);
    const isAll = name !== null && (variables.isAll(name) || variables.values(call.variable)?.length === 0);
    const becomes = CONDITIONAL[call.macro];
    const kept = isAll ? becomes?.open : becomes?.holds(call.condition.trim());
    text = `${text.slice(0, call.start)}${kept ?? ''}${text.slice(call.end)}`;
  }
  return text;
}

/** Formats that quote: Grafana's own do not know that a backslash escapes in ClickHouse. */
const quoting = /\$\{(\w+):(?:sqlstring|singlequote)\}|\[\[(\w+):(?:sqlstring|singlequote)\]\]/g;

/**
 * SQL with the variables' values. `$name` is a list of literals for a variable that may have several values, and the bare
 * (escaped) text for one that has a single value, so that `'$name'` works; `${name:sqlstring}` is always literals.
 */
export function interpolateSql(sql: string, variables: VariableReader): string {
  const decided = decideConditions(sql, variables);
  const quoted = decided.replace(quoting, (found, braced: string | undefined, bracketed: string | undefined) => {
    const values = variables.values(`\${${braced ?? bracketed ?? ''}}`);
    return values === null ? found : quoteList(values);
  });
  return variables.replace(quoted, (values, isList) => (isList ? quoteList(values) : escapeText(values[0] ?? '')));
}
