// Serves the cases with the built panel: `node cases/serve.mjs` prints the address. Needs `npm run build` once before.
// @ts-check
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..', '..');
const cache = join(root, 'node_modules', '.cache', `huntboard-lineage-cases-${process.pid}`);
const hostPublic = join(root, 'packages', 'preview', 'dist', 'public');
const require = createRequire(import.meta.url);

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Process lineage: cases</title>
    <script>
      window.__grafana_public_path__ = '/public/';
      window.grafanaBootData = { user: { theme: 'dark' }, settings: { datasources: {}, panels: {}, featureToggles: {}, buildInfo: { version: '13.2.2' } }, navTree: [] };
    </script>
    <script src="/public/build/system.js"></script>
    <script type="module" src="/host/main.js"></script>
  </head>
  <body style="margin: 0"><div id="root"></div></body>
</html>`;

/** @type {Readonly<Record<string, string>>} */
const types = { js: 'text/javascript', svg: 'image/svg+xml', png: 'image/png', woff2: 'font/woff2', css: 'text/css' };

/** Bundles the page and the reader of recorded attacks. */
async function bundle() {
  /** @type {import('esbuild').BuildOptions} */
  const shared = { bundle: true, logLevel: 'warning', define: { 'process.env.NODE_ENV': '"production"' } };
  await build({
    ...shared,
    entryPoints: [join(here, 'host', 'main.tsx')],
    outdir: join(cache, 'host'),
    format: 'esm',
    splitting: true,
    minify: true,
    target: 'es2022',
    jsx: 'transform',
    define: { ...shared.define, global: 'globalThis', define: 'undefined' },
    loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.svg': 'dataurl', '.png': 'dataurl' },
  });
  await build({
    ...shared,
    entryPoints: [join(here, 'recorded', 'read-attack.ts')],
    outfile: join(cache, 'read-attack.cjs'),
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
}

/** Starts on a free port of this machine alone; resolves with the address and how to stop. */
export async function serveCases({
  port = 0,
  corpus = process.env['HUNTBOARD_CORPUS'] ?? join(root, '..', 'shared', 'data'),
} = {}) {
  await bundle();
  const { readAttack } = require(join(cache, 'read-attack.cjs'));
  /** @type {Readonly<Record<string, string>>} */
  const folders = {
    host: join(cache, 'host'),
    panel: join(here, '..', 'dist'),
    public: hostPublic,
    pictures: join(here, 'pictures'),
  };
  /** @param {string} path */
  const answer = async (path) => {
    const [, folder = '', ...rest] = normalize(path).split('/');
    if (folder === 'corpus')
      return { body: JSON.stringify(readAttack(corpus, rest.join('/'))), type: 'application/json' };
    const base = Object.hasOwn(folders, folder) ? folders[folder] : undefined;
    if (base === undefined) return { body: page, type: 'text/html' };
    const file = rest.join('/');
    return {
      body: await readFile(join(base, file)),
      type: types[file.split('.').pop() ?? ''] ?? 'application/octet-stream',
    };
  };
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? '/', 'http://localhost').pathname).then(
      ({ body, type }) => response.setHeader('content-type', `${type}; charset=utf-8`).end(body),
      (error) => response.writeHead(404).end(String(error.message)),
    );
  });
  await new Promise((/** @type {(value?: undefined) => void} */ resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await serveCases({ port: 3040 });
  process.stdout.write(`${url}\n`);
}
