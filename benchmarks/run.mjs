// Runs one benchmark: `npm run bench -- NAME [--json] [options]`. The last line that it prints is its result as JSON.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const [name, ...rest] = process.argv.slice(2);
const known = readdirSync(here)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
if (name === undefined || !known.includes(name)) {
  process.stderr.write(`usage: npm run bench -- NAME\nbenchmarks: ${known.join(', ')}\n`);
  process.exit(2);
}
const out = join(here, 'dist');
mkdirSync(out, { recursive: true });
const outfile = join(out, `${name}.cjs`);
await build({
  entryPoints: [join(here, `${name}.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  external: ['chdb', '@chdb/*', 'esbuild', '@huntboard/*/package.json'],
});
if (!existsSync(join(here, '..', 'backend-ingest', 'dist')))
  process.stderr.write('note: run `npm run build` first for benchmarks that start the service\n');
const run = spawnSync(process.execPath, ['--expose-gc', outfile, ...rest.filter((option) => option !== '--json')], {
  stdio: 'inherit',
  env: { HUNTBOARD_CORPUS: join(here, '..', '..', 'shared', 'data'), ...process.env },
});
process.exit(run.status ?? 1);
