// The preview's HTTP application, testable by inject().
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { DatasourceBackends } from './datasource-backends';
import { createBackends } from './datasource-backends';
import { addDatasourceRoutes } from './datasource-routes';
import type { DatasourceScope } from './datasource-scope';
import { guardHost } from './host-guard';
import { addLiveRoute, takeWebSockets } from './live/live-route';
import type { PreviewOptions } from './options';
import { addPageRoutes } from './page-routes';
import { addQueryRoute } from './query-route';
import { readDashboards } from './read-dashboards';
import { readDatasources } from './read-datasources';
import { readPlugins } from './read-plugins';
import { addSecurityHeaders } from './security-headers';

/** Largest query or resource body, in bytes. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** Replaces what a test cannot have, e.g. a built backend. */
export interface AppParts {
  readonly backends?: DatasourceBackends;
  readonly now?: () => number;
}

/** The application, not listening yet; closing it stops the backends. */
export async function buildApp(options: PreviewOptions, parts: AppParts = {}): Promise<FastifyInstance> {
  const log = options.log ?? (() => undefined);
  const now = parts.now ?? Date.now;
  const provisioning = join(options.root, 'provisioning');
  const dashboardsDirectory = join(provisioning, 'dashboards');
  const plugins = () => readPlugins(join(options.root, 'plugins'));
  const datasources = await readDatasources(
    join(provisioning, 'datasources'),
    options.store,
    options.variables ?? {},
    options.control,
  );
  const backends = parts.backends ?? createBackends(plugins, log);

  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  await takeWebSockets(app);
  guardHost(app);
  addSecurityHeaders(app);
  app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      log(`preview: ${error.message}`);
    }
    return reply.code(status).send({ message: error.message });
  });
  const scope: DatasourceScope = { datasources, backends, startedAt: now(), now, log };
  addQueryRoute(app, scope);
  addDatasourceRoutes(app, scope);
  addLiveRoute(app, scope);
  await addPageRoutes(app, {
    publicDirectory: join(options.root, 'packages', 'preview', 'dist', 'public'),
    dashboardsDirectory,
    plugins,
    datasources,
  });
  app.addHook('onClose', () => backends.stop());

  for (const { file, message } of (await readDashboards(dashboardsDirectory)).problems) {
    log(`provisioning/dashboards/${file}: ${message}`);
  }
  return app;
}
