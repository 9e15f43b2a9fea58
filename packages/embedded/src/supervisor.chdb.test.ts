// The child's life: start, crash and restart, kill -9 under load, stop, a locked directory, a taken port, a parent that dies.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient } from '@clickhouse/client';
import { EmbeddedStartError, startEmbedded, startTestStore } from './index.ts';
import type { Embedded, EmbeddedUser } from './index.ts';
import { rowsOf } from '../testing/clients.ts';

let dir: string;
const users: EmbeddedUser[] = [{ name: 'writer', password: 'w', role: 'writer', database: 'huntboard' }];
const limits = { drainSeconds: 1 };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'huntboard-supervisor-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

function connect(store: Embedded): ClickHouseClient {
  return createClient({
    url: store.url,
    username: 'writer',
    password: 'w',
    database: 'huntboard',
    log: { level: ClickHouseLogLevel.OFF },
  });
}

const exited = (store: Embedded): Promise<unknown> => new Promise((resolve) => store.onExit(resolve));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('a stopped store starts again with its data, in the same directory', async () => {
  for (const expected of [[], [{ a: 1 }]]) {
    const store = await startEmbedded({ dataDir: dir, port: 0, users, limits });
    const client = connect(store);
    await client.command({ query: 'CREATE TABLE IF NOT EXISTS t (a UInt8) ENGINE = MergeTree ORDER BY a' });
    expect(await rowsOf(client, 'SELECT * FROM t')).toEqual(expected);
    if (expected.length === 0) await client.insert({ table: 't', values: [{ a: 1 }], format: 'JSONEachRow' });
    await client.close();
    const { pid } = store;
    await store.stop();
    expect(isAlive(pid)).toBe(false);
  }
});

test('the engine gives way to other processes as far as it is told', async () => {
  const store = await startEmbedded({ dataDir: dir, port: 0, users, limits, niceness: 7 });
  expect(getPriority(store.pid)).toBe(7);
  await store.stop();
});

