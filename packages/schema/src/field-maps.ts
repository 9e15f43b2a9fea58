// Other vocabularies to columns: Sigma field names, ECS fields, OCSF attributes; and what an editor completes.
import type { Column } from './column.ts';
import { events } from './tables/events.ts';
import { tables, views } from './tables/index.ts';

/** Where a Sigma field is found: a stored column, or one that is computed when read. */
export interface SigmaField {
  readonly column: string;
  readonly type: string;
  readonly computed: boolean;
}

function uniqueMap<T>(entries: readonly (readonly [key: string, value: T])[]): Readonly<Record<string, T>> {
  const map: Record<string, T> = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) {
    if (key in map) throw new Error(`two columns claim the field ${key}`);
    map[key] = value;
  }
  return map;
}

/** Sigma field name (in the case that rules use) → column of `events`. What is not here is looked for in `ext`. */
export const sigmaFieldMap = uniqueMap<SigmaField>([
  ...events.columns.flatMap((column) =>
    (column.sigma ?? []).map((field) => [field, { column: column.name, type: column.type, computed: false }] as const),
  ),
  ...(events.aliases ?? []).flatMap((alias) =>
    (alias.sigma ?? []).map((field) => [field, { column: alias.name, type: alias.type, computed: true }] as const),
  ),
]);

const fieldMap = (nameOf: (column: Column) => string | undefined): Readonly<Record<string, string>> =>
  uniqueMap(
    events.columns.flatMap((column) => (nameOf(column) === undefined ? [] : [[nameOf(column)!, column.name] as const])),
  );

/** ECS field → column of `events`. */
export const ecsFieldMap = fieldMap((column) => column.ecs);
/** OCSF attribute → column of `events`. */
export const ocsfFieldMap = fieldMap((column) => column.ocsf);

export interface CompletionColumn {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
}

export interface CompletionTable {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly doc: string;
  readonly columns: readonly CompletionColumn[];
}

/** Tables, views and columns with their descriptions, for an editor. Views come without columns: theirs are renamed ones. */
export const completionTables: readonly CompletionTable[] = [
  ...tables.map((table): CompletionTable => ({
    name: table.name,
    kind: 'table',
    doc: table.doc,
    columns: [...table.columns, ...(table.aliases ?? [])].map(({ name, type, doc }) => ({ name, type, doc })),
  })),
  ...views.map((view): CompletionTable => ({ name: view.name, kind: 'view', doc: view.doc, columns: [] })),
];
