// `npm run test:go`: the packaged datasource under Grafana's own Go libraries. Skipped where there is no Go.
// Options go to `go test`, as `npm run test:go -- -v -run LongToWide`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const go = spawnSync('go', ['version'], { encoding: 'utf8' });
if (go.status !== 0) {
  console.log('test:go is skipped: there is no Go on this machine.');
  process.exit(0);
}
console.log(go.stdout.trim());
const out = mkdtempSync(join(root, 'node_modules/.cache-test-go-'));
try {
  const outfile = join(out, 'drive-go.cjs');
  const datasource = join(root, 'plugins/huntboard-datasource');
  await build({
    entryPoints: [join(datasource, 'backend/testing/drive-go.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    external: ['chdb', '@chdb/*', 'esbuild', '@huntboard/*/package.json'],
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
