// The models of this package's kinds, and how saved ones are read. Apart from their way to SQL: a browser reads every query, and compiles few.
import { z } from 'zod';
import type { ZodType } from 'zod';
import type { QueryError, Result } from '../result';
import { ok, queryError } from '../result';
import { alertsQuerySchema } from './alerts/model';
import type { AlertsQuery } from './alerts/model';
import { annotationsQuerySchema } from './annotations/model';
import type { AnnotationsQuery } from './annotations/model';
import { eventsQuerySchema } from './events/model';
import type { EventsQuery } from './events/model';
import { lineageQuerySchema } from './lineage/model';
import type { LineageQuery } from './lineage/model';
import { rarityQuerySchema } from './rarity/model';
import type { RarityQuery } from './rarity/model';
import { sequenceQuerySchema } from './sequence/model';
import type { SequenceQuery } from './sequence/model';
import { sqlQuerySchema } from './sql/model';
import type { SqlQuery } from './sql/model';
import { timeseriesQuerySchema } from './timeseries/model';
import type { TimeseriesQuery } from './timeseries/model';
import { valuesQuerySchema } from './values/model';
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

/** A schema for every model of a union: a model that is not listed does not compile. */
export type ModelsOf<M extends { readonly kind: string }> = {
  readonly [K in M['kind']]: ZodType<Extract<M, { readonly kind: K }>>;
};

export const QUERY_MODELS: ModelsOf<QueryModel> = {
  sql: sqlQuerySchema,
  events: eventsQuerySchema,
  timeseries: timeseriesQuerySchema,
  rarity: rarityQuerySchema,
  sequence: sequenceQuerySchema,
  lineage: lineageQuerySchema,
  alerts: alertsQuerySchema,
  values: valuesQuerySchema,
  annotations: annotationsQuerySchema,
};

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

/** What reads a query model as it was saved, of these kinds: unknown keys (Grafana's own) are dropped, missing ones get their defaults. */
export function modelReader<M extends { readonly kind: string }>(
  models: ModelsOf<M>,
): (input: unknown) => Result<M, QueryError> {
  return (input) => {
    const object = z.record(z.string(), z.unknown()).safeParse(input);
    if (!object.success) return queryError('query.invalid', 'The query is no object.');
    const saved = migrated(object.data);
    const { kind } = saved;
    const model =
      typeof kind === 'string' && Object.hasOwn(models, kind)
        ? (models as Readonly<Record<string, ZodType<M>>>)[kind]
        : undefined;
    if (model === undefined)
      return queryError(
        'query.unknown_kind',
        `There is no query kind "${String(kind)}". Known: ${Object.keys(models).join(', ')}.`,
      );
    const parsed = model.safeParse(saved);
    if (parsed.success) return ok(parsed.data);
    const [issue] = parsed.error.issues;
    return queryError(
      'query.invalid',
      `The query is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    );
  };
}
