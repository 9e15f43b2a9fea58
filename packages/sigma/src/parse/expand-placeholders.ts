// Placeholders `%name%` in values: each stands for any text of a list that the owner of the rules supplies.
import { toPattern } from '../model/pattern.ts';
import type { Pattern } from '../model/pattern.ts';
import { parseText } from './sigma-text.ts';

export type Placeholders = Readonly<Record<string, readonly string[]>>;

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Plain text and names in turn: `a%b%c` → a, b, c. `\%` is a plain percent sign. */
function split(text: string): readonly { readonly text: string; readonly isName: boolean }[] {
  const parts: { text: string; isName: boolean }[] = [];
  let plain = '';
  let index = 0;
  while (index < text.length) {
    const name = /^%([^%\\\s]+)%/.exec(text.slice(index, index + 300))?.[1];
    if (name !== undefined) {
      parts.push({ text: plain, isName: false }, { text: name, isName: true });
      plain = '';
      index += name.length + 2;
    } else if (text.startsWith('\\%', index)) {
      plain += '%';
      index += 2;
    } else {
      plain += text.charAt(index);
      index++;
    }
  }
  parts.push({ text: plain, isName: false });
  return parts;
}

export type Expansion =
  | { readonly kind: 'patterns'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'tooMany' };

/** All texts that a value with placeholders stands for; the entries of a list may hold wildcards. */
export function expandPlaceholders(text: string, lists: Placeholders, limit: number): Expansion {
  let patterns: readonly Pattern[] = [[]];
  for (const part of split(text)) {
    const list = part.isName ? (Object.hasOwn(lists, part.text) ? lists[part.text] : undefined) : [part.text];
    if (list === undefined) return { kind: 'missing', name: part.text };
    if (patterns.length * list.length > limit) return { kind: 'tooMany' };
    // As the store would keep it: a list may come from anywhere.
    const choices = list.map((choice) => parseText(choice.replace(LONE_SURROGATES, '\ufffd')));
    patterns = patterns.flatMap((pattern) => choices.map((choice) => toPattern([...pattern, ...choice])));
  }
  return { kind: 'patterns', patterns };
}
