// Bundles a TypeScript plugin into a directory with a launcher, so that a test can start it as Grafana would.
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The executable's path. The launcher names node absolutely, as the plugin gets no PATH. */
export function buildPlugin(entry: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'grafana-plugin-'));
  buildSync({
    entryPoints: [entry],
    outfile: join(directory, 'backend.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  const executable = join(directory, 'gpx_test');
  writeFileSync(executable, `#!/bin/sh\nexec "${process.execPath}" "\${0%/*}/backend.cjs"\n`);
  chmodSync(executable, 0o755);
  return executable;
}
