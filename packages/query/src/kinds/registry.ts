// The query kinds of this package, and how kinds of any package become one registry: reading saved models, compiling them.
import type { CompiledQuery, QueryContext } from '../context';
import type { QueryError, Result } from '../result';
import { alertsKind } from './alerts/to-sql';
import { annotationsKind } from './annotations/to-sql';
import { eventsKind } from './events/to-sql';
import type { QueryKind } from './kind';
import { lineageKind } from './lineage/to-sql';
import type { ModelsOf, QueryModel } from './models';
import { modelReader } from './models';
import { rarityKind } from './rarity/to-sql';
import { sequenceKind } from './sequence/to-sql';
import { sqlKind } from './sql/to-sql';
import { timeseriesKind } from './timeseries/to-sql';
import { valuesKind } from './values/to-sql';

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
  const listed = kinds as unknown as Readonly<Record<string, QueryKind<M>>>;
  const models = Object.fromEntries(Object.entries(listed).map(([name, { model }]) => [name, model]));
  const compile = (query: M, context: QueryContext): Result<CompiledQuery, QueryError> => {
    const kind = Object.hasOwn(listed, query.kind) ? listed[query.kind] : undefined;
    if (kind === undefined) throw new Error(`no query kind ${query.kind}`);
    return kind.toSql(query, context);
  };
  return { kinds, parse: modelReader(models as unknown as ModelsOf<M>), compile };
}

const ours = queryRegistry<QueryModel>(QUERY_KINDS);

/** Reads a model of this package's kinds. */
export const parseQuery = ours.parse;
/** SQL of a query of this package's kinds. */
export const compileQuery = ours.compile;
