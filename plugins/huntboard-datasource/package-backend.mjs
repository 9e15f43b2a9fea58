// Packages the backend as one executable a platform that needs no Node on the machine: a Node single executable application, on
// amd64 Linux with libstdc++ and libgcc_s in lib/ beside it for images that lack them (Grafana's Alpine image has only glibc-compat).
// node package-backend.mjs [--out DIR] [--target linux_amd64,linux_arm64] [--lib DIR] [--cache DIR]
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleBackend, executableName, launcherNames } from './build-backend.mjs';
import { nodeBinary } from './packaging/node-binary.mjs';
import { TARGETS, executableFile, hostTarget } from './packaging/targets.mjs';
import { thirdPartyText } from './packaging/third-party.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
/** Marks in the node binary where the application is put; see Node's documentation of single executable applications. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const LIBRARIES = ['libstdc++.so.6', 'libgcc_s.so.1'];
/**
 * Where the executable looks for them: the machine's own come first, as ours may want a newer glibc than the machine has. Alpine's own
 * lie in /usr/lib, which is not among them: they are of another C library.
 */
const searchPath = (target, folder) =>
  ['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib64', '/lib64', `${folder}/lib/${target}`].join(':');
/** The glibc of Grafana's Alpine image; what needs a newer one would not start there. */
const GLIBC_OF_ALPINE_IMAGE = 40;
export const CACHE_DIR = join(homedir(), '.cache/huntboard-packaging');

function run(command, args) {
  return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
}

