// The resources of the backend and its health check, on the real engine.
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CONTEXT, QUERIES, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { builtBackend, startBackend, withSettings } from '../testing/backend-host';
import type { Backend } from '../testing/backend-host';
import { SIGMA_QUERIES } from '../testing/sigma-queries';

let store: QueryStore;
let backend: Backend;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
  backend = await startBackend(builtBackend(), store.server.url, store.server.reader, CONTEXT.timeRange);
});
afterAll(async () => {
  await backend?.host.shutdown();
  await store?.stop();
});

describe('health', () => {
  const health = async (jsonData: object, more: object = {}): Promise<unknown> => {
    const { status, message } = await backend.host.checkHealth(withSettings(backend.context, jsonData, more));
    return `${status} ${/\[(.*)\]$/.exec(message)?.[1] ?? message}`;
  };
  const listening = (server: {
    listen: (port: number, host: string, done: () => void) => unknown;
    address: () => unknown;
  }): Promise<string> =>
    new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
    );

  it('is fine when everything is there', async () => {
    expect(await backend.host.checkHealth(backend.context)).toMatchObject({
      status: 'OK',
      details: { code: 'health.ok', version: expect.stringMatching(/^2\d\./) },
    });
  });

  it('tells apart what can be wrong', async () => {
    expect(await health({}, { url: '' })).toBe('ERROR health.settings');
    expect(await health({}, { url: 'tcp://x' })).toBe('ERROR health.settings');
    expect(await health({}, { url: 'http://no-such-host.invalid:8123' })).toBe('ERROR health.dns');
    expect(await health({}, { url: 'http://127.0.0.1:1' })).toBe('ERROR health.refused');
    expect(await health({}, { url: store.server.url.replace('http:', 'https:') })).toBe('ERROR health.tls');
    expect(await health({}, { secureJsonData: { password: 'wrong' } })).toBe('ERROR health.auth');
    expect(await health({ username: 'nobody' })).toBe('ERROR health.auth');
    const web = createServer((_request, response) => response.end('<html>hello</html>\n')).unref();
    expect(await health({}, { url: await listening(web) })).toBe('ERROR health.not_clickhouse');
    web.closeAllConnections();
    web.close();
    const mute = createTcpServer((socket) => socket.destroy()).unref();
    expect(await health({}, { url: await listening(mute) })).toBe('ERROR health.unreachable');
    mute.close();
  });

  it('tells what the schema lacks', async () => {
    const writer = { username: store.server.writer.user };
    const secret = { secureJsonData: { password: store.server.writer.password } };
    await store.writer.command('ALTER TABLE alerts DROP COLUMN lineage');
    expect(await health(writer, secret)).toBe('ERROR health.old_schema');
    await store.writer.command('ALTER TABLE alerts ADD COLUMN lineage String AFTER evidence');
    await store.writer.command('RENAME TABLE process TO process_away');
    expect(await health(writer, secret)).toBe('ERROR health.no_schema');
    await store.writer.command('RENAME TABLE process_away TO process');
    expect(await health(writer, secret)).toBe('OK health.ok');
  });
});

describe('resources', () => {
  const get = async (path: string, query = ''): Promise<{ readonly status: number; readonly body: unknown }> => {
    const { status, body } = await backend.host.callResource({ context: backend.context, path, query });
    return { status, body: JSON.parse(new TextDecoder().decode(body)) as unknown };
  };

  it('gives tables and columns with their docs', async () => {
    const { status, body } = await get('schema');
    expect(status).toBe(200);
    const { tables } = body as {
      tables: { name: string; doc: string; columns: { name: string; type: string; doc: string }[] }[];
    };
    const events = tables.find(({ name }) => name === 'events');
    expect(events?.columns.find(({ name }) => name === 'CommandLine')).toEqual({
      name: 'CommandLine',
      type: 'String',
      doc: expect.stringContaining('ommand line'),
    });
    expect(events?.doc).not.toBe('');
  });

  it('gives the values of a field, most frequent first', async () => {
    const range = `from=${CONTEXT.timeRange.from}&to=${CONTEXT.timeRange.to}`;
    expect(await get('values', `field=host&${range}`)).toEqual({ status: 200, body: { values: [{ value: 'ws1', count: 5 }, { value: 'srv1', count: 1 }] } }); // prettier-ignore
    expect(await get('values', `field=host&search=SRV&${range}`)).toMatchObject({
      body: { values: [{ value: 'srv1' }] },
    });
    expect((await get('values', `field=host&table=passwd&${range}`)).status).toBe(400);
  });

  const explained = async (model: object): Promise<Record<string, unknown>> => {
    const { status, body } = await backend.host.callResource({
      context: backend.context,
      path: 'explain',
      method: 'POST',
      body: JSON.stringify({ model, ...CONTEXT.timeRange, plan: true }),
    });
    expect(status).toBe(200);
    return JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  };

  it.each(Object.entries({ ...QUERIES, ...SIGMA_QUERIES }))(
    'says before it runs what %s reads',
    async (_name, model) => {
      const { error, statements } = await explained(model);
      expect(error).toBeUndefined();
      expect(statements).toEqual(
        expect.arrayContaining([expect.objectContaining({ plan: expect.stringMatching(/Read(From|Nothing)/) })]),
      );
    },
  );

  it('marks what is wrong in the SQL as it was written, also after macros', async () => {
    const marked = async (sql: string): Promise<string> => {
      const { error } = await explained({ kind: 'sql', sql });
      const { place } = error as { place?: { position: number; length: number } };
      return place === undefined ? '' : sql.slice(place.position, place.position + place.length);
    };
    expect(await marked('  SELECT ts FORM events WHERE $__timeFilter(ts)')).toBe('events');
    expect(await marked('SELECT ts FROM events WHERE $__timeFilter(ts) AND nothing = 1')).toBe('nothing');
    expect(await marked("SELECT 'Ü🙂', lowerx(host) FROM events WHERE $__timeFilter(ts)")).toBe('lowerx');
    expect(await marked('SELECT ts FROM events WHERE $__timeFilter(ts) GROUP')).toBe('GROUP');
    const ungrouped = 'SELECT User, count() AS n FROM events WHERE $__timeFilter(ts) GROUP BY host';
    expect(await marked(ungrouped)).toBe('User');
    const { error } = await explained({ kind: 'sql', sql: ungrouped });
    expect((error as { message: string }).message).toMatch(/NOT_AN_AGGREGATE.*GROUP BY keys/);
    expect((error as { message: string }).message).not.toContain('SELECT');
    expect(await explained({ kind: 'sigma', rule: 'x' })).toMatchObject({
      error: { message: expect.stringContaining('Sigma') },
    });
  });

  it('answers 404 and 405 for what there is not', async () => {
    expect((await get('toString')).status).toBe(404);
    expect(
      (await backend.host.callResource({ context: backend.context, path: 'schema', method: 'DELETE' })).status,
    ).toBe(405);
    expect(await get('health')).toMatchObject({ status: 200, body: { code: 'health.ok' } });
  });
});
