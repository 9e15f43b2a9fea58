// The packaged plugin as Grafana runs it: what the folder holds, and the executable driven by the plugin protocol.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CONTEXT, QUERIES, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { packagedPlugin, startBackend } from './testing/backend-host';
import type { Backend } from './testing/backend-host';
import { SIGMA_QUERIES } from './testing/sigma-queries';
import { startWatchingProxy } from './testing/watching-proxy';

const MB = 1_000_000;

let store: QueryStore;
let backend: Backend;
const packaged = packagedPlugin();
const { folder, release, executable } = packaged;

beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
  backend = await startBackend(executable, store.server.url, store.server.reader, CONTEXT.timeRange);
});
afterAll(async () => {
  await backend?.host.shutdown();
  await store?.stop();
  rmSync(release, { recursive: true, force: true });
});

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

describe('the folder', () => {
  it('holds what Grafana and its users read', () => {
    for (const file of ['plugin.json', 'module.js', 'README.md', 'CHANGELOG.md', 'LICENSE', 'THIRD-PARTY.txt']) {
      expect(read(file).length).toBeGreaterThan(10);
    }
    expect(read('provisioning/datasources/huntboard.yaml')).toContain('type: huntboard-datasource');
    expect(read('THIRD-PARTY.txt')).toContain('@grpc/grpc-js');
    expect(existsSync(join(folder, 'backend.cjs'))).toBe(false);
  });

  it('has one executable of at most 110 MB', () => {
    expect(statSync(executable).size).toBeLessThan(110 * MB);
    expect(statSync(executable).mode & 0o111).not.toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('gpx_') && !name.endsWith('.bin'))).toHaveLength(1);
  });

  it('is what its checksums say', () => {
    const sums = readFileSync(join(release, 'SHA256SUMS'), 'utf8').trim().split('\n');
    for (const line of sums) {
      const [sum, file = ''] = line.split('  ');
      expect(sha256(join(release, file))).toBe(sum);
    }
    const name = readdirSync(release).find((file) => file.endsWith('.manifest')) ?? '';
    const manifest = JSON.parse(readFileSync(join(release, name), 'utf8')) as { files: Record<string, string> };
    expect(manifest).toMatchObject({ plugin: 'huntboard-datasource', manifestVersion: '2.0.0' });
    expect(Object.keys(manifest.files)).toContain('plugin.json');
    for (const [file, sum] of Object.entries(manifest.files)) expect(sha256(join(folder, file))).toBe(sum);
  });
});

describe('the executable', () => {
  it('answers the health check', async () => {
    expect(await backend.host.checkHealth(backend.context)).toMatchObject({
      status: 'OK',
      details: { code: 'health.ok' },
    });
  });

  it("takes the machine's own C++ runtime where there is one: the one beside it may want a newer glibc", () => {
    const maps = readFileSync(`/proc/${backend.host.pid()}/maps`, 'utf8');
    const loaded = new Set([...maps.matchAll(/(\/\S*(?:libstdc\+\+|libgcc_s)\S*)$/gm)].map(([, file]) => file ?? ''));
    expect(loaded.size).toBe(2);
    for (const file of loaded) expect(file).toMatch(/^\/(usr\/)?lib/);
  });

  it('rests at no more than 80 MB', () => {
    const status = readFileSync(`/proc/${backend.host.pid()}/status`, 'utf8');
    expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024).toBeLessThan(80 * MB);
  });

  it.each(Object.entries({ ...QUERIES, ...SIGMA_QUERIES }))('answers %s', async (_name, model) => {
    const { error, status, frames } = await backend.ask(model);
    expect([status, error]).toEqual([200, undefined]);
    expect(frames.length).toBeGreaterThan(0);
  });

  it('kills the query in the store when the panel is left', async () => {
    const proxy = await startWatchingProxy(store.server.url);
    const controller = new AbortController();
    const context = {
      ...backend.context,
      datasource: { ...backend.context.datasource, uid: 'proxied', url: proxy.url },
    };
    const asked = backend.sql('SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))', {
      context,
      signal: controller.signal,
    });
    const outcome = expect(asked).rejects.toThrow('CANCELLED');
    await proxy.began;
    controller.abort();
    await outcome;
    await proxy.ended;
    proxy.close();
  });

  it('hands on an answer of 100 MB', async () => {
    const { frames, raw, error } = await backend.sql(
      'SELECT number, randomPrintableASCII(1100) AS text FROM numbers(100000)',
    );
    expect(error).toBeUndefined();
    expect(raw[0]?.byteLength).toBeGreaterThan(100 * MB);
    expect(frames[0]?.data.values[0]?.at(-1)).toBe(99_999);
  });

  it('takes a request of 16 MB', async () => {
    const { status, frames } = await backend.ask({ kind: 'sql', sql: 'SELECT 1', note: 'x'.repeat(16 * 1024 * 1024) });
    expect(status).toBe(200);
    expect(frames[0]?.data.values).toEqual([[1]]);
  });

  it('answers 50 panels at the same time without a failure', async () => {
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => backend.sql(`SELECT ${n} AS n, count() FROM events`)));
    expect(answers.map(({ frames }) => frames[0]?.data.values[0]?.[0])).toEqual(numbers);
  });

  it('opens a live tail, lets listeners in and runs it until they leave', async () => {
    const { host, context } = backend;
    const body = JSON.stringify({ query: { kind: 'events', format: 'logs' } });
    const answer = await host.callResource({ context, path: 'tail', method: 'POST', body });
    const opened = JSON.parse(new TextDecoder().decode(answer.body)) as {
      readonly path: string;
      readonly data: unknown;
    };
    expect(await host.subscribeStream({ context, ...opened })).toMatchObject({
      status: 'ok',
      data: { schema: { name: 'tail' } },
    });
    const controller = new AbortController();
    const stream = host.runStream({ context, ...opened, signal: controller.signal });
    const next = stream.next();
    controller.abort();
    expect((await next).done).toBe(true);
  });

  it('is started again after a crash and answers as before', async () => {
    const before = backend.host.pid();
    const restarted = backend.host.restarted();
    backend.host.kill();
    await restarted;
    expect(backend.host.pid()).not.toBe(before);
    expect((await backend.sql('SELECT 1')).status).toBe(200);
  });

  it('logs as Grafana reads it, and no errors', () => {
    expect(backend.host.logs.some(({ message, level }) => message === 'Query answered' && level === 'debug')).toBe(
      true,
    );
    expect(backend.host.logs.filter(({ level }) => level === 'error')).toEqual([]);
    expect(backend.host.violations).toEqual([]);
  });

  it('says why it does not run outside Grafana', () => {
    const run = spawnSync(executable, [], { env: {}, encoding: 'utf8' });
    expect([run.status, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain('Grafana starts it');
  });

  it('ends when asked, and by itself when its host is killed', async () => {
    const other = await startBackend(executable, store.server.url, store.server.reader, CONTEXT.timeRange);
    expect((await other.sql('SELECT 1')).status).toBe(200);
    expect(await other.host.shutdown()).toBe(true);
    const script = `const {spawn}=require('node:child_process');const c=spawn(${JSON.stringify(executable)},[],{env:{grafana_plugin_type:'datasource'},stdio:['ignore','pipe','ignore']});c.stdout.once('data',()=>{console.log(c.pid);process.kill(process.pid,'SIGKILL')})`;
    const pid = Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.trim());
    expect(pid).toBeGreaterThan(0);
    // Waits for the process itself to be gone; `tail --pid` is the wait that needs no polling of ours.
    execFileSync('tail', [`--pid=${pid}`, '-f', '/dev/null'], { timeout: 20_000 });
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
