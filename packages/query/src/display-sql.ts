// SQL with its parameters written in, for people to read and to run by hand. Never executed by us.
import { tokenize } from './lexer';
import type { Sql, SqlParam } from './sql';
import { quoteText } from './sql';

function literal({ type, value }: SqlParam): string {
  if (Array.isArray(value)) return `[${value.map((item: string) => quoteText(item)).join(', ')}]`;
  if (type.startsWith('DateTime64')) return `toDateTime64(${quoteText(String(value))}, 3, 'UTC')`;
  if (type === 'UUID') return `toUUID(${quoteText(String(value))})`;
  return typeof value === 'string' && !/^U?Int\d+$/.test(type) ? quoteText(value) : String(value);
}

/** The statement as it would be written without parameters. */
export function displaySql({ text, params }: Sql): string {
  return tokenize(text)
    .map((token) => {
      if (token.kind !== 'parameter') return token.text;
      const name = /[A-Za-z_][A-Za-z0-9_]*/.exec(token.text)?.[0] ?? '';
      const param = params[name];
      return param === undefined ? token.text : literal(param);
    })
    .join('');
}
