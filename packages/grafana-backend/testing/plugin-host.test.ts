// The example plugin under the test host: protocol, crash and restart, shutdown, refusals, log form.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildPlugin } from './build-plugin';
import { startPluginHost } from './index';
import type { PluginHost } from './index';

const here = join(require.resolve('@huntboard/grafana-backend/package.json'), '..');
const context = { datasource: { uid: 'waves', name: 'Waves' } };
const query = { refId: 'A', model: { amplitude: 2 }, from: 1_700_000_000_000, to: 1_700_000_060_000, maxDataPoints: 4 };

describe('a plugin on Windows', () => {
  it('takes the first free port of the range that Grafana gives', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const tcp = buildPlugin(join(here, 'testing/tcp-plugin.ts'));
    const env = { PLUGIN_MIN_PORT: String(port), PLUGIN_MAX_PORT: String(Math.min(port + 50, 65_535)) };
    const host = await startPluginHost({ executable: tcp, env });
    expect(await host.checkHealth(context)).toEqual({ status: 'OK', message: 'by TCP' });
    expect(await host.shutdown()).toBe(true);
    taken.close();
  });
});

describe('the example plugin', () => {
  const executable = buildPlugin(join(here, 'testing/example-plugin.ts'));
  let host: PluginHost;

  beforeAll(async () => {
    host = await startPluginHost({ executable });
  });
  afterAll(async () => {
    await host.shutdown();
  });

  it('answers a query with a frame as Grafana lays it out', async () => {
    const { A } = await host.queryData({ context, queries: [query] });
    expect(A?.status).toBe(200);
    expect(A?.frames[0]?.schema).toEqual({
      name: 'Waves',
      refId: 'A',
      meta: { type: 'timeseries-wide', typeVersion: [0, 1] },
      fields: [
        { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' } },
        { name: 'wave', type: 'number', typeInfo: { frame: 'float64' } },
      ],
    });
    expect(A?.frames[0]?.data.values[0]).toEqual([
      1_700_000_000_000, 1_700_000_020_000, 1_700_000_040_000, 1_700_000_060_000,
    ]);
  });

  it('keeps errors to their refId', async () => {
    const answer = await host.queryData({
      context,
      queries: [query, { ...query, refId: 'B', model: { amplitude: -1 } }],
    });
    expect(answer['A']?.frames).toHaveLength(1);
    expect(answer['B']).toMatchObject({
      status: 400,
      error: 'The amplitude must not be negative.',
      errorSource: 'downstream',
      frames: [],
    });
  });

  it('answers health, and 404 for resources it does not have', async () => {
    expect(await host.checkHealth(context)).toEqual({ status: 'OK', message: 'Waves makes waves.' });
    expect((await host.callResource({ context, path: 'nothing' })).status).toBe(404);
    expect(await host.collectMetrics()).toBe('');
  });

  it('takes a request of 17 MB', async () => {
    const big = { ...query, model: { amplitude: 1, padding: 'x'.repeat(17 * 1024 * 1024) } };
    const { A } = await host.queryData({ context, queries: [big] });
    expect(A?.status).toBe(200);
  });

  it('serves 50 queries at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => host.queryData({ context, queries: [query] })));
    expect(answers.every(({ A }) => A?.status === 200)).toBe(true);
  });

  it('is started again after a crash and answers as before', async () => {
    const before = host.pid();
    const restarted = host.restarted();
    host.kill();
    await restarted;
    expect(host.pid()).not.toBe(before);
    expect((await host.queryData({ context, queries: [query] }))['A']?.status).toBe(200);
  });

  it('ignores SIGINT, and does nothing that would upset Grafana', async () => {
    process.kill(host.pid(), 'SIGINT');
    expect((await host.queryData({ context, queries: [query] }))['A']?.status).toBe(200);
    expect(host.logs.some((entry) => entry.message === 'Drawing a wave' && entry.level === 'debug')).toBe(true);
    expect(host.violations).toEqual([]);
  });

  it('ends within the grace of two seconds when asked', async () => {
    const other = await startPluginHost({ executable, env: { PLUGIN_UNIX_SOCKET_DIR: join(executable, '..') } });
    const pid = other.pid();
    expect(await other.shutdown()).toBe(true);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('says why and exits with 1 when Grafana did not start it', () => {
    const run = spawnSync(executable, [], { env: {}, encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('Grafana starts it');
    expect(run.stdout).toBe('');
    const old = spawnSync(executable, [], {
      env: { grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '1' },
      encoding: 'utf8',
    });
    expect(old.status).toBe(1);
    expect(old.stderr).toContain('protocol');
  });

  it('ends when its host is killed', async () => {
    const script = `const {spawn}=require('node:child_process');const c=spawn(${JSON.stringify(executable)},[],{env:{grafana_plugin_type:'datasource'},stdio:['ignore','pipe','ignore']});c.stdout.once('data',()=>{console.log(c.pid);process.kill(process.pid,'SIGKILL')})`;
    const pid = Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.trim());
    expect(pid).toBeGreaterThan(0);
    // Waits for the process itself to be gone; `tail --pid` is the wait that needs no polling of ours.
    execFileSync('tail', [`--pid=${pid}`, '-f', '/dev/null'], { timeout: 10_000 });
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('is the plugin that the README shows', () => {
    const code = readFileSync(join(here, 'testing/example-plugin.ts'), 'utf8').replace(
      "'../src/index'",
      "'@huntboard/grafana-backend'",
    );
    expect(readFileSync(join(here, 'README.md'), 'utf8')).toContain(code);
  });
});
