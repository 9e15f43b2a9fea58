// JSON values as they come out of the parser, and their text.

export type JsonValue = string | number | boolean | null | JsonObject | JsonValue[];
export interface JsonObject {
  [name: string]: JsonValue;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as text: lists of scalars one item a line, objects as JSON; undefined for null. */
export function textOf(value: JsonValue | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return undefined;
    default:
      if (value === null) return undefined;
      if (Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object'))
        return value.map((item) => (item === null ? '' : String(item))).join('\n');
      return JSON.stringify(value);
  }
}

/**
 * Exact text of an integer that a double cannot hold, read from the JSON text it was parsed from; the double's own text when it
 * cannot be found. A quoted name followed by a colon cannot occur inside a JSON string, because quotes are escaped there.
 */
export function exactInteger(json: string, name: string, value: number): string {
  const quoted = `"${name}"`;
  for (let at = json.indexOf(quoted); at >= 0; at = json.indexOf(quoted, at + 1)) {
    let i = skipBlanks(json, at + quoted.length);
    if (json.charCodeAt(i) !== 58) continue;
    i = skipBlanks(json, i + 1);
    let end = i;
    for (let c = json.charCodeAt(end); (c >= 48 && c <= 57) || c === 45; c = json.charCodeAt(end)) end++;
    const text = json.slice(i, end);
    if (Number(text) === value) return text;
  }
  return BigInt(Number.isInteger(value) ? value : Math.trunc(value)).toString();
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  for (let c = text.charCodeAt(i); c === 32 || c === 9 || c === 10 || c === 13; c = text.charCodeAt(i)) i++;
  return i;
}

/** Whether the value stays within the limits on depth and number of fields; counts its own names and list items. */
export function exceeds(
  value: JsonValue | undefined,
  maxDepth: number,
  maxFields: number,
): 'depth_exceeded' | 'fields_exceeded' | undefined {
  let fields = 0;
  const walk = (node: JsonValue, depth: number): 'depth_exceeded' | 'fields_exceeded' | undefined => {
    if (typeof node !== 'object' || node === null) return undefined;
    if (depth > maxDepth) return 'depth_exceeded';
    if (Array.isArray(node)) {
      for (const item of node) {
        if (++fields > maxFields) return 'fields_exceeded';
        const found = walk(item, depth + 1);
        if (found) return found;
      }
      return undefined;
    }
    for (const name in node) {
      if (++fields > maxFields) return 'fields_exceeded';
      const found = walk(node[name]!, depth + 1);
      if (found) return found;
    }
    return undefined;
  };
  return value === undefined ? undefined : walk(value, 1);
}
