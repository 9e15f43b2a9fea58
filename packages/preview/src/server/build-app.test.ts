// The HTTP application without a browser: pages, dashboards, plugin files, queries, and what it refuses.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { inventedBackends } from '../__fixtures__/invented-backends';
import type { DatasourceBackends } from './datasource-backends';
import { buildApp } from './build-app';

const store = { url: 'http://127.0.0.1:8123', user: 'reader', password: 'hidden', database: 'huntboard' };
const loopback = { host: '127.0.0.1:3030' };

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'preview-root-'));
  const plugin = join(root, 'plugins', 'huntboard-datasource', 'dist');
  const pages = join(root, 'packages', 'preview', 'dist', 'public');
  await Promise.all(
    [plugin, pages, join(root, 'provisioning', 'dashboards', 'team')].map((path) => mkdir(path, { recursive: true })),
  );
  const manifest = {
    id: 'huntboard-datasource',
    type: 'datasource',
    name: 'Huntboard',
    backend: true,
    executable: 'gpx_huntboard',
  };
  await writeFile(join(plugin, 'plugin.json'), JSON.stringify(manifest));
  await writeFile(join(plugin, 'module.js'), 'define([], function () {})');
  await writeFile(join(plugin, 'gpx_huntboard_linux_amd64'), 'binary');
  await writeFile(join(pages, 'index.html'), '<title>Huntboard</title>');
  const dashboard = {
    uid: 'one',
    title: 'One & only',
    tags: ['a', 'b'],
    panels: [{ type: 'row', panels: [{ type: 'stat' }] }, { type: 'text' }],
  };
  await writeFile(join(root, 'provisioning', 'dashboards', 'team', 'one.json'), JSON.stringify(dashboard));
  await writeFile(join(root, 'provisioning', 'dashboards', 'broken.json'), '{');
  return root;
}

describe('preview application', () => {
  let app: FastifyInstance;
  const lines: string[] = [];

  beforeAll(async () => {
    app = await buildApp(
      { root: await makeRoot(), store, log: (line) => lines.push(line) },
      { backends: inventedBackends() },
    );
  });
  afterAll(() => app.close());

  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ url, headers: { ...loopback, ...headers } });
  const ask = (body: object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/api/ds/query', payload: body, headers: { ...loopback, ...headers } });
  const body = {
    from: '0',
    to: '3600000',
    queries: [{ refId: 'A', datasource: { uid: 'huntboard' }, rawSql: 'SELECT host AS host FROM x' }],
  };

  test('lists dashboards with folder, tags and number of panels, and says which files are broken', async () => {
    const hits = (await get('/api/search')).json();
    expect(hits).toMatchObject([{ uid: 'one', url: '/d/one/one-only', tags: ['a', 'b'], folder: 'team', panels: 2 }]);
    expect((await get('/api/search?tag=a&tag=c')).json()).toEqual([]);
    expect(lines.some((line) => line.includes('broken.json'))).toBe(true);
  });

  test('serves a dashboard as Grafana does, and 404 with the uid for another', async () => {
    expect((await get('/api/dashboards/uid/one')).json()).toMatchObject({
      dashboard: { title: 'One & only' },
      meta: { slug: 'one-only' },
    });
    const missing = await get('/api/dashboards/uid/two');
    expect(missing.statusCode).toBe(404);
    expect(missing.json().message).toContain('two');
  });

  test('answers queries by refId with frames', async () => {
    const answer = await ask(body);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().results.A).toMatchObject({
      status: 200,
      frames: [{ schema: { fields: [{ name: 'host' }] } }],
    });
  });

  test('a failed query is a 207 with the error beside its refId', async () => {
    const failing = await buildApp({ root: await makeRoot(), store }, { backends: inventedBackends(() => 'failing') });
    const answer = await failing.inject({ method: 'POST', url: '/api/ds/query', payload: body, headers: loopback });
    expect(answer.statusCode).toBe(207);
    expect(answer.json().results.A).toMatchObject({ status: 400, errorSource: 'downstream' });
    await failing.close();
  });

  test('a backend that is not built is an error of each query, with what to do', async () => {
    const backends: DatasourceBackends = {
      backendOf: () => Promise.reject(new Error('The backend is not built. Run: npm run build')),
      stop: () => Promise.resolve(),
    };
    const broken = await buildApp({ root: await makeRoot(), store }, { backends });
    const answer = await broken.inject({ method: 'POST', url: '/api/ds/query', payload: body, headers: loopback });
    expect(answer.json().results.A).toMatchObject({ status: 500, error: expect.stringContaining('npm run build') });
    await broken.close();
  });

  test('passes resource calls and health on to the backend', async () => {
    expect((await get('/api/datasources/uid/huntboard/resources/schema/tables?x=1')).json()).toEqual({
      path: 'schema/tables',
    });
    expect((await get('/api/datasources/uid/huntboard/health')).json()).toMatchObject({ status: 'OK' });
    expect((await get('/api/datasources/uid/none/health')).statusCode).toBe(404);
  });

  test('the settings name the secrets that are set and tell none', async () => {
    const answer = await get('/api/datasources/uid/huntboard');
    expect(answer.json()).toMatchObject({
      url: store.url,
      user: 'reader',
      readOnly: true,
      secureJsonFields: { password: true },
    });
    expect(answer.body).not.toContain('hidden');
  });

  test('the boot script holds no secret', async () => {
    const script = (await get('/boot.js')).body;
    expect(script).toContain('huntboard-datasource');
    expect(script).not.toContain('hidden');
    expect(script).not.toContain('8123');
  });

  test('serves plugin modules but neither the executable nor files outside the plugin', async () => {
    expect((await get('/public/plugins/huntboard-datasource/module.js')).statusCode).toBe(200);
    for (const path of [
      'gpx_huntboard_linux_amd64',
      '../package.json',
      '..%2f..%2f..%2fprovisioning%2fdashboards%2fbroken.json',
      '.env',
    ]) {
      expect((await get(`/public/plugins/huntboard-datasource/${path}`)).statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  test('every page path gets the page, every unknown API path a 404', async () => {
    for (const path of ['/', '/d/one/one-only', '/explore']) {
      expect((await get(path)).body).toContain('Huntboard');
    }
    expect((await get('/api/users')).statusCode).toBe(404);
  });

  test('refuses foreign host names, origins and cross-site requests', async () => {
    expect((await get('/', { host: 'evil.example' })).statusCode).toBe(421);
    expect((await ask(body, { origin: 'http://evil.example' })).statusCode).toBe(403);
    expect((await ask(body, { origin: 'http://127.0.0.1:3030' })).statusCode).toBe(200);
    expect((await get('/api/search', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).statusCode).toBe(
      403,
    );
  });

  test('confines the page by headers on every answer', async () => {
    for (const path of ['/', '/api/search', '/public/none.js']) {
      const { headers } = await get(path);
      expect(headers['content-security-policy']).toContain("script-src 'self';");
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('an unreadable body is refused, not thrown', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/ds/query',
      payload: '{',
      headers: { ...loopback, 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(400);
  });
});
