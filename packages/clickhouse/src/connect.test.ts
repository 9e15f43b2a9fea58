// What the client asks of a server for a given address, and that it keeps the console clean.
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStore } from './index.ts';

let server: Server;
let asked: IncomingMessage | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked = request;
    request.resume();
    response.end('{"version":"26.7.1"}\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function requestOf(credentials: string, path: string): Promise<{ url: URL; login: string }> {
  const { port } = server.address() as AddressInfo;
  const url = `http://${credentials}127.0.0.1:${port}${path}`;
  const store = createStore({ url, user: 'reader', password: 'secret', database: 'huntboard' });
  expect(await store.ping()).toEqual({ ok: true, version: '26.7.1' });
  await store.close();
  const login = Buffer.from((asked?.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  return { url: new URL(asked?.url ?? '', url), login };
}

describe('createStore', () => {
  it('prints nothing of its own, neither for its time limit nor for an address with more than host and port', async () => {
    const printed = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) => jest.spyOn(console, level));
    await requestOf('', '');
    await requestOf('other:word@', '/clickhouse');
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it('keeps the database of its options, and asks a proxy under its path', async () => {
    const { url, login } = await requestOf('', '/clickhouse/');
    expect(url.pathname).toBe('/clickhouse/');
    expect(url.searchParams.get('database')).toBe('huntboard');
    expect(login).toBe('reader:secret');
  });

  it('logs in as the user that the address names', async () => {
    const { url, login } = await requestOf('other:w%40rd@', '');
    expect(url.pathname).toBe('/');
    expect(login).toBe('other:w@rd');
  });
});
