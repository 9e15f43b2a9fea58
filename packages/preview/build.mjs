// Builds dist/: the browser host, the editor worker, SystemJS, icons, logo and the static page. The server code is bundled by the application.
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
// Built beside and moved into place at the end, so that a running preview never sees half a build.
const staging = join(here, '..', '..', 'node_modules', '.cache', `huntboard-preview-${process.pid}`);
const out = join(staging, 'public');
const packageDir = (name) => dirname(require.resolve(`${name}/package.json`));

/** Modules of @grafana/runtime that Grafana itself uses to install its services; the package's export map leaves them out. */
const runtimeInternals = {
  name: 'runtime-internals',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^@grafana\/runtime\/dist\/esm\// }, ({ path }) => ({
      path: join(packageDir('@grafana/runtime'), `${path.slice('@grafana/runtime/'.length)}.mjs`),
    }));
  },
};

await rm(staging, { recursive: true, force: true });
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
const loader = await Promise.all(
  ['system.min.js', 'extras/amd.min.js'].map((file) => readFile(join(systemjs, 'dist', file), 'utf8')),
);
await writeFile(
  join(out, 'build', 'system.js'),
  loader.map((text) => text.replace(/^\/\/# sourceMappingURL=.*$/gm, '')).join('\n;\n'),
);
await cp(join(packageDir('@grafana/ui'), 'dist', 'public', 'img'), join(out, 'build', 'img'), { recursive: true });
await cp(join(here, 'src', 'static'), out, { recursive: true });
await copyFonts();
await addMissingIcons();
await rm(join(here, 'dist'), { recursive: true, force: true });
await rename(staging, join(here, 'dist'));

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

/** Icons that components may ask for but the npm package leaves out; drawn here where they show, a plain ring elsewhere. */
async function addMissingIcons() {
  const icons = join(out, 'build', 'img', 'icons', 'unicons');
  const present = new Set((await readdir(icons)).map((file) => file.replace(/\.svg$/, '')));
  const svg = (content) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${content}</svg>`;
  const stroke = (d) =>
    svg(
      `<path d="${d}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`,
    );
  const drawn = {
    'angle-double-left': stroke('m17 7-5 5 5 5M11 7l-5 5 5 5'),
    'angle-double-up': stroke('m7 17 5-5 5 5M7 11l5-5 5 5'),
    'arrows-v': stroke('M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4'),
    'check-square': stroke('M4 4h16v16H4zM8 12l3 3 5-6'),
    'compress-arrows': stroke('M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5'),
    crosshair: stroke('M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 2v5M12 17v5M2 12h5M17 12h5'),
    'expand-arrows': stroke('M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5'),
    'expand-arrows-alt': stroke('M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5'),
    'file-download': stroke('M6 3h8l4 4v14H6zM12 10v7M9 14l3 3 3-3'),
    globe: stroke('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18'),
    home: stroke('M4 11l8-7 8 7M6 10v10h12V10'),
    layers: stroke('M12 4 3 9l9 5 9-5zM3 14l9 5 9-5'),
    'legend-hide': stroke('M4 4h16v16H4zM4 15h16'),
    'legend-show': stroke('M4 4h16v16H4zM4 15h16M7 18h4'),
    'link-broken': stroke('M9 15l-2 2a3.500 3.500 0 0 1-5-5l2-2M15 9l2-2a3.500 3.500 0 0 1 5 5l-2 2M8 3v3M16 18v3'),
    spinner: stroke('M12 3a9 9 0 0 1 9 9'),
    'stopwatch-slash': stroke('M12 7a7 7 0 1 0 7 7M10 2h4M4 4l16 16'),
    'sync-slash': stroke('M5 12a7 7 0 0 1 11-5.700M19 12a7 7 0 0 1-11 5.700M16 3v4h-4M8 21v-4h4M3 3l18 18'),
    'table-collapse-all': stroke('M4 5h16M4 19h16M9 10l3 3 3-3'),
    'table-expand-all': stroke('M4 5h16M4 19h16M9 14l3-3 3 3'),
    unarchive: stroke('M4 4h16v4H4zM6 8v12h12V8M12 17v-6M9 14l3-3 3 3'),
    window: stroke('M4 5h16v14H4zM4 9h16'),
    wrench: stroke('M20 7a5 5 0 0 1-6.500 6.500L7 20l-3-3 6.500-6.500A5 5 0 0 1 17 4l-3 3 3 3z'),
  };
  // The mark of a panel that streams.
  const circle = svg('<circle cx="12" cy="12" r="10" fill="currentColor"/>');
  await mkdir(join(icons, '../mono'), { recursive: true });
  await writeFile(join(icons, '../mono/circle-mono.svg'), circle);
  const ring = stroke('M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z');
  const { availableIconsIndex } = require('@grafana/data');
  for (const name of Object.keys(availableIconsIndex)) {
    if (!present.has(name) && /^[a-z0-9-]+$/.test(name)) {
      await writeFile(join(icons, `${name}.svg`), drawn[name] ?? ring);
    }
  }
}
