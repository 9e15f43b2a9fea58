// The embedded ClickHouse: chDB behind ClickHouse's HTTP interface, as a supervised child process.
export type { EmbeddedLimits, EmbeddedOptions, EmbeddedQuotas, EmbeddedUser } from './options.ts';
export { EmbeddedStartError, startEmbedded } from './supervisor.ts';
export type { Embedded, EmbeddedExit } from './supervisor.ts';
export { startTestStore } from './test-store.ts';
export type { TestStore, TestStoreOptions } from './test-store.ts';
