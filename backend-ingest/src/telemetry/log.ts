// The log: one JSON line an entry on standard error, so that commands keep standard output for their results.
import pino, { type Logger } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
export type { Logger };

/** Makes the log. warn: nothing is lost. error: data may be lost, or a person is needed. */
export function createLog(level: LogLevel): Logger {
  return pino(
    { level, base: { service: 'huntboard-ingest' }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
}
