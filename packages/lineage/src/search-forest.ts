// Search: which nodes hold all the words, in the order in which they are shown.
import type { Forest } from './forest.ts';

/** Nodes that contain every word of the text (case does not count), in display order; none for an empty text. */
export function searchForest(forest: Forest, text: string): Int32Array {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return new Int32Array(0);
  return forest.shape.order.filter((node) => {
    const all = forest.words(node);
    return words.every((word) => all.includes(word));
  });
}
