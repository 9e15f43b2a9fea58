// `npm run check:oldest-grafana`: the plugins' browser code against the types of the oldest Grafana that plugin.json promises.
// Installs these packages (600 MB) below node_modules/.cache, once a version.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const plugins = readdirSync(join(root, 'plugins')).filter((name) => name.startsWith('huntboard-'));
const promised = plugins.map((name) => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'plugins', name, 'src/plugin.json'), 'utf8'));
  return /^>=(\d+\.\d+\.\d+)$/.exec(dependencies.grafanaDependency)?.[1];
});
const version = promised[0];
if (version === undefined || promised.some((other) => other !== version)) {
  console.error(`the plugins do not promise one oldest Grafana as ">=x.y.z": ${promised.join(', ')}`);
  process.exit(1);
}

const cache = join(root, 'node_modules/.cache/grafana-types', version);
const modules = join(cache, 'node_modules');
/** React as that Grafana has it: its types differ from today's. */
const REACT = '18';
if (!existsSync(join(modules, '@grafana/runtime/package.json'))) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  const grafana = ['data', 'ui', 'runtime'].map((name) => `@grafana/${name}@${version}`);
  const react = ['react', 'react-dom', '@types/react', '@types/react-dom'].map((name) => `${name}@${REACT}`);
  const install = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', ...grafana, ...react],
    { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (install.status !== 0) process.exit(install.status ?? 1);
}

const config = join(cache, 'tsconfig.json');
const sources = plugins.map((name) => join(root, 'plugins', name, 'src'));
writeFileSync(
  config,
  JSON.stringify({
    extends: join(root, 'tsconfig.browser.json'),
    compilerOptions: {
      typeRoots: [join(modules, '@types'), join(root, 'node_modules/@types')],
      paths: {
        ...Object.fromEntries(
          ['data', 'ui', 'runtime'].map((n) => [`@grafana/${n}`, [join(modules, `@grafana/${n}`)]]),
        ),
        react: [join(modules, '@types/react')],
        'react/*': [join(modules, '@types/react/*')],
        'react-dom': [join(modules, '@types/react-dom')],
        rxjs: [join(modules, 'rxjs')],
      },
    },
    include: sources.flatMap((folder) => [`${folder}/**/*.ts`, `${folder}/**/*.tsx`]),
    exclude: sources.flatMap((folder) => [`${folder}/**/*.test.ts`, `${folder}/**/*.test.tsx`]),
  }),
);
const { status } = spawnSync('npx', ['tsc', '-p', config], { cwd: root, stdio: 'inherit' });
console.log(`${status === 0 ? 'ok    ' : 'FAILED'} the plugins against the types of Grafana ${version}`);
process.exit(status ?? 1);
