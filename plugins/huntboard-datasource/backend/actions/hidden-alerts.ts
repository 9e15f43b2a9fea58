// Alerts that somebody wants to act on and may not see: the service is told to treat them as if they were not there.
import { actionRequestSchema } from '@huntboard/actions';
import { Params } from '@huntboard/query';
import type { ActionContext } from './action-resources';
import { allowed, bound } from './alert-row';
import type { Hidden } from './control-client';

/** Their ids; all, when it cannot be told what the request is about. Rejects with StoreError. */
export async function hiddenAlerts(context: ActionContext, asked: unknown): Promise<Hidden> {
  const { store, call, filters } = context;
  if (filters.length === 0) return [];
  const parsed = actionRequestSchema.safeParse(asked);
  if (!parsed.success) return 'all';
  // An undo is about what the same person did.
  if (parsed.data.action === 'undo') return [];
  const ids = parsed.data.alerts.map(({ id }) => id);
  const params = new Params();
  const given = params.bind('Array(UUID)', ids);
  const rows = await store.query<{ id: string }>(
    `SELECT alert_id AS id FROM alerts FINAL
WHERE (window_start, alert_id) IN (
  SELECT window_start, alert_id FROM alert_index WHERE by = 'alert' AND key IN (SELECT cityHash64(toString(arrayJoin(${given})))) AND alert_id IN ${given})
${allowed(filters, params)}`,
    { params: bound(params), signal: call.signal },
  );
  const seen = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !seen.has(id));
}
