// The library as published, alone in a project: its types compile the README's plugin, its code runs it, its test host drives it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildPlugin } from './build-plugin';
import type { startPluginHost as StartPluginHost } from './index';

const here = dirname(require.resolve('@huntboard/grafana-backend/package.json'));
const root = join(here, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'grafana-backend-packed-'));
const project = join(scratch, 'project');
const installed = join(project, 'node_modules/@huntboard/grafana-backend');
const entry = join(project, 'backend.ts');

interface Manifest {
  readonly private?: boolean;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = (): Manifest => JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;

beforeAll(() => {
  const folder = join(scratch, 'library');
  execFileSync(process.execPath, [join(here, 'pack.mjs'), '--out', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', scratch], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [archive = ''] = readdirSync(scratch).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', join(scratch, archive), '-C', scratch]);
  mkdirSync(dirname(installed), { recursive: true });
  cpSync(join(scratch, 'package'), installed, { recursive: true });
  // What the package asks for, and nothing else of the repository.
  for (const name of [...Object.keys(manifest().dependencies), '@types/node']) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  writeFileSync(join(project, 'package.json'), '{ "name": "waves", "private": true }\n');
  const code = /```ts\n(\/\/ Example[\s\S]*?)```/.exec(readFileSync(join(installed, 'README.md'), 'utf8'))?.[1] ?? '';
  writeFileSync(entry, code);
}, 120_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('holds code, types, licence and README, and no sources, tests or dependencies of the repository', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'dist/src/index.js',
      'dist/src/index.d.ts',
      'dist/testing/index.js',
      'dist/testing/index.d.ts',
    ]),
  );
  expect(files.filter((file) => /\.test\./.test(file) || (file.endsWith('.ts') && !file.endsWith('.d.ts')))).toEqual(
    [],
  );
  expect(manifest()).toMatchObject({ license: 'Apache-2.0' });
  expect(manifest().private).toBeUndefined();
  expect(Object.keys(manifest().dependencies).filter((name) => name.startsWith('@huntboard/'))).toEqual([]);
});

it.each(['node16', 'bundler'])('compiles the plugin of the README against its types (%s)', (resolution) => {
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--types', 'node', '--moduleResolution', resolution];
  const module = ['--module', resolution === 'node16' ? 'node16' : 'preserve'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, ...options, ...module, entry], { cwd: project, stdio: 'inherit' });
});

it('runs it, driven by its own test host', async () => {
  const { startPluginHost } = createRequire(join(project, 'package.json'))('@huntboard/grafana-backend/testing') as {
    readonly startPluginHost: typeof StartPluginHost;
  };
  const host = await startPluginHost({ executable: buildPlugin(entry) });
  const context = { datasource: { uid: 'waves', name: 'Waves' } };
  expect(await host.checkHealth(context)).toMatchObject({ status: 'OK', message: 'Waves makes waves.' });
  const query = { refId: 'A', model: {}, from: 0, to: 60_000, maxDataPoints: 3 };
  const { A } = await host.queryData({ context, queries: [query] });
  expect(A?.frames[0]?.data.values[0]).toEqual([0, 30_000, 60_000]);
  expect(await host.shutdown()).toBe(true);
  expect(host.violations).toEqual([]);
});
