// Whom an alert can be given to: who has acted or was given one in the last weeks.
import type { Store } from '@huntboard/clickhouse';

const MAX_PEOPLE = 200;

/** Logins by name. Rejects with StoreError. */
export async function listPeople(store: Store, signal: AbortSignal): Promise<string[]> {
  const rows = await store.query<{ name: string }>(
    `SELECT DISTINCT arrayJoin([acted_by, assignee]) AS name FROM alert_states
WHERE acted_at >= now() - toIntervalDay(90) AND name NOT IN ('', 'huntboard') ORDER BY name LIMIT ${MAX_PEOPLE}`,
    { signal },
  );
  return rows.map(({ name }) => name);
}
