// The models of the queries that this datasource has, and how saved ones are read. Their SQL is in query-kinds.ts, which is much larger.
import { modelReader, QUERY_MODELS } from '@huntboard/query';
import type { QueryModel as BaseModel } from '@huntboard/query';
import { sigmaQuerySchema } from '@huntboard/sigma';
import type { SigmaQuery } from '@huntboard/sigma';

export type QueryModel = BaseModel | SigmaQuery;

/** Reads a saved model of any kind; missing keys get their defaults. */
export const parseQuery = modelReader<QueryModel>({ ...QUERY_MODELS, sigma: sigmaQuerySchema });

/** Kinds that ask about events by the same conditions. */
export const ABOUT_EVENTS: ReadonlySet<string> = new Set(['events', 'timeseries', 'rarity']);
