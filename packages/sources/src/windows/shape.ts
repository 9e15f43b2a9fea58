// What a Windows shape is: it reads the envelope and hands the data to the one normaliser.
import type { QuarantineCode } from '../quarantine-codes.ts';
import { parseUint } from '../values/number.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import type { WindowsNormalizer } from './normalize/windows-normalizer.ts';
import type { EnvelopeFields } from './normalize/plans.ts';

/** Normalises one parsed event into the normaliser's row; a code when it must be refused. `json` is the text it came from. */
export type NormalizeShape = (
  event: JsonObject,
  json: string,
  normalizer: WindowsNormalizer,
) => QuarantineCode | undefined;

/** The text of a field; '' when it is absent or no text. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** First of the values that is a text. */
export function firstText(...values: readonly (JsonValue | undefined)[]): string {
  for (const value of values) if (typeof value === 'string' && value !== '') return value;
  return '';
}

/** Event id of any form (number, text, `{"#text": n}` beside attributes); -1 when there is none. */
export function eventIdOf(value: JsonValue | undefined): number {
  const id = parseUint(value, 0xffffffff);
  if (id === id) return id;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const inner = parseUint(value['#text'] ?? value['Value'], 0xffffffff);
    if (inner === inner) return inner;
  }
  return -1;
}

/** The list of a shape's own fields: those to drop (or read by the shape itself), and those to keep in ext. */
export function envelopeFields(skip: readonly string[], keep: readonly string[] = []): EnvelopeFields {
  return new Map<string, 'keep' | 'skip'>([
    ...skip.map((name) => [name, 'skip'] as const),
    ...keep.map((name) => [name, 'keep'] as const),
  ]);
}
