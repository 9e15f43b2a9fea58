// `npm run test:go`: what Go reads of ours, read by Go: the templates and policies of the alerting by the libraries of Prometheus,
// Alertmanager and Grafana, and the packaged datasource by Grafana's plugin libraries. Skipped where there is no Go.
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
const options = process.argv.slice(2);
const alerting = spawnSync('go', ['test', '-count=1', ...options, '.'], {
  cwd: join(root, 'packages/dashboards/testing/go'),
  stdio: 'inherit',
});
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
  const plugin = spawnSync(process.execPath, [outfile, ...options], { stdio: 'inherit' });
  process.exitCode = alerting.status === 0 ? (plugin.status ?? 1) : 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
