// The plugin's log: one JSON object a line on stderr in hclog's form, which Grafana reads back into its own log.

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  readonly trace: (message: string, fields?: LogFields) => void;
  readonly debug: (message: string, fields?: LogFields) => void;
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
  /** A logger that adds these fields to every line. */
  readonly with: (fields: LogFields) => Logger;
}

// The host reads lines of at most 64 KB; a longer one is cut in two and both halves are lost as JSON.
const MAX_VALUE_CHARS = 8_000;
const MAX_LINE_BYTES = 60_000;
const RESERVED = /^@(level|message|timestamp|module|caller)$/;

/** RFC 3339 with exactly six fractional digits: the host panics on any other count. */
export function logTimestamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, -1)}000Z`;
}

function clip(text: string): string {
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}… (${text.length} characters)` : text;
}

function flatValue(value: unknown): string | number | boolean {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return clip(value);
  if (value instanceof Error) return clip(value.stack ?? `${value.name}: ${value.message}`);
  if (typeof value === 'object' && value !== null) return clip(JSON.stringify(value));
  return clip(String(value));
}

/** One log line without its newline. Keys are flat; `@level`, `@message` and `@timestamp` are always ours and strings. */
export function logLine(level: LogLevel, message: string, fields: LogFields, epochMs: number): string {
  const line: Record<string, string | number | boolean> = {
    '@level': level,
    '@message': clip(message),
    '@timestamp': logTimestamp(epochMs),
  };
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && !RESERVED.test(key)) line[key] = flatValue(value);
  }
  const text = JSON.stringify(line);
  if (Buffer.byteLength(text) <= MAX_LINE_BYTES) return text;
  return JSON.stringify({ '@level': level, '@message': clip(message), '@timestamp': logTimestamp(epochMs), cut: true });
}

/** A logger that writes lines through `write` (default: the process's stderr). */
export function createLogger(
  write: (line: string) => void = writeStderr,
  fields: LogFields = {},
  now: () => number = Date.now,
): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, more: LogFields = {}): void =>
      write(`${logLine(level, message, { ...fields, ...more }, now())}\n`);
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (more) => createLogger(write, { ...fields, ...more }, now),
  };
}

function writeStderr(line: string): void {
  process.stderr.write(line);
}
