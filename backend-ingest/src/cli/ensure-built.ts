// Builds what a checkout has not built yet, or has changed since: plugins, preview, the embedded store's child.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from './report-failure.ts';

/** What has to be there; each is the output of a workspace's build. */
const OUTPUTS = [
  'packages/embedded/dist/server.cjs',
  'backend-ingest/dist/lane-worker.cjs',
  'plugins/huntboard-datasource/dist/plugin.json',
  'plugins/huntboard-lineage-panel/dist/plugin.json',
];
const SOURCES = ['packages', 'plugins', 'backend-ingest'];
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', '.turbo', 'coverage', '__golden__', 'samples']);

function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name) || entry.name.endsWith('.test.ts')) continue;
    const path = join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

/** Whether a build is due: an output is missing, or a source is newer than the last build that this command ran. */
function isStale(root: string, stamp: string): boolean {
  if (OUTPUTS.some((output) => !existsSync(join(root, output)))) return true;
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  return SOURCES.some((folder) => newest(join(root, folder)) > built);
}

/** Runs the build when it is due. Throws CommandError when it fails. An installation without sources has nothing to build. */
export async function ensureBuilt(root: string, say: (line: string) => void): Promise<void> {
  if (!existsSync(join(root, 'turbo.json'))) return;
  const stamp = join(root, 'node_modules', '.cache', 'huntboard', 'built');
  if (!isStale(root, stamp)) return;
  say('building what is not built …');
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  const began = Date.now();
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(turbo, ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'], { cwd: root });
    const read = (data: Buffer): void => {
      for (const line of data.toString('utf8').split('\n')) {
        if (line.trim() === '') continue;
        output.push(line);
        const task = /^(?:│\s*)?(\S+):build: (?:cache|.*)/.exec(line)?.[1];
        if (task !== undefined) say(`  ${task}`);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new CommandError(`the build failed:\n${output.slice(-40).join('\n')}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  say(`  built in ${((Date.now() - began) / 1000).toFixed(0)} s`);
}
