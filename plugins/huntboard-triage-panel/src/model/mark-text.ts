// The event as it was sent, with the values marked that made the rule match.

export interface Piece {
  readonly text: string;
  /** Name of the field whose value this is. */
  readonly field?: string;
}

/** A value of one or two characters stands everywhere and tells nothing. */
const MIN_LENGTH = 3;
const MAX_TEXT = 64 * 1024;

/** JSON as people read it; everything else as it is. Cut where no person reads on. */
export function readable(raw: string): string {
  const text = raw.length > MAX_TEXT ? `${raw.slice(0, MAX_TEXT)}…` : raw;
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The spellings under which a value stands in a text: as it is, and as JSON or XML writes it. */
function spellings(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const xml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [...new Set([value, json, xml])];
}

/** Cuts `text` at the values of `matched` (field → values on lines of their own), without regard to case; longer values first. */
export function markText(text: string, matched: Readonly<Record<string, string>>): readonly Piece[] {
  const wanted = Object.entries(matched)
    .flatMap(([field, values]) => values.split('\n').map((value) => ({ field, value: value.trim() })))
    .filter(({ value }) => value.length >= MIN_LENGTH)
    .flatMap(({ field, value }) => spellings(value).map((spelling) => ({ field, value: spelling.toLowerCase() })))
    .sort((a, b) => b.value.length - a.value.length);
  const lower = text.toLowerCase();
  // A letter whose lower case is longer moves all places after it: then nothing is marked rather than something wrong.
  if (lower.length !== text.length) return [{ text }];
  const pieces: Piece[] = [];
  let from = 0;
  for (;;) {
    let at = -1;
    let best: { field: string; value: string } | undefined;
    for (const candidate of wanted) {
      const found = lower.indexOf(candidate.value, from);
      if (found >= 0 && (at < 0 || found < at)) {
        at = found;
        best = candidate;
      }
    }
    if (best === undefined) break;
    if (at > from) pieces.push({ text: text.slice(from, at) });
    pieces.push({ text: text.slice(at, at + best.value.length), field: best.field });
    from = at + best.value.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
