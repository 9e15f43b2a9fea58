// `npm run check`: types, lint, format, import rules, generated files. Runs all of them and says which failed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const steps = [
  ['types (node)', 'tsc', ['-p', 'tsconfig.json']],
  ['types (browser)', 'tsc', ['-p', 'tsconfig.browser.json']],
  ['lint', 'eslint', ['--max-warnings', '0', '.']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  [
    'imports',
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', 'packages', 'backend-ingest', 'plugins', 'benchmarks'],
  ],
];
const results = [];
for (const [label, command, args] of steps) {
  process.stdout.write(`== ${label}\n`);
  const run = spawnSync(`node_modules/.bin/${command}`, args, { cwd: root, stdio: 'inherit' });
  results.push([label, run.status === 0]);
}
for (const [label, script] of [
  ['licences', ['scripts/licences.mjs']],
  ['generated files', ['scripts/generate.mjs', '--check']],
]) {
  process.stdout.write(`== ${label}\n`);
  const run = spawnSync(process.execPath, script, { cwd: root, stdio: 'inherit' });
  results.push([label, run.status === 0]);
}
for (const [label, ok] of results) process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${label}\n`);
process.exit(results.every(([, ok]) => ok) ? 0 : 1);
