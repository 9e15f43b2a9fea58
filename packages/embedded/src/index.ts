// The embedded ClickHouse: chDB behind ClickHouse's HTTP interface, as a supervised child process.
export type { EmbeddedLimits, EmbeddedOptions, EmbeddedQuotas, EmbeddedUser } from './options.ts';
export { frontCodes } from './front-codes.ts';
export type { FrontCodeName } from './front-codes.ts';
export { embeddedStartCodes, EmbeddedStartError, startEmbedded } from './supervisor.ts';
export type { Embedded, EmbeddedExit, EmbeddedStartCode } from './supervisor.ts';
export { startTestStore } from './test-store.ts';
export type { TestStore, TestStoreOptions } from './test-store.ts';
