// Tables that completion offers: those of the schema, and what the store has besides.
import { completionTables } from '@huntboard/schema';

export interface KnownTable {
  readonly name: string;
  readonly doc: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly doc: string }[];
}

/** The tables of Huntboard's schema, computed columns included. The columns of its views are known to the store alone. */
export const knownTables: readonly KnownTable[] = completionTables.filter(({ kind }) => kind === 'table');

/** Our tables first, then others of the store; where both know a table, ours has the better words. */
export function mergeTables(found: readonly KnownTable[]): readonly KnownTable[] {
  const ours = new Set(knownTables.map(({ name }) => name));
  return [...knownTables, ...found.filter(({ name }) => !ours.has(name))];
}
