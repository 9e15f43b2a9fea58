// Indicators from files: STIX 2.1 bundles, MISP events, and tables or plain lists.
import { z } from 'zod';
import { toIndicator, type Indicator } from './indicator.ts';

export interface ParsedIndicators {
  readonly indicators: readonly Indicator[];
  /** Entries that are not looked for, with the reason; the first of each kind. */
  readonly problems: readonly string[];
}

class Collected {
  readonly indicators = new Map<string, Indicator>();
  readonly problems = new Set<string>();

  add(text: string, about: string): void {
    const indicator = toIndicator(text, about);
    if (indicator === undefined) this.problems.add(`not looked for: ${text.slice(0, 100)}`);
    else this.indicators.set(`${indicator.type}|${indicator.value}`, indicator);
  }
}

const stixIndicator = z.object({
  type: z.literal('indicator'),
  pattern: z.string(),
  pattern_type: z.string().default('stix'),
  name: z.string().default(''),
  revoked: z.boolean().default(false),
  valid_until: z.string().optional(),
});
/** One comparison of a STIX pattern (STIX 2.1, section 9): an object path, `=`, a literal in quotes. */
const COMPARISON =
  /(?:file:hashes\.(?:'[^']+'|[\w-]+)|domain-name:value|ipv[46]-addr:value|url:value|network-traffic:(?:dst|src)_ref\.value)\s*=\s*'((?:[^'\\]|\\.)*)'/g;

/** Every comparison of a pattern that is an alternative; a pattern that wants several at once is none of single values. */
function stix(objects: readonly unknown[], now: number, found: Collected): void {
  for (const object of objects) {
    const parsed = stixIndicator.safeParse(object);
    if (!parsed.success) continue;
    const { pattern, pattern_type: type, name, revoked, valid_until: until } = parsed.data;
    if (revoked || (until !== undefined && Date.parse(until) <= now)) continue;
    if (
      type !== 'stix' ||
      /\b(AND|FOLLOWEDBY|NOT|REPEATS|WITHIN)\b/.test(pattern.replaceAll(/'(?:[^'\\]|\\.)*'/g, ''))
    ) {
      found.problems.add(`a pattern of several conditions is not looked for: ${pattern.slice(0, 100)}`);
      continue;
    }
    for (const [, value] of pattern.matchAll(COMPARISON)) found.add(value!.replaceAll(/\\(.)/g, '$1'), name);
  }
}

const attribute = z.object({
  type: z.string(),
  value: z.string(),
  to_ids: z.boolean().default(true),
  comment: z.string().default(''),
});
const mispEvent = z.object({
  info: z.string().default(''),
  Attribute: z.array(z.unknown()).default([]),
  Object: z.array(z.object({ Attribute: z.array(z.unknown()).default([]) })).default([]),
});
const MISP_TYPES = /^(md5|sha1|sha256|imphash|domain|hostname|ip-src|ip-dst|url)$/;

function misp(document: unknown, found: Collected): void {
  const parsed = mispEvent.safeParse(document);
  if (!parsed.success) {
    found.problems.add(`no event of MISP: ${z.prettifyError(parsed.error)}`);
    return;
  }
  const { info, Attribute, Object: objects } = parsed.data;
  for (const one of [...Attribute, ...objects.flatMap((object) => object.Attribute)]) {
    const known = attribute.safeParse(one);
    if (!known.success || !known.data.to_ids) continue;
    // `filename|sha256`, `domain|ip`, `ip-dst|port`: types and values go side by side.
    const values = known.data.value.split('|');
    known.data.type.split('|').forEach((type, index) => {
      if (MISP_TYPES.test(type) && values[index] !== undefined) found.add(values[index], known.data.comment || info);
    });
  }
}

/** One indicator a line, or a table: the first cell of a line that is an indicator counts, the last other one says what it is about. */
function table(text: string, found: Collected): void {
  const lines = text.split(/\r?\n/);
  for (const [number, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const value = cells.find((cell) => toIndicator(cell, '') !== undefined);
    if (value !== undefined) found.add(value, cells.filter((cell) => cell !== value).at(-1) ?? '');
    // The first line may name the columns.
    else if (number > 0) found.problems.add(`not looked for: ${line.slice(0, 100)}`);
  }
}

/** Reads a file, whatever form it has. Never throws on what it holds. `now` (epoch ms): what has expired by then is left out. */
export function parseIndicators(text: string, now: number): ParsedIndicators {
  const found = new Collected();
  if (/^\s*[[{]/.test(text)) {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch (error) {
      return { indicators: [], problems: [`no JSON: ${(error as Error).message}`] };
    }
    const { type, objects, Event: event, response } = document as Record<string, unknown>;
    if (type === 'bundle' && Array.isArray(objects)) stix(objects, now, found);
    else if (event !== undefined) misp(event, found);
    else if (Array.isArray(response)) for (const one of response) misp((one as { Event?: unknown }).Event, found);
    else found.problems.add('neither a STIX 2.1 bundle nor an event of MISP');
  } else {
    table(text, found);
  }
  return { indicators: [...found.indicators.values()], problems: [...found.problems].slice(0, 20) };
}
