// Reads members of nested records.
import { isObject } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';

/** The value at a path of member names; of a list, the first item. */
export function valueAt(event: JsonObject, ...path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = event;
  for (const name of path) {
    const object: JsonValue | undefined = Array.isArray(value) ? value[0] : value;
    if (!isObject(object) || !Object.hasOwn(object, name)) return undefined;
    value = object[name];
  }
  return value;
}

/** The same as text: '' when it is absent or nested. */
export function textAt(event: JsonObject, ...path: readonly string[]): string {
  const value = valueAt(event, ...path);
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string'
    ? first
    : typeof first === 'number' || typeof first === 'boolean'
      ? String(first)
      : '';
}

/** First of the texts that is not ''. */
export function firstOf(...texts: readonly string[]): string {
  return texts.find((text) => text !== '') ?? '';
}

/** The objects of a list; none when it is no list. */
export function objectsAt(event: JsonObject, ...path: readonly string[]): readonly JsonObject[] {
  const value = valueAt(event, ...path);
  return Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
}

/**
 * Lists of {name, value} pairs, which is how several products write what a rule wants by name: prefix and name → value, the
 * values of one name one a line.
 */
export function namedValues(
  items: readonly JsonObject[],
  nameKeys: readonly string[],
  valueKeys: readonly string[],
  toName: (name: string) => string = (name) => name,
): Record<string, string> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const item of items) {
    const name = firstOf(...nameKeys.map((key) => textAt(item, key)));
    const value = valueKeys.map((key) => item[key]).find((one) => one !== undefined && one !== null);
    if (name === '' || value === undefined) continue;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const key = toName(name);
    values[key] = values[key] === undefined ? text : `${values[key]}\n${text}`;
  }
  return values;
}

/** An address without its port: `192.0.2.1:443`, `[2001:db8::1]:443`. */
export function addressOf(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text);
  if (bracketed !== null) return bracketed[1]!;
  return /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(text)?.[1] ?? text;
}
