// Alerts as marks.
import { alerts } from '@huntboard/schema';
import { filtersSql } from '../../filters/to-sql';
import { ok } from '../../result';
import { withoutCanary } from '../alerts/no-canary';
import { chosen, hostCondition, timeCondition } from '../events/conditions';
import type { Marks } from './to-sql';

/** Columns beside those of Grafana: `host`. */
export const alertMarks: Marks = (query, context, params) => {
  const nodes = [...query.filters, ...(context.filters ?? [])];
  const filters = filtersSql(alerts, nodes, params);
  if (!filters.ok) return filters;
  const levels = chosen(query.levels);
  const where = [
    timeCondition('ts', context, params),
    ...(levels.length === 0 ? [] : [`level IN (${levels.map((level) => params.text(level)).join(', ')})`]),
    ...hostCondition(query.hosts, params),
    ...withoutCanary(query),
    ...(nodes.length === 0 ? [] : [filters.value]),
  ].join(' AND ');
  return ok(
    `SELECT ts AS time, concat(rule_title, ' on ', host) AS title, summary AS text, arrayStringConcat(arrayConcat([level], tags), ',') AS tags, toString(alert_id) AS id, host FROM alerts FINAL WHERE ${where}`,
  );
};
