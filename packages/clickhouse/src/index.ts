// The only door to @clickhouse/client: store, errors, migrations.
export { createStore } from './store.ts';
export type { InsertOptions, PingResult, StatementOptions, Store, StoreOptions } from './store.ts';
export type { RequestOptions, RetryOptions } from './request-policy.ts';
export { RETRYABLE_SERVER_CODES, StoreError, storeErrorCodes } from './store-error.ts';
export type { Executed } from './store-error.ts';
export { appliedMigrations, migrate, migrateFailureCodes } from './migrate.ts';
export type { MigrateFailure, MigrateFailureCode, MigrateOptions, MigrateResult } from './migrate.ts';
