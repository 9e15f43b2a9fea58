// docs/schema.md: every table and column, from the definitions.
import type { Column, Table } from './column.ts';
import { feeds, tables, views } from './tables/index.ts';

/** The page as Markdown. */
export function schemaPage(): string {
  return [
    '# Schema',
    '',
    'Generated from `packages/schema` by `npm run generate`; do not edit.',
    '',
    "Columns carry the names that Sigma rules use where Sigma has one (`Image`, `CommandLine`), the rest is snake_case. A column holds `''`, `0` or the nil UUID where the event said nothing; an event that sent that very value names the column in `blank_fields`. GUIDs are of type UUID, times are UTC with milliseconds.",
    '',
    "Columns marked «text» have an index of lower-cased words: ask with `hasAllTokens(lower(CommandLine), ['whoami', 'all'])`, words in lower case, and confirm with `ILIKE` or `match` when the order matters.",
    '',
    ...tables.flatMap(tableSection),
    '## Views',
    '',
    ...views.flatMap((view) => [`### ${view.name}`, '', view.doc, '', '```sql', view.select, '```', '']),
    '## Feeds',
    '',
    'Materialised views that fill tables as events arrive. A batch that is sent again under its token counts once, in `events` and behind the feeds.',
    '',
    ...feeds.flatMap((feed) => [`### ${feed.name}: ${feed.from} → ${feed.to}`, '', '```sql', feed.select, '```', '']),
  ].join('\n');
}

function tableSection(table: Table): readonly string[] {
  const named = table.columns.some((column) => column.sigma ?? column.ecs ?? column.ocsf);
  const head = named ? ['column', 'type', 'what', 'Sigma', 'ECS', 'OCSF'] : ['column', 'type', 'what'];
  return [
    `## ${table.name}`,
    '',
    table.doc,
    '',
    `Engine ${table.engine.kind}; ordered by ${code(table.orderBy.join(', '))}${table.partitionBy ? `, partitioned by ${code(table.partitionBy)}` : ''}${table.ttl ? `; rows expire at ${code(table.ttl)}` : ''}.`,
    '',
    `| ${head.join(' | ')} |`,
    `|${'---|'.repeat(head.length)}`,
    ...table.columns.map((column) => row(columnCells(column), head.length)),
    ...(table.aliases ?? []).map((alias) =>
      row([code(alias.name), `${code(alias.type)}, computed`, alias.doc, list(alias.sigma), '', ''], head.length),
    ),
    '',
  ];
}

function columnCells(column: Column): readonly string[] {
  const type = `${code(column.type)}${column.aggregate ? `, ${column.aggregate}` : ''}${column.textIndex ? ', text' : ''}`;
  return [code(column.name), type, column.doc, list(column.sigma), list(column.ecs), list(column.ocsf)];
}

const row = (cells: readonly string[], width: number): string =>
  `| ${cells
    .slice(0, width)
    .map((cell) => cell.replaceAll('|', '\\|'))
    .join(' | ')} |`;
const code = (text: string): string => `\`${text}\``;
const list = (names: readonly string[] | string | undefined): string => [names ?? []].flat().map(code).join(', ');
