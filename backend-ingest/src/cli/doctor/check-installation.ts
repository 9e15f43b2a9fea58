// Checks of this machine: Node, data directory, disk, credentials, what is built.
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { credentialsPath } from '../credentials.ts';
import { failed, ok, warning, type Finding } from './finding.ts';

const GIB = 1024 ** 3;
const MIN_NODE = 20;
const PLUGINS = ['huntboard-datasource', 'huntboard-lineage-panel'];

export function checkNode(version: string): Finding {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  if (major >= MIN_NODE) return ok('node', version);
  return failed('node', `${version} is too old`, `install Node ${MIN_NODE} or newer`);
}

/** Whether the directory (or the nearest one above it that exists) can be written, and how much the disk has left. */
export function checkDataDirectory(directory: string): readonly Finding[] {
  let existing = directory;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    return [
      failed('data', `${existing} cannot be written`, 'change its owner, or choose another directory with --data'),
    ];
  }
  const { bavail, bsize, blocks } = statfsSync(existing);
  const free = bavail * bsize;
  const share = bavail / Math.max(1, blocks);
  const text = `${(free / GIB).toFixed(1)} GiB free (${Math.round(share * 100)} %)`;
  const remedy = 'free space, shorten the retention (HUNTBOARD_RETENTION_FILE), or move the data directory';
  const disk =
    free < GIB ? failed('disk', text, remedy) : share < 0.1 ? warning('disk', text, remedy) : ok('disk', text);
  return [ok('data', existsSync(directory) ? directory : `${directory} (will be made)`), disk];
}

export function checkCredentials(directory: string): Finding {
  const path = credentialsPath(directory);
  if (!existsSync(path)) return ok('credentials', 'none yet: `huntboard up` makes them');
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0) return ok('credentials', `${path}, readable by its owner alone`);
  return failed('credentials', `${path} can be read by others (mode ${mode.toString(8)})`, `chmod 600 ${path}`);
}

/** Whether the plugins and the preview of a checkout are built. */
export function checkBuild(root: string): Finding {
  if (!existsSync(join(root, 'turbo.json'))) return ok('build', 'an installation without sources');
  const missing = [
    ...PLUGINS.map((plugin) => `plugins/${plugin}/dist/module.js`),
    'packages/embedded/dist/server.cjs',
  ].filter((path) => !existsSync(join(root, path)));
  if (missing.length === 0) return ok('build', 'plugins and store are built');
  return warning('build', `not built: ${missing.join(', ')}`, 'npm run build (npm start does it too)');
}
