// The bounds of a condition against a number, whatever its type.
import type { Bound } from './plan.ts';

/** Whether all bounds hold for the number. */
export function within<N extends number | bigint>(number: N, bounds: readonly Bound<N>[]): boolean {
  return bounds.every((bound) => {
    switch (bound.operator) {
      case 'gt':
        return number > bound.value;
      case 'gte':
        return number >= bound.value;
      case 'lt':
        return number < bound.value;
      case 'lte':
        return number <= bound.value;
      case 'eq':
        return number === bound.value;
      case 'neq':
        return number !== bound.value;
    }
  });
}
