// How a command fails: one line that says what is wrong and what to do, and exit code 1. The stack only for bugs.
import { ConfigError } from '../config.ts';
import { QueueLockedError } from '../pipeline/queue/lock.ts';
import { RuleFilesError } from '../rules/rule-files.ts';

/** A failure that a person can do something about. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

function explain(error: unknown): string | undefined {
  if (error instanceof CommandError || error instanceof ConfigError || error instanceof RuleFilesError)
    return error.message;
  if (error instanceof QueueLockedError)
    return `${error.message}; stop it first, or use another directory (--data DIR)`;
  const { code, message, port, name } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `port ${port ?? ''} is in use; stop what uses it, or set HUNTBOARD_PORT to another`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOSPC') return message;
  // Their codes stand in docs/errors.md or, where they are numbers, in ClickHouse's documentation.
  if (name === 'EmbeddedStartError' || name === 'StoreError') return `${message} [${code}]`;
  return undefined;
}

/** Prints why the command failed and ends the process. */
export function report(error: unknown): never {
  const told = explain(error);
  process.stderr.write(
    `huntboard: ${told ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
  );
  process.exit(1);
}
