// An instance of the data source: one connection, its queries, health check and resources.
import type { Datasource, DatasourceSettings } from '@huntboard/grafana-backend';
import { checkStore, toHealth } from './health/check-health';
import { fault } from './query/faults';
import { runQuery } from './query/run-query';
import { callResource } from './resources/call-resource';
import { createControlClient } from './actions/control-client';
import { parseSettings } from './settings';
import { connectReader } from './store-connection';
import { createTail } from './tail/tail';

/** Wrong settings make an instance that says so to every question. */
export function createDatasource(saved: DatasourceSettings): Datasource {
  const parsed = parseSettings(saved);
  if (!parsed.ok) {
    const message = parsed.error;
    return {
      query: async () => ({ error: fault('settings.invalid', message, 400) }),
      checkHealth: async () => toHealth({ code: 'health.settings', ok: false, message }),
      callResource: async () => ({
        status: 400,
        headers: { 'Content-Type': ['application/json'] },
        body: JSON.stringify({ error: message }),
      }),
    };
  }
  const settings = parsed.value;
  const reader = connectReader(settings);
  const tail = createTail(reader, settings);
  const control = createControlClient(saved);
  return {
    query: async (query, call) => runQuery(query, call, await reader.connection(), settings),
    checkHealth: async ({ signal }) => {
      // A connection of its own: tried once, and short enough for a person who waits.
      const quick = connectReader({ ...settings, limits: { ...settings.limits, timeoutSeconds: 5 } }, 1);
      try {
        return toHealth(await checkStore(await quick.connection(), settings, signal));
      } finally {
        await quick.close();
      }
    },
    callResource: async (request, call) =>
      callResource(request, call, { ...(await reader.connection()), settings, tail, control }),
    subscribe: tail.subscribe,
    run: tail.run,
    dispose: () => reader.close(),
  };
}