test('after a crash the child comes back at the same address, and every acknowledged row is there once', async () => {
  const lines: string[] = [];
  const store = await startEmbedded({ dataDir: dir, port: 0, users, limits, log: (line) => lines.push(line) });
  const client = connect(store);
  await client.command({
    query:
      'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 1000',
  });
  const { url } = store;
  const acknowledged = new Set<number>();
  for (let round = 0; round < 3; round++) {
    const { pid } = store;
    const end = exited(store);
    let next = round * 1000;
    let crashed = false;
    const insertAll = async (): Promise<void> => {
      while (!crashed) {
        const block = next++;
        // A block that got no answer is sent again under its token, as a sender does.
        for (;;) {
          try {
            await client.insert({
              table: 't',
              values: [{ a: block }],
              format: 'JSONEachRow',
              clickhouse_settings: { insert_deduplication_token: `b${block}` },
            });
            acknowledged.add(block);
            break;
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
        if (acknowledged.size > 20 + round * 20 && store.pid === pid) process.kill(pid, 'SIGKILL');
      }
    };
    const work = insertAll();
    expect(await end).toMatchObject({ signal: 'SIGKILL', restarting: true });
    await until(async () => (await client.ping()).success);
    crashed = true;
    await work;
    expect(store.url).toBe(url);
    expect(store.pid).not.toBe(pid);
  }
  const rows = await rowsOf<{ a: number; n: number }>(client, 'SELECT a, count() AS n FROM t GROUP BY a ORDER BY a');
  expect(rows).toEqual([...acknowledged].sort((a, b) => a - b).map((a) => ({ a, n: 1 })));
  expect(lines.some((line) => /ended \(SIGKILL\).*starting again/.test(line))).toBe(true);
  await client.close();
  await store.stop();
  expect(await readdir(join(dir, 'spool'))).toEqual([]);
});

test('a second store on the same directory is told what to do', async () => {
  const store = await startEmbedded({ dataDir: dir, port: 0, users, limits });
  const second = startEmbedded({ dataDir: dir, port: 0, users, limits });
  await expect(second).rejects.toBeInstanceOf(EmbeddedStartError);
  await expect(second).rejects.toMatchObject({
    code: 'EMBEDDED_DATA_LOCKED',
    message: expect.stringContaining('in use by another process'),
  });
  await store.stop();
});

test('a taken port is named', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(startEmbedded({ dataDir: dir, port, users, limits })).rejects.toMatchObject({
    code: 'EMBEDDED_PORT_TAKEN',
    message: expect.stringContaining(String(port)),
  });
  server.close();
});

test.each([
  ['no users', { users: [] }],
  ['a database that is no identifier', { users: [{ ...(users[0] as EmbeddedUser), database: 'a b' }] }],
  ['an unknown limit', { limits: { nonsense: 1 } as never }],
])('bad options are refused: %s', async (_, bad) => {
  await expect(startEmbedded({ dataDir: dir, port: 0, users, ...bad })).rejects.toThrow();
});

test('the child inherits no environment', async () => {
  const store = await startEmbedded({ dataDir: dir, port: 0, users, limits });
  const { readFile } = await import('node:fs/promises');
  if (process.platform === 'linux') {
    const names = (await readFile(`/proc/${store.pid}/environ`, 'utf8')).split('\0').map((line) => line.split('=')[0]);
    expect(names.filter((name) => name !== '' && !name?.startsWith('NODE_CHANNEL')).sort()).toEqual([
      'TZ',
      'UV_THREADPOOL_SIZE',
    ]);
  }
  expect((await stat(join(dir, 'engine', 'users.xml'))).mode & 0o077).toBe(0);
  await store.stop();
});

test('stop lets a running query end within the drain time', async () => {
  const store = await startEmbedded({ dataDir: dir, port: 0, users, limits: { drainSeconds: 10 } });
  const client = connect(store);
  const query = rowsOf(client, 'SELECT sleep(1) AS s');
  await until(async () => {
    const response = await fetch(`${store.url}/huntboard/query-log?user=writer&password=w`);
    return ((await response.json()) as { state: string }[]).some((entry) => entry.state === 'running');
  });
  const stopped = store.stop();
  expect(await query).toEqual([{ s: 0 }]);
  await stopped;
  await client.close();
});

test('stop does not wait longer than the drain time', async () => {
  const store = await startEmbedded({ dataDir: dir, port: 0, users, limits: { drainSeconds: 0 } });
  const client = connect(store);
  const query = rowsOf(client, 'SELECT sum(sleepEachRow(1)) FROM numbers(600) SETTINGS max_block_size = 1').catch(
    () => 'cut off',
  );
  await until(async () => {
    const response = await fetch(`${store.url}/huntboard/query-log?user=writer&password=w`);
    return ((await response.json()) as { state: string }[]).some((entry) => entry.state === 'running');
  });
  const { pid } = store;
  await store.stop();
  expect(isAlive(pid)).toBe(false);
  expect(await query).toBe('cut off');
  await client.close();
});

test('a parent that is killed takes the child with it, so that nothing holds the directory', async () => {
  const server = join(__dirname, '..', 'dist', 'server.cjs');
  const options = { dataDir: dir, port: 0, users };
  // A parent in its own process: forks the built child as the supervisor does, tells its pid, waits to be killed.
  const script = `
    const child = require('child_process').fork(${JSON.stringify(server)}, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: { UV_THREADPOOL_SIZE: '12' } });
    child.on('message', (m) => { if (m.type === 'ready') console.log(child.pid); });
    child.send({ type: 'start', options: ${JSON.stringify(options)} });
  `;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))),
  );
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid));
  const store = await startEmbedded({ dataDir: dir, port: 0, users, limits });
  await store.stop();
});

test('with fsync the engine writes through before it acknowledges', async () => {
  const store = await startTestStore({ fsync: true });
  const client = createClient({ url: store.url, username: store.writer.user, password: store.writer.password });
  const settings = await rowsOf(
    client,
    "SELECT name, value FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory') ORDER BY name",
  );
  expect(settings).toEqual([
    { name: 'fsync_after_insert', value: '1' },
    { name: 'fsync_part_directory', value: '1' },
  ]);
  await client.close();
  await store.stop();
});