function has(command) {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The C++ runtime for a target: from `given`, else from this machine when it is of the target's kind. Only amd64 needs it: Grafana's
 * arm64 Alpine image has no glibc at all, and its Ubuntu images bring libstdc++.
 */
function copyLibraries(outDir, target, given) {
  if (target !== 'linux_amd64') return [];
  const own =
    target === hostTarget() ? ['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib'] : [];
  const directories = [...(given === undefined ? [] : [given]), ...own];
  const folder = join(outDir, 'lib', target);
  const copied = [];
  for (const library of LIBRARIES) {
    const found = directories.map((directory) => join(directory, library)).find((file) => existsSync(file));
    if (found === undefined) continue;
    const needed = neededGlibc(found);
    if (needed > GLIBC_OF_ALPINE_IMAGE)
      throw new Error(
        `${found} needs glibc 2.${needed}, Grafana's Alpine image has 2.${GLIBC_OF_ALPINE_IMAGE}: give older libraries by --lib.`,
      );
    mkdirSync(folder, { recursive: true });
    copyFileSync(realpathSync(found), join(folder, library));
    copied.push(library);
  }
  return copied;
}

/** The second number of the newest glibc that a library needs. */
function neededGlibc(library) {
  const versions = readFileSync(library, 'latin1').matchAll(/GLIBC_2\.(\d+)/g);
  return Math.max(0, ...[...versions].map(([, minor]) => Number(minor)));
}

/** Without patchelf the library folder is named by a launcher; sh needs no PATH for that. */
function writeLauncher(executable, target) {
  renameSync(executable, `${executable}.bin`);
  const name = basename(executable);
  writeFileSync(
    executable,
    `#!/bin/sh\nLD_LIBRARY_PATH="${searchPath(target, '${0%/*}')}" exec "\${0%/*}/${name}.bin"\n`,
  );
  chmodSync(executable, 0o755);
}

/** Why an executable for the target cannot be made on this machine, or undefined. */
export function obstacle(target) {
  if (TARGETS[target] === undefined) return `there is no target ${target}: ${Object.keys(TARGETS).join(', ')}`;
  const { needs } = TARGETS[target];
  if (needs !== undefined && !has(needs)) return `${target} needs ${needs}, which this machine lacks`;
  return undefined;
}

function inject(executable, blob, target) {
  const apple = TARGETS[target].platform === 'darwin';
  if (apple) run('codesign', ['--remove-signature', executable]);
  const postject = join(dirname(require.resolve('postject/package.json')), 'dist/cli.js');
  const segment = apple ? ['--macho-segment-name', 'NODE_SEA'] : [];
  // postject warns about sections of the node binary that have no name; what is wrong it says by its status.
  execFileSync(
    process.execPath,
    [postject, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE, '--overwrite', ...segment],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (apple) run('codesign', ['--sign', '-', executable]);
}

/**
 * Writes an executable for every target into `outDir`, and THIRD-PARTY.txt. Gives `{ target, executable, bytes, libraries, found }` of each.
 * @param {{ outDir?: string, targets?: string[], lib?: string, cacheDir?: string }} options `lib`: where the amd64 C++ runtime lies
 * when this machine is of another kind
 * @throws Error when a target cannot be made here
 */
export async function packageBackend({
  outDir = join(here, 'dist'),
  targets = [hostTarget()],
  lib,
  cacheDir = CACHE_DIR,
} = {}) {
  for (const target of targets) {
    const why = obstacle(target);
    if (why !== undefined) throw new Error(`Cannot package: ${why}.`);
  }
  const scratch = mkdtempSync(join(tmpdir(), 'huntboard-package-'));
  try {
    const main = join(scratch, 'backend.cjs');
    const { inputs, root } = await bundleBackend(main);
    const blob = join(scratch, 'backend.blob');
    const config = join(scratch, 'sea.json');
    // No code cache and no snapshot: both belong to one processor, the blob is for all.
    const sea = { main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: false, useSnapshot: false };
    writeFileSync(config, JSON.stringify(sea));
    run(process.execPath, ['--experimental-sea-config', config]);
    mkdirSync(outDir, { recursive: true });
    // Launchers name a node of the machine that built them: none stays beside an executable.
    for (const name of [...launcherNames(), 'backend.cjs', 'backend.cjs.LEGAL.txt'])
      rmSync(join(outDir, name), { force: true });
    let nodeLicence;
    const made = targets.map((target) => {
      const node = nodeBinary(target, cacheDir);
      nodeLicence ??= node.licence;
      const executable = join(outDir, executableFile(executableName(), target));
      copyFileSync(node.file, executable);
      chmodSync(executable, 0o755);
      inject(executable, blob, target);
      const bytes = statSync(executable).size;
      const libraries = copyLibraries(outDir, target, lib);
      const found = libraries.length === 0 ? 'none' : has('patchelf') ? 'rpath' : 'launcher';
      // After postject, never before: the other order corrupts the binary.
      if (found === 'rpath') run('patchelf', ['--set-rpath', searchPath(target, '$ORIGIN'), executable]);
      if (found === 'launcher') writeLauncher(executable, target);
      return { target, executable, bytes, libraries, found };
    });
    const libraries = made.flatMap((one) => one.libraries);
    writeFileSync(join(outDir, 'THIRD-PARTY.txt'), thirdPartyText({ inputs, root, nodeLicence, libraries }));
    return made;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** One line for a person about an executable. */
export function describeMade({ target, executable, bytes, libraries, found }) {
  const runtime = {
    none: target.startsWith('linux') ? '; the machine must have libstdc++' : '',
    rpath: `; ${libraries.join(' and ')} in lib/${target}`,
    launcher: `; ${libraries.join(' and ')} in lib/${target}, named by a launcher because patchelf is missing here`,
  }[found];
  return `${executable}: ${(bytes / 1e6).toFixed(0)} MB${runtime}`;
}

function option(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, targets, lib, cache] = ['out', 'target', 'lib', 'cache'].map(option);
  const made = await packageBackend({
    ...(out === undefined ? {} : { outDir: resolve(out) }),
    ...(targets === undefined ? {} : { targets: targets.split(',') }),
    ...(lib === undefined ? {} : { lib: resolve(lib) }),
    ...(cache === undefined ? {} : { cacheDir: resolve(cache) }),
  });
  for (const one of made) console.log(describeMade(one));
}
