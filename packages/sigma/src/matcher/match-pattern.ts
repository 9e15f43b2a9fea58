// Whether a text fits a pattern, in time that grows with text times pattern at worst: no backtracking beyond the last `*`.
import { ANY_ONE, ANY_RUN } from '../model/pattern.ts';
import type { Pattern, PatternToken } from '../model/pattern.ts';

type Run = readonly Exclude<PatternToken, typeof ANY_RUN>[];

/** The whole text fits; both sides are folded already where case does not count. `?` is one code point. */
export function matchPattern(text: string, pattern: Pattern): boolean {
  return compilePattern(pattern)(text);
}

/** A test for many texts. */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const runs = splitRuns(pattern);
  if (!pattern.includes(ANY_ONE)) return literalTest(runs.map((run) => run.join('')));
  const wide = runs.map(toCodePoints);
  return (text) => fitsRuns(toCodePoints([text]), wide);
}

/** The pieces between `*`: n stars give n + 1 pieces, of which the first stands at the start and the last at the end. */
function splitRuns(pattern: Pattern): Run[] {
  const runs: Exclude<PatternToken, typeof ANY_RUN>[][] = [[]];
  for (const token of pattern) {
    if (token === ANY_RUN) runs.push([]);
    else runs[runs.length - 1]!.push(token);
  }
  return runs;
}

function literalTest(runs: readonly string[]): (text: string) => boolean {
  const first = runs[0]!;
  if (runs.length === 1) return (text) => text === first;
  const last = runs[runs.length - 1]!;
  const middle = runs.slice(1, -1);
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const literal of middle) {
      const found = text.indexOf(literal, at);
      if (found < 0) return false;
      at = found + literal.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}

/** Stands for `?` among code points. */
const ONE = -1;

function toCodePoints(run: Run): number[] {
  return run.flatMap((token) =>
    token === ANY_ONE ? [ONE] : Array.from(token, (character) => character.codePointAt(0)!),
  );
}

function fitsRuns(text: readonly number[], runs: readonly (readonly number[])[]): boolean {
  const first = runs[0]!;
  if (!fitsAt(text, 0, first)) return false;
  if (runs.length === 1) return text.length === first.length;
  const last = runs[runs.length - 1]!;
  const end = text.length - last.length;
  let at = first.length;
  for (let i = 1; i < runs.length - 1; i++) {
    const run = runs[i]!;
    while (at + run.length <= end && !fitsAt(text, at, run)) at++;
    if (at + run.length > end) return false;
    at += run.length;
  }
  return at <= end && fitsAt(text, end, last);
}

function fitsAt(text: readonly number[], at: number, run: readonly number[]): boolean {
  if (at + run.length > text.length) return false;
  for (let i = 0; i < run.length; i++) if (run[i] !== ONE && run[i] !== text[at + i]) return false;
  return true;
}
