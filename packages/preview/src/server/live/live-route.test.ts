// Live channels over the WebSocket: who may listen, one run for all who do, its end with the last, its return after a failure.
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostStreamRequest } from '@huntboard/grafana-backend/testing';
import type { FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';
import { inventedBackends } from '../../__fixtures__/invented-backends';
import { buildApp } from '../build-app';
import type { Datasource } from '../read-datasources';

const store = { url: 'http://127.0.0.1:8123', user: 'reader', password: '', database: 'huntboard' };

/** One run of a channel, as a test drives it. */
interface Run {
  readonly request: HostStreamRequest;
  readonly say: (message: unknown) => void;
  readonly fail: () => void;
}

/** Backends with the channels `open` and `secret`; the runs in the order in which they begin. */
function liveBackends() {
  const runs: Run[] = [];
  const waiting: Array<() => void> = [];
  const begun = async (count: number): Promise<Run> => {
    while (runs.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return runs[count - 1] as Run;
  };
  const invented = inventedBackends();
  return {
    begun,
    runs,
    backends: {
      ...invented,
      backendOf: async (datasource: Datasource) => ({
        ...(await invented.backendOf(datasource)),
        subscribeStream: async ({ path, data, context }: HostStreamRequest) => {
          if (path === 'open/a') return { status: 'ok' as const, data: { first: data } };
          if (path !== 'secret') return { status: 'not-found' as const };
          return { status: context.user?.role === 'Admin' ? ('ok' as const) : ('permission-denied' as const) };
        },
        runStream: async function* (request: HostStreamRequest) {
          const said: unknown[] = [];
          let wake = (): void => undefined;
          let failed = false;
          const push = (message: unknown): void => {
            said.push(message);
            wake();
          };
          request.signal?.addEventListener('abort', () => wake());
          runs.push({ request, say: push, fail: () => ((failed = true), wake()) });
          waiting.splice(0).forEach((resolve) => resolve());
          while (request.signal?.aborted !== true) {
            if (failed) throw new Error('The backend is gone');
            if (said.length > 0) yield said.shift();
            else await new Promise<void>((resolve) => (wake = resolve));
          }
        },
      }),
    },
  };
}

describe('live channels', () => {
  let app: FastifyInstance;
  let address: string;
  let live: ReturnType<typeof liveBackends>;
  beforeEach(async () => {
    live = liveBackends();
    app = await buildApp({ root: await mkdtemp(join(tmpdir(), 'preview-live-')), store }, { backends: live.backends });
    address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
  });
  afterEach(() => app.close());

  async function connect(headers: Record<string, string>): Promise<WebSocket> {
    const socket = new WebSocket(`${address}/api/live/ws`, { headers });
    await once(socket, 'open');
    return socket;
  }

  /** A page: what it says, and what it hears, in order. */
  async function page(cookie = ''): Promise<{
    readonly socket: WebSocket;
    readonly say: (message: object) => void;
    readonly hear: () => Promise<unknown>;
  }> {
    const heard: unknown[] = [];
    let wake = (): void => undefined;
    const socket = await connect({ cookie });
    socket.on('message', (bytes: Buffer) => {
      heard.push(JSON.parse(bytes.toString()));
      wake();
    });
    return {
      socket,
      say: (message) => socket.send(JSON.stringify(message)),
      hear: async () => {
        while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return heard.shift();
      },
    };
  }
  const channel = 'ds/huntboard/open/a';

  test('a listener hears the first state, then every message', async () => {
    const { say, hear } = await page();
    say({ type: 'subscribe', channel, data: { q: 1 } });
    expect(await hear()).toEqual({ type: 'subscribed', channel, message: { first: { q: 1 } } });
    const run = await live.begun(1);
    expect(run.request).toMatchObject({ path: 'open/a', data: { q: 1 }, context: { user: { login: 'analyst' } } });
    run.say({ n: 1 });
    run.say({ n: 2 });
    expect(await hear()).toEqual({ type: 'message', channel, message: { n: 1 } });
    expect(await hear()).toEqual({ type: 'message', channel, message: { n: 2 } });
  });

  test('listeners share one run, which ends with the last of them', async () => {
    const [one, two] = [await page(), await page()];
    for (const { say, hear } of [one, two]) {
      say({ type: 'subscribe', channel, data: null });
      await hear();
    }
    const run = await live.begun(1);
    run.say('both');
    expect(await one.hear()).toMatchObject({ message: 'both' });
    expect(await two.hear()).toMatchObject({ message: 'both' });
    one.say({ type: 'unsubscribe', channel });
    two.say({ type: 'subscribe', channel: 'ds/huntboard/none', data: null });
    await two.hear();
    expect(run.request.signal?.aborted).toBe(false);
    two.socket.close();
    await once(run.request.signal as unknown as EventTarget, 'abort');
    expect(live.runs).toHaveLength(1);
  });

  test('refuses what the backend, or the lack of a datasource, refuses', async () => {
    const { say, hear } = await page();
    for (const [asked, error] of [
      ['ds/huntboard/none', /no such channel/],
      ['ds/huntboard/secret', /does not let you/],
      ['ds/other/open/a', /not provisioned/],
    ] as const) {
      say({ type: 'subscribe', channel: asked, data: null });
      expect(await hear()).toMatchObject({ type: 'refused', channel: asked, error: expect.stringMatching(error) });
    }
    expect(live.runs).toEqual([]);
    const admin = await page('huntboard_role=Admin');
    admin.say({ type: 'subscribe', channel: 'ds/huntboard/secret', data: null });
    expect(await admin.hear()).toMatchObject({ type: 'subscribed' });
  });

  test('a run that fails is run again for those who listen', async () => {
    const { say, hear } = await page();
    say({ type: 'subscribe', channel, data: null });
    await hear();
    (await live.begun(1)).fail();
    (await live.begun(2)).say('again');
    expect(await hear()).toMatchObject({ message: 'again' });
  });

  test('what is no message closes the connection, and other origins open none', async () => {
    const { socket } = await page();
    socket.send('{');
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1007);
    await expect(connect({ origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(connect({ host: 'evil.example' })).rejects.toThrow('421');
  });
});
