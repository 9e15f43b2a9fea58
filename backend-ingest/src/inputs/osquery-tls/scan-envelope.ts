// Reads single fields of a JSON object without parsing the rest: an osquery log body names its node in front of megabytes of rows.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;

/** Index behind the closing quote of the string that begins at `at`; -1 when it never ends. */
function endOfString(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) return i + 1;
  }
  return -1;
}

function textOf(bytes: Uint8Array, from: number, to: number): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8'));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function skipBlanks(bytes: Uint8Array, at: number): number {
  let i = at;
  while (i < bytes.length && bytes[i]! <= 0x20) i++;
  return i;
}

/**
 * Values of the wanted top-level fields that are strings. Anything that is no JSON object gives no fields; that the rest of the
 * body is JSON at all is not checked.
 */
export function scanEnvelope(bytes: Uint8Array, wanted: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let missing = wanted.length;
  let depth = 0;
  let i = skipBlanks(bytes, 0);
  if (bytes[i] !== OPEN_BRACE) return found;
  while (i < bytes.length && missing > 0) {
    const byte = bytes[i]!;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    else if (byte === QUOTE) {
      const end = endOfString(bytes, i);
      if (end < 0) return found;
      const colon = depth === 1 ? skipBlanks(bytes, end) : end;
      if (depth === 1 && bytes[colon] === COLON) {
        const name = textOf(bytes, i, end);
        const value = skipBlanks(bytes, colon + 1);
        if (name !== undefined && wanted.includes(name) && !Object.hasOwn(found, name) && bytes[value] === QUOTE) {
          const valueEnd = endOfString(bytes, value);
          const text = valueEnd < 0 ? undefined : textOf(bytes, value, valueEnd);
          if (text === undefined) return found;
          found[name] = text;
          missing--;
          i = valueEnd;
          continue;
        }
        i = colon + 1;
        continue;
      }
      i = end;
      continue;
    }
    i++;
  }
  return found;
}
