// Where alerts are found that have something in common with another: through `alert_index`, so the others are not read.
import { filtersSql, type Params } from '@huntboard/query';
import { openAlerts } from '@huntboard/schema';
import type { ActionContext } from './action-resources';
import { allowed } from './alert-row';

/** What they have in common, and its value; several values are joined by a line break, as the index has them. */
export interface Common {
  readonly by: 'alert' | 'rule' | 'same' | 'program' | 'host' | 'user';
  readonly value: string;
}

export interface PlaceOptions {
  /** Further condition on window_start, alert_id, host. */
  readonly where: string;
  /** The newest so many; all without it. */
  readonly limit?: number;
}

/** Statement that gives (window_start, alert_id, host) of each such alert that the user may see, once. */
export function placesSql(
  { filters }: Pick<ActionContext, 'filters'>,
  { by, value }: Common,
  { where, limit }: PlaceOptions,
  params: Params,
): string {
  const key = `by = ${params.text(by)} AND key = cityHash64(${params.text(value)}) AND ${where}`;
  const newest = limit === undefined ? '' : ` ORDER BY window_start DESC, alert_id LIMIT ${limit}`;
  if (filters.length === 0)
    return `SELECT DISTINCT window_start, alert_id, host FROM alert_index WHERE ${key}${newest}`;
  return `SELECT DISTINCT window_start, alert_id, host FROM alerts WHERE (window_start, alert_id) IN (SELECT window_start, alert_id FROM alert_index WHERE ${key})${allowed(filters, params)}${newest}`;
}

/** Statement that counts the open alerts that fit a condition on columns of `open_alerts` and that the user may see. */
export function openCountSql({ filters }: Pick<ActionContext, 'filters'>, where: string, params: Params): string {
  const narrow = filtersSql(openAlerts, filters, params);
  // A filter on what only `alerts` has: the same alerts, looked up there.
  const from = narrow.ok
    ? `open_alerts WHERE ${where} AND ${narrow.value}`
    : `alerts WHERE (window_start, alert_id) IN (SELECT window_start, alert_id FROM open_alerts WHERE ${where})${allowed(filters, params)}`;
  return `SELECT uniqExact(window_start, alert_id) FROM ${from} AND (window_start, alert_id) NOT IN (SELECT window_start, alert_id FROM open_alert_states FINAL WHERE status = 'closed')`;
}
