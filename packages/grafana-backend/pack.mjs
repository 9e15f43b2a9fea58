// Lays the library out as it is published: JavaScript and types instead of sources. `node pack.mjs [--out DIR]`, then `npm publish DIR`.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const require = createRequire(import.meta.url);

/** Entry points by the path under which they are imported. */
const ENTRIES = { '.': 'src/index', './testing': 'testing/index' };

/** Writes the package into `out`, which is emptied first. */
export function packLibrary(out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  buildSync({
    absWorkingDir: here,
    entryPoints: Object.values(ENTRIES).map((entry) => `${entry}.ts`),
    outdir: join(out, 'dist'),
    outbase: here,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const project = join(out, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        allowImportingTsExtensions: false,
        rootDir: here,
        outDir: join(out, 'dist'),
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
      },
      files: Object.values(ENTRIES).map((entry) => join(here, `${entry}.ts`)),
    }),
  );
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', project], { stdio: 'inherit' });
  rmSync(project);
  const { name, version, description, keywords, engines, license, dependencies } = JSON.parse(
    readFileSync(join(here, 'package.json'), 'utf8'),
  );
  const exported = Object.entries(ENTRIES).map(([path, entry]) => [
    path,
    { types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` },
  ]);
  const published = {
    name,
    version,
    description,
    keywords,
    engines,
    license,
    dependencies,
    main: './dist/src/index.js',
    types: './dist/src/index.d.ts',
    exports: { ...Object.fromEntries(exported), './package.json': './package.json' },
  };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  copyFileSync(join(here, 'README.md'), join(out, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--out');
  packLibrary(resolve(at < 0 ? join(here, 'dist') : (process.argv[at + 1] ?? '')));
}
