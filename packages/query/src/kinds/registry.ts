// The query kinds of this package, and how kinds of any package become one registry: reading saved models, compiling them.
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

/** A kind for every model of a union: a model that is not listed does not compile. */
export type KindsOf<M extends { readonly kind: string }> = {
  readonly [K in M['kind']]: QueryKind<Extract<M, { readonly kind: K }>>;
};

export const QUERY_KINDS: KindsOf<QueryModel> = {
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

/** Kinds put together: what reads models and turns them into SQL. */
export interface QueryRegistry<M extends { readonly kind: string }> {
  readonly kinds: KindsOf<M>;
  /** Reads a query model as it was saved; unknown keys (Grafana's own) are dropped, missing ones get their defaults. */
  readonly parse: (input: unknown) => Result<M, QueryError>;
  /** SQL of a query. */
  readonly compile: (query: M, context: QueryContext) => Result<CompiledQuery, QueryError>;
}

/** Makes one registry of kinds, those of packages above this one included: `{ ...QUERY_KINDS, sigma: sigmaKind }`. */
export function queryRegistry<M extends { readonly kind: string }>(kinds: KindsOf<M>): QueryRegistry<M> {
  const kindOf = (name: unknown): QueryKind<M> | undefined =>
    typeof name === 'string' && Object.hasOwn(kinds, name)
      ? (kinds as unknown as Readonly<Record<string, QueryKind<M>>>)[name]
      : undefined;
  const parse = (input: unknown): Result<M, QueryError> => {
    const object = z.record(z.string(), z.unknown()).safeParse(input);
    if (!object.success) return queryError('query.invalid', 'The query is no object.');
    const model = migrated(object.data);
    const kind = kindOf(model['kind']);
    if (kind === undefined)
      return queryError(
        'query.unknown_kind',
        `There is no query kind "${String(model['kind'])}". Known: ${Object.keys(kinds).join(', ')}.`,
      );
    const parsed = kind.model.safeParse(model);
    if (parsed.success) return ok(parsed.data);
    const [issue] = parsed.error.issues;
    return queryError(
      'query.invalid',
      `The query is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    );
  };
  const compile = (query: M, context: QueryContext): Result<CompiledQuery, QueryError> => {
    const kind = kindOf(query.kind);
    if (kind === undefined) throw new Error(`no query kind ${query.kind}`);
    return kind.toSql(query, context);
  };
  return { kinds, parse, compile };
}

const ours = queryRegistry<QueryModel>(QUERY_KINDS);

/** Reads a model of this package's kinds. */
export const parseQuery = ours.parse;
/** SQL of a query of this package's kinds. */
export const compileQuery = ours.compile;
