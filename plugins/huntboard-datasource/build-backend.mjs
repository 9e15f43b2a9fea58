// Builds the backend into dist/: backend.cjs and the launchers that Grafana starts. Runs after webpack, which empties dist/.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** Systems that start a script by its first line, in Grafana's names: here the launcher is one, started by a node that exists. */
const LAUNCHED = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'];

/** Names of the launchers that `buildBackend` writes. */
export const launcherNames = () => LAUNCHED.map((target) => `${executableName()}_${target}`);

/**
 * Bundles the backend to `outfile` and gives esbuild's list of inputs, with paths relative to `root`.
 */
export async function bundleBackend(outfile) {
  const root = join(here, '../..');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(here, 'backend/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'external',
    logLevel: 'warning',
    metafile: true,
  });
  return { inputs: metafile.inputs, root };
}

/**
 * Writes `backend.cjs` and launchers into `outDir`.
 * @param {{ outDir?: string, node?: string }} options `node`: absolute path that the launchers start; Grafana gives plugins no PATH
 */
export async function buildBackend({ outDir = join(here, 'dist'), node = process.execPath } = {}) {
  mkdirSync(outDir, { recursive: true });
  const outfile = join(outDir, 'backend.cjs');
  await bundleBackend(outfile);
  for (const name of launcherNames()) {
    const launcher = join(outDir, name);
    writeFileSync(launcher, `#!/bin/sh\nexec "${node}" "\${0%/*}/backend.cjs"\n`);
    chmodSync(launcher, 0o755);
  }
  return outfile;
}

/** `executable` of src/plugin.json. */
export function executableName() {
  const file = join(here, 'src/plugin.json');
  const name = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).executable : undefined;
  return name ?? 'gpx_huntboard';
}

// node build-backend.mjs [--out DIR]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--out');
  await buildBackend(at < 0 ? {} : { outDir: process.argv[at + 1] });
}
