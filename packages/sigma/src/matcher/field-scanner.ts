// Searches one field for all its literals at once and marks what each of them stands for. Hot path.
import type { Automaton } from './automaton.ts';
import { automatonOf } from './automaton-pool.ts';
import { AT_END, AT_START } from './literal-atoms.ts';
import type { Atom } from './literal-atoms.ts';
import { coverOf } from './literal-cover.ts';

/** So few literals are found faster by one regular expression, which skips over text; the automaton then tells which. */
export const FEW_LITERALS = 24;
const ASCII = /^[\x00-\x7f]*$/;

/**
 * Whether any of the literals may stand in a text, as a regular expression. It takes all that the automaton takes, so ſ for s and
 * the sign of Kelvin for k; over a text of one byte a character V8 leaves these two out.
 */
function compileFilter(literals: readonly string[]): RegExp | undefined {
  if (literals.length > FEW_LITERALS || !literals.every((literal) => ASCII.test(literal))) return undefined;
  const alternatives = literals.map((literal) =>
    literal
      .replace(/[^a-z0-9 ]/g, '\\$&')
      .replace(/k/g, '[k\u212a\ufdd0]')
      .replace(/s/g, '[s\u017f]'),
  );
  return new RegExp(alternatives.join('|'), 'i');
}

/** An atom and the numbers of the bits that it sets. */
export interface Mark {
  readonly atom: Atom;
  readonly bits: readonly number[];
}

/** A filter that lets most of so many texts through is given up: it only costs. */
const TRIED_TEXTS = 128;
const MOST_PASS = 0.5;

export class FieldScanner {
  /** Made when a text is searched for the first time: many fields of a kind of event are never sent, or never pass the filter. */
  #automaton: Automaton | undefined = undefined;
  readonly #literals: readonly string[];
  /** No shorter text holds a literal. */
  readonly #shortest: number;
  #filter: RegExp | undefined;
  #tried = 0;
  #passed = 0;
  readonly #lengths: Int32Array;
  /** Of literal l: entries entryOf[l] to entryOf[l + 1], one for each position. */
  readonly #entryOf: Int32Array;
  readonly #positions: Uint8Array;
  /** Of entry e: bits bitOf[e] to bitOf[e + 1]. */
  readonly #bitOf: Int32Array;
  readonly #bits: Int32Array;
  /** Text in which an entry was found last, so that what stands there often counts once. */
  readonly #foundIn: Int32Array;
  #texts = 0;

  /** @param marks of one field, each atom once. `isCovered`: what the literals share is searched first; for where hits are rare. */
  constructor(marks: readonly Mark[], { isCovered = false } = {}) {
    const byLiteral = new Map<string, Mark[]>();
    for (const mark of marks) {
      const list = byLiteral.get(mark.atom.literal);
      if (list === undefined) byLiteral.set(mark.atom.literal, [mark]);
      else list.push(mark);
    }
    const literals = [...byLiteral.keys()].sort();
    this.#literals = literals;
    this.#filter = compileFilter(isCovered ? coverOf(literals) : literals);
    this.#shortest = literals.reduce((least, literal) => Math.min(least, literal.length), Infinity);
    this.#lengths = Int32Array.from(literals, (literal) => literal.length);
    const entryOf = [0];
    const positions: number[] = [];
    const bitOf = [0];
    const bits: number[] = [];
    for (const literal of literals) {
      for (const mark of byLiteral.get(literal)!) {
        positions.push(mark.atom.position);
        for (const bit of mark.bits) bits.push(bit);
        bitOf.push(bits.length);
      }
      entryOf.push(positions.length);
    }
    this.#entryOf = Int32Array.from(entryOf);
    this.#positions = Uint8Array.from(positions);
    this.#bitOf = Int32Array.from(bitOf);
    this.#bits = Int32Array.from(bits);
    this.#foundIn = new Int32Array(positions.length);
  }

  /** Sets the bits of all atoms that may hold for the text; false when there are none. */
  scan(text: string, into: Int32Array): boolean {
    const { length } = text;
    if (length < this.#shortest || (this.#filter !== undefined && !this.#passes(this.#filter, text))) return false;
    this.#texts = this.#texts === 0x7fffffff ? this.#startAnew() : this.#texts + 1;
    const automaton = (this.#automaton ??= automatonOf(this.#literals));
    const { table, classOf, limit } = automaton;
    let state = 0;
    let isFound = false;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      state = table[state + (unit < 128 ? classOf[unit]! : automaton.wideClass(unit))]!;
      if (state >= limit && this.#mark(automaton, state, i + 1, length, into)) isFound = true;
    }
    return isFound;
  }

  #passes(filter: RegExp, text: string): boolean {
    const passes = filter.test(text);
    if (this.#tried < TRIED_TEXTS) {
      if (passes) this.#passed++;
      if (++this.#tried === TRIED_TEXTS && this.#passed > TRIED_TEXTS * MOST_PASS) this.#filter = undefined;
    }
    return passes;
  }

  #startAnew(): number {
    this.#foundIn.fill(0);
    return 1;
  }

  #mark(automaton: Automaton, state: number, end: number, length: number, into: Int32Array): boolean {
    const { starts, outputs, limit, width } = automaton;
    const output = (state - limit) / width;
    let isFound = false;
    for (let o = starts[output]!; o < starts[output + 1]!; o++) {
      const literal = outputs[o]!;
      for (let entry = this.#entryOf[literal]!; entry < this.#entryOf[literal + 1]!; entry++) {
        if (this.#foundIn[entry] === this.#texts) continue;
        const position = this.#positions[entry]!;
        if ((position & AT_START) !== 0 && end !== this.#lengths[literal]) continue;
        if ((position & AT_END) !== 0 && end !== length) continue;
        this.#foundIn[entry] = this.#texts;
        isFound = true;
        for (let b = this.#bitOf[entry]!; b < this.#bitOf[entry + 1]!; b++) {
          const bit = this.#bits[b]!;
          into[bit >> 5]! |= 1 << (bit & 31);
        }
      }
    }
    return isFound;
  }

  /** Shorter texts hold none of the literals. */
  get shortest(): number {
    return this.#shortest;
  }

  get bytes(): number {
    return (this.#automaton?.bytes ?? 0) + this.#bits.byteLength + this.#bitOf.byteLength + this.#foundIn.byteLength;
  }
}
