// Packages the backend as one executable that needs no Node on the machine: a Node single executable application, with
// libstdc++ and libgcc_s in lib/ beside it for images that lack them (Grafana's Alpine image has only glibc-compat).
// node package-backend.mjs [--out DIR] [--node FILE] [--target linux_amd64] [--lib DIR]
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TARGETS, buildBackend, executableName } from './build-backend.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
/** Marks in the node binary where the application is put; see Node's documentation of single executable applications. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const LIBRARIES = ['libstdc++.so.6', 'libgcc_s.so.1'];

const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;

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

/** Directories that hold the C++ runtime on common distributions. */
function libraryDirectories(given) {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return [...(given === undefined ? [] : [given]), `/usr/lib/${triplet}`, `/lib/${triplet}`, '/usr/lib64', '/usr/lib'];
}

function copyLibraries(outDir, given) {
  const target = join(outDir, 'lib');
  const copied = [];
  for (const library of LIBRARIES) {
    const found = libraryDirectories(given)
      .map((directory) => join(directory, library))
      .find((file) => existsSync(file));
    if (found === undefined) continue;
    mkdirSync(target, { recursive: true });
    copyFileSync(realpathSync(found), join(target, library));
    copied.push(library);
  }
  return copied;
}

/** Without patchelf the library folder is named by a launcher; sh needs no PATH for that. */
function writeLauncher(executable) {
  renameSync(executable, `${executable}.bin`);
  const name = basename(executable);
  writeFileSync(executable, `#!/bin/sh\nLD_LIBRARY_PATH="\${0%/*}/lib" exec "\${0%/*}/${name}.bin"\n`);
  chmodSync(executable, 0o755);
}

/**
 * Writes `<executable>_<target>` into `outDir` and gives its path and size.
 * @param {{ outDir?: string, node?: string, target?: string, lib?: string }} options `node`: the node binary to build on, of the
 * target's platform and of the same version as the node that runs this
 */
export async function packageBackend({
  outDir = join(here, 'dist'),
  node = process.execPath,
  target = `linux_${architecture}`,
  lib,
} = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'huntboard-package-'));
  try {
    const main = await buildBackend({ outDir: scratch });
    const blob = join(scratch, 'backend.blob');
    const config = join(scratch, 'sea.json');
    writeFileSync(
      config,
      JSON.stringify({
        main,
        output: blob,
        disableExperimentalSEAWarning: true,
        useCodeCache: false,
        useSnapshot: false,
      }),
    );
    run(process.execPath, ['--experimental-sea-config', config]);
    mkdirSync(outDir, { recursive: true });
    const executable = join(outDir, `${executableName()}_${target}`);
    // Launchers name a node of the machine that built them: none stays beside the executable.
    for (const other of TARGETS) rmSync(join(outDir, `${executableName()}_${other}`), { force: true });
    for (const part of ['backend.cjs', 'backend.cjs.LEGAL.txt']) rmSync(join(outDir, part), { force: true });
    copyFileSync(node, executable);
    chmodSync(executable, 0o755);
    const postject = join(dirname(require.resolve('postject/package.json')), 'dist/cli.js');
    run(process.execPath, [postject, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE, '--overwrite']);
    const libraries = target.startsWith('linux_') ? copyLibraries(outDir, lib) : [];
    const bytes = statSync(executable).size;
    const found = libraries.length === 0 ? 'none' : has('patchelf') ? 'rpath' : 'launcher';
    // After postject, never before: the other order corrupts the binary.
    if (found === 'rpath') run('patchelf', ['--set-rpath', '$ORIGIN/lib', executable]);
    if (found === 'launcher') writeLauncher(executable);
    copyFileSync(join(scratch, 'backend.cjs.LEGAL.txt'), join(outDir, 'backend.LEGAL.txt'));
    return { executable, bytes, libraries, found };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function option(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = option('out');
  const made = await packageBackend({
    ...(out === undefined ? {} : { outDir: resolve(out) }),
    ...(option('node') === undefined ? {} : { node: resolve(option('node')) }),
    ...(option('target') === undefined ? {} : { target: option('target') }),
    ...(option('lib') === undefined ? {} : { lib: resolve(option('lib')) }),
  });
  const runtime =
    made.found === 'none'
      ? 'no C++ runtime was found to put beside it: the machine must have libstdc++'
      : `${made.libraries.join(' and ')} in lib/, found by ${made.found}`;
  console.log(`${made.executable}: ${(made.bytes / 1e6).toFixed(0)} MB, ${runtime}`);
}
