// Which values of an event a keyword searches: the one list that the matcher reads and the SQL compiler writes out.
import { COL, events } from '@huntboard/schema';
import type { EventColumn, Row } from '@huntboard/schema';

/**
 * What Huntboard itself says about an event, or a normal form of what stands elsewhere: no sensor wrote these texts.
 * Everything else that is one text or one number is searched.
 */
const NOT_SEARCHED: ReadonlySet<string> = new Set<EventColumn>([
  'ts',
  'ingested_at',
  'event_id',
  'source',
  'shape',
  'product',
  'service',
  'category',
  'action',
  'level',
  'host',
  'query_name',
  'osquery_table',
  'proc_guid',
  'parent_guid',
  'target_guid',
  'guid_kind',
  'ext',
  'blank_fields',
  'rule_ids',
  'retention_days',
  'raw_days',
  'raw',
]);

/**
 * Columns whose value, when it is not absent, is searched by keywords: text as it is, integers in decimal. To these come all
 * values (not keys) of `ext`. An absent or empty value is never searched, not even by a pattern that fits the empty text.
 */
export const keywordColumns: readonly EventColumn[] = events.columns
  .map((column) => column.name as EventColumn)
  .filter((name) => !NOT_SEARCHED.has(name));

const indexes: readonly number[] = keywordColumns.map((column) => COL[column]);

/** The texts of an event that keywords search, columns first, in their order; none is ''. */
export function keywordValues(row: Row): string[] {
  const values: string[] = [];
  for (const index of indexes) {
    const value = row[index];
    if (typeof value === 'string') {
      if (value !== '') values.push(value);
    } else if (value !== 0 && value !== undefined) values.push(String(value));
  }
  const ext = row[COL.ext] as string[];
  for (let i = 1; i < ext.length; i += 2) if (ext[i] !== '') values.push(ext[i]!);
  return values;
}
