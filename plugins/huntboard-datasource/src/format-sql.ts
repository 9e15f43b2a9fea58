// Lays SQL out. The formatter is loaded when it is first used.
import { tokenize } from '@huntboard/query';
import type { Token } from '@huntboard/query';

/** The tokens of a text without the space between them: what a layout must not change. */
function meaning(sql: string): string {
  return tokenize(sql)
    .filter(({ kind }) => kind !== 'space')
    .map(({ text }) => text.trim())
    .join('\u0000');
}

const isSpace = (token: Token): boolean => token.kind === 'space';

/** What an item can be taken of: a name, another item, the end of an expression. */
const hasItems = (token: Token | undefined): boolean =>
  token !== undefined &&
  (['word', 'quoted', 'number'].includes(token.kind) || token.text === ')' || token.text === ']');

/** Items of tuples (`x.1`) back where they were: set apart, they are numbers. Both texts have the same tokens but for space. */
function joinItems(laidOut: string, sql: string): string {
  const tokens = tokenize(sql);
  const isItem = tokens.flatMap((token, at) =>
    isSpace(token) ? [] : [/^\.\d/.test(token.text) && hasItems(tokens[at - 1])],
  );
  let read = 0;
  let text = '';
  for (const token of tokenize(laidOut)) {
    if (!isSpace(token) && isItem[read++] === true) text = text.trimEnd();
    text += token.text;
  }
  return text;
}

/** SQL with line breaks and indentation; the text as it is when it cannot be read or would come out as other SQL. */
export async function formatSql(sql: string): Promise<string> {
  const { clickhouse, formatDialect } = await import('sql-formatter');
  try {
    const text = formatDialect(sql, {
      dialect: clickhouse,
      // Names are case-sensitive in ClickHouse, and the formatter takes some of ours (events, host, action) for keywords.
      keywordCase: 'preserve',
      tabWidth: 2,
      expressionWidth: 100,
      paramTypes: {
        custom: [
          { regex: String.raw`\$\{[^}]+\}` },
          { regex: String.raw`\$\w+` },
          { regex: String.raw`\[\[[^\]]+\]\]` },
          { regex: String.raw`\{\w+:[^{}]+\}` },
        ],
      },
    });
    // Functions that it does not know, and macros, are set apart from their arguments: back to where they were.
    const joined = text.replace(/(\$?\w+) \(/g, (found, name: string) =>
      sql.includes(`${name}(`) ? `${name}(` : found,
    );
    return meaning(joined) === meaning(sql) ? joinItems(joined, sql) : sql;
  } catch {
    return sql;
  }
}
