// What `npm run package` makes, unzipped as a Grafana user does it: every plugin's folder, its pages in Grafana, its backend in the smallest image.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { renderMarkdown } from '@grafana/data';

const PLUGINS = ['huntboard-datasource', 'huntboard-lineage-panel', 'huntboard-triage-panel'] as const;
const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const target = `${process.platform}_${architecture}`;
const root = resolve(__dirname, '..');
const release = mkdtempSync(join(tmpdir(), 'huntboard-release-'));
const unzipped = join(release, 'unzipped');

const archiveOf = (id: string): string => {
  const found = readdirSync(release).filter((file) => file.startsWith(`${id}-`) && file.endsWith('.zip'));
  expect(found).toHaveLength(1);
  return join(release, found[0] ?? '');
};
const folderOf = (id: string): string => join(unzipped, id);
const read = (id: string, file: string): string => readFileSync(join(folderOf(id), file), 'utf8');
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'package-plugins.mjs'), '--out', release, '--target', target], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  mkdirSync(unzipped);
  for (const id of PLUGINS) {
    // The program that people have, not ours.
    const unzip = spawnSync('unzip', ['-q', archiveOf(id), '-d', unzipped]);
    if (unzip.error === undefined) expect(unzip.status).toBe(0);
    else cpSync(join(release, 'plugins', id), folderOf(id), { recursive: true });
  }
});
afterAll(() => rmSync(release, { recursive: true, force: true }));

describe.each(PLUGINS)('the archive of %s', (id) => {
  it('unzips to one folder under the name of the plugin, with the right to execute where it belongs', () => {
    const executables = filesOf(folderOf(id)).filter((file) => (statSync(join(folderOf(id), file)).mode & 0o111) !== 0);
    const backend = id === 'huntboard-datasource';
    expect(executables).toEqual(backend ? expect.arrayContaining([`gpx_huntboard_${target}`]) : []);
    for (const file of executables) expect(statSync(join(folderOf(id), file)).mode & 0o777).toBe(0o755);
  });

  it('holds every part of the built plugin: chunks, languages, pictures', () => {
    const built = filesOf(join(root, id, 'dist')).filter(
      (file) => !/^(gpx_|backend\.cjs|lib\/|THIRD-PARTY)/.test(file),
    );
    expect(built).toContain('module.js');
    expect(filesOf(folderOf(id))).toEqual(expect.arrayContaining(built));
    const { languages = [] } = JSON.parse(read(id, 'plugin.json')) as { languages?: string[] };
    for (const language of languages) expect(JSON.parse(read(id, `locales/${language}/${id}.json`))).toBeTruthy();
  });

  it('has a plugin.json with the keys that Grafana knows', () => {
    const plugin = JSON.parse(read(id, 'plugin.json')) as Record<string, unknown> & { info: Record<string, unknown> };
    const known =
      /^(\$schema|type|name|id|category|metrics|logs|streaming|alerting|annotations|backend|executable|info|dependencies|skipDataQuery|suggestions|languages|buildMode)$/;
    expect(Object.keys(plugin).filter((key) => !known.test(key))).toEqual([]);
    const info = /^(keywords|description|author|logos|links|screenshots|version|updated|build)$/;
    expect(Object.keys(plugin.info).filter((key) => !info.test(key))).toEqual([]);
    expect(plugin).toMatchObject({ id, buildMode: 'production', dependencies: { grafanaDependency: '>=12.0.0' } });
  });

  it('is what its manifest says, file by file', () => {
    const file = readdirSync(release).find((name) => name.startsWith(`${id}-`) && name.endsWith('.manifest')) ?? '';
    const manifest = JSON.parse(readFileSync(join(release, file), 'utf8')) as { files: Record<string, string> };
    expect(manifest).toMatchObject({ manifestVersion: '2.0.0', plugin: id, version: expect.any(String) });
    const files = filesOf(folderOf(id));
    expect(Object.keys(manifest.files).sort()).toEqual(files);
    for (const path of files) expect([path, sha256(join(folderOf(id), path))]).toEqual([path, manifest.files[path]]);
  });

  it("has a README whose pictures and links work on Grafana's page of the plugin, also under a sub path", () => {
    const html = renderMarkdown(read(id, 'README.md'));
    const base = 'https://example.org/grafana/';
    const pictures = [...html.matchAll(/<img\b[^>]*>/g)].map(([tag]) => /src="([^"]*)"/.exec(tag)?.[1] ?? '');
    expect(pictures.length).toBeGreaterThan(0);
    for (const source of pictures) {
      const { href } = new URL(source, base);
      expect(href).toContain(`${base}public/plugins/${id}/`);
      expect(existsSync(join(folderOf(id), href.slice(`${base}public/plugins/${id}/`.length)))).toBe(true);
    }
    const { info } = JSON.parse(read(id, 'plugin.json')) as { info: { screenshots: { path: string }[] } };
    for (const { path } of info.screenshots) expect(existsSync(join(folderOf(id), path))).toBe(true);
    for (const [, href = ''] of html.matchAll(/<a\b(?: href="([^"]*)")?[^>]*>/g)) expect(href).toMatch(/^(https:|#)/);
  });

  it('has a change log that names its version', () => {
    const { info } = JSON.parse(read(id, 'plugin.json')) as { info: { version: string } };
    expect(read(id, 'CHANGELOG.md')).toContain(`## ${info.version}`);
  });
});

