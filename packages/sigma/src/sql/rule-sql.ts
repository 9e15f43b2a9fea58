// One rule as one SELECT over events.
import { events } from '@huntboard/schema';
import { Params, quoteName, timeText } from '@huntboard/query';
import type { Sql } from '@huntboard/query';
import type { ResolvedRule } from '../model/rule.ts';
import { conditionSql } from './condition-sql.ts';
import { andSql } from './logic-sql.ts';

export interface RuleSqlOptions {
  /** Only events from this time on, epoch ms by their own clock. */
  readonly from?: number;
  /** Only events before this time, epoch ms. */
  readonly to?: number;
  /** Columns of events to read; a telling choice without. */
  readonly columns?: readonly string[];
  readonly limit?: number;
  /** A table with the columns of `events`. */
  readonly table?: string;
}

const TIME = "DateTime64(3, 'UTC')";
const COLUMNS: readonly string[] = [
  'ts',
  'host',
  'User',
  'category',
  'action',
  'EventID',
  'Image',
  'CommandLine',
  'proc_guid',
  'event_id',
];
const known: ReadonlySet<string> = new Set([...events.columns, ...(events.aliases ?? [])].map(({ name }) => name));

/**
 * The events that the rule hits, in the order of time. Log source and time range come first, in the columns of the sorting key.
 * @throws for a column that `events` does not have.
 */
export function ruleSql(rule: ResolvedRule, options: RuleSqlOptions = {}): Sql {
  const columns = options.columns ?? COLUMNS;
  for (const column of columns) if (!known.has(column)) throw new Error(`events has no column ${column}`);
  const params = new Params();
  const where = andSql([
    conditionSql(rule.logsource, params),
    ...(options.from === undefined ? [] : [`ts >= ${params.bindAs('from', TIME, timeText(options.from))}`]),
    ...(options.to === undefined ? [] : [`ts < ${params.bindAs('to', TIME, timeText(options.to))}`]),
    conditionSql(rule.expr, params),
  ]);
  const limit = options.limit === undefined ? '' : ` LIMIT ${params.bindAs('limit', 'UInt64', options.limit)}`;
  const select = columns.map(quoteName).join(', ');
  const text = `SELECT ${select} FROM ${quoteName(options.table ?? 'events')} WHERE ${where} ORDER BY ts, event_id${limit}`;
  return { text, params: params.all };
}
