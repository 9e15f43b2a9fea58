// For tests of others: a store with the schema and rows, and queries of every kind.
export { compiled, fill, startQueryStore } from './query-store';
export type { QueryStore } from './query-store';
export { CONTEXT, GUID, QUERIES } from './queries';
