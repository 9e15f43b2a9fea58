// `npm run package`: makes of the built plugins what a Grafana user unzips into the plugin folder, one archive a plugin and platform.
// node plugins/package-plugins.mjs [--out DIR] [--target linux_amd64,linux_arm64] [--plugin ID] [--lib DIR] [--cache DIR] [--pictures URL]
//   DIR/plugins/<id>/                        the folder for this machine, unpacked
//   DIR/<id>-<version>[.<target>].zip        and for every platform
//   DIR/<id>-<version>[.<target>].manifest   what Grafana's signing tool signs: every file's SHA-256
//   DIR/SHA256SUMS                           of the archives
// --target host: this machine's platform. --pictures: where a catalogue keeps the plugin's files, as https://example.org/huntboard; Grafana itself needs none.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemblePlugin } from './packaging/assemble-plugin.mjs';
import { sha256 } from './packaging/checksums.mjs';
import { unzipArchive, zipFolder } from './packaging/zip-folder.mjs';
import { CACHE_DIR, describeMade, packageBackend } from './huntboard-datasource/package-backend.mjs';
import { hostTarget } from './huntboard-datasource/packaging/targets.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

/** Folders under plugins/ that are built. */
export const builtPlugins = () =>
  readdirSync(here).filter(
    (name) => existsSync(join(here, name, 'src/plugin.json')) && existsSync(join(here, name, 'dist/plugin.json')),
  );

/** Archives, manifests and the unpacked folder of one plugin. Gives the archives' names. */
async function packagePlugin(id, { outDir, targets, lib, cacheDir, pictures }) {
  const source = join(here, id);
  const { backend = false, info } = JSON.parse(readFileSync(join(source, 'dist/plugin.json'), 'utf8'));
  const scratch = mkdtempSync(join(tmpdir(), 'huntboard-plugin-'));
  try {
    const archives = [];
    for (const target of backend ? targets : [undefined]) {
      const folder = join(scratch, target ?? 'any', id);
      if (target !== undefined) {
        for (const made of await packageBackend({ outDir: folder, targets: [target], lib, cacheDir }))
          console.log(describeMade(made));
      }
      const { manifest } = assemblePlugin({ source, folder, root, target, pictures });
      const name = `${id}-${info.version}${target === undefined ? '' : `.${target}`}`;
      writeFileSync(join(outDir, `${name}.manifest`), manifest);
      archives.push(zipFolder(folder, join(outDir, `${name}.zip`)));
      if (target !== undefined && target !== hostTarget()) continue;
      const unpacked = join(outDir, 'plugins', id);
      rmSync(unpacked, { recursive: true, force: true });
      unzipArchive(join(outDir, `${name}.zip`), join(outDir, 'plugins'));
    }
    return archives;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Packages plugins and writes SHA256SUMS. @throws Error when a plugin is not fit for Grafana */
export async function packagePlugins({
  outDir = join(root, 'dist'),
  plugins = builtPlugins(),
  targets = [hostTarget()],
  lib,
  cacheDir = CACHE_DIR,
  pictures,
} = {}) {
  mkdirSync(outDir, { recursive: true });
  const archives = [];
  for (const id of plugins) archives.push(...(await packagePlugin(id, { outDir, targets, lib, cacheDir, pictures })));
  const lines = archives.map((file) => `${sha256(readFileSync(join(outDir, file)))}  ${file}\n`);
  writeFileSync(join(outDir, 'SHA256SUMS'), lines.join(''));
  return archives;
}

function option(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, targets, plugin, lib, cache, pictures] = ['out', 'target', 'plugin', 'lib', 'cache', 'pictures'].map(
    option,
  );
  const archives = await packagePlugins({
    targets: (targets ?? 'linux_amd64,linux_arm64').split(',').map((name) => (name === 'host' ? hostTarget() : name)),
    ...(out === undefined ? {} : { outDir: resolve(out) }),
    ...(plugin === undefined ? {} : { plugins: [plugin] }),
    ...(lib === undefined ? {} : { lib: resolve(lib) }),
    ...(cache === undefined ? {} : { cacheDir: resolve(cache) }),
    ...(pictures === undefined ? {} : { pictures }),
  });
  for (const archive of archives) console.log(archive);
}
