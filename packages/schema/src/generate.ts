// Text of the files that are made from the table definitions; `generate.mjs` writes them, a check compares them.
import { schemaPage } from './schema-page.ts';
import { tables } from './tables/index.ts';

function columnsFile(): string {
  const lines = ['// Generated from the table definitions by `npm run generate`; do not edit.', ''];
  for (const table of tables) {
    const constant = table.name === 'events' ? 'COL' : `${table.name.toUpperCase()}_COL`;
    lines.push(`/** Index of each column of \`${table.name}\` in a Row. */`, `export const ${constant} = {`);
    table.columns.forEach((column, index) => lines.push(`  ${column.name}: ${index},`));
    lines.push('} as const;', '');
  }
  lines.push('export type EventColumn = keyof typeof COL;', '');
  return lines.join('\n');
}

/** Path (relative to the package) → content of every generated file. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return { 'src/columns.gen.ts': columnsFile(), '../../docs/schema.md': schemaPage() };
}
