// docker-compose.yml and its Dockerfiles must fit the specification, hold no default secret, and name only what exists.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { provisioningFiles } from './index.ts';
import { composeSchema } from './testing/schemas.ts';
import { complaints } from './testing/validate.ts';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly disable?: boolean };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly profiles?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
}

const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const dockerfiles = ['backend-ingest/Dockerfile', 'docker/grafana.Dockerfile'];

test('the compose file fits the specification', () => {
  expect(complaints(composeSchema, compose)).toEqual([]);
});

test.each(services)('%s names networks, volumes, secrets and services that exist', (_, service) => {
  for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network);
  for (const secret of service.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(secret);
  for (const volume of service.volumes ?? []) {
    const source = volume.split(':')[0]!;
    if (!source.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source);
    else if (source !== './certs') expect(existsSync(join(root, source))).toBe(true);
  }
  for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
    const target = compose.services[name];
    expect(target).toBeDefined();
    if (condition === 'service_healthy') expect(target!.healthcheck.disable).toBeUndefined();
  }
  if (service.build !== undefined) expect(dockerfiles).toContain(service.build.dockerfile);
});

test.each(services)('%s runs with as little as it can', (_, service) => {
  expect(service.read_only).toBe(true);
  expect(service.cap_drop).toEqual(['ALL']);
  // Published on loopback unless somebody decides otherwise.
  for (const port of service.ports ?? []) expect(port).toMatch(/^\$\{\w+:-127\.0\.0\.1\}:\d+:\d+$/);
});

test('the store is on an inner network only', () => {
  expect(compose.networks['store']).toEqual({ internal: true });
  expect(compose.services['clickhouse']!.networks).toEqual(['store']);
  expect(compose.services['clickhouse']!.ports).toBeUndefined();
});

test('every image is pinned to a version', () => {
  const bases = dockerfiles.flatMap((path) => [...read(path).matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!));
  for (const image of [...services.map(([, { image }]) => image), ...bases])
    expect(image).toMatch(/:(v?\d+\.\d+\.\d+)[\w.-]*$/);
});

test('secrets come from the environment, without defaults', () => {
  const secret = /PASSWORD|TOKENS$|SECRETS$/;
  for (const [, { environment = {} }] of services) {
    for (const [name, value] of Object.entries(environment)) {
      if (secret.test(name)) expect(`${name}=${value}`).toMatch(/=\$\{\w+:\?[^}]+\}$/);
    }
  }
  for (const line of read('.env.example').split('\n')) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && secret.test(name)) expect(`${name}=${value}`).toBe(`${name}=`);
  }
});

test('every variable of the compose file is explained in .env.example, and no other', () => {
  const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!));
  for (const { environment } of Object.values(compose.secrets)) used.add(environment);
  const explained = [...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name!);
  expect(explained.sort()).toEqual([...used].sort());
});

test("Grafana's container sets every variable that the provisioning expands", () => {
  const environment = compose.services['grafana']!.environment!;
  for (const path of ['datasources/huntboard.yaml', 'alerting/contact-points.yaml']) {
    for (const [, name] of provisioningFiles()[path]!.matchAll(/: \$(HUNTBOARD_\w+)$/gm))
      expect(Object.keys(environment)).toContain(name);
  }
  expect(environment['GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS']!.split(',').sort()).toEqual([
    'huntboard-datasource',
    'huntboard-lineage-panel',
    'huntboard-triage-panel',
  ]);
});

test("ClickHouse's users read their passwords from what the container is given", () => {
  const environment = compose.services['clickhouse']!.environment!;
  const users = read('docker/clickhouse/users.d/huntboard.xml');
  const names = [...users.matchAll(/from_env="(\w+)"/g)].map(([, name]) => name!);
  expect(names).toHaveLength(2);
  for (const name of names) expect(Object.keys(environment)).toContain(name);
  expect(users).toContain('<default remove="remove"/>');
});

test.each(dockerfiles)('%s copies what exists', (path) => {
  for (const [, from, sources] of read(path).matchAll(/^COPY (--from=\S+ )?((?:\S+ )+)\S+$/gm)) {
    if (from !== undefined) continue;
    for (const source of sources!.trim().split(' '))
      expect(`${source} ${existsSync(join(root, source)) ? 'exists' : 'is missing'}`).toBe(`${source} exists`);
  }
});
