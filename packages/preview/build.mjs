// Builds dist/: the browser host, the editor worker, SystemJS, icons, logo and the static page. The server code is bundled by the application.
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const out = join(here, 'dist', 'public');
const packageDir = (name) => dirname(require.resolve(`${name}/package.json`));

/** Modules of @grafana/runtime that Grafana itself uses to install its services; the package keeps them out of its export map. */
const runtimeInternals = {
  name: 'runtime-internals',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^runtime-internals\// }, ({ path }) => ({
      path: join(packageDir('@grafana/runtime'), 'dist', 'esm', `${path.slice('runtime-internals/'.length)}.mjs`),
    }));
  },
};

await rm(join(here, 'dist'), { recursive: true, force: true });
await mkdir(join(out, 'build'), { recursive: true });

const shared = {
  bundle: true,
  minify: true,
  sourcemap: false,
  target: 'es2022',
  legalComments: 'linked',
  logLevel: 'warning',
  define: {
    'process.env.NODE_ENV': '"production"',
    global: 'globalThis',
    // SystemJS's AMD loader is a global here; UMD packages inside the bundle must not take it for theirs.
    define: 'undefined',
  },
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.svg': 'dataurl', '.png': 'dataurl' },
};

await build({
  ...shared,
  entryPoints: { app: join(here, 'src/browser/main.tsx') },
  outdir: join(out, 'build'),
  format: 'esm',
  splitting: true,
  jsx: 'transform',
  chunkNames: 'chunks/[name]-[hash]',
  assetNames: 'assets/[name]-[hash]',
  publicPath: '/public/build/',
  plugins: [runtimeInternals],
});

await build({
  ...shared,
  entryPoints: { 'editor.worker': require.resolve('monaco-editor/esm/vs/editor/editor.worker.js') },
  outdir: join(out, 'build'),
  format: 'iife',
});

const systemjs = packageDir('systemjs');
const loader = await Promise.all(['system.min.js', 'extras/amd.min.js'].map((file) => readFile(join(systemjs, 'dist', file), 'utf8')));
await writeFile(join(out, 'build', 'system.js'), loader.map((text) => text.replace(/^\/\/# sourceMappingURL=.*$/gm, '')).join('\n;\n'));
await cp(join(packageDir('@grafana/ui'), 'dist', 'public', 'img'), join(out, 'build', 'img'), { recursive: true });
await cp(join(here, 'src', 'static'), out, { recursive: true });
await copyFonts();
await addMissingIcons();

/** Fonts under the names that GlobalStyles of @grafana/ui asks for. */
async function copyFonts() {
  const wanted = {
    'inter/Inter-Regular.woff2': 'inter-latin-400-normal',
    'inter/Inter-Medium.woff2': 'inter-latin-500-normal',
    'inter/Inter-Italic.woff2': 'inter-latin-400-italic',
    'inter/Inter-MediumItalic.woff2': 'inter-latin-500-italic',
    'roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2': 'roboto-mono-latin-400-normal',
  };
  for (const [name, file] of Object.entries(wanted)) {
    const family = file.startsWith('inter') ? 'inter' : 'roboto-mono';
    await mkdir(dirname(join(out, 'fonts', name)), { recursive: true });
    await cp(join(packageDir(`@fontsource/${family}`), 'files', `${file}.woff2`), join(out, 'fonts', name));
  }
}

/** Icons that components may ask for but the npm package leaves out: the spinner is drawn here, the others get a plain ring. */
async function addMissingIcons() {
  const icons = join(out, 'build', 'img', 'icons', 'unicons');
  const present = new Set((await readdir(icons)).map((file) => file.replace(/\.svg$/, '')));
  const svg = (content) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${content}</svg>`;
  const ring = svg('<path d="M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 2a6 6 0 1 1 0 12 6 6 0 0 1 0-12z"/>');
  const spinner = svg('<path d="M12 2a10 10 0 0 1 10 10h-2.5A7.5 7.5 0 0 0 12 4.500z"/>');
  const { availableIconsIndex } = require('@grafana/data');
  for (const name of Object.keys(availableIconsIndex)) {
    if (!present.has(name) && /^[a-z0-9-]+$/.test(name)) {
      await writeFile(join(icons, `${name}.svg`), name === 'spinner' ? spinner : ring);
    }
  }
}
