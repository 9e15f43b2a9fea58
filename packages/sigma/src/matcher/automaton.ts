// Aho-Corasick over a dense table: finds which of many literals stand in a text, whatever the case, at one step a character. Hot path.
import { fold } from '../event/fold.ts';

/** Characters beyond ASCII share this many classes: a filter may find too much, never too little. */
const WIDE_CLASSES = 8;
const LONG_S = 0x17f;
const KELVIN = 0x212a;
/** What `fold` makes of it; a text may hold it, too. */
const FOLDED_KELVIN = 0xfdd0;

/** Code unit → the same folded, for units beyond ASCII; filled as they are met. 0: not met yet. */
const foldedUnits = new Uint16Array(0x10000);

/**
 * A literal in the form in which it is searched for: folded, with the two letters that a regular expression without regard to
 * case takes for ASCII (Kelvin for k, ſ for s) turned into it, in texts and literals alike.
 */
export function searchForm(literal: string): string {
  return fold(literal)
    .replace(/\ufdd0/g, 'k')
    .replace(/\u017f/g, 's');
}

function foldedUnit(unit: number): number {
  // Letters beyond the BMP differ by case in their low surrogate only.
  if (unit >= 0xdc00 && unit <= 0xdfff) return 0xdc00;
  let folded = foldedUnits[unit]!;
  if (folded === 0) {
    folded = fold(String.fromCharCode(unit)).charCodeAt(0);
    foldedUnits[unit] = folded;
  }
  return folded;
}

export class Automaton {
  /** Next state by state + class. A state is the offset of its row. */
  readonly table: Int32Array;
  /** Class of an ASCII character. */
  readonly classOf: Uint8Array;
  /** Number of classes, i.e. the length of a row. */
  readonly width: number;
  /** States from here on end literals. */
  readonly limit: number;
  /** Literals that end in output state `limit + k * width`: outputs[starts[k]] to outputs[starts[k + 1]]. */
  readonly starts: Int32Array;
  readonly outputs: Int32Array;
  readonly #wideBase: number;

  /** @param literals in search form, none empty; their indexes are what `outputs` holds. */
  constructor(literals: readonly string[]) {
    const { classOf, width, wideBase } = classify(literals);
    this.classOf = classOf;
    this.width = width;
    this.#wideBase = wideBase;
    const trie = growTrie(literals, width, (unit) => (unit < 128 ? classOf[unit]! : this.wideClass(unit)));
    const { order, fail } = walkBreadthFirst(trie, width);
    const found = collectOutputs(trie, order, fail);
    this.starts = found.starts;
    this.outputs = found.outputs;
    this.limit = found.firstOutput * width;
    this.table = completeTable(trie.children, order, fail, found.rows, width);
  }

  /** Class of a code unit beyond ASCII. */
  wideClass(unit: number): number {
    if (unit === KELVIN || unit === FOLDED_KELVIN) return this.classOf[0x6b]!;
    if (unit === LONG_S) return this.classOf[0x73]!;
    return this.#wideBase === 0 ? 0 : this.#wideBase + (foldedUnit(unit) & (WIDE_CLASSES - 1));
  }

  /** Whether a literal may stand in the text: certain when the literals are ASCII and the text has neither Kelvin nor ſ. */
  findsAny(text: string): boolean {
    const { table, classOf, limit } = this;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      state = table[state + (unit < 128 ? classOf[unit]! : this.wideClass(unit))]!;
      if (state >= limit) return true;
    }
    return false;
  }

  get bytes(): number {
    return this.table.byteLength + this.outputs.byteLength + this.starts.byteLength;
  }
}

interface Classes {
  readonly classOf: Uint8Array;
  readonly width: number;
  readonly wideBase: number;
}

/** A class for each character that a literal has, upper and lower case in one; class 0 is every other character. */
function classify(literals: readonly string[]): Classes {
  const classOf = new Uint8Array(128);
  let width = 1;
  let isWide = false;
  for (const literal of literals) {
    for (let i = 0; i < literal.length; i++) {
      const unit = literal.charCodeAt(i);
      if (unit >= 128) isWide = true;
      else if (classOf[unit] === 0) {
        classOf[unit] = width;
        if (unit >= 0x61 && unit <= 0x7a) classOf[unit - 32] = width;
        width++;
      }
    }
  }
  return isWide ? { classOf, width: width + WIDE_CLASSES, wideBase: width } : { classOf, width, wideBase: 0 };
}

