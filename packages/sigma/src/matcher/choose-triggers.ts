// Which literals stand for a rule: when none of them is in an event, the rule cannot match and is not asked.
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import type { Atom, Atoms } from './literal-atoms.ts';

export interface Trigger {
  /** Expected number of its atoms in an event. */
  readonly cost: number;
  readonly atoms: readonly Atom[];
}

/** What the choice goes by. */
export interface TriggerPrices {
  /** Share of events that hold the atom. */
  share(atom: Atom): number;
  isBanned(atom: Atom): boolean;
}

/** The cheapest trigger; undefined when the rule has none and must be asked for every event. */
export function chooseTrigger(expr: Expr<FieldRef>, atoms: Atoms, prices: TriggerPrices): Trigger | undefined {
  return choose(expr, false);

  function choose(part: Expr<FieldRef>, negated: boolean): Trigger | undefined {
    switch (part.kind) {
      case 'const':
        return part.value === negated ? { cost: 0, atoms: [] } : undefined;
      case 'not':
        return choose(part.item, !negated);
      case 'and':
      case 'or':
        return (part.kind === 'and') === negated ? all(part.items, negated) : cheapest(part.items, negated);
      default:
        return negated ? undefined : leaf(atoms.options(part));
    }
  }

  /** Each part must be indexed, since any of them may be the one that holds. */
  function all(items: readonly Expr<FieldRef>[], negated: boolean): Trigger | undefined {
    let cost = 0;
    const found: Atom[] = [];
    for (const item of items) {
      const trigger = choose(item, negated);
      if (trigger === undefined) return undefined;
      cost += trigger.cost;
      for (const atom of trigger.atoms) found.push(atom);
    }
    return { cost, atoms: found };
  }

  /** All parts must hold, so one of them is enough. */
  function cheapest(items: readonly Expr<FieldRef>[], negated: boolean): Trigger | undefined {
    let best: Trigger | undefined;
    for (const item of items) {
      const trigger = choose(item, negated);
      if (trigger !== undefined && (best === undefined || trigger.cost < best.cost)) best = trigger;
    }
    return best;
  }

  function leaf(options: readonly (readonly Atom[])[]): Trigger | undefined {
    let best: Trigger | undefined;
    for (const option of options) {
      let cost = 0;
      for (const atom of option) {
        if (prices.isBanned(atom)) cost = Infinity;
        else cost += prices.share(atom);
      }
      if (cost < (best?.cost ?? Infinity)) best = { cost, atoms: option };
    }
    return best;
  }
}
