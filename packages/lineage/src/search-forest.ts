// Search: which nodes hold all the words, in the order in which they are shown.
import type { Forest } from './forest.ts';
import type { ProcessColumn } from './process-columns.ts';

const searched: readonly ProcessColumn[] = [
  'image',
  'commandLine',
  'user',
  'hash',
  'originalFileName',
  'signer',
  'integrity',
];
const haystacks = new WeakMap<Int32Array, readonly string[]>();

/** What can be found of each node, in lower case; made at the first search and kept as long as the forest. */
function haystackOf(forest: Forest): readonly string[] {
  const known = haystacks.get(forest.parent);
  if (known) return known;
  const made = Array.from({ length: forest.size }, (_, node) => {
    const pid = forest.pid(node);
    const words = [forest.name(node), Number.isNaN(pid) ? '' : String(pid), forest.host(node), forest.id(node)];
    for (const column of searched) words.push(forest.text(node, column));
    return words.join('\n').toLowerCase();
  });
  haystacks.set(forest.parent, made);
  return made;
}

/** Nodes that contain every word of the text (case does not count), in display order; none for an empty text. */
export function searchForest(forest: Forest, text: string): Int32Array {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return new Int32Array(0);
  const haystack = haystackOf(forest);
  return forest.shape.order.filter((node) => words.every((word) => haystack[node]?.includes(word)));
}
