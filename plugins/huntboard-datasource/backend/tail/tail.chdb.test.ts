// Live tail through the plugin protocol, on the real engine: what is sent, in which form, to whom.
import { events } from '@huntboard/schema';
import { CONTEXT, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import type { DataFrameJson, HostContext } from '@huntboard/grafana-backend/testing';
import { builtBackend, startBackend } from '../testing/backend-host';
import type { Backend } from '../testing/backend-host';
import { startChangingProxy } from '../testing/changing-proxy';

let store: QueryStore;
let backend: Backend;
beforeAll(async () => {
  store = await startQueryStore();
  backend = await startBackend(builtBackend(), store.server.url, store.server.reader, CONTEXT.timeRange);
});
afterAll(async () => {
  await backend?.host.shutdown();
  await store?.stop();
});

const id = (n: number): string => `cccccccc-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
/** Events n of a host, received `ago` milliseconds before now. */
const insert = (host: string, numbers: readonly number[], ago = 0): Promise<void> =>
  store.insert(
    events,
    numbers.map((n) => ({
      ts: Date.now() - ago - 5_000, ingested_at: Date.now() - ago, retention_days: 10_000, raw_days: 10_000, guid_kind: 'native', event_id: id(n), source: 'windows',
      category: 'process', action: 'start', host, EventID: 1, User: 'CORP\\eve', Image: `C:\\p${n}.exe`, raw: '{}',
    })),
  ); // prettier-ignore

interface Opened {
  readonly status: number;
  readonly body: { readonly path: string; readonly data: unknown; readonly error?: string };
}

async function open(query: unknown, context: HostContext = backend.context): Promise<Opened> {
  const body = JSON.stringify({ query });
  const answer = await backend.host.callResource({ context, path: 'tail', method: 'POST', body });
  return { status: answer.status, body: JSON.parse(new TextDecoder().decode(answer.body)) as Opened['body'] };
}

type Message = DataFrameJson & { readonly data: { readonly values: readonly (readonly unknown[])[] } };

/** Messages of a tail until `enough` says so; `begun` is called when the tail surely runs. */
async function follow(
  query: Readonly<Record<string, unknown>>,
  steps: readonly (() => Promise<void>)[],
  rows: number,
): Promise<{ readonly ids: unknown[]; readonly messages: Message[] }> {
  const { body } = await open(query);
  const messages: Message[] = [];
  const ids: unknown[] = [];
  const stream = backend.host.runStream({ context: backend.context, path: body.path, data: body.data });
  // The first event after the start shows that the tail runs; the others follow it.
  const probe = setInterval(() => void insert('probe', [probes++]), 300);
  let ready = false;
  try {
    for await (const message of stream as AsyncIterable<Message>) {
      messages.push(message);
      const column = message.schema.fields.findIndex(({ name }) => name === 'id' || name === 'event_id');
      const hosts = message.data.values[message.schema.fields.findIndex(({ name }) => name === 'host')];
      for (const [row, value] of (message.data.values[column] ?? []).entries()) {
        if (hosts?.[row] !== 'probe' && !String(value).startsWith(id(0).slice(0, 24) + 'f')) ids.push(value);
      }
      if (!ready) {
        ready = true;
        clearInterval(probe);
        for (const step of steps) await step();
      }
      if (ids.length >= rows) break;
    }
  } finally {
    clearInterval(probe);
  }
  return { ids, messages };
}
let probes = 0xf00000000000;

describe('live tail', () => {
  it('sends what becomes visible after its start, once, also what was received before others', async () => {
    await insert('ws1', [1, 2, 3], 2_000);
    const { ids, messages } = await follow({ kind: 'events', columns: ['ts', 'host', 'event_id'] }, [
      () => insert('ws1', [10, 11]),
      () => insert('ws1', [12], 6_000),
      () => insert('ws1', [13]),
    ], 4); // prettier-ignore
    expect([...ids].sort()).toEqual([10, 11, 12, 13].map(id));
    for (const { schema } of messages)
      expect(schema.fields.map(({ name }) => name)).toEqual(['ts', 'host', 'event_id']);
  });

  it('sends log lines with their labels, for the query alone', async () => {
    const query = {
      kind: 'events',
      format: 'logs',
      filters: [{ field: 'host', operator: 'in', value: ['probe', 'srv1'] }],
    };
    const { ids, messages } = await follow(query, [() => insert('ws1', [20, 21]), () => insert('srv1', [22])], 1);
    expect(ids).toEqual([id(22)]);
    expect(messages[0]?.schema).toMatchObject({ name: 'tail', meta: { type: 'log-lines' } });
    expect(messages[0]?.schema.fields.map(({ name }) => name)).toEqual([
      'timestamp',
      'body',
      'severity',
      'id',
      'labels',
    ]);
  });

  it('falls behind rather than leave any out, and says so', async () => {
    const many = Array.from({ length: 700 }, (_, n) => 1_000 + n);
    const { ids, messages } = await follow(
      { kind: 'events', columns: ['host', 'event_id'] },
      [() => insert('ws1', many)],
      700,
    );
    expect([...ids].sort()).toEqual(many.map(id).sort());
    expect(messages.some(({ schema }) => /falls behind/.test(schema.meta?.notices?.[0]?.text ?? ''))).toBe(true);
    for (const { data } of messages) expect(data.values[0]?.length).toBeLessThanOrEqual(500);
  });

  it('says while the store is away that it waits, with the columns as they were, and when it is back', async () => {
    let isAway = false;
    const proxy = await startChangingProxy(store.server.url, {
      answer: (_, response) => {
        if (isAway) response.destroy();
        return isAway;
      },
    });
    const context: HostContext = {
      ...backend.context,
      datasource: { ...backend.context.datasource, uid: 'away', url: proxy.url },
    };
    const { body } = await open({ kind: 'events', columns: ['host', 'event_id'] }, context);
    const stream = backend.host.runStream({ context, path: body.path, data: body.data }) as AsyncGenerator<Message>;
    const next = async (): Promise<Message> => (await stream.next()).value as Message;
    const probe = setInterval(() => void insert('probe', [probes++]), 300);
    const columns = (await next()).schema.fields.map(({ name }) => name);
    clearInterval(probe);
    isAway = true;
    let message = await next();
    while (message.data.values[0]?.length !== 0) message = await next();
    expect(message.schema.meta?.notices?.[0]).toMatchObject({
      severity: 'error',
      text: expect.stringMatching(/waits/),
    });
    expect(message.schema.fields.map(({ name }) => name)).toEqual(columns);
    isAway = false;
    expect((await next()).schema.meta?.notices).toBeUndefined();
    await stream.return(undefined);
    proxy.close();
  });

  it('opens one channel for one question, and starts listeners with the empty frame', async () => {
    const query = { kind: 'events', format: 'logs' };
    const first = await open(query);
    expect(first.body.path).toMatch(/^tail\/[0-9a-f]{40}$/);
    expect((await open({ ...query, limit: 1000 })).body.path).toBe(first.body.path);
    expect((await open({ ...query, hosts: ['ws1'] })).body.path).not.toBe(first.body.path);
    expect(
      await backend.host.subscribeStream({ context: backend.context, path: first.body.path, data: first.body.data }),
    ).toMatchObject({ status: 'ok', data: { schema: { name: 'tail' }, data: { values: [[], [], [], [], []] } } });
  });

  it('refuses channels that belong to another query or to nobody', async () => {
    const { body } = await open({ kind: 'events' });
    const data = { query: { kind: 'events', hosts: ['other'] } };
    const { context } = backend;
    expect(await backend.host.subscribeStream({ context, path: body.path, data })).toEqual({
      status: 'permission-denied',
    });
    expect(await backend.host.subscribeStream({ context, path: body.path })).toEqual({ status: 'not-found' });
    expect((await open({ kind: 'sql', sql: 'SELECT 1' })).body.error).toContain('Only events');
    expect((await open({ kind: 'events', format: 'histogram' })).status).toBe(400);
  });

  it("keeps other people's rows out of a channel", async () => {
    const jsonData = {
      ...backend.context.datasource.jsonData,
      rowFilters: [
        { users: ['ana'], filters: [{ field: 'host', value: 'ws1' }] },
        { roles: ['Viewer'], filters: [{ field: 'host', value: 'srv1' }] },
      ],
    };
    const as = (login: string, role: string): HostContext => ({
      ...backend.context,
      datasource: { ...backend.context.datasource, uid: 'filtered', jsonData },
      user: { login, role },
    });
    const mine = await open({ kind: 'events' }, as('ana', 'Editor'));
    const theirs = await open({ kind: 'events' }, as('ben', 'Viewer'));
    expect(mine.body.path).not.toBe(theirs.body.path);
    const { path, data } = mine.body;
    expect(await backend.host.subscribeStream({ context: as('ben', 'Viewer'), path, data })).toEqual({
      status: 'permission-denied',
    });
    expect((await backend.host.subscribeStream({ context: as('ana', 'Editor'), path, data })).status).toBe('ok');
    expect((await open({ kind: 'events' }, as('eva', 'Editor'))).status).toBe(403);
  });
});
