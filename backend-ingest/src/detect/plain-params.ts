// Typed parameters as the store's client takes them.
import type { SqlParam } from '@huntboard/query';

/** The client puts texts of a list into quotes, which numbers must not have. */
export function plainParams(params: Readonly<Record<string, SqlParam>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, { type, value }]) => {
      const isNumbers = Array.isArray(value) && /^Array\((U?Int(8|16|32)|Float)/.test(type);
      return [name, isNumbers ? (value as readonly string[]).map(Number) : value];
    }),
  );
}
