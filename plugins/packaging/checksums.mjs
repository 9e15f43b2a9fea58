// SHA-256 of files, and the manifest of a plugin folder in the form that Grafana's signing tool makes.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Paths of all files under a folder, with forward slashes, in the order of their bytes. */
export function filesUnder(folder, prefix = '') {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesUnder(join(folder, entry.name), `${prefix}${entry.name}/`)
        : [`${prefix}${entry.name}`],
    )
    .sort();
}

/**
 * What is signed to make MANIFEST.txt: version 2.0.0, each file with its SHA-256. Unsigned it stays outside the folder: Grafana
 * takes a folder whose MANIFEST.txt bears no valid signature as tampered with.
 */
export function manifestText(folder, { id, version }) {
  const files = Object.fromEntries(filesUnder(folder).map((path) => [path, sha256(readFileSync(join(folder, path)))]));
  return `${JSON.stringify({ manifestVersion: '2.0.0', plugin: id, version, files }, null, 2)}\n`;
}
