// An instance of the data source: one connection, its queries, health check and resources.
import type { Datasource, DatasourceSettings } from '@huntboard/grafana-backend';
import { checkStore, toHealth } from './health/check-health';
import { fault } from './query/faults';
import { runQuery } from './query/run-query';
import { callResource } from './resources/call-resource';
import { parseSettings } from './settings';
import { connect } from './store-connection';

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
  const store = connect(settings);
  return {
    query: (query, call) => runQuery(query, call, store, settings),
    checkHealth: async ({ signal }) => {
      // A connection of its own: tried once, and short enough for a person who waits.
      const quick = connect({ ...settings, limits: { ...settings.limits, timeoutSeconds: 5 } }, 1);
      try {
        return toHealth(await checkStore(quick, settings, signal));
      } finally {
        await quick.close();
      }
    },
    callResource: (request, call) => callResource(request, call, store, settings),
    dispose: () => store.close(),
  };
}
