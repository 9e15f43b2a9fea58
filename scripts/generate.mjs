// Writes every generated file of the repository, or with --check says which are out of date.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generators = ['packages/schema/generate.mjs', 'packages/dashboards/generate.mjs'];
let failed = false;
for (const generator of generators) {
  const run = spawnSync(process.execPath, [generator, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  failed ||= run.status !== 0;
}
process.exit(failed ? 1 : 0);
