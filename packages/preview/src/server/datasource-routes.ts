// Grafana's datasource endpoints: queries, resource calls, health. Each goes to the plugin's backend process.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HostQuery } from '@huntboard/grafana-backend/testing';
import type { DatasourceBackends } from './datasource-backends';
import { toContext } from './datasource-backends';
import { parseQueryBody } from './query-body';
import type { Datasource } from './read-datasources';

export interface DatasourceRoutesOptions {
  readonly datasources: readonly Datasource[];
  readonly backends: DatasourceBackends;
  readonly startedAt: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

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

/** Headers of a resource answer that concern the connection between backend and server, not the browser. */
const HOP_HEADERS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'set-cookie',
]);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Aborts when the browser goes away before its answer. */
function abortWith(request: FastifyRequest): AbortSignal {
  const abort = new AbortController();
  request.raw.once('close', () => {
    if (request.raw.destroyed && !request.raw.complete) {
      abort.abort();
    }
  });
  request.raw.socket.once('close', () => abort.abort());
  return abort.signal;
}

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
  options: DatasourceRoutesOptions,
  datasource: Datasource,
  queries: readonly HostQuery[],
  request: FastifyRequest,
): Promise<Record<string, Result>> {
  const context = toContext(datasource, options.startedAt);
  try {
    const backend = await options.backends.backendOf(datasource);
    const answers = await backend.queryData({
      context,
      queries,
      headers: passedHeaders(request),
      signal: abortWith(request),
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
    options.log(`query failed: ${message}`);
    return Object.fromEntries(
      queries.map(({ refId }) => [refId, { status: 500, frames: [], error: message, errorSource: 'plugin' }]),
    );
  }
}

/** Address without the user and password that a URL may carry. */
function plainUrl(url: string): string {
  try {
    const { origin, pathname } = new URL(url);
    return pathname === '/' ? origin : `${origin}${pathname}`;
  } catch {
    return '';
  }
}

/** Settings for the configuration editor, as Grafana's API gives them: which secrets are set, but none of them. */
function toSettings(datasource: Datasource): Record<string, unknown> {
  const { id, uid, name, type, isDefault, url, user, database, jsonData, secureJsonData } = datasource;
  const secureJsonFields = Object.fromEntries(Object.keys(secureJsonData).map((key) => [key, true]));
  return {
    ...{ id, uid, name, type, isDefault, user, database, jsonData, secureJsonFields },
    url: plainUrl(url),
    orgId: 1,
    access: 'proxy',
    basicAuth: false,
    basicAuthUser: '',
    withCredentials: false,
    readOnly: true,
    typeLogoUrl: '',
  };
}

/** Adds the routes. Unknown datasources answer 404, as in Grafana. */
export function addDatasourceRoutes(app: FastifyInstance, options: DatasourceRoutesOptions): void {
  const { datasources, backends } = options;
  const find = (uid: string): Datasource | undefined =>
    uid === ''
      ? (datasources.find((candidate) => candidate.isDefault) ?? datasources[0])
      : datasources.find((candidate) => candidate.uid === uid || candidate.name === uid);

  app.post('/api/ds/query', async (request, reply) => {
    const parsed = parseQueryBody(request.body, options.now());
    if (!parsed.ok) {
      return reply.code(400).send({ message: parsed.message });
    }
    const groups = new Map<string, HostQuery[]>();
    for (const { datasource, query } of parsed.value) {
      groups.set(datasource, [...(groups.get(datasource) ?? []), query]);
    }
    const results: Record<string, Result> = {};
    for (const [uid, queries] of groups) {
      const datasource = find(uid);
      if (datasource === undefined) {
        return reply.code(404).send({ message: `Datasource ${uid} is not provisioned` });
      }
      Object.assign(results, await ask(options, datasource, queries, request));
    }
    const failed = Object.values(results).some((result) => result.error !== undefined);
    // 207 is Grafana's multi-status answer: some queries failed, each says so itself.
    return reply.code(failed ? 207 : 200).send({ results });
  });

  const callResource = async (
    request: FastifyRequest<{ Params: { uid: string; '*'?: string } }>,
    reply: FastifyReply,
  ) => {
    const datasource = find(request.params.uid);
    if (datasource === undefined) {
      return reply.code(404).send({ message: `Datasource ${request.params.uid} is not provisioned` });
    }
    const query = request.url.split('?')[1] ?? '';
    const type = request.headers['content-type'];
    try {
      const backend = await backends.backendOf(datasource);
      const answer = await backend.callResource({
        context: toContext(datasource, options.startedAt),
        path: request.params['*'] ?? '',
        method: request.method,
        query,
        headers: { Accept: ['application/json'], ...(type === undefined ? {} : { 'Content-Type': [type] }) },
        body: request.body === undefined || request.body === null ? new Uint8Array() : JSON.stringify(request.body),
        signal: abortWith(request),
      });
      for (const [name, values] of Object.entries(answer.headers)) {
        if (!HOP_HEADERS.has(name.toLowerCase())) {
          reply.header(name, values.join(', '));
        }
      }
      return await reply.code(answer.status).send(Buffer.from(answer.body));
    } catch (error) {
      const message = messageOf(error);
      options.log(`resource ${request.params['*'] ?? ''} failed: ${message}`);
      return reply.code(502).send({ message });
    }
  };
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/api/datasources/uid/:uid/resources',
    handler: callResource,
  });
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/api/datasources/uid/:uid/resources/*',
    handler: callResource,
  });

  app.get<{ Params: { uid: string } }>('/api/datasources/uid/:uid', async (request, reply) => {
    const datasource = find(request.params.uid);
    return datasource === undefined
      ? reply.code(404).send({ message: `Datasource ${request.params.uid} is not provisioned` })
      : toSettings(datasource);
  });

  app.get<{ Params: { uid: string } }>('/api/datasources/uid/:uid/health', async (request, reply) => {
    const datasource = find(request.params.uid);
    if (datasource === undefined) {
      return reply.code(404).send({ status: 'ERROR', message: `Datasource ${request.params.uid} is not provisioned` });
    }
    try {
      const health = await (await backends.backendOf(datasource)).checkHealth(toContext(datasource, options.startedAt));
      return await reply.code(health.status === 'OK' ? 200 : 400).send(health);
    } catch (error) {
      return reply.code(500).send({ status: 'ERROR', message: messageOf(error) });
    }
  });
}
