// Search: which nodes hold all the words, in the order in which they are shown. It can be done in slices, so that typing never waits.
import { looksOf } from './node-looks.ts';
import type { Forest } from './forest.ts';

/** A search under way. */
export interface ForestSearch {
  readonly forest: Forest;
  readonly words: readonly string[];
  /** Looks at so many nodes more; true once all have been looked at. */
  step(nodes: number): boolean;
  readonly isDone: boolean;
  /** What was found so far, in display order. */
  found(): Int32Array;
}

const isNumber = (word: string): boolean => /^\d+$/.test(word);
const isHex = (word: string): boolean => /^[0-9a-f{}=-]+$/.test(word);
const namesHash = (word: string): boolean => word.includes('sha') || word.includes('md5') || word.includes('imphash');

/** Whether whatever holds the word `more` holds the word `less` as well: then what was found for it need not be found again. */
const implies = (more: string, less: string): boolean =>
  more.includes(less) && (isHex(less) || namesHash(less) || !namesHash(more));

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** Whether a node holds a word: name, host, image, user and the like, command line, pid, id, hash. */
function matcherOf(forest: Forest, word: string): (node: number) => boolean {
  const looks = looksOf(forest);
  const hash = forest.reader('hash');
  const [number, hex, hashes] = [isNumber(word), isHex(word), isHex(word) || namesHash(word)];
  // Of each look: 0 not asked yet, 1 holds the word, 2 does not.
  let answers = new Uint8Array(256);
  return (node) => {
    const look = looks.of(node);
    if (look >= answers.length) {
      const more = new Uint8Array(2 * look);
      more.set(answers);
      answers = more;
    }
    if (answers[look] === 0) answers[look] = looks.text(look).includes(word) ? 1 : 2;
    if (answers[look] === 1 || forest.loweredCommandLine(node).includes(word)) return true;
    if (number && String(forest.pid(node)).includes(word)) return true;
    // Letters beyond f are in no GUID; spelling out what is in one costs more than all the rest.
    const id = forest.id(node);
    if ((hex || id.length !== 36) && id.toLowerCase().includes(word)) return true;
    return hashes && hash(node).toLowerCase().includes(word);
  };
}

/**
 * Begins a search for the nodes that contain every word of the text (case does not count); an empty text finds none. One that came
 * before is made use of: what is typed on narrows what was found.
 */
export function beginSearch(forest: Forest, text: string, before?: ForestSearch): ForestSearch {
  const words = wordsOf(text);
  const isNarrower =
    before !== undefined &&
    before.isDone &&
    before.forest === forest &&
    before.words.length > 0 &&
    before.words.every((less) => words.some((more) => implies(more, less)));
  const among = words.length === 0 ? new Int32Array(0) : isNarrower ? before.found() : forest.shape.order;
  const known = new Set(isNarrower ? before.words : []);
  // The longest word is the rarest: most nodes are done with after one look.
  const matchers = words
    .filter((word) => !known.has(word))
    .sort((a, b) => b.length - a.length)
    .map((word) => matcherOf(forest, word));
  const list: number[] = [];
  let at = 0;
  let found: Int32Array | undefined;
  return {
    forest,
    words,
    get isDone() {
      return at >= among.length;
    },
    step: (nodes) => {
      const end = Math.min(among.length, at + nodes);
      for (; at < end; at++) {
        const node = among[at] ?? 0;
        let holds = true;
        for (let i = 0; holds && i < matchers.length; i++) holds = matchers[i]?.(node) === true;
        if (holds) list.push(node);
      }
      found = undefined;
      return at >= among.length;
    },
    found: () => (found ??= Int32Array.from(list)),
  };
}

/** Nodes that contain every word of the text (case does not count), in display order; none for an empty text. */
export function searchForest(forest: Forest, text: string): Int32Array {
  const search = beginSearch(forest, text);
  search.step(forest.shape.order.length);
  return search.found();
}
