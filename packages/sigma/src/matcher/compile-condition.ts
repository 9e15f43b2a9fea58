// A whole condition as one closure: what is cheap and decides most stands first.
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import { compileLeaf } from './compile-leaf.ts';
import type { CompiledTest, Test } from './compile-leaf.ts';
import type { FieldSlots } from './field-slot.ts';

/** A negated part of an `and` is mostly a filter for what is rare, so it is asked late. */
const FILTER_PENALTY = 8;

/**
 * Compiles conditions and keeps what it compiled by the identity of the expression: plans of one matcher share all parts that are
 * the same in each. Order within `and` and `or` is free, since every test is pure and none can fail.
 */
export class ConditionCompiler {
  readonly #slots: FieldSlots;
  readonly #done = new WeakMap<Expr<FieldRef>, CompiledTest>();

  constructor(slots: FieldSlots) {
    this.#slots = slots;
  }

  compile(expr: Expr<FieldRef>): CompiledTest {
    let compiled = this.#done.get(expr);
    if (compiled === undefined) {
      compiled = this.#make(expr);
      this.#done.set(expr, compiled);
    }
    return compiled;
  }

  #make(expr: Expr<FieldRef>): CompiledTest {
    switch (expr.kind) {
      case 'const':
        return expr.value ? { cost: 0, test: () => true } : { cost: 0, test: () => false };
      case 'not': {
        const { test, cost } = this.compile(expr.item);
        return { cost, test: () => !test() };
      }
      case 'and':
      case 'or': {
        const parts = expr.items.map((item) => ({ ...this.compile(item), rank: this.#rank(item) }));
        parts.sort((a, b) => a.rank - b.rank);
        const tests = parts.map((part) => part.test);
        const cost = parts.reduce((sum, part) => sum + part.cost, 0);
        return { cost, test: expr.kind === 'and' ? every(tests) : some(tests) };
      }
      default:
        return compileLeaf(expr, this.#slots);
    }
  }

  #rank(expr: Expr<FieldRef>): number {
    const { cost } = this.compile(expr);
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
