// The real engine with our schema, behind a door that a test can shut: what is down for the service is up for the test.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createStore, migrate, type Store } from '@huntboard/clickhouse';
import { startTestStore, type TestStore } from '@huntboard/embedded';
import type { Environment } from '../config.ts';

export interface DoorStore {
  readonly server: TestStore;
  /** For the test's own questions: does not go through the door. */
  readonly store: Store;
  /** Settings of the service: through the door. */
  readonly settings: Environment;
  shut(): void;
  open(): void;
  stop(): Promise<void>;
}

/** The engine with our schema, as the service is told of it. */
export type MigratedStore = Pick<DoorStore, 'server' | 'store' | 'settings' | 'stop'>;

/** Starts the engine and migrates it. */
export async function startMigratedStore(): Promise<MigratedStore> {
  const server = await startTestStore();
  const { user, password } = server.writer;
  const store = createStore({ url: server.url, user, password, database: 'huntboard' });
  const migrated = await migrate(store, { owner: 'test' });
  if (!migrated.ok) throw new Error(migrated.error.message);
  return {
    server,
    store,
    settings: { CLICKHOUSE_URL: server.url, CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password },
    stop: async () => {
      await store.close();
      await server.stop();
    },
  };
}

/** The same behind a door, which stands open. */
export async function startDoorStore(): Promise<DoorStore> {
  const { server, store, settings, stop } = await startMigratedStore();
  const target = Number(new URL(server.url).port);
  const sockets = new Set<Socket>();
  let isShut = false;
  const door = createServer((socket) => {
    if (isShut) {
      socket.destroy();
      return;
    }
    const inner = connect(target, '127.0.0.1');
    for (const one of [socket, inner]) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        socket.destroy();
        inner.destroy();
      });
    }
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  return {
    server,
    store,
    settings: { ...settings, CLICKHOUSE_URL: `http://127.0.0.1:${port}` },
    shut: () => {
      isShut = true;
      for (const socket of sockets) socket.destroy();
    },
    open: () => {
      isShut = false;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => door.close(resolve));
      await stop();
    },
  };
}

/** Asks again until the answer is as wanted; the test's own time limit ends it otherwise. */
export async function until<T>(ask: () => Promise<T> | T, wanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
