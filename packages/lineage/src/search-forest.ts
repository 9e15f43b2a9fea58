// Search: which nodes hold all the words, in the order in which they are shown.
import type { Forest } from './forest.ts';
import type { ProcessColumn } from './process-columns.ts';

/** Searched columns of which many processes share a value: each value is looked at once. */
const shared: readonly ProcessColumn[] = ['image', 'user', 'originalFileName', 'signer', 'integrity'];

/** Nodes that contain every word of the text (case does not count), in display order; none for an empty text. */
export function searchForest(forest: Forest, text: string): Int32Array {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return new Int32Array(0);
  const readers = shared.map((column) => forest.reader(column));
  const hash = forest.reader('hash');
  const names = new Map<string, boolean>();
  let found = forest.shape.order;
  for (const word of words) {
    const values = forest.sharedWith(word);
    const isNumber = /^\d+$/.test(word);
    const isHex = /^[0-9a-f{}=-]+$/.test(word);
    names.clear();
    // Ghosts and hosts have names that no column holds.
    const isNamed = (name: string): boolean => {
      let is = names.get(name);
      if (is === undefined) names.set(name, (is = name.toLowerCase().includes(word)));
      return is;
    };
    found = found.filter((node) => {
      if (isNamed(forest.name(node)) || forest.loweredCommandLine(node).includes(word)) return true;
      if (values.size > 0 && readers.some((read) => values.has(read(node)))) return true;
      if (isNumber && String(forest.pid(node)).includes(word)) return true;
      // Letters beyond f are in no GUID; spelling out what is in one costs more than all the rest.
      const id = forest.id(node);
      if ((isHex || id.length !== 36) && id.toLowerCase().includes(word)) return true;
      return (
        ((isHex || word.includes('sha') || word.includes('md5') || word.includes('imphash')) &&
          hash(node).toLowerCase().includes(word)) ||
        isNamed(forest.host(node))
      );
    });
  }
  return found;
}
