// The node binary that an executable is built on: this machine's own, or another platform's of the same version from npm.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TARGETS, hostTarget } from './targets.mjs';

const version = process.versions.node;

/** Where Node's licence lies beside an installed binary. */
function installedLicence() {
  const prefix = dirname(dirname(process.execPath));
  return [
    join(prefix, 'LICENSE'),
    join(prefix, 'share/doc/nodejs/LICENSE'),
    join(prefix, 'share/doc/node/LICENSE'),
  ].find((file) => existsSync(file));
}

/**
 * `{ file, licence }` for a target. Fetched packages stay in `cacheDir`, by version. The version is that of the node that runs this:
 * it also writes the blob, whose layout belongs to the version.
 * @throws Error when npm has no such binary
 */
export function nodeBinary(target, cacheDir) {
  if (target === hostTarget()) return { file: process.execPath, licence: installedLicence() };
  const { node, binary } = TARGETS[target];
  const folder = join(cacheDir, `${node}-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cacheDir, { recursive: true });
    const scratch = mkdtempSync(join(cacheDir, 'fetch-'));
    try {
      const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
      execFileSync(npm, ['pack', '--silent', `${node}@${version}`], {
        cwd: scratch,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [archive] = readdirSync(scratch);
      execFileSync('tar', ['-xzf', archive], { cwd: scratch, stdio: ['ignore', 'ignore', 'inherit'] });
      renameSync(join(scratch, 'package'), folder);
    } catch (cause) {
      throw new Error(`No node ${version} for ${target}: npm does not give ${node}@${version}.`, { cause });
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  const licence = join(folder, 'LICENSE');
  return { file: join(folder, binary), licence: existsSync(licence) ? licence : installedLicence() };
}
