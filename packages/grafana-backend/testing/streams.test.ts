// Grafana Live over the wire: who may subscribe, what a run sends, how it ends, what may be published.
import { join } from 'node:path';
import { buildPlugin } from './build-plugin';
import { startPluginHost } from './index';
import type { PluginHost } from './index';

const here = join(require.resolve('@huntboard/grafana-backend/package.json'), '..');
const context = { datasource: { uid: 'live' } };

/** The first messages of a run, which is left then. */
async function first(host: PluginHost, path: string, count: number, data?: unknown): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const message of host.runStream({ context, path, ...(data === undefined ? {} : { data }) })) {
    found.push(message);
    if (found.length === count) break;
  }
  return found;
}

describe('streams', () => {
  let host: PluginHost;
  beforeAll(async () => {
    host = await startPluginHost({ executable: buildPlugin(join(here, 'testing/stream-plugin.ts')) });
  });
  afterAll(async () => {
    await host.shutdown();
  });

  const running = async (): Promise<unknown> => {
    const { A } = await host.queryData({ context, queries: [{ refId: 'A', model: {}, from: 0, to: 1 }] });
    return A?.frames[0]?.data.values[0]?.[0];
  };

  it('says who may listen, and what a listener sees first', async () => {
    expect(await host.subscribeStream({ context, path: 'nothing' })).toEqual({ status: 'not-found' });
    expect(await host.subscribeStream({ context, path: 'secret' })).toEqual({ status: 'permission-denied' });
    const admin = { ...context, user: { login: 'ana', role: 'Admin' } };
    expect(await host.subscribeStream({ context: admin, path: 'secret' })).toEqual({ status: 'ok' });
    expect(await host.subscribeStream({ context, path: 'count' })).toMatchObject({
      status: 'ok',
      data: { schema: { name: 'count', fields: [{ name: 'n', type: 'number' }] }, data: { values: [[]] } },
    });
    expect(await host.subscribeStream({ context, path: 'echo', data: { a: 1 } })).toMatchObject({
      data: { schema: { name: '{"a":1}' } },
    });
  });

  it('sends frames with their schema or their rows alone', async () => {
    expect(await first(host, 'count', 2)).toEqual([
      { schema: expect.objectContaining({ name: 'count' }), data: { values: [[1, 2]] } },
      { data: { values: [[3]] } },
    ]);
    expect(await first(host, 'echo', 1, { b: 2 })).toEqual([{ b: 2 }]);
  });

  it('ends a run when nobody listens any more', async () => {
    const controller = new AbortController();
    for await (const _ of host.runStream({ context, path: 'count', signal: controller.signal })) controller.abort();
    // The plugin hears of it right after us; every question gives it a turn.
    while ((await running()) !== 0);
    expect(await running()).toBe(0);
  });

  it('keeps the order of a flood, and as little of it in memory as the listener leaves', async () => {
    const found = await first(host, 'flood', 2000);
    expect(found.map((message) => (message as { n: number }).n)).toEqual(Array.from({ length: 2000 }, (_, n) => n));
    expect(await first(host, 'flood', 3)).toHaveLength(3);
  });

  it('fails a run with the reason, in the log too, and goes on', async () => {
    await expect(first(host, 'broken', 1)).rejects.toThrow('It broke.');
    const isTold = (): boolean =>
      host.logs.some(({ message, level }) => level === 'error' && message === 'A stream failed in the plugin');
    // The log comes by another pipe; every question gives it a turn.
    while (!isTold()) await running();
    expect(await first(host, 'echo', 1, 1)).toEqual([1]);
    expect(host.violations).toEqual([]);
  });

  it('lets messages through, changed or not at all', async () => {
    expect(await host.publishStream({ context, path: 'any', data: 1 })).toEqual({ status: 'ok' });
    expect(await host.publishStream({ context, path: 'echo', data: 1 })).toEqual({ status: 'ok', data: { was: 1 } });
    expect(await host.publishStream({ context, path: 'count', data: 1 })).toEqual({ status: 'not-found' });
  });

  it('has none where the plugin has none', async () => {
    const plain = await startPluginHost({ executable: buildPlugin(join(here, 'testing/example-plugin.ts')) });
    expect(await plain.subscribeStream({ context, path: 'a' })).toEqual({ status: 'not-found' });
    expect(await plain.publishStream({ context, path: 'a' })).toEqual({ status: 'permission-denied' });
    await expect(first(plain, 'a', 1)).rejects.toThrow('no streams');
    await plain.shutdown();
  });
});
