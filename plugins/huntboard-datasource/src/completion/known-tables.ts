// Tables that completion offers: those of the schema, and what the store has besides.
import { tables } from '@huntboard/schema';

export interface KnownTable {
  readonly name: string;
  readonly doc: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly doc: string }[];
}

/** The tables of Huntboard's schema, computed columns included. */
export const knownTables: readonly KnownTable[] = tables.map(({ name, doc, columns, aliases = [] }) => ({
  name,
  doc,
  columns: [...columns, ...aliases].map((column) => ({ name: column.name, type: column.type, doc: column.doc })),
}));

/** Our tables first, then others of the store; where both know a table, ours has the better words. */
export function mergeTables(found: readonly KnownTable[]): readonly KnownTable[] {
  const ours = new Set(knownTables.map(({ name }) => name));
  return [...knownTables, ...found.filter(({ name }) => !ours.has(name))];
}
