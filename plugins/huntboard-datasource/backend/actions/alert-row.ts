// An alert as it is read for its detail, and the conditions under which a user may see it.
import { filtersSql, type Filter, type Params } from '@huntboard/query';
import { alerts } from '@huntboard/schema';
import { paramsOf } from '../query/fetch';

export interface AlertRow {
  readonly alert_id: string;
  readonly window_ms: string;
  readonly ts_ms: string;
  readonly last_ms: string;
  readonly created_ms: string;
  readonly raised_ms: string;
  readonly rule_id: string;
  readonly rule_title: string;
  readonly level: string;
  readonly tags: string[];
  readonly host: string;
  readonly User: string;
  readonly proc_guid: string;
  readonly ProcessId: number;
  readonly Image: string;
  readonly category: string;
  readonly summary: string;
  readonly dedup_key: string;
  readonly count: string;
  readonly event_ids: string[];
  readonly evidence: string;
  readonly lineage: string;
}

/** Conditions on alerts that hold for this user, as ` AND …`. */
export function allowed(filters: readonly Filter[], params: Params): string {
  const sql = filtersSql(alerts, filters, params);
  // Settings are checked when they are read; a filter on a column that alerts do not have lets nothing through.
  return !sql.ok ? ' AND 0' : sql.value === '' ? '' : ` AND ${sql.value}`;
}

export const bound = (params: Params): Record<string, unknown> => paramsOf({ params: params.all });
