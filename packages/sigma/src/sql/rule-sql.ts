// One rule as one SELECT over `events`: what matched, newest last, in an order that does not change.
import { Params, quoteName } from '@huntboard/query';
import type { Sql } from '@huntboard/query';
import type { ResolvedRule } from '../model/rule.ts';
import { conditionSql } from './condition-sql.ts';
import { TRUE } from './logic-sql.ts';

export interface RuleSqlOptions {
  /** Epoch ms; events at or after it. */
  readonly from?: number;
  /** Epoch ms; events before it. */
  readonly to?: number;
  /** Columns of `events`; a few that say what happened and where by default. */
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly table?: string;
}

const COLUMNS = ['ts', 'host', 'event_id', 'category', 'action', 'EventID', 'User', 'Image', 'CommandLine'] as const;

/**
 * The hunt for a rule's events: log source first, so that the primary key narrows, then the detection.
 * @throws when a regular expression is none; rules with such are refused before.
 */
export function ruleSql(rule: Pick<ResolvedRule, 'logsource' | 'expr'>, options: RuleSqlOptions = {}): Sql {
  const params = new Params();
  const conditions = [
    ...(options.from === undefined ? [] : [`ts >= ${params.time(options.from)}`]),
    ...(options.to === undefined ? [] : [`ts < ${params.time(options.to)}`]),
    conditionSql(rule.logsource, params),
    conditionSql(rule.expr, params),
  ].filter((condition) => condition !== TRUE);
  const columns = (options.columns ?? COLUMNS).map(quoteName).join(', ');
  const parts = [
    `SELECT ${columns}`,
    `FROM ${quoteName(options.table ?? 'events')}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join('\n  AND ')}`]),
    'ORDER BY ts, host, event_id',
    ...(options.limit === undefined ? [] : [`LIMIT ${params.bind('UInt64', options.limit)}`]),
  ];
  return { text: parts.join('\n'), params: params.all };
}
