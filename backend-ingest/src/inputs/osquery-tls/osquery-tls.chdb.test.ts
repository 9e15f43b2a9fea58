// osquery's endpoints, to an agent that behaves as the real one: what it is told, what it loses (nothing), what is stored.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeBundles, type Bundles } from '../../testing/bundles.ts';
import { OsqueryClient, processEventLine } from '../../testing/osquery-client.ts';
import { ENROLL_SECRET, startTestIngest, type TestIngest } from '../../testing/test-ingest.ts';
import { startDoorStore, until, type DoorStore } from '../../testing/test-store.ts';

let bundles: Bundles;
let door: DoorStore;
let test: TestIngest;
let configs: string;

beforeAll(async () => {
  bundles = makeBundles();
  door = await startDoorStore();
  configs = mkdtempSync(join(tmpdir(), 'huntboard-osquery-'));
  const root = dirname(require.resolve('@huntboard/backend-ingest/package.json'));
  cpSync(join(root, '..', 'provisioning', 'osquery'), configs, { recursive: true });
});
afterAll(async () => {
  await door.stop();
  bundles.remove();
  rmSync(configs, { recursive: true, force: true });
});
beforeEach(async () => {
  test = await startTestIngest(bundles.worker, { ...door.settings, HUNTBOARD_OSQUERY_DIR: configs });
});
afterEach(async () => {
  door.open();
  await test.stop();
  for (const table of ['events', 'process', 'seen', 'quarantine', 'osquery_nodes'])
    await door.store.command(`TRUNCATE TABLE ${table}`);
});

const client = (secret = ENROLL_SECRET, id = '4C4C4544-0042'): OsqueryClient =>
  new OsqueryClient(() => test.ingest.url, secret, id);
const stored = async (): Promise<string[]> =>
  (
    await door.store.query<{ m: string }>(
      "SELECT extract(CommandLine, 'echo (.*)$') AS m FROM events WHERE category = 'process' ORDER BY m",
    )
  ).map(({ m }) => m);

describe('enrolment', () => {
  it('gives a node key for a valid secret and writes the node', async () => {
    const agent = client();
    expect(await agent.enroll()).toBe(true);
    const nodes = await until(
      () => door.store.query('SELECT * FROM osquery_nodes FINAL'),
      (rows) => rows.length > 0,
    );
    expect(nodes).toEqual([
      expect.objectContaining({
        host_identifier: '4C4C4544-0042',
        host: 'web-01',
        platform: 'linux',
        os_version: 'Ubuntu 24.04.3',
        osquery_version: '5.20.0',
      }),
    ]);
    expect(JSON.stringify(nodes)).not.toContain(agent.nodeKey!);
  });

  it('refuses a wrong secret by leaving the node key out', async () => {
    expect(await client('wrong').enroll()).toBe(false);
    expect(await client('wrong').call('enroll', { enroll_secret: '', host_identifier: 'x' })).not.toHaveProperty(
      'node_key',
    );
  });

  it('makes one node of an agent that enrols twice', async () => {
    const [first, second] = [client(), client()];
    await first.enroll();
    await second.enroll();
    expect(second.nodeKey).toBe(first.nodeKey);
    await until(
      () => test.ingest.pipeline.queue.ledger.entries.size,
      (size) => size === 0,
    );
    expect(await door.store.query('SELECT count() AS n FROM osquery_nodes FINAL')).toEqual([{ n: '1' }]);
  });

  it.each([
    ['an array', '[]'],
    ['text', 'hello'],
    ['wrong types', '{"enroll_secret":{"a":1},"host_identifier":[]}'],
    ['nothing', ''],
  ])('refuses %s without a node key, and lives on', async (_, payload) => {
    const response = await test.ingest.app.inject({ method: 'POST', url: '/api/v1/osquery/enroll', payload });
    expect(response.json()).toHaveProperty('error');
    expect(response.json()).not.toHaveProperty('node_key');
    expect(await client().enroll()).toBe(true);
  });
});

describe('node keys', () => {
  it('of another server are node_invalid, as a real boolean, everywhere', async () => {
    const other = await startTestIngest(bundles.worker, door.settings);
    const agent = new OsqueryClient(() => other.ingest.url, ENROLL_SECRET, 'elsewhere');
    await agent.enroll();
    await other.stop();
    for (const path of ['config', 'log', 'distributed/read', 'distributed/write']) {
      for (const node_key of [agent.nodeKey, 'made-up', `${agent.nodeKey}x`, ''])
        expect(await client().call(path, { node_key, log_type: 'result', data: [] })).toEqual({ node_invalid: true });
      expect(await client().call(path, {})).toEqual({ node_invalid: true });
    }
  });

  it('are read from the Authorization header of newer agents', async () => {
    const agent = client();
    await agent.enroll();
    const headers = { authorization: `NodeKey ${agent.nodeKey}` };
    const response = await test.ingest.app.inject({
      method: 'POST',
      url: '/api/v1/osquery/distributed/read',
      headers,
      payload: '{}',
    });
    expect(response.json()).toEqual({ queries: {} });
  });

  it('stay valid when a new secret is put before the old one', async () => {
    await test.restart({ HUNTBOARD_NODE_KEY_SECRETS: 'old-secret' });
    const agent = client();
    await agent.enroll();
    await test.restart({ HUNTBOARD_NODE_KEY_SECRETS: 'new-secret,old-secret' });
    expect(await agent.call('distributed/read', { node_key: agent.nodeKey })).toEqual({ queries: {} });
    await test.restart({ HUNTBOARD_NODE_KEY_SECRETS: 'new-secret' });
    expect(await agent.call('distributed/read', { node_key: agent.nodeKey })).toEqual({ node_invalid: true });
  });
});

