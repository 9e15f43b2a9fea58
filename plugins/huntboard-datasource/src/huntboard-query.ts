// A query as a dashboard holds it: Grafana's envelope and one of the models of @huntboard/query.
import type { AdHocVariableFilter } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { parseQuery } from './query-models';
import type { QueryModel } from './query-models';

/** Sent to the backend as it is. */
export type HuntboardQuery = DataQuery &
  QueryModel & {
    /** The dashboard's ad-hoc filters as Grafana gives them; set when a query is sent, never saved. */
    adHocFilters?: AdHocVariableFilter[];
  };

/** Kinds that a panel's query can have. */
export type EditableKind = 'sql' | 'events' | 'timeseries' | 'rarity' | 'sequence' | 'lineage' | 'alerts' | 'sigma';

type Saved = DataQuery & Readonly<Record<string, unknown>>;

const listOf = (value: unknown): unknown => (typeof value === 'string' ? (value === '' ? [] : [value]) : value);

/** Models as other tools write them, in the form that the parser knows. */
function straighten(saved: Saved): Record<string, unknown> {
  const { rawSql, host, category, level, ...rest } = saved;
  return {
    ...rest,
    ...(typeof rawSql === 'string' && rest['sql'] === undefined ? { sql: rawSql, rawSql } : {}),
    ...(host !== undefined && rest['hosts'] === undefined ? { hosts: listOf(host) } : {}),
    ...(category !== undefined && rest['categories'] === undefined ? { categories: listOf(category) } : {}),
    ...(level !== undefined && rest['levels'] === undefined ? { levels: listOf(level) } : {}),
  };
}

/** The model of a new query. */
export function emptyModel(kind: EditableKind): QueryModel {
  const parsed = parseQuery({ kind, version: 1, ...(kind === 'sql' ? { sql: '' } : {}) });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** A query as read, and why it could not be, when it could not: then it is empty SQL. */
export interface ReadQuery {
  readonly query: HuntboardQuery;
  readonly problem?: string;
}

/** Reads a query of any age. A query without any model (a new one) is no problem. */
export function readQuery(saved: DataQuery): ReadQuery {
  const { refId, hide, key, queryType, datasource } = saved;
  const parsed = parseQuery(straighten(saved as Saved));
  const envelope = {
    refId,
    ...(hide === undefined ? {} : { hide }),
    ...(key === undefined ? {} : { key }),
    ...(queryType === undefined ? {} : { queryType }),
    ...(datasource === undefined ? {} : { datasource }),
  };
  if (parsed.ok) return { query: { ...envelope, ...parsed.value } };
  const query = { ...envelope, ...emptyModel('sql') };
  return 'kind' in saved ? { query, problem: parsed.error.message } : { query };
}

/** The query alone, where it does not matter whether it could be read. */
export function migrateQuery(saved: DataQuery): HuntboardQuery {
  return readQuery(saved).query;
}

/** A model under the envelope of another query. */
export function withModel(query: DataQuery, model: QueryModel): HuntboardQuery {
  const { refId, hide, key, datasource } = query;
  return {
    refId,
    ...(hide === undefined ? {} : { hide }),
    ...(key === undefined ? {} : { key }),
    ...(datasource === undefined ? {} : { datasource }),
    ...model,
  };
}

/** Whether there is anything to ask. */
export function isAskable(query: HuntboardQuery): boolean {
  if (query.hide === true) return false;
  if (query.kind === 'sigma') return query.rule.trim() !== '';
  return query.kind !== 'sql' || query.sql.trim() !== '';
}
