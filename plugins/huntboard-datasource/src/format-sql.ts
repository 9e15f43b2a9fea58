// Lays SQL out. The formatter is loaded when it is first used.
import { tokenize } from '@huntboard/query';

/** The tokens of a text without the space between them: what a layout must not change. */
function meaning(sql: string): string {
  return tokenize(sql)
    .filter(({ kind }) => kind !== 'space')
    .map(({ text }) => text.trim())
    .join('\u0000');
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
    return meaning(joined) === meaning(sql) ? joined : sql;
  } catch {
    return sql;
  }
}
