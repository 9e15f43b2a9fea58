// The process that a lineage is drawn around, as SQL: named by itself, or by an alert.
import type { QueryError, Result } from '../../result';
import { ok, queryError } from '../../result';
import type { Params } from '../../sql';
import { chosen, hostCondition } from '../events/conditions';
import type { LineageQuery } from './model';

export const NIL = "toUUID('00000000-0000-0000-0000-000000000000')";
const UUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** Scalars for a WITH: `focus_host` and `focus` (nil when there is no such process). */
export interface Focus {
  readonly scalars: string;
}

const named = (value: string): string => chosen([value.trim()])[0] ?? '';

function readGuid(value: string, what: string): Result<string, QueryError> {
  const guid = UUID.exec(value)?.[1];
  return guid === undefined ? queryError('query.value_type', `"${value}" is no ${what}.`) : ok(guid.toLowerCase());
}

/** Undefined without a choice: a variable without one arrives empty or as `$__all`; then hosts and time range decide. */
export function focusOf(query: LineageQuery, params: Params): Result<Focus | undefined, QueryError> {
  const process = named(query.procGuid);
  const alert = named(query.alertId);
  const hosts = hostCondition(query.hosts, params);
  const where = (...more: readonly string[]): string => [...hosts, ...more].join(' AND ');
  if (process !== '') {
    const guid = readGuid(process, 'process GUID');
    if (!guid.ok) return guid;
    const id = params.bind('UUID', guid.value);
    const [host, ...others] = chosen(query.hosts);
    // Where the host is known it need not be looked for, which reads every process's id.
    const its =
      host !== undefined && others.length === 0
        ? params.text(host.toLowerCase())
        : `(SELECT any(host) FROM process WHERE ${where(`proc_guid = ${id}`)})`;
    return ok({ scalars: `${its} AS focus_host, ${id} AS focus` });
  }
  if (alert === '') return ok(undefined);
  const guid = readGuid(alert, 'id of an alert');
  if (!guid.ok) return guid;
  const condition = where(`alert_id = ${params.bind('UUID', guid.value)}`);
  return ok({
    scalars: [
      `(SELECT (any(host), any(proc_guid), any(ProcessId), max(last_ts)) FROM alerts WHERE ${condition}) AS hit`,
      'hit.1 AS focus_host',
      // A finding that knows only a pid means whoever had it last by then.
      `if(hit.2 != ${NIL} OR hit.3 = 0, hit.2, (SELECT argMax(proc_guid, start_ts) FROM process WHERE host = hit.1 AND ProcessId = hit.3 AND start_ts <= hit.4)) AS focus`,
    ].join(', '),
  });
}