interface Trie {
  /** Child by node * width + class; 0: none. */
  readonly children: Int32Array;
  readonly nodes: number;
  /** Node → literals that end there; several only where classes make them equal. */
  readonly ends: ReadonlyMap<number, readonly number[]>;
}

function growTrie(literals: readonly string[], width: number, classOf: (unit: number) => number): Trie {
  const children = new Int32Array(countNodes(literals) * width);
  const ends = new Map<number, number[]>();
  let nodes = 1;
  literals.forEach((literal, id) => {
    let node = 0;
    for (let i = 0; i < literal.length; i++) {
      const at = node * width + classOf(literal.charCodeAt(i));
      if (children[at] === 0) children[at] = nodes++;
      node = children[at]!;
    }
    const others = ends.get(node);
    if (others === undefined) ends.set(node, [id]);
    else others.push(id);
  });
  return { children, nodes, ends };
}

/** Nodes of the trie at most: what each literal adds to its neighbour in order. */
function countNodes(literals: readonly string[]): number {
  let nodes = 1;
  let before = '';
  for (const literal of [...literals].sort()) {
    let shared = 0;
    while (shared < before.length && before.charCodeAt(shared) === literal.charCodeAt(shared)) shared++;
    nodes += literal.length - shared;
    before = literal;
  }
  return nodes;
}

interface Walk {
  /** Nodes, the shallow ones first. */
  readonly order: Int32Array;
  /** Node → node of the longest proper suffix that is in the trie. */
  readonly fail: Int32Array;
}

function walkBreadthFirst({ children, nodes }: Trie, width: number): Walk {
  const order = new Int32Array(nodes);
  const fail = new Int32Array(nodes);
  let known = 1;
  for (let read = 0; read < known; read++) {
    const node = order[read]!;
    for (let c = 0; c < width; c++) {
      const child = children[node * width + c]!;
      if (child === 0) continue;
      order[known++] = child;
      if (node === 0) continue;
      let suffix = fail[node]!;
      while (suffix !== 0 && children[suffix * width + c] === 0) suffix = fail[suffix]!;
      fail[child] = children[suffix * width + c]!;
    }
  }
  return { order, fail };
}

interface Outputs {
  /** Node → row in the table; rows from `firstOutput` on are those of nodes with output. */
  readonly rows: Int32Array;
  readonly firstOutput: number;
  readonly starts: Int32Array;
  readonly outputs: Int32Array;
}

function collectOutputs({ ends, nodes }: Trie, order: Int32Array, fail: Int32Array): Outputs {
  const found = new Map<number, readonly number[]>();
  for (const node of order) {
    const own = ends.get(node);
    const inherited = found.get(fail[node]!);
    if (own !== undefined) found.set(node, inherited === undefined ? own : [...own, ...inherited]);
    else if (inherited !== undefined) found.set(node, inherited);
  }
  const rows = new Int32Array(nodes);
  const firstOutput = nodes - found.size;
  const starts = new Int32Array(found.size + 1);
  const outputs: number[] = [];
  let silent = 0;
  let speaking = 0;
  for (const node of order) {
    const ids = found.get(node);
    if (ids === undefined) rows[node] = silent++;
    else {
      rows[node] = firstOutput + speaking;
      for (const id of ids) outputs.push(id);
      starts[++speaking] = outputs.length;
    }
  }
  return { rows, firstOutput, starts, outputs: Int32Array.from(outputs) };
}

/** Each row is that of its suffix, which is complete already, with its own children over it. */
function completeTable(
  children: Int32Array,
  order: Int32Array,
  fail: Int32Array,
  rows: Int32Array,
  width: number,
): Int32Array {
  const table = new Int32Array(order.length * width);
  for (const node of order) {
    const row = rows[node]! * width;
    if (node !== 0) {
      const suffix = rows[fail[node]!]! * width;
      table.copyWithin(row, suffix, suffix + width);
    }
    for (let c = 0; c < width; c++) {
      const child = children[node * width + c]!;
      if (child !== 0) table[row + c] = rows[child]! * width;
    }
  }
  return table;
}
