// CREATE statements of tables, feeds and views, from their definitions.
import type { AliasColumn, Column, Feed, Table, View } from '../column.ts';
import { CLUSTER, DATABASE, onCluster, storedName } from './target.ts';
import type { TargetKind } from './target.ts';

/**
 * Statements that create the table, in order. Descriptions stay out of it: a better sentence must not need a migration.
 * The cluster form makes the stored table and the Distributed one over it.
 */
export function createTable(table: Table, target: TargetKind): readonly string[] {
  const stored = [
    `CREATE TABLE IF NOT EXISTS ${storedName(table.name, target)}${onCluster(target)}`,
    `(\n${tableItems(table).join(',\n')}\n)`,
    `ENGINE = ${engine(table, target)}`,
    table.partitionBy && `PARTITION BY ${table.partitionBy}`,
    table.primaryKey && `PRIMARY KEY ${key(table.primaryKey)}`,
    `ORDER BY ${key(table.orderBy)}`,
    table.ttl && `TTL ${table.ttl}`,
    settings(table, target),
  ];
  const statements = [stored.filter(Boolean).join('\n')];
  if (target === 'cluster') {
    statements.push(
      // Columns are spelled out: with AS the column's TTL would come along, which Distributed refuses.
      `CREATE TABLE IF NOT EXISTS ${table.name}${onCluster(target)}\n(\n${columnItems(table).join(',\n')}\n)\n` +
        `ENGINE = Distributed('${CLUSTER}', '${DATABASE}', '${storedName(table.name, target)}', ${table.shardBy ?? 'rand()'})`,
    );
  }
  return statements;
}

/** A feed fills the stored table of its own server from the rows that arrive there. */
export function createFeed(feed: Feed, target: TargetKind): string {
  const select = [feed.from, ...(feed.reads ?? [])].reduce(
    (text, table) => text.replace(new RegExp(`\\bFROM ${table}\\b`, 'g'), `FROM ${storedName(table, target)}`),
    feed.select,
  );
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${feed.name}${onCluster(target)} TO ${storedName(feed.to, target)} AS\n${select}`;
}

export function createView(view: View, target: TargetKind): string {
  return `CREATE VIEW IF NOT EXISTS ${view.name}${onCluster(target)} AS\n${view.select}`;
}

/** The type as the server stores it: aggregated columns carry their function. */
export function storedType(column: Column): string {
  return column.aggregate ? `SimpleAggregateFunction(${column.aggregate}, ${column.type})` : column.type;
}

/**
 * A text index of lower-cased tokens. It stands on `lower(column)`, not on a preprocessor: with one, `hasAllTokens(column, …)` is
 * right only where the plan reads the index itself, and silently finds nothing where it does not (ORDER BY … LIMIT with
 * use_top_k_dynamic_filtering). So conditions are written `hasAllTokens(lower(column), [lower-case tokens])`.
 */
export function textIndex(column: Column): string {
  return `INDEX text_${column.name} lower(${column.name}) TYPE text(tokenizer = splitByNonAlpha)`;
}

function tableItems(table: Table): readonly string[] {
  return [
    ...table.columns.map(columnDefinition),
    ...(table.aliases ?? []).map(aliasDefinition),
    ...(table.skipIndexes ?? []).map(
      (index) => `INDEX ${index.name} ${index.expression} TYPE ${index.type} GRANULARITY ${index.granularity}`,
    ),
    ...table.columns.filter((column) => column.textIndex).map(textIndex),
    ...(table.projections ?? []).map((projection) => `PROJECTION ${projection.name} (${projection.query})`),
  ].map((item) => `  ${item}`);
}

/** Columns without what only a stored table has. */
function columnItems(table: Table): readonly string[] {
  const columns = table.columns.map((column) => `${column.name} ${storedType(column)}`);
  return [...columns, ...(table.aliases ?? []).map(aliasDefinition)].map((item) => `  ${item}`);
}

function columnDefinition(column: Column): string {
  const codec = column.codec ? ` CODEC(${column.codec})` : '';
  const ttl = column.ttl ? ` TTL ${column.ttl}` : '';
  return `${column.name} ${storedType(column)}${codec}${ttl}`;
}

function aliasDefinition(alias: AliasColumn): string {
  return `${alias.name} ${alias.type} ALIAS ${alias.expression}`;
}

function key(columns: readonly string[]): string {
  return columns.length === 1 ? columns.join() : `(${columns.join(', ')})`;
}

function engine(table: Table, target: TargetKind): string {
  const version = table.engine.kind === 'ReplacingMergeTree' ? table.engine.version : '';
  return `${target === 'cluster' ? 'Replicated' : ''}${table.engine.kind}(${version})`;
}

/** The deduplication window has another name on replicated tables. */
function settings(table: Table, target: TargetKind): string {
  const entries = Object.entries(table.settings ?? {}).map(([name, value]) => {
    const key = target === 'cluster' ? name.replace(/^non_replicated_/, 'replicated_') : name;
    return `${key} = ${typeof value === 'number' ? value : literal(value)}`;
  });
  return entries.length === 0 ? '' : `SETTINGS ${entries.join(', ')}`;
}

function literal(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
