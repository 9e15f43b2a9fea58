#!/usr/bin/env node
// Runs the huntboard command; builds it first when it is missing or older than its sources (a checkout, not an installation).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = `${root}backend-ingest/dist/cli.cjs`;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
  console.error(`huntboard needs Node 20.15 or newer; this is ${process.version}`);
  process.exit(1);
}

/** Newest change below a folder, epoch ms; 0 when it is not there. */
function newest(folder) {
  if (!existsSync(folder)) return 0;
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.endsWith('.test.ts')) continue;
    const path = `${folder}/${entry.name}`;
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

function isStale() {
  const built = existsSync(command) ? statSync(command).mtimeMs : 0;
  const packages = [
    'schema',
    'sources',
    'clickhouse',
    'embedded',
    'simulation',
    'preview',
    'grafana-backend',
    'query',
    'sigma',
    'detections',
  ];
  const folders = ['backend-ingest/src', ...packages.map((name) => `packages/${name}/src`)];
  return folders.some((folder) => newest(root + folder) > built);
}

if (existsSync(`${root}backend-ingest/build.mjs`) && isStale()) {
  if (process.stderr.isTTY) process.stderr.write('building the huntboard command …\n');
  const build = spawnSync(process.execPath, [`${root}backend-ingest/build.mjs`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
createRequire(import.meta.url)(command);
