// Kind `annotations` -> SQL with the field names that Grafana's annotations read.
import { alerts } from '@huntboard/schema';
import { filtersSql } from '../../filters/to-sql';
import { ok } from '../../result';
import { Params } from '../../sql';
import { chosen, hostCondition, timeCondition } from '../events/conditions';
import { withoutCanary } from '../alerts/no-canary';
import type { QueryKind } from '../kind';
import type { AnnotationsQuery } from './model';
import { annotationsQuerySchema } from './model';

export const annotationsKind: QueryKind<AnnotationsQuery> = {
  kind: 'annotations',
  title: 'Annotations',
  model: annotationsQuerySchema,
  toSql: (query, context) => {
    const params = new Params();
    const filters = filtersSql(alerts, context.filters ?? [], params);
    if (!filters.ok) return filters;
    const levels = chosen(query.levels);
    const where = [
      timeCondition('ts', context, params),
      ...(levels.length === 0 ? [] : [`level IN (${levels.map((level) => params.text(level)).join(', ')})`]),
      ...hostCondition(query.hosts, params),
      ...withoutCanary({ filters: [] }),
      ...((context.filters ?? []).length === 0 ? [] : [filters.value]),
    ].join(' AND ');
    const limit = Math.min(query.limit, context.maxRows);
    const text = `SELECT ts AS time, concat(rule_title, ' on ', host) AS title, summary AS text, arrayStringConcat(arrayConcat([level], tags), ',') AS tags, toString(alert_id) AS id FROM alerts FINAL WHERE ${where} ORDER BY ts DESC LIMIT ${limit}`;
    return ok({ statements: [{ text, params: params.all, shape: 'annotations', limit }] });
  },
};
