// Whom an alert can be given to: who has acted or was given one in the last weeks.
import type { Store } from '@huntboard/clickhouse';

const MAX_PEOPLE = 200;

/** Logins by name. Rejects with StoreError. */
export async function listPeople(store: Store, signal: AbortSignal): Promise<string[]> {
  const rows = await store.query<{ name: string }>(
    `SELECT name FROM people GROUP BY name HAVING max(last_at) >= now() - toIntervalDay(90) ORDER BY name LIMIT ${MAX_PEOPLE}`,
    { signal },
  );
  return rows.map(({ name }) => name);
}
