// All query kinds. A model that is not listed here does not compile.
import { z } from 'zod';
import type { CompiledQuery, QueryContext } from '../context';
import type { QueryError, Result } from '../result';
import { ok, queryError } from '../result';
import { alertsKind } from './alerts/to-sql';
import type { AlertsQuery } from './alerts/model';
import { annotationsKind } from './annotations/to-sql';
import type { AnnotationsQuery } from './annotations/model';
import { eventsKind } from './events/to-sql';
import type { EventsQuery } from './events/model';
import type { QueryKind } from './kind';
import { lineageKind } from './lineage/to-sql';
import type { LineageQuery } from './lineage/model';
import { rarityKind } from './rarity/to-sql';
import type { RarityQuery } from './rarity/model';
import { sequenceKind } from './sequence/to-sql';
import type { SequenceQuery } from './sequence/model';
import { sqlKind } from './sql/to-sql';
import type { SqlQuery } from './sql/model';
import { timeseriesKind } from './timeseries/to-sql';
import type { TimeseriesQuery } from './timeseries/model';
import { valuesKind } from './values/to-sql';
import type { ValuesQuery } from './values/model';

export type QueryModel =
  | SqlQuery
  | EventsQuery
  | TimeseriesQuery
  | RarityQuery
  | SequenceQuery
  | LineageQuery
  | AlertsQuery
  | ValuesQuery
  | AnnotationsQuery;
export type Kind = QueryModel['kind'];

export const QUERY_KINDS: { readonly [K in Kind]: QueryKind<Extract<QueryModel, { kind: K }>> } = {
  sql: sqlKind,
  events: eventsKind,
  timeseries: timeseriesKind,
  rarity: rarityKind,
  sequence: sequenceKind,
  lineage: lineageKind,
  alerts: alertsKind,
  values: valuesKind,
  annotations: annotationsKind,
};

const isKind = (kind: unknown): kind is Kind => typeof kind === 'string' && Object.hasOwn(QUERY_KINDS, kind);

/** Formats of the official ClickHouse plugin's queries, by its two generations of names. */
const OFFICIAL_FORMATS: Readonly<Record<string, SqlQuery['format']>> = {
  timeseries: 'timeseries',
  '0': 'timeseries',
  logs: 'logs',
  '2': 'logs',
};

/** Models of earlier versions and of the official ClickHouse plugin ({rawSql, queryType | format}) in today's form. */
function migrated(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (input['kind'] === undefined && typeof input['rawSql'] === 'string') {
    const format = OFFICIAL_FORMATS[String(input['queryType'] ?? input['format'] ?? '')] ?? 'table';
    return { kind: 'sql', version: 1, sql: input['rawSql'], format };
  }
  return input;
}

/** Reads a query model as it was saved; unknown keys (Grafana's own) are dropped, missing ones get their defaults. */
export function parseQuery(input: unknown): Result<QueryModel, QueryError> {
  const object = z.record(z.string(), z.unknown()).safeParse(input);
  if (!object.success) return queryError('query.invalid', 'The query is no object.');
  const model = migrated(object.data);
  const { kind } = model;
  if (!isKind(kind))
    return queryError(
      'query.unknown_kind',
      `There is no query kind "${String(kind)}". Known: ${Object.keys(QUERY_KINDS).join(', ')}.`,
    );
  const parsed = QUERY_KINDS[kind].model.safeParse(model);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return queryError(
    'query.invalid',
    `The query is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  );
}

/** SQL of a query. The only place that goes from a model to its kind. */
export function compileQuery(query: QueryModel, context: QueryContext): Result<CompiledQuery, QueryError> {
  const kind = QUERY_KINDS[query.kind] as QueryKind<QueryModel>;
  return kind.toSql(query, context);
}
