// Writes provisioning/ from the dashboards as code; `--check` only compares and fails on a difference. Run by `npm run generate`.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = join(here, '../../provisioning');
const scratch = mkdtempSync(join(tmpdir(), 'huntboard-dashboards-'));

function current(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

try {
  const outfile = join(scratch, 'provisioning.cjs');
  await build({
    entryPoints: [join(here, 'src/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const { provisioningFiles } = createRequire(import.meta.url)(outfile);
  const stale = Object.entries(provisioningFiles()).filter(([path, text]) => current(join(target, path)) !== text);
  if (process.argv.includes('--check')) {
    for (const [path] of stale) console.error(`provisioning/${path} is not up to date: run npm run generate`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const [path, text] of stale) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), text);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
