// A datasource's own endpoints: resource calls, health, settings. All but the settings are answered by its backend process.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toContext } from './datasource-backends';
import type { DatasourceScope } from './datasource-scope';
import { abortWith, findDatasource, messageOf, notProvisioned } from './datasource-scope';
import { localUser } from './local-user';
import type { Datasource } from './read-datasources';

/** Headers of a resource answer that concern the connection between backend and server, not the browser. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'set-cookie']);

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
export function addDatasourceRoutes(app: FastifyInstance, scope: DatasourceScope): void {
  const callResource = async (
    request: FastifyRequest<{ Params: { uid: string; '*'?: string } }>,
    reply: FastifyReply,
  ) => {
    const datasource = findDatasource(scope, request.params.uid);
    if (datasource === undefined) {
      return reply.code(404).send(notProvisioned(request.params.uid));
    }
    const query = request.url.split('?')[1] ?? '';
    const type = request.headers['content-type'];
    try {
      const backend = await scope.backends.backendOf(datasource);
      const answer = await backend.callResource({
        context: toContext(datasource, scope.startedAt, localUser(request)),
        path: request.params['*'] ?? '',
        method: request.method,
        query,
        headers: { Accept: ['application/json'], ...(type === undefined ? {} : { 'Content-Type': [type] }) },
        body: request.body === undefined || request.body === null ? new Uint8Array() : JSON.stringify(request.body),
        signal: abortWith(reply),
      });
      for (const [name, values] of Object.entries(answer.headers)) {
        if (!HOP_HEADERS.has(name.toLowerCase())) {
          reply.header(name, values.join(', '));
        }
      }
      return await reply.code(answer.status).send(Buffer.from(answer.body));
    } catch (error) {
      const message = messageOf(error);
      scope.log(`resource ${request.params['*'] ?? ''} failed: ${message}`);
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
    const datasource = findDatasource(scope, request.params.uid);
    return datasource === undefined ? reply.code(404).send(notProvisioned(request.params.uid)) : toSettings(datasource);
  });

  app.get<{ Params: { uid: string } }>('/api/datasources/uid/:uid/health', async (request, reply) => {
    const datasource = findDatasource(scope, request.params.uid);
    if (datasource === undefined) {
      return reply.code(404).send(notProvisioned(request.params.uid));
    }
    try {
      const health = await (
        await scope.backends.backendOf(datasource)
      ).checkHealth(toContext(datasource, scope.startedAt, localUser(request)));
      return await reply.code(health.status === 'OK' ? 200 : 400).send(health);
    } catch (error) {
      return reply.code(500).send({ status: 'ERROR', message: messageOf(error) });
    }
  });
}
