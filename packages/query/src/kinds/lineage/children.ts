// Further children of a process: what the panel asks for when a family is opened or read on.
import type { CompiledQuery } from '../../context';
import type { QueryError, Result } from '../../result';
import { ok, queryError } from '../../result';
import { MILLI_TIME, timeText } from '../../sql';
import type { Params } from '../../sql';
import { focusOf } from './focus';
import type { LineageQuery } from './model';
import { foldedColumns, processColumns } from './processes';

/** One page of children, the oldest first, after a cursor of start and id: a page costs the same wherever it begins. */
export function childrenStatement(query: LineageQuery, params: Params): Result<CompiledQuery, QueryError> {
  const focus = focusOf(query, params);
  if (!focus.ok) return focus;
  if (focus.value === undefined)
    return queryError('query.value_type', 'Children need a process: give its GUID or an alert.');
  const { after, limit } = query;
  let begins = '';
  if (after !== null) {
    const start = typeof after.start === 'number' ? timeText(after.start) : after.start;
    begins = ` HAVING (start_ts, proc_guid) > (${params.bind(MILLI_TIME, start)}, ${params.bind('UUID', after.id)})`;
  }
  const text = [
    `WITH ${focus.value.scalars},`,
    `family AS (SELECT proc_guid FROM process WHERE host = focus_host AND parent_guid = focus AND proc_guid != focus),`,
    `page AS (SELECT p.host AS host, p.proc_guid AS proc_guid, ${foldedColumns()} FROM process AS p WHERE p.host = focus_host AND p.proc_guid IN (SELECT proc_guid FROM family) GROUP BY p.host, p.proc_guid${begins} ORDER BY start_ts, proc_guid LIMIT ${limit}),`,
    'children AS (SELECT parent_guid, uniqExact(proc_guid) AS amount FROM process WHERE host = focus_host AND parent_guid IN (SELECT proc_guid FROM page) GROUP BY parent_guid)',
    `SELECT ${processColumns('s')}, c.amount AS childCount FROM page AS s LEFT JOIN children AS c ON s.proc_guid = c.parent_guid ORDER BY s.start_ts, s.proc_guid`,
  ].join(' ');
  // A full page is what was asked for, and no loss.
  return ok({ statements: [{ text, params: params.all, shape: 'processes', name: 'processes' }] });
}
