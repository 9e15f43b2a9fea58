// What asking a rule costs because its texts are long, in nanoseconds: a share of the characters that its conditions read.
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import type { Atom, Atoms } from './literal-atoms.ts';
import type { KindFrequencies } from './literal-frequencies.ts';

/** Nanoseconds a character, as measured; only their proportions matter. */
const FOLD = 0.15;
const SEARCH_LITERAL = 0.12;
const MOST_SEARCHES = 14;
/** Of the parts of an `and` the later ones are seldom asked. */
const LATER_PART = 0.3;

export class ReadingCost {
  readonly #atoms: Atoms;
  readonly #frequencies: KindFrequencies;
  readonly #costs = new Map<Expr<FieldRef>, number>();

  constructor(atoms: Atoms, frequencies: KindFrequencies) {
    this.#atoms = atoms;
    this.#frequencies = frequencies;
  }

  of(expr: Expr<FieldRef>): number {
    let cost = this.#costs.get(expr);
    if (cost === undefined) this.#costs.set(expr, (cost = this.#find(expr)));
    return cost;
  }

  #find(expr: Expr<FieldRef>): number {
    switch (expr.kind) {
      case 'const':
        return 0;
      case 'not':
        return this.of(expr.item);
      case 'or':
        return expr.items.reduce((sum, item) => sum + this.of(item), 0);
      case 'and': {
        const costs = expr.items.map((item) => this.of(item));
        const least = Math.min(...costs);
        return least + (costs.reduce((sum, cost) => sum + cost, 0) - least) * LATER_PART;
      }
      default:
        return this.#read(this.#atoms.options(expr)[0] ?? []);
    }
  }

  #read(literals: readonly Atom[]): number {
    const [first] = literals;
    if (first === undefined) return 0;
    const searched = literals.filter(({ position }) => position === 0).length;
    const length = this.#frequencies.length(first.slot?.key ?? '');
    return length * (FOLD + Math.min(searched, MOST_SEARCHES) * SEARCH_LITERAL);
  }
}
