// Exceptions that were made in the panel, as they stand.
import type { ExceptionRow } from '@huntboard/actions';
import type { ActionContext } from './action-resources';

interface Row {
  readonly id: string;
  readonly rules: string[];
  readonly where: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires_ms: string;
  readonly created_ms: string;
  readonly created_by: string;
  readonly revoked: number;
  readonly hidden: string;
}

const MAX_EXCEPTIONS = 1000;

/** All of them, or those that hold for a rule; the newest first. Rejects with StoreError. */
export async function exceptionsOf({ store, call }: ActionContext, rule?: string): Promise<ExceptionRow[]> {
  const holds = rule === undefined ? '1' : '(empty(rules) OR has(rules, {rule:String}))';
  const rows = await store.query<Row>(
    `SELECT e.exception_id AS id, e.rules AS rules, e.selection AS where, e.owner AS owner, e.reason AS reason, e.expires_ms AS expires_ms, e.created_ms AS created_ms, e.created_by AS created_by, e.revoked AS revoked, h.hidden AS hidden
FROM (
  SELECT exception_id, argMinIf(rules, seq, action = 'create') AS rules, argMinIf(where, seq, action = 'create') AS selection, argMinIf(owner, seq, action = 'create') AS owner,
    argMinIf(reason, seq, action = 'create') AS reason, toUnixTimestamp64Milli(minIf(expires_at, action = 'create')) AS expires_ms, toUnixTimestamp64Milli(minIf(ts, action = 'create')) AS created_ms,
    argMinIf(actor, seq, action = 'create') AS created_by, countIf(action = 'revoke') > 0 AS revoked
  FROM exception_actions GROUP BY exception_id HAVING ${holds}
  ORDER BY created_ms DESC LIMIT ${MAX_EXCEPTIONS}
) AS e
LEFT JOIN (
  SELECT key, uniqExact(alert_id) AS hidden FROM alert_index
  WHERE by = 'exception' AND key IN (SELECT cityHash64(toString(exception_id)) FROM exception_actions WHERE ${rule === undefined ? '1' : "(empty(rules) OR has(rules, {rule:String})) AND action = 'create'"})
  GROUP BY key
) AS h ON h.key = cityHash64(toString(e.exception_id))
ORDER BY created_ms DESC, id`,
    { params: rule === undefined ? {} : { rule }, signal: call.signal },
  );
  const now = Date.now();
  return rows.map(({ where, expires_ms, created_ms, created_by, revoked, hidden, ...row }) => ({
    ...row,
    where: JSON.parse(where) as ExceptionRow['where'],
    expires: Number(expires_ms),
    createdAt: Number(created_ms),
    createdBy: created_by,
    state: revoked === 1 ? 'revoked' : Number(expires_ms) <= now ? 'expired' : 'active',
    hidden: Number(hidden),
  }));
}
