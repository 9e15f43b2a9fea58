// What modifiers do to the text of a value: dashes, character encodings, base64. Each gives one or more texts, any of which may match.
import type { Pattern, PatternToken } from '../model/pattern.ts';
import type { TextChange } from './modifiers.ts';

/** A text on its way; `bytes`: every character is one byte (0 to 255) of an encoded text. */
interface Draft {
  readonly pattern: Pattern;
  readonly bytes: boolean;
}

/** Dashes that Windows programs take for one another before an option. */
const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'] as const;
/** A dash that begins an option: a word follows, none ends before it. */
const OPTION_DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/u;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Applies the changes in order. A string says why they cannot be applied to this text.
 * @param limit most variants of one text
 */
export function changeText(
  pattern: Pattern,
  changes: readonly TextChange[],
  limit: number,
): readonly Pattern[] | string {
  let drafts: readonly Draft[] = [{ pattern, bytes: false }];
  for (const change of changes) {
    const next: Draft[] = [];
    for (const draft of drafts) {
      const changed = applyChange(draft, change, limit);
      if (typeof changed === 'string') return changed;
      next.push(...changed);
      if (next.length > limit) return `it stands for more than ${limit} texts`;
    }
    drafts = next;
  }
  return drafts.map((draft) => draft.pattern);
}

function applyChange(draft: Draft, change: TextChange, limit: number): readonly Draft[] | string {
  switch (change) {
    case 'windash':
      return expandDashes(draft, limit);
    case 'utf16le':
    case 'utf16be':
    case 'utf16':
      return [widen(draft, change)];
    case 'base64':
    case 'base64offset':
      return encode(draft, change);
  }
}

function expandDashes({ pattern, bytes }: Draft, limit: number): readonly Draft[] | string {
  let variants: Pattern[] = [[]];
  for (const token of pattern) {
    const choices: readonly PatternToken[] | undefined =
      typeof token === 'string' ? dashVariants(token, limit) : [token];
    if (choices === undefined || variants.length * choices.length > limit)
      return `windash makes more than ${limit} texts of it`;
    variants = variants.flatMap((variant) => choices.map((choice): Pattern => [...variant, choice]));
  }
  return variants.map((variant) => ({ pattern: variant, bytes }));
}

function dashVariants(text: string, limit: number): readonly string[] | undefined {
  const pieces = text.split(new RegExp(`(${OPTION_DASH.source})`, 'u'));
  let variants = [''];
  pieces.forEach((piece, index) => {
    const choices = index % 2 === 1 ? DASHES : [piece];
    if (variants.length <= limit) variants = variants.flatMap((variant) => choices.map((choice) => variant + choice));
  });
  return variants.length > limit ? undefined : variants;
}

function widen({ pattern }: Draft, encoding: 'utf16le' | 'utf16be' | 'utf16'): Draft {
  const wide = pattern.map((token) => (typeof token === 'string' ? wideText(token, encoding === 'utf16be') : token));
  return { pattern: encoding === 'utf16' ? joinFront('\xFF\xFE', wide) : wide, bytes: true };
}

function joinFront(mark: string, [first, ...rest]: Pattern): Pattern {
  return typeof first === 'string' ? [mark + first, ...rest] : first === undefined ? [mark] : [mark, first, ...rest];
}

function wideText(text: string, bigEndian: boolean): string {
  let wide = '';
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const low = String.fromCharCode(unit & 0xff);
    const high = String.fromCharCode(unit >> 8);
    wide += bigEndian ? high + low : low + high;
  }
  return wide;
}

function encode({ pattern, bytes }: Draft, change: 'base64' | 'base64offset'): readonly Draft[] | string {
  const [text = '', ...rest] = pattern;
  if (rest.length > 0 || typeof text !== 'string') return 'wildcards cannot be encoded in base64';
  const plain = bytes ? Uint8Array.from(text, (byte) => byte.charCodeAt(0)) : new TextEncoder().encode(text);
  if (change === 'base64') return [{ pattern: plain.length === 0 ? [] : [base64(plain)], bytes: false }];
  if (plain.length < 2) return 'it is too short to be found in base64 at every offset';
  return [0, 1, 2].map((offset) => ({ pattern: [base64At(plain, offset)], bytes: false }));
}

/** The characters of base64 that do not depend on what stands before (`offset` bytes modulo 3) or after the bytes. */
export function base64At(plain: Uint8Array, offset: 0 | 1 | 2 | number): string {
  const shifted = new Uint8Array(plain.length + offset);
  shifted.set(plain, offset);
  // A character holds 6 bits: the first whole one after `offset` bytes, and those wholly within the bytes.
  return base64(shifted).slice(Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6));
}

/** RFC 4648, section 4. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3);
    const group = (first << 16) | (second << 8) | third;
    for (const shift of [18, 12, 6, 0]) text += ALPHABET.charAt((group >> shift) & 63);
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}
