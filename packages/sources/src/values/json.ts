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

const quotedNames = new Map<string, string>();
let lastText = '';
let lastValue = NaN;

/** `"name"`, remembered for the few names that matter. */
function quoted(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const made = JSON.stringify(name);
  if (quotedNames.size < 1000) quotedNames.set(name, made);
  return made;
}

/**
 * Exact text of an integer that a double cannot hold, read from the JSON text it was parsed from; the double's own text when it
 * cannot be found. A quoted name followed by a colon cannot occur inside a JSON string, because quotes are escaped there.
 * Hot path: Windows sends such a number in every event, mostly the same one.
 */
export function exactInteger(json: string, name: string, value: number): string {
  const needle = quoted(name);
  for (let at = json.indexOf(needle); at >= 0; at = json.indexOf(needle, at + 1)) {
    let i = skipBlanks(json, at + needle.length);
    if (json.charCodeAt(i) !== 58) continue;
    i = skipBlanks(json, i + 1);
    if (value === lastValue && json.startsWith(lastText, i) && !isDigit(json.charCodeAt(i + lastText.length)))
      return lastText;
    let end = i;
    if (json.charCodeAt(end) === 45) end++;
    while (isDigit(json.charCodeAt(end))) end++;
    const text = json.slice(i, end);
    if (Number(text) === value) {
      lastText = text;
      lastValue = value;
      return text;
    }
  }
  return BigInt(value).toString();
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  for (let c = text.charCodeAt(i); c === 32 || c === 9 || c === 10 || c === 13; c = text.charCodeAt(i)) i++;
  return i;
}

/** Whole pairs of escaped surrogates, those by themselves, and every other escape, so that `\\\\ud800` is none. */
const ESCAPES = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\[^]/g;
const LONE = 6;

/** Whether a JSON text, or a body of many, can hold escaped surrogates. */
export function mayHoldSurrogates(text: string | Buffer): boolean {
  return text.includes('\\ud') || text.includes('\\uD');
}

/**
 * Parses JSON. Half of a surrogate pair, which only an escape can bring, becomes U+FFFD, as it is in the store: so rules see on the
 * stream what is stored.
 */
export function parseJson(text: string, mayHold = mayHoldSurrogates(text)): JsonValue {
  const whole = mayHold ? text.replace(ESCAPES, (escape) => (escape.length === LONE ? '\\ufffd' : escape)) : text;
  return JSON.parse(whole) as JsonValue;
}

const INNER_MAX_DEPTH = 64;
const INNER_MAX_FIELDS = 1000;

/** The object that a text inside an event holds as JSON; undefined when it is none, or deeper or wider than an event may be. */
export function parseInnerObject(json: string): JsonObject | undefined {
  if (!json.trimStart().startsWith('{')) return undefined;
  try {
    const value = parseJson(json);
    return isObject(value) && exceeds(value, INNER_MAX_DEPTH, INNER_MAX_FIELDS) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
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
