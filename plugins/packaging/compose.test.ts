// The image of Grafana in docker-compose.yml and what the repository holds: plugins, provisioned variables, files that it copies.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const root = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Compose {
  readonly services: {
    readonly grafana: {
      readonly build: { readonly dockerfile: string };
      readonly environment: Readonly<Record<string, string>>;
    };
  };
}
const { grafana } = (parse(read('docker-compose.yml'), { merge: true }) as Compose).services;
const dockerfile = read(grafana.build.dockerfile);

it('allows every plugin of the house, and no other', () => {
  const ids = readdirSync(join(root, 'plugins')).filter((name) =>
    existsSync(join(root, 'plugins', name, 'src/plugin.json')),
  );
  expect(ids).toHaveLength(3);
  expect(grafana.environment['GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS']?.split(',').sort()).toEqual(ids.sort());
});

it('packages the plugins as for any Grafana and copies what is there', () => {
  expect(dockerfile).toContain('plugins/package-plugins.mjs --target host --out /release');
  expect(dockerfile).toContain('COPY --from=build /release/plugins /usr/share/huntboard/plugins');
  expect(dockerfile).toContain('ENV GF_PATHS_PLUGINS=/usr/share/huntboard/plugins');
  const copied = [...dockerfile.matchAll(/^COPY (provisioning\/\S+) \/etc\/grafana\/(\S+)$/gm)];
  expect(copied.length).toBeGreaterThan(3);
  for (const [, from = '', to = ''] of copied) {
    expect(to).toBe(from);
    expect(existsSync(join(root, from))).toBe(true);
  }
  const home = grafana.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
  expect(existsSync(join(root, home.replace('/etc/grafana/', '')))).toBe(true);
});

it('gives Grafana every variable that the provisioned files name', () => {
  const files = ['datasources', 'alerting', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, 'provisioning', folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => `provisioning/${folder}/${name}`),
  );
  const named = new Set(
    files.flatMap((file) => [...read(file).matchAll(/\$\{?(HUNTBOARD_[A-Z_]+)\b/g)].map(([, name]) => name)),
  );
  expect(named.size).toBeGreaterThan(3);
  for (const name of named) expect(Object.keys(grafana.environment)).toContain(name);
});

it('leaves out of the build what belongs to this machine, and nothing that the pages of the plugins show', () => {
  const ignored = read('.dockerignore');
  for (const pattern of ['**/node_modules', '**/dist', '.git', '.env', '.huntboard'])
    expect(ignored).toContain(`${pattern}\n`);
  expect(ignored).not.toMatch(/^(docs|.*pictures|.*\.png)/m);
});
