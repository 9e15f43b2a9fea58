// A whole condition as one closure: what is cheap and decides most stands first.
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import { compileLeaf } from './compile-leaf.ts';
import type { Test } from './compile-leaf.ts';
import type { FieldSlots } from './field-slot.ts';
import { leafCost } from './leaf-cost.ts';

/** A negated part of an `and` is mostly a filter for what is rare, so it is asked late. */
const FILTER_PENALTY = 8;

/**
 * Compiles conditions and keeps what it compiled by the identity of the expression: plans of one matcher share all parts that are
 * the same in each. Order within `and` and `or` is free, since every test is pure and none can fail.
 */
export class ConditionCompiler {
  readonly #slots: FieldSlots;
  readonly #tests = new WeakMap<Expr<FieldRef>, Test>();
  readonly #costs = new WeakMap<Expr<FieldRef>, number>();

  constructor(slots: FieldSlots) {
    this.#slots = slots;
  }

  compile(expr: Expr<FieldRef>): Test {
    let test = this.#tests.get(expr);
    if (test === undefined) this.#tests.set(expr, (test = this.#make(expr)));
    return test;
  }

  /** What asking the condition costs, in units of one short comparison; it need not be compiled for that. */
  cost(expr: Expr<FieldRef>): number {
    let cost = this.#costs.get(expr);
    if (cost === undefined) this.#costs.set(expr, (cost = this.#sum(expr)));
    return cost;
  }

  #sum(expr: Expr<FieldRef>): number {
    switch (expr.kind) {
      case 'const':
        return 0;
      case 'not':
        return this.cost(expr.item);
      case 'and':
      case 'or':
        return expr.items.reduce((sum, item) => sum + this.cost(item), 0);
      default:
        return leafCost(expr);
    }
  }

  #make(expr: Expr<FieldRef>): Test {
    switch (expr.kind) {
      case 'const':
        return expr.value ? () => true : () => false;
      case 'not': {
        const test = this.compile(expr.item);
        return () => !test();
      }
      case 'and':
      case 'or': {
        const items = [...expr.items].sort((a, b) => this.#rank(a) - this.#rank(b));
        const tests = items.map((item) => this.compile(item));
        return expr.kind === 'and' ? every(tests) : some(tests);
      }
      default:
        return compileLeaf(expr, this.#slots);
    }
  }

  #rank(expr: Expr<FieldRef>): number {
    const cost = this.cost(expr);
    return expr.kind === 'not' ? (cost + 1) * FILTER_PENALTY : cost;
  }
}

function every(tests: readonly Test[]): Test {
  const [first, second, third] = tests;
  if (tests.length === 0) return () => true;
  if (tests.length === 1) return first!;
  if (tests.length === 2) return () => first!() && second!();
  if (tests.length === 3) return () => first!() && second!() && third!();
  return () => {
    for (let i = 0; i < tests.length; i++) if (!tests[i]!()) return false;
    return true;
  };
}

function some(tests: readonly Test[]): Test {
  const [first, second] = tests;
  if (tests.length === 0) return () => false;
  if (tests.length === 1) return first!;
  if (tests.length === 2) return () => first!() || second!();
  return () => {
    for (let i = 0; i < tests.length; i++) if (tests[i]!()) return true;
    return false;
  };
}
