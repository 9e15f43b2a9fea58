// What many processes share: equal sets of name, image, user and the like are one look, which a search reads once.
import type { Forest } from './forest.ts';
import type { ProcessColumn } from './process-columns.ts';

/** Columns with the fewest values first: the branches of the tree of looks are few then. */
const columns: readonly ProcessColumn[] = ['integrity', 'user', 'signer', 'originalFileName'];
/** Longest value that is searched, in characters. */
const maxSearched = 65_536;

interface Branch {
  branches: Map<string, Branch> | undefined;
  /** Number of the look that ends here; 0 for none. */
  look: number;
}

/** The looks of a forest's nodes, found out when they are asked for. */
export class NodeLooks {
  readonly #ofNode: Int32Array;
  readonly #texts: string[] = [''];
  readonly #root: Branch = { branches: undefined, look: 0 };
  readonly #readers: readonly ((node: number) => string)[];

  constructor(forest: Forest) {
    this.#ofNode = new Int32Array(forest.size);
    const { host, name } = forest;
    this.#readers = [host, ...columns.map((column) => forest.reader(column)), name, forest.reader('image')];
  }

  /** Number of a node's look, from 1 on. */
  of(node: number): number {
    const known = this.#ofNode[node] ?? 0;
    if (known > 0) return known;
    let branch = this.#root;
    for (const read of this.#readers) {
      const text = read(node);
      const branches: Map<string, Branch> = (branch.branches ??= new Map());
      let next = branches.get(text);
      if (next === undefined) branches.set(text, (next = { branches: undefined, look: 0 }));
      branch = next;
    }
    if (branch.look === 0) {
      branch.look = this.#texts.length;
      this.#texts.push(
        this.#readers
          .map((read) => read(node).slice(0, maxSearched))
          .join('\n')
          .toLowerCase(),
      );
    }
    return (this.#ofNode[node] = branch.look);
  }

  /** All texts of a look in lower case. */
  text(look: number): string {
    return this.#texts[look] ?? '';
  }
}

const known = new WeakMap<Int32Array, NodeLooks>();

/** The looks of a forest; of the same forest in another order they are the same. */
export function looksOf(forest: Forest): NodeLooks {
  let looks = known.get(forest.parent);
  if (looks === undefined) known.set(forest.parent, (looks = new NodeLooks(forest)));
  return looks;
}
