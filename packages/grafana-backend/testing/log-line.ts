// Reads a plugin's stderr line as Grafana does, and says what would make Grafana's reader fail.

export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly timestamp: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const SIX_DIGITS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/;

/** The entry (a line that is no JSON is one of level debug) and a violation of the format, if any. */
export function parseLogLine(line: string): { readonly entry: LogEntry; readonly violation?: string } {
  const plain = { level: 'debug', message: line, timestamp: '', fields: {} };
  if (!line.startsWith('{')) return { entry: plain };
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { entry: plain };
  }
  const { '@level': level, '@message': message, '@timestamp': timestamp, ...fields } = parsed;
  const notText = [level, message, timestamp].some((value) => value !== undefined && typeof value !== 'string');
  const entry = {
    level: String(level ?? 'debug'),
    message: String(message ?? ''),
    timestamp: String(timestamp ?? ''),
    fields,
  };
  if (notText) return { entry, violation: `@level, @message or @timestamp is not a string: ${line.slice(0, 200)}` };
  if (timestamp !== undefined && !SIX_DIGITS.test(String(timestamp)))
    return { entry, violation: `@timestamp ${String(timestamp)} lacks six fractional digits` };
  if (Buffer.byteLength(line) >= 64 * 1024) return { entry, violation: 'a log line of 64 KB or more' };
  return { entry };
}
