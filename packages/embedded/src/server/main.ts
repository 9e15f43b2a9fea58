// The child process: waits for its options by IPC, opens the engine, listens, and goes down with its parent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { Engine } from './engine.ts';
import { handle } from './handler.ts';
import { Server } from './server.ts';
import { serverOptionsSchema } from '../options.ts';
import type { ServerOptions } from '../options.ts';

/** What parent and child say to each other. */
export type ToChild = { readonly type: 'start'; readonly options: unknown } | { readonly type: 'stop' };
export type FromChild =
  | { readonly type: 'ready'; readonly port: number; readonly version: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'stopped' };

const tell = (message: FromChild): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });

// The engine's threads do not end by themselves; every end of this process is this one. The engine is made for it: what was acknowledged is stored.
const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

async function start(options: ServerOptions): Promise<void> {
  // Before the engine makes its threads: they inherit it.
  setPriority(options.niceness);
  const engine = new Engine(options, join(__dirname, 'lane.cjs'));
  await engine.start(options);
  const shared = new Server(options, engine);
  const server = createServer(
    { keepAliveTimeout: 10_000, requestTimeout: 0, headersTimeout: 60_000, maxHeaderSize: 1024 * 1024 },
    (request, response) => {
      void handle(shared, request, response);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  process.on('message', (message: ToChild) => {
    if (message.type === 'stop') void stop();
  });
  const stop = async (): Promise<void> => {
    shared.stopping = true;
    server.close();
    server.closeIdleConnections();
    const until = Date.now() + options.limits.drainSeconds * 1000;
    while (
      engine.queries.running + engine.queries.waiting + engine.inserts.running + engine.inserts.waiting > 0 &&
      Date.now() < until
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const closed = engine.close();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 3000))]);
    await tell({ type: 'stopped' });
    die();
  };
  await tell({ type: 'ready', port, version: engine.version });
}

process.on('disconnect', die);
// The parent decides when to stop; a Ctrl-C that reaches the whole group must not end the store under a running insert.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
process.once('message', (message: ToChild) => {
  if (message.type !== 'start') return;
  start(serverOptionsSchema.parse(message.options)).catch(async (error: unknown) => {
    await tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    die();
  });
});