describe('configuration', () => {
  it('is merged from base, platform and tag, with the packs', async () => {
    const agent = client();
    await agent.enroll();
    const config = (await agent.call('config', { node_key: agent.nodeKey }))!;
    expect(config).toMatchObject({
      options: { audit_allow_process_events: true, utc: true },
      packs: { processes: { queries: {} } },
    });
    expect(config).not.toHaveProperty('error');
    expect(config).not.toHaveProperty('node_invalid');
  });
});

describe('logs', () => {
  it('land in events, with the table told from the query that is served, and without the node key', async () => {
    const agent = client();
    agent.log(processEventLine('one', Date.now()));
    await agent.flush();
    expect(agent.waiting).toBe(0);
    const rows = await until(
      () => door.store.query('SELECT * FROM events'),
      (found) => found.length > 0,
    );
    expect(rows).toEqual([
      expect.objectContaining({
        osquery_table: 'process_events',
        category: 'process',
        action: 'start',
        host: 'web-01',
        Image: '/usr/bin/curl',
      }),
    ]);
    expect(JSON.stringify(rows)).not.toContain(agent.nodeKey!);
  });

  it('of an agent over restarts of ingest and of the store are all stored, once', async () => {
    const agent = client();
    const names: string[] = [];
    const write = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const name = `n${String(names.length).padStart(4, '0')}`;
        names.push(name);
        agent.log(processEventLine(name, Date.now()));
        if (i % 10 === 9) await agent.flush();
      }
    };
    await write(100);
    await Promise.all([test.restart(), write(100)]);
    await write(50);
    door.shut();
    await write(100);
    await test.restart();
    await write(100);
    door.open();
    process.kill(door.server.embedded.pid, 'SIGKILL');
    await write(100);
    await test.restart({ HUNTBOARD_NODE_KEY_SECRETS: 'another-secret' });
    await write(50);
    await until(
      () => agent.flush(),
      () => agent.waiting === 0,
    );
    expect(agent.enrolments).toBe(2);
    await until(
      () => test.ingest.pipeline.queue.ledger.entries.size,
      (size) => size === 0,
    );
    expect(
      await until(
        () => stored().catch(() => []),
        (found) => found.length >= names.length,
      ),
    ).toEqual(names);
  });

  it('are kept by the agent when the queue is full: the answer is an error in JSON', async () => {
    door.shut();
    const agent = client();
    await agent.enroll();
    await test.restart({ HUNTBOARD_QUEUE_MAX_BYTES: '1' });
    agent.log(processEventLine('kept', Date.now()));
    await agent.flush();
    expect(agent.waiting).toBe(1);
    expect(await agent.call('log', { node_key: agent.nodeKey, log_type: 'result', data: [] })).toMatchObject({
      error: 'queue_full',
    });
  });

  it('that are no osquery logs are answered with an error or quarantined, never taken silently', async () => {
    const agent = client();
    await agent.enroll();
    const send = async (payload: Buffer | string, headers: Record<string, string> = {}): Promise<unknown> =>
      (await test.ingest.app.inject({ method: 'POST', url: '/api/v1/osquery/log', payload, headers })).json();
    const key = `"node_key":${JSON.stringify(agent.nodeKey)}`;
    expect(await send(`{${key},"log_type":"other","data":[]}`)).toMatchObject({ error: 'bad_request' });
    expect(await send('not gzip', { 'content-encoding': 'gzip' })).toMatchObject({ error: 'body_not_decodable' });
    expect(await send(gzipSync(Buffer.alloc(90_000_000)), { 'content-encoding': 'gzip' })).toMatchObject({
      error: 'body_too_large',
    });
    expect(await send(`{${key},"log_type":"result","data":[{"broken":`)).toEqual({});
    const held = await until(
      () => door.store.query('SELECT code, origin FROM quarantine'),
      (found) => found.length > 0,
    );
    expect(held).toHaveLength(1);
  });
});

describe('what is not offered yet', () => {
  it('answers results of distributed queries, and refuses carves cleanly', async () => {
    const agent = client();
    await agent.enroll();
    expect(
      await agent.call('distributed/write', {
        node_key: agent.nodeKey,
        queries: { q: [{ a: '1' }] },
        statuses: { q: 0 },
      }),
    ).toEqual({});
    expect(await agent.call('carve/begin', { node_key: agent.nodeKey, carve_size: '1' })).toMatchObject({
      error: 'carve_not_offered',
    });
    expect(await agent.call('carve/continue', { session_id: 'x', data: '' })).toMatchObject({
      error: 'carve_not_offered',
    });
  });
});