it('has checksums of all archives', () => {
  const lines = readFileSync(join(release, 'SHA256SUMS'), 'utf8').trim().split('\n');
  expect(lines.map((line) => line.slice(66)).sort()).toEqual(PLUGINS.map((id) => basename(archiveOf(id))).sort());
  for (const line of lines) expect(sha256(join(release, line.slice(66)))).toBe(line.slice(0, 64));
});

/** All of glibc that Grafana's Alpine image for amd64 has (its version 2.40), and nothing of the C++ runtime. */
const IMAGE = [
  'ld-linux-x86-64.so.2',
  'libc.so.6',
  'libdl.so.2',
  'libm.so.6',
  'libpthread.so.0',
  'librt.so.1',
  'libresolv.so.2',
];
const GLIBC_OF_IMAGE = 40;
const mayChroot = target === 'linux_amd64' && process.getuid?.() === 0;

describe("Grafana's Alpine image", () => {
  it('has a glibc that is new enough for the executable and its libraries', () => {
    const folder = folderOf('huntboard-datasource');
    const loaded = filesOf(folder).filter((file) => file.startsWith('gpx_') || file.startsWith('lib/'));
    for (const file of loaded) {
      const wanted = readFileSync(join(folder, file), 'latin1').matchAll(/GLIBC_2\.(\d+)/g);
      expect(Math.max(0, ...[...wanted].map(([, minor]) => Number(minor)))).toBeLessThanOrEqual(GLIBC_OF_IMAGE);
    }
  });

  (mayChroot ? it : it.skip)('starts the backend: a root with those seven files and the plugin alone', async () => {
    const image = join(release, 'image');
    const libraries = join(image, 'lib/x86_64-linux-gnu');
    for (const folder of [libraries, join(image, 'lib64'), join(image, 'tmp')]) mkdirSync(folder, { recursive: true });
    for (const library of IMAGE)
      cpSync(join('/lib/x86_64-linux-gnu', library), join(libraries, library), { dereference: true });
    cpSync(join(libraries, 'ld-linux-x86-64.so.2'), join(image, 'lib64/ld-linux-x86-64.so.2'));
    cpSync(folderOf('huntboard-datasource'), join(image, 'plugin'), { recursive: true });
    // What the loader asks /proc, which every container has: the path of the executable, from which it finds lib/.
    mkdirSync(join(image, 'proc/self'), { recursive: true });
    symlinkSync(`/plugin/gpx_huntboard_${target}`, join(image, 'proc/self/exe'));
    const child = spawn('chroot', [image, `/plugin/gpx_huntboard_${target}`], {
      env: { PATH: process.env['PATH'], grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '2' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const said = await new Promise<string>((told) => {
        child.stdout.once('data', (line: Buffer) => told(line.toString()));
        child.stderr.once('data', (line: Buffer) => told(line.toString()));
      });
      expect(said).toMatch(/^1\|2\|unix\|\/tmp\/plugin[0-9a-f]+\|grpc\n$/);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
