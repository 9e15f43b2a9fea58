// Literals that must stand in a field for a condition to hold: what automata search, and what rules are indexed by.
import type { ListPosition } from '../model/expr.ts';
import type { Pattern } from '../model/pattern.ts';
import { searchForm } from './automaton.ts';
import type { LeafExpr } from './compile-leaf.ts';
import type { FieldSlot, FieldSlots } from './field-slot.ts';
import { requiredLiterals } from './regex-literals.ts';

/** Where in the value a literal must stand, as bits. */
export const AT_START = 1;
export const AT_END = 2;

/** Longer literals are cut: 16 characters tell values apart as well, and the automaton stays small. */
const MAX_LITERAL = 16;

const POSITIONS: Readonly<Record<ListPosition, number>> = {
  equals: AT_START | AT_END,
  contains: 0,
  startswith: AT_START,
  endswith: AT_END,
};

/** A literal at a place in a field. */
export interface Atom {
  /** Index among the atoms of the matcher. */
  readonly id: number;
  /** Undefined: any of the values that keywords search. */
  readonly slot: FieldSlot | undefined;
  /** In search form. */
  readonly literal: string;
  readonly position: number;
  /** The same in every process. */
  readonly key: string;
}

/** All atoms of a matcher, each once. */
export class Atoms {
  readonly #slots: FieldSlots;
  readonly #atoms = new Map<string, Atom>();
  readonly #options = new WeakMap<LeafExpr, readonly (readonly Atom[])[]>();

  constructor(slots: FieldSlots) {
    this.#slots = slots;
  }

  /** Ways to index a condition: when it holds, at least one atom of each way does. None when it cannot be indexed. */
  options(expr: LeafExpr): readonly (readonly Atom[])[] {
    let options = this.#options.get(expr);
    if (options === undefined) {
      options = this.#find(expr);
      this.#options.set(expr, options);
    }
    return options;
  }

  #find(expr: LeafExpr): readonly (readonly Atom[])[] {
    switch (expr.kind) {
      case 'text': {
        const slot = this.#slots.get(expr.field);
        return literalsOf(expr.pattern).map(([literal, position]) => [this.#atom(slot, literal, position)]);
      }
      case 'keyword':
        return literalsOf(expr.pattern).map(([literal, position]) => [this.#atom(undefined, literal, position)]);
      case 'textList': {
        if (expr.literals.includes('')) return [];
        const slot = this.#slots.get(expr.field);
        const position = POSITIONS[expr.position];
        return [this.#set(slot, expr.literals, position)];
      }
      case 'regex':
        return requiredLiterals(expr.source)
          .slice(0, 6)
          .map((literals) => this.#set(this.#slots.get(expr.field), literals, 0));
      default:
        return [];
    }
  }

  #set(slot: FieldSlot, literals: readonly string[], position: number): readonly Atom[] {
    return [...new Set(literals.map((literal) => this.#atom(slot, literal, position)))];
  }

  #atom(slot: FieldSlot | undefined, text: string, wanted: number): Atom {
    const { literal, position } = cut(searchForm(text), wanted);
    const key = `${slot?.key ?? ''}\u0000${position}${literal}`;
    let atom = this.#atoms.get(key);
    if (atom === undefined) {
      atom = { id: this.#atoms.size, slot, literal, position, key };
      this.#atoms.set(key, atom);
    }
    return atom;
  }

  get size(): number {
    return this.#atoms.size;
  }
}

function cut(literal: string, position: number): { readonly literal: string; readonly position: number } {
  if (literal.length <= MAX_LITERAL) return { literal, position };
  // The end of a path or a key says more than its start.
  if ((position & AT_END) !== 0 || position === 0)
    return { literal: literal.slice(literal.length - MAX_LITERAL), position: position & AT_END };
  return { literal: literal.slice(0, MAX_LITERAL), position: AT_START };
}

/** The literal runs of a pattern, each with where it must stand. */
function literalsOf(pattern: Pattern): readonly (readonly [string, number])[] {
  return pattern.flatMap((token, i) => {
    if (typeof token !== 'string') return [];
    const position = (i === 0 ? AT_START : 0) | (i === pattern.length - 1 ? AT_END : 0);
    return [[token, position] as const];
  });
}
