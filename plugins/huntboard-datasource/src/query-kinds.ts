// The kinds of queries that this datasource has, its browser and its backend alike: those of packages/query, and Sigma above them.
import { QUERY_KINDS, queryRegistry } from '@huntboard/query';
import { sigmaKind } from '@huntboard/sigma';
import type { QueryModel } from './query-models';

export type { QueryModel } from './query-models';

const registry = queryRegistry<QueryModel>({ ...QUERY_KINDS, sigma: sigmaKind });

/** Reads a saved model of any kind; missing keys get their defaults. */
export const parseQuery = registry.parse;
/** SQL of a query of any kind. */
export const compileQuery = registry.compile;
