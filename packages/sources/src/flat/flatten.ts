// Nested objects → one text for each path, as rules name them: `userIdentity.type`. Lists give the values of all their items.
import { exactInteger, isObject, parseInnerObject } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';

export interface FlattenOptions {
  /** Paths whose whole value is kept as JSON text too, because rules search it; a text at such a path that is JSON is taken apart. */
  readonly wholes?: ReadonlySet<string>;
  /** Top-level members that are left out. */
  readonly skip?: ReadonlySet<string>;
}

interface Walk extends FlattenOptions {
  readonly json: string;
}

/**
 * Path → text; the values of one path in several items of a list stand one a line. Null is absent, an empty list is `[]`. `json` is
 * the text the object was parsed from, for integers that a double cannot hold.
 */
export function flatten(event: JsonObject, { wholes, skip }: FlattenOptions, json: string): Map<string, string> {
  const paths = new Map<string, string>();
  const walk: Walk = { json, ...(wholes === undefined ? {} : { wholes }) };
  for (const name in event) if (skip?.has(name) !== true) visit(event[name]!, withoutBlanks(name), name, walk, paths);
  return paths;
}

function visit(value: JsonValue, path: string, name: string, walk: Walk, paths: Map<string, string>): void {
  if (value === null) return;
  if (typeof value !== 'object') {
    add(paths, path, textOfScalar(value, name, walk.json));
    if (typeof value === 'string' && walk.wholes?.has(path) === true) visitInner(value, path, walk, paths);
    return;
  }
  const isWhole = walk.wholes?.has(path) === true;
  const isEmpty = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  if (isEmpty || isWhole) add(paths, path, JSON.stringify(value));
  if (!Array.isArray(value)) return visitMembers(value, path, walk, paths);
  for (const item of value)
    if (isObject(item)) visitMembers(item, path, walk, paths);
    else if (!isWhole) visit(item, path, name, walk, paths);
}

function visitMembers(object: JsonObject, path: string, walk: Walk, paths: Map<string, string>): void {
  for (const member in object) visit(object[member]!, `${path}.${withoutBlanks(member)}`, member, walk, paths);
}

/** A text that holds JSON, as tables of Azure keep their nested columns. */
function visitInner(text: string, path: string, walk: Walk, paths: Map<string, string>): void {
  const isList = text.trimStart().startsWith('[');
  const inner = parseInnerObject(isList ? `{"list":${text}}` : text);
  if (inner === undefined) return;
  const value = isList ? inner['list']! : inner;
  for (const item of Array.isArray(value) ? value : [value])
    if (isObject(item)) visitMembers(item, path, { ...walk, json: text }, paths);
}

function add(paths: Map<string, string>, path: string, text: string): void {
  const present = paths.get(path);
  paths.set(path, present === undefined ? text : `${present}\n${text}`);
}

function textOfScalar(value: string | number | boolean, name: string, json: string): string {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return exactInteger(json, name, value);
  return String(value);
}

function withoutBlanks(name: string): string {
  return name.includes(' ') ? name.replaceAll(' ', '') : name;
}
