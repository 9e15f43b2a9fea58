// Top-level fields whose names are those of Sigma's taxonomy for hosts → our columns of the same meaning.
import { events } from '@huntboard/schema';
import type { EventColumn } from '@huntboard/schema';
import type { JsonObject, JsonValue } from '../values/json.ts';

/** What the record itself says, not what it is: the declaration and the envelope fill these. */
const NOT_DATA: ReadonlySet<string> = new Set(['product', 'service', 'Computer', 'record_id']);

const columnOf: ReadonlyMap<string, EventColumn> = new Map(
  events.columns.flatMap(({ name, sigma }) =>
    sigma?.[0] === undefined || NOT_DATA.has(name) ? [] : [[sigma[0], name as EventColumn] as const],
  ),
);

/** The columns that the record fills by the names of its members. */
export function sigmaColumns(event: JsonObject): Partial<Record<EventColumn, JsonValue>> {
  const columns: Partial<Record<EventColumn, JsonValue>> = {};
  for (const name in event) {
    const column = columnOf.get(name);
    if (column !== undefined) columns[column] = event[name]!;
  }
  return columns;
}
