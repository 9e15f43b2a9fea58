// Lays SQL out. The formatter is loaded when it is first used.

/** SQL with line breaks and indentation; the text as it is when it cannot be read. */
export async function formatSql(sql: string): Promise<string> {
  const { clickhouse, formatDialect } = await import('sql-formatter');
  try {
    return formatDialect(sql, {
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
  } catch {
    return sql;
  }
}
