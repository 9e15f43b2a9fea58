// Text from the wire as it may be shown: nothing hides, reorders or breaks what stands around it, and nothing is endless.
import { printable } from '@huntboard/lineage';

/** Longest text drawn in a line and as a block, in characters; copies are always whole. */
const lineLimit = 400;
const blockLimit = 20_000;

/** One line. */
export function lineText(text: string): string {
  return printable(text, lineLimit);
}

/** A block of several lines: its breaks and tabs stay. Says how much it leaves out. */
export function blockText(text: string): string {
  const cut = text.length > blockLimit ? text.slice(0, blockLimit) : text;
  const shown = cut
    .split(/(\r?\n|\t)/)
    .map((part, index) => (index % 2 === 1 ? part.replace('\r', '') : printable(part, blockLimit)))
    .join('');
  const more = text.length - cut.length;
  return more === 0 ? shown : `${shown}\n… and ${more.toLocaleString('en')} more characters`;
}
