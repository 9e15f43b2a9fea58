// The service as a process: kill -9 and SIGTERM, and the books that /metrics shows afterwards.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBundles, type Bundles } from '../testing/bundles.ts';
import { gauge, readBooks, type Books } from '../testing/metrics.ts';
import { writeRule } from '../testing/rule-files.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { EVENT_TOKEN, TEST_SETTINGS } from '../testing/test-ingest.ts';
import { startDoorStore, until, type DoorStore } from '../testing/test-store.ts';

let bundles: Bundles;
let door: DoorStore;
let directory: string;
let port: number;
let child: ChildProcess;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const found = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return found;
}

const url = (path: string): string => `http://127.0.0.1:${port}${path}`;

async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  child = spawn(process.execPath, [bundles.command, 'serve', '--data', directory, '--port', String(port)], {
    env: { ...process.env, ...TEST_SETTINGS, ...door.settings, ...settings },
    stdio: 'ignore',
  });
  const isUp = (): Promise<boolean> =>
    fetch(url('/healthz')).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isUp, (up) => up || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
}

async function end(signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await exit)[0];
}

async function send(...names: string[]): Promise<void> {
  const headers = { authorization: `Bearer ${EVENT_TOKEN}` };
  const response = await fetch(url('/api/v1/events'), {
    method: 'POST',
    headers,
    body: names.map((name) => sysmonEvent(name)).join('\n'),
  });
  expect(await response.json()).toEqual({ accepted: names.length, quarantined: 0 });
}

/** The books, once every delivery in the queue is counted. */
async function books(): Promise<Books> {
  const text = await until(
    async () => (await fetch(url('/metrics'))).text(),
    (found) => gauge(found, 'huntboard_queue_uncounted_entries') === 0,
  );
  const found = readBooks(text);
  expect(found.received).toBe(found.stored + found.filtered + found.quarantined + found.queued);
  return found;
}

const stored = async (): Promise<string[]> =>
  (await door.store.query<{ m: string }>("SELECT extract(CommandLine, 'echo (.*)$') AS m FROM events ORDER BY m")).map(
    ({ m }) => m,
  );

beforeAll(async () => {
  bundles = makeBundles();
  door = await startDoorStore();
});
afterAll(async () => {
  await door.stop();
  bundles.remove();
});
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'huntboard-serve-'));
  port = await freePort();
  await start();
});
afterEach(async () => {
  door.open();
  if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
  for (const table of ['events', 'process', 'seen', 'alerts']) await door.store.command(`TRUNCATE TABLE ${table}`);
});

describe('huntboard serve', () => {
  it('keeps its books and every acknowledged event over kill -9, with the store up and down', async () => {
    await send('a', 'b');
    await until(books, ({ queued }) => queued === 0);
    await send('c');
    await end('SIGKILL');
    await start();
    expect((await books()).received).toBe(3);
    door.shut();
    for (const name of ['d', 'e', 'f']) await send(name);
    await end('SIGKILL');
    await start();
    expect((await books()).received).toBe(6);
    door.open();
    expect(await until(books, ({ queued }) => queued === 0)).toMatchObject({ received: 6, stored: 6 });
    expect(await stored()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('stores what is in memory on SIGTERM and ends with 0', async () => {
    await end('SIGKILL');
    await start({ HUNTBOARD_BATCH_SECONDS: '600', HUNTBOARD_DRAIN_SECONDS: '60' });
    await send('x', 'y');
    expect(await stored()).toEqual([]);
    expect(await end('SIGTERM')).toBe(0);
    expect(await stored()).toEqual(['x', 'y']);
  });

  it('ends in bounded time on SIGTERM when the store is down, and another start stores the rest', async () => {
    door.shut();
    await send('x');
    expect(await end('SIGTERM')).toBe(0);
    door.open();
    await start();
    await until(books, ({ queued }) => queued === 0);
    expect(await stored()).toEqual(['x']);
  });

  it('counts every hit once over kill -9 at any moment, and reads rules again on SIGHUP', async () => {
    await end('SIGKILL');
    const rules = join(directory, 'rules');
    mkdirSync(rules);
    const id = writeRule(rules, 1, 'hit');
    const settings = { HUNTBOARD_DETECTION: 'on', HUNTBOARD_RULES_DIRS: rules, HUNTBOARD_RULES_BUILTIN: 'off' };
    const names = Array.from({ length: 500 }, (_, n) => `hit ${n}`);
    for (let round = 0; round < 6; round++) {
      await start(settings);
      await send(...names);
      // Sooner or later after the answer: before the manifest, between the blocks, after them.
      await new Promise((resolve) => setTimeout(resolve, round * 60));
      await end('SIGKILL');
    }
    await start(settings);
    await until(books, ({ queued }) => queued === 0);
    const counts = 'SELECT toUInt64(sum(count)) AS hits, uniqExact(rule_id) AS rules FROM alerts';
    expect(await door.store.query(counts)).toEqual([{ hits: '3000', rules: '1' }]);
    expect(await door.store.query('SELECT count() AS n FROM events WHERE has(rule_ids, {id:String})', { params: { id } })).toEqual([{ n: '3000' }]); // prettier-ignore
    writeRule(rules, 2, 'other');
    child.kill('SIGHUP');
    await until(
      async () => (await fetch(url('/metrics'))).text(),
      (text) => text.includes('huntboard_rules{state="active"} 2'),
    );
  });

  it('refuses to share its directory with another process, and says so', async () => {
    const other = spawn(process.execPath, [bundles.command, 'serve', '--data', directory, '--port', '0'], {
      env: { ...process.env, ...TEST_SETTINGS, ...door.settings },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    other.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const [code] = (await once(other, 'close')) as [number];
    expect(code).toBe(1);
    expect(said).toContain(`is used by process ${child.pid}`);
  });
});
