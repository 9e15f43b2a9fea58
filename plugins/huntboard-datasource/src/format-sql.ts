// Lays SQL out. The formatter is loaded when it is first used.

/** SQL with line breaks and indentation; the text as it is when it cannot be read. */
export async function formatSql(sql: string): Promise<string> {
  const { clickhouse, formatDialect } = await import('sql-formatter');
  try {
    const text = formatDialect(sql, {
      dialect: clickhouse,
      keywordCase: 'upper',
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
    // The formatter takes a macro for a value and sets its arguments apart.
    return text.replace(/(\$__\w+) \(/g, '$1(');
  } catch {
    return sql;
  }
}
