// The columns that a viewer chose, kept in the browser for the next visit.
import { z } from 'zod';
import { COLUMN_IDS } from './columns';
import type { ColumnId } from './columns';

const KEY = 'huntboard.triage.columns';
const schema = z.array(z.enum(COLUMN_IDS)).min(1);

/** What was chosen; `fallback` where nothing was, or where it cannot be read. */
export function readColumns(storage: Pick<Storage, 'getItem'>, fallback: readonly ColumnId[]): readonly ColumnId[] {
  try {
    const parsed = schema.safeParse(JSON.parse(storage.getItem(KEY) ?? 'null'));
    return parsed.success ? parsed.data : fallback;
  } catch {
    return fallback;
  }
}

/** Keeps a choice; a full or forbidden store keeps it until the page is left. */
export function saveColumns(storage: Pick<Storage, 'setItem'>, columns: readonly ColumnId[]): readonly ColumnId[] {
  try {
    storage.setItem(KEY, JSON.stringify(columns));
  } catch {
    return columns;
  }
  return columns;
}
