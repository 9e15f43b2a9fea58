// What takes too long for every run: a million random (rule, event) pairs, all Windows rules over the whole corpus, long random histories.
// Usage: npm run test:nightly [-- --seed 1]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) } },
});
const env = {
  ...process.env,
  HUNTBOARD_NIGHTLY: '1',
  HUNTBOARD_PARITY_PAIRS: '1000000',
  HUNTBOARD_PARITY_SEED: String(Number(values.seed) * 1000),
  HUNTBOARD_CORRELATION_RUNS: '100',
};
const tests = ['packages/sigma/src/sql', 'packages/sigma/src/correlation'];
process.stderr.write(`seed ${values.seed}\n`);
const { status } = spawnSync('npx', ['jest', '--selectProjects', 'node', '-w', '1', ...tests], {
  stdio: 'inherit',
  env,
});
process.exit(status ?? 1);
