// What ClickHouse says is wrong with a statement -> the place in the SQL that a person wrote.
import type { QueryContext } from './context';
import { isCode, singleStatement, tokenize } from './lexer';
import type { ExpandedPart } from './macros/expand';
import { expandMacros } from './macros/expand';
import { Params } from './sql';

/** Offset and length in UTF-16 units, as editors count. */
export interface TextPlace {
  readonly position: number;
  readonly length: number;
}

/** ClickHouse counts bytes from 1. */
function charOffset(text: string, bytePosition: number): number {
  let bytes = 1;
  let at = 0;
  for (const char of text) {
    if (bytes >= bytePosition) return at;
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += char.length;
  }
  return at;
}

const tokenLength = (text: string, position: number): number =>
  tokenize(text).find(({ start, text: token }) => start <= position && position < start + token.length)?.text.length ??
  1;

/** Names that a message is about: identifiers and tables in quotes, functions by word. */
function namesIn(message: string): readonly string[] {
  const quoted = [...message.matchAll(/[`'‘"]([^`'’"\n]{1,200})[`'’"]/g)].map(([, name]) => name ?? '');
  const functions = [...message.matchAll(/\bfunction (\w+)/gi)].map(([, name]) => name ?? '');
  return [...quoted, ...functions];
}

function placeOfName(name: string, text: string): TextPlace | undefined {
  // A name with its database or table: the last part is what stands in the text for certain.
  for (const wanted of [name, name.split('.').at(-1) ?? name]) {
    const token = tokenize(text).find(
      ({ kind, text: found }) =>
        (kind === 'word' && found === wanted) || (kind === 'quoted' && found.slice(1, -1) === wanted),
    );
    if (token !== undefined) return { position: token.start, length: token.text.length };
  }
  return undefined;
}

/**
 * The place in `text`, the statement as it was sent, that a message of ClickHouse points to: its position, or the first name in it.
 * @param lead characters that stood before the text in what ClickHouse was given
 */
export function errorPlace(message: string, text: string, lead = ''): TextPlace | undefined {
  const failed = /(?:failed at position|at position) (\d+)/.exec(message)?.[1];
  if (failed !== undefined) {
    const at = charOffset(lead + text, Number(failed)) - lead.length;
    // Where the statement ends too early, its last token is what is left to mark.
    const last = tokenize(text).findLast(isCode);
    if (at >= text.length && last !== undefined) return { position: last.start, length: last.text.length };
    const position = Math.max(0, at);
    return { position, length: Math.max(1, tokenLength(text, position)) };
  }
  for (const name of namesIn(message)) {
    const place = placeOfName(name, text);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** A place in a statement of kind `sql` as it was compiled -> the place in the SQL as it was written; a macro is marked whole. */
export function writtenPlace(sql: string, context: QueryContext, place: TextPlace): TextPlace {
  const statement = singleStatement(sql) ?? sql;
  const before = sql.length - sql.trimStart().length;
  const parts: ExpandedPart[] = [];
  if (!expandMacros(statement, context, new Params(), parts).ok) return place;
  const part = parts.findLast(({ at }) => at <= place.position);
  if (part === undefined) return place;
  if (part.verbatim) return { position: before + part.written + place.position - part.at, length: place.length };
  const position = before + part.written;
  return { position, length: Math.max(1, tokenLength(sql, position)) };
}
