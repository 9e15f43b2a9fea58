// The page itself, its bundle, the plugins' files, the dashboards.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { toBootData, toBootScript } from './boot-script';
import { localUser } from './local-user';
import type { DashboardFile } from './read-dashboards';
import { readDashboards } from './read-dashboards';
import type { Datasource } from './read-datasources';
import type { BuiltPlugin } from './read-plugins';

export interface PageRoutesOptions {
  /** packages/preview/dist/public */
  readonly publicDirectory: string;
  readonly dashboardsDirectory: string;
  readonly plugins: () => Promise<readonly BuiltPlugin[]>;
  readonly datasources: readonly Datasource[];
}

function toHit({ uid, title, slug, tags, description, folder, panels }: DashboardFile): Record<string, unknown> {
  return {
    uid,
    title,
    url: `/d/${encodeURIComponent(uid)}/${slug}`,
    type: 'dash-db',
    tags,
    description,
    folder,
    panels,
  };
}

function wanted(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === 'string' && item !== '') as string[];
}

/** Adds the routes. Every path that is no file and no API gets the page, which routes in the browser. */
export async function addPageRoutes(app: FastifyInstance, options: PageRoutesOptions): Promise<void> {
  const { publicDirectory, dashboardsDirectory, plugins, datasources } = options;

  await app.register(fastifyStatic, {
    root: publicDirectory,
    prefix: '/public/',
    index: false,
    cacheControl: true,
    maxAge: 0,
  });

  app.get<{ Params: { id: string; '*': string } }>('/public/plugins/:id/*', async (request, reply) => {
    const plugin = (await plugins()).find(({ manifest }) => manifest.id === request.params.id);
    const path = request.params['*'];
    // The backend's executable lies in the same folder and is nobody's business.
    if (plugin === undefined || /(^|\/)(gpx_|\.|lib\/)/.test(path)) {
      return reply.code(404).send({ message: 'No such plugin file' });
    }
    return reply.sendFile(path, plugin.directory);
  });

  app.get('/boot.js', async (request, reply) => {
    const script = toBootScript(toBootData(await plugins(), datasources, localUser(request)));
    return reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-store').send(script);
  });

  app.get<{ Querystring: Record<string, unknown> }>('/api/search', async (request) => {
    const { list } = await readDashboards(dashboardsDirectory);
    const tags = wanted(request.query['tag']);
    const text = (wanted(request.query['query'])[0] ?? '').toLowerCase();
    return list
      .filter((file) => tags.every((tag) => file.tags.includes(tag)) && file.title.toLowerCase().includes(text))
      .map(toHit);
  });

  app.get<{ Params: { uid: string } }>('/api/dashboards/uid/:uid', async (request, reply) => {
    const { list } = await readDashboards(dashboardsDirectory);
    const found = list.find((file) => file.uid === request.params.uid);
    if (found === undefined) {
      return reply.code(404).send({ message: `No dashboard with the uid “${request.params.uid}” is provisioned` });
    }
    return {
      dashboard: found.json,
      meta: {
        slug: found.slug,
        url: `/d/${found.uid}/${found.slug}`,
        provisioned: true,
        canEdit: false,
        canSave: false,
        folderTitle: found.folder,
      },
    };
  });

  app.get('/api/health', async () => ({ database: 'ok', version: 'preview' }));

  const page = async (reply: FastifyReply) => {
    try {
      const html = await readFile(join(publicDirectory, 'index.html'));
      return await reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html);
    } catch {
      return reply.code(503).type('text/plain; charset=utf-8').send('The preview is not built. Run: npm run build');
    }
  };
  app.get('/', (_request, reply) => page(reply));
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && !/^\/(api|public)\//.test(request.url) && !request.url.startsWith('/apis/');
    return isPage ? page(reply) : reply.code(404).send({ message: 'Not found' });
  });
}
