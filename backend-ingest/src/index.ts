// The ingest service as a library: what benchmarks and the chaos run start.
export { ConfigError, readConfig } from './config.ts';
export type { Config, Environment } from './config.ts';
export { errorKinds, quarantineCodes } from './errors.ts';
export type { ErrorCode } from './errors.ts';
export { startIngest } from './main.ts';
export type { Ingest, IngestOptions } from './main.ts';
export { QueueLockedError } from './pipeline/queue/lock.ts';
