// POST /api/ds/query: each query goes to its datasource's backend process, each answer stands under its refId.
import type { HostQuery } from '@huntboard/grafana-backend/testing';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toContext } from './datasource-backends';
import type { DatasourceScope } from './datasource-scope';
import { abortWith, findDatasource, messageOf, notProvisioned } from './datasource-scope';
import { localUser } from './local-user';
import { parseQueryBody } from './query-body';
import type { Datasource } from './read-datasources';

interface Result {
  readonly status: number;
  readonly frames: readonly unknown[];
  readonly error?: string;
  readonly errorSource?: string;
}

/** Request headers that Grafana passes on to a backend with queries. */
const PASSED_HEADERS = [
  'x-dashboard-uid',
  'x-panel-id',
  'x-query-group-id',
  'x-cache-skip',
  'x-datasource-uid',
  'x-plugin-id',
];

function passedHeaders(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    PASSED_HEADERS.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === 'string'
        ? [[`http_${name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())}`, value]]
        : [];
    }),
  );
}

async function ask(
  scope: DatasourceScope,
  datasource: Datasource,
  queries: readonly HostQuery[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Record<string, Result>> {
  const context = toContext(datasource, scope.startedAt, localUser(request));
  try {
    const backend = await scope.backends.backendOf(datasource);
    const answers = await backend.queryData({
      context,
      queries,
      headers: passedHeaders(request),
      signal: abortWith(reply),
    });
    return Object.fromEntries(
      Object.entries(answers).map(([refId, { status, frames, error, errorSource }]) => [
        refId,
        {
          status,
          frames,
          ...(error === undefined ? {} : { error }),
          ...(errorSource === undefined ? {} : { errorSource }),
        },
      ]),
    );
  } catch (error) {
    const message = messageOf(error);
    scope.log(`query failed: ${message}`);
    return Object.fromEntries(
      queries.map(({ refId }) => [refId, { status: 500, frames: [], error: message, errorSource: 'plugin' }]),
    );
  }
}

/** Adds the route. An unreadable body is a 400, an unknown datasource a 404, as in Grafana. */
export function addQueryRoute(app: FastifyInstance, scope: DatasourceScope): void {
  app.post('/api/ds/query', async (request, reply) => {
    const parsed = parseQueryBody(request.body, scope.now());
    if (!parsed.ok) {
      return reply.code(400).send({ message: parsed.message });
    }
    const groups = new Map<string, HostQuery[]>();
    for (const { datasource, query } of parsed.value) {
      groups.set(datasource, [...(groups.get(datasource) ?? []), query]);
    }
    const results: Record<string, Result> = {};
    for (const [uid, queries] of groups) {
      const datasource = findDatasource(scope, uid);
      if (datasource === undefined) {
        return reply.code(404).send(notProvisioned(uid));
      }
      Object.assign(results, await ask(scope, datasource, queries, request, reply));
    }
    const failed = Object.values(results).some((result) => result.error !== undefined);
    // 207 is Grafana's multi-status answer: some queries failed, each says so itself.
    return reply.code(failed ? 207 : 200).send({ results });
  });
}
