// Alerts that somebody wants to act on and may not see: the service is told to treat them as if they were not there.
import { Params } from '@huntboard/query';
import { z } from 'zod';
import type { ActionContext } from './action-resources';
import { allowed, bound } from './alert-row';

/** What a request names, as far as it can be told; the service refuses what is no request. */
const named = z.object({ alerts: z.array(z.object({ id: z.guid() })).max(5000) });

/** Ids as they are in the request. Rejects with StoreError. */
export async function hiddenAlerts(context: ActionContext, asked: unknown): Promise<string[]> {
  const { store, call, filters } = context;
  const parsed = named.safeParse(asked);
  if (filters.length === 0 || !parsed.success) return [];
  const ids = parsed.data.alerts.map(({ id }) => id);
  const params = new Params();
  const given = params.bind(
    'Array(UUID)',
    ids.map((id) => id.toLowerCase()),
  );
  const rows = await store.query<{ id: string }>(
    `SELECT alert_id AS id FROM alerts FINAL
WHERE (window_start, alert_id) IN (
  SELECT window_start, alert_id FROM alert_index WHERE by = 'alert' AND key IN (SELECT cityHash64(toString(arrayJoin(${given})))) AND alert_id IN ${given})
${allowed(filters, params)}`,
    { params: bound(params), signal: call.signal },
  );
  const seen = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !seen.has(id.toLowerCase()));
}
