// From which tables a query about alerts reads: all of them, or only those that are worked on, which stay few however many were closed.
import { alerts, openAlerts, type Table } from '@huntboard/schema';
import type { QueryContext } from '../../context';
import { filtersSql } from '../../filters/to-sql';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import type { Params } from '../../sql';
import { chosen } from '../events/conditions';
import type { AlertsQuery } from './model';

export interface AlertSource {
  readonly open: boolean;
  readonly alerts: 'alerts' | 'open_alerts';
  readonly states: 'alert_states' | 'open_alert_states';
  /** Filters of the query and its context, as a condition on `alerts`. */
  readonly filters: string;
}

/** The open alerts, when a closed one cannot be in the answer and every filter is about a column that they have. */
export function alertSource(
  query: AlertsQuery,
  context: QueryContext,
  params: Params,
): Result<AlertSource, QueryError> {
  const nodes = [...query.filters, ...(context.filters ?? [])];
  const filters = (table: Table): Result<string, QueryError> => filtersSql(table, nodes, params);
  const statuses = chosen(query.statuses);
  if (statuses.length > 0 && !statuses.includes('closed')) {
    const narrow = filters(openAlerts);
    if (narrow.ok) return ok({ open: true, alerts: 'open_alerts', states: 'open_alert_states', filters: narrow.value });
  }
  const all = filters(alerts);
  return all.ok ? ok({ open: false, alerts: 'alerts', states: 'alert_states', filters: all.value }) : all;
}
